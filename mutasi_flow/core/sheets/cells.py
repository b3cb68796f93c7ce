"""Cleaning of single cells: what SIASN, Excel and people do to names, dates and numbers, undone or refused.

Nothing is guessed: a value that may have lost information (a NIP stored as a number, a year of two digits) is
refused with the reason, never completed.
"""

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.columns import Cell
from mutasi_flow.core.texts import T

EMPTY_WORDS = frozenset({"", "-", "--", "null", "none", "nan", "n/a", "#n/a", "\\n"})
EMPTY_DATES = frozenset({date(1, 1, 1), date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31)})
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(3_000, 110_000)
"""Day numbers taken as dates when a date cell lost its format: 1908 to 2201."""

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan januari january",
            "feb peb februari pebruari february",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags aug agustus august",
            "sep sept september",
            "okt oct oktober october",
            "nov nop november nopember",
            "des dec desember december",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2}|[A-Za-z]{3,10})[-/., ]+(\d{1,4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_CLOCK_PART = re.compile(r"[T ]\d{1,2}[:.]\d{2}([:.]\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$")
_POWER = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_SEPARATORS = re.compile(r"[\s.\-_]")
_INVISIBLE = dict.fromkeys(
    [
        *map(ord, "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
"""Soft hyphens, joiners and marks of direction: they hide in copied text and reverse what people read."""
_LOST_DIGITS = "000"
_YEAR_DIGITS = 4


def clean_text(cell: Cell) -> str:
    """Return the cell as one line of text, ``""`` when it says nothing.

    Takes off the leading apostrophe of SIASN and Excel, control and direction characters, non-breaking and doubled
    spaces; letters of any script stay.
    """
    if isinstance(cell, str):
        return _clean_string(cell)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return f"{cell:%d-%m-%Y}"
    return str(cell)


def _clean_string(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        kept = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
        text = "".join(
            " " if character.isspace() or unicodedata.category(character) in ("Cc", "Cs") else character
            for character in kept
        )
    if "  " in text:
        text = " ".join(text.split())
    text = text.strip()
    if text.startswith("'"):
        text = text[1:].strip()
    return "" if text.casefold() in EMPTY_WORDS else text


def clean_date(cell: Cell) -> date | None:
    """Return the day, or ``None`` for an empty cell; ``01-01-0001`` is how SIASN writes empty.

    Understands Excel dates and their bare day numbers, ``31-12-2020``, ``31/12/2020``, ``31 Desember 2020`` and ISO.

    Raises:
        InvalidInput: not a date, no such day, or a year of two digits.
    """
    if isinstance(cell, datetime):
        return _unless_empty(cell.date())
    if isinstance(cell, date):
        return _unless_empty(cell)
    if isinstance(cell, bool | time | timedelta):
        raise InvalidInput(T("Ini bukan tanggal. Tulis seperti 31-12-2020."))
    if isinstance(cell, int | float):
        return _from_day_number(cell)
    text = clean_text(cell)
    if not text.strip("0-/. "):
        return None
    if text.isdecimal():
        return _from_day_number(int(text))
    return _unless_empty(_parse_date(_CLOCK_PART.sub("", text)))


def _parse_date(text: str) -> date:
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = int(match[1]), _month(match[2]), int(match[3])
        if len(match[3]) != _YEAR_DIGITS:
            raise InvalidInput(T("Tulis tahun dengan empat angka, misalnya 1985."))
    else:
        raise InvalidInput(T("Ini bukan tanggal. Tulis seperti 31-12-2020."))
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidInput(T("Tanggal ini tidak ada di kalender. Urutannya: hari, bulan, tahun.")) from None


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else _MONTHS.get(text.casefold(), 0)


def _from_day_number(number: float) -> date | None:
    if number == 0:
        return None
    if not math.isfinite(number) or int(number) not in EXCEL_DAYS:
        raise InvalidInput(T("Ini angka, bukan tanggal. Tulis seperti 31-12-2020."))
    return EXCEL_EPOCH + timedelta(days=int(number))


def _unless_empty(day: date) -> date | None:
    return None if day in EMPTY_DATES else day


def clean_number(cell: Cell) -> float | None:
    """Return a quantity; a comma may be the decimal sign, ``1.234,5`` and ``1,234.5`` are understood.

    Raises:
        InvalidInput: not a number.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
        return float(cell)
    text = clean_text(cell).replace(" ", "")
    if not text:
        return None
    if "," in text and "." in text:
        thousands = "." if text.rindex(",") > text.rindex(".") else ","
        text = text.replace(thousands, "")
    text = text.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,20})?", text, re.ASCII):
        raise InvalidInput(T("Ini bukan angka."))
    return float(text)


def clean_integer(cell: Cell) -> int | None:
    """Return a whole number.

    Raises:
        InvalidInput: not a number, or with a fraction.
    """
    number = clean_number(cell)
    if number is None:
        return None
    if not number.is_integer():
        raise InvalidInput(T("Isi dengan bilangan bulat."))
    return int(number)


def clean_digits(cell: Cell) -> str | None:
    """Return digits that are a name (NIP), without the spaces people put between the groups.

    Excel keeps fifteen digits of a number and turns the rest into zeros; what it has eaten cannot be known.

    Raises:
        InvalidInput: the cell is a number, shows a power of ten, ends in rounded zeros, or holds other characters.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise InvalidInput(
            T(
                "Excel menyimpan nomor ini sebagai bilangan sehingga angka terakhirnya hilang. "
                "Ubah kolom menjadi Teks, lalu salin nomor dari sumbernya."
            )
        )
    text = clean_text(cell)
    if not text:
        return None
    if _POWER.fullmatch(text):
        raise InvalidInput(
            T(
                "Excel mengubah nomor ini menjadi bentuk pangkat ({value}). Salin lagi nomor lengkap dari sumbernya.",
                value=text,
            )
        )
    digits = _SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdecimal()):
        raise InvalidInput(T("Nomor ini memuat huruf atau tanda yang bukan angka."))
    if len(digits) > len(_LOST_DIGITS) + 14 and digits.endswith(_LOST_DIGITS):
        raise InvalidInput(T("Nomor ini berakhir 000: Excel membulatkannya. Salin lagi nomor lengkap dari sumbernya."))
    return digits
