"""Numbers of letters: a format with slots, filled from the book of one register and year.

Shapes in use differ from office to office (``800.1.3.3/048/BKPSDM/2026``, ``800.1.3.3/Kep.411/BKPSDM/10/2026``,
``B/91/KPTS/IV/2026``), so the shape is a setting and only the slots are fixed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
SLOTS = ("klas", "urut", "unit", "bulan", "bulan_romawi", "tahun")
REQUIRED_SLOTS = ("urut", "tahun")
LONGEST_NUMBER = 120
CLASSIFICATION = "800.1.3.1"
"""Archive code of transfers (Permendagri 83/2022); an office that files otherwise writes its own into the pattern."""
DECREE_REGISTER = "sk"
"""The book of decrees."""
IMPORTED_REGISTER = "import"
"""Letters with a number of somebody else's book."""
SUPPORT_REGISTER = "surat"
"""The book of letters that go with a transfer."""
MINUTES_REGISTER = "ba"
"""The book of minutes."""
COPY_REGISTER = "salinan"
"""Excerpts and certified copies: they bear the number of their decree and take none."""
MARKS: Mapping[str, str] = MappingProxyType({SUPPORT_REGISTER: "SP.", MINUTES_REGISTER: "BA."})
"""What stands before the sequence in a register, so that two books of one office never give the same number."""
REGISTER_LABELS: dict[str, Text] = {
    DECREE_REGISTER: T("Surat keputusan"),
    SUPPORT_REGISTER: T("Surat pendukung"),
    MINUTES_REGISTER: T("Berita acara"),
    COPY_REGISTER: T("Petikan dan salinan"),
    IMPORTED_REGISTER: T("Surat dengan nomor dari luar"),
}
_SLOT = re.compile(r"\{([a-z_]+)(?::(\d))?\}")


@dataclass(frozen=True, slots=True)
class NumberParts:
    """What a number is made of; ``classification`` is the archive code (Permendagri 83/2022), ``unit`` the office."""

    classification: str
    sequence: int
    unit: str
    dated_on: date
    mark: str = ""


def roman_month(month: int) -> str:
    """Return the month (1–12) in Roman numerals, as letter numbers write it."""
    return ROMAN_MONTHS[month - 1]


def check_number_format(text: str) -> str:
    """Return ``text`` when it can number letters without repeating itself.

    Raises:
        InvalidInput: an unknown slot, a stray brace, or no slot for the sequence or the year.
    """
    found = _SLOT.findall(text)
    for name, width in found:
        if name not in SLOTS or (width and name != "urut"):
            raise InvalidInput(
                T(
                    "Bagian {slot} tidak dikenal dalam pola nomor. Yang dapat dipakai: {known}.",
                    slot="{" + name + (f":{width}" if width else "") + "}",
                    known=", ".join("{" + slot + "}" for slot in SLOTS),
                ),
                field="number_format",
            )
    missing = [slot for slot in REQUIRED_SLOTS if slot not in {name for name, _ in found}]
    if missing or set("{}") & set(_SLOT.sub("", text)):
        raise InvalidInput(
            T("Pola nomor harus memuat {urut} dan {tahun}, tanpa kurung kurawal lain.", urut="{urut}", tahun="{tahun}"),
            field="number_format",
        )
    return text


def format_number(pattern: str, parts: NumberParts) -> str:
    """Fill ``pattern``; ``{urut:3}`` pads the sequence with zeros to three digits.

    Raises:
        InvalidInput: the pattern is unusable, or the number gets longer than a letter can print.
    """
    check_number_format(pattern)
    values = {
        "klas": parts.classification,
        "unit": parts.unit,
        "bulan": f"{parts.dated_on.month:02}",
        "bulan_romawi": roman_month(parts.dated_on.month),
        "tahun": str(parts.dated_on.year),
    }

    def fill(slot: re.Match[str]) -> str:
        name, width = slot.group(1), int(slot.group(2) or 1)
        return f"{parts.mark}{parts.sequence:0{width}}" if name == "urut" else values[name]

    number = _SLOT.sub(fill, pattern)
    if len(number) > LONGEST_NUMBER:
        raise InvalidInput(
            T("Nomor surat menjadi {length} huruf; paling panjang {limit}.", length=len(number), limit=LONGEST_NUMBER),
            field="number_format",
        )
    return number
