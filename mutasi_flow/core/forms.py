"""Read a submitted form into typed values, collecting what is wrong per field.

A page reads all its fields, each with the words for its error, then calls :meth:`Form.check`; a reader that finds
an error notes it and returns a placeholder, so that one round shows all errors. The same object feeds the
template: what was typed, and the error beside it. ``docs/pages.md`` shows the whole pattern.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import nan
from pathlib import PurePath
from types import TracebackType
from typing import Self, TypeVar

from werkzeug.datastructures import FileStorage, MultiDict

from mutasi_flow.core.errors import InvalidInput, Refused
from mutasi_flow.core.texts import T, Text

E = TypeVar("E", bound=StrEnum)

OK, UNPROCESSABLE = 200, 422
LARGEST_INT = 2**31 - 1
FILE_NAME_LENGTH = 200
_KEPT_CONTROLS = "\n\t"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean_text(value: str, *, multiline: bool = False) -> str:
    """Return ``value`` in NFC, without what the eye cannot see.

    Control characters, right-to-left overrides, zero-width signs and broken surrogates could make a name or a
    reason read differently in the decree than on the screen; some of them no database stores.
    """
    lines = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    seen = "".join(sign for sign in lines if sign in _KEPT_CONTROLS or unicodedata.category(sign) not in _UNSEEN)
    return seen.strip() if multiline else " ".join(seen.split())


def as_key(text: str) -> int | None:
    """Return the number that a text names; None where it is none that a key can hold."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_INT))
    return int(text) if is_number and int(text) <= LARGEST_INT else None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        """Ending of the name in lower case, with its dot."""
        return PurePath(self.name).suffix.lower()


class InvalidForm(InvalidInput):
    """A form has errors; ``errors`` maps each field to its sentence."""

    code = "invalid_form"

    def __init__(self, errors: Mapping[str, Text]) -> None:
        super().__init__(next(iter(errors.values())))
        self.errors = errors


class Form:
    """One submitted (or not yet submitted) form."""

    def __init__(
        self,
        values: MultiDict[str, str] | Mapping[str, str | list[str]] | None = None,
        files: MultiDict[str, FileStorage] | None = None,
    ) -> None:
        """Hold what was typed; for a page not yet submitted, ``values`` are what the fields start with."""
        self._values: MultiDict[str, str] = MultiDict(values or {})
        self._files: MultiDict[str, FileStorage] = files if files is not None else MultiDict()
        self.errors: dict[str, Text] = {}
        """What is wrong, per field, in the order of reading."""
        self.refusals: list[Text] = []
        """What is wrong with the whole."""

    def value(self, name: str) -> str:
        """Return what was typed, for showing it again."""
        return self._values.get(name, "")

    def values(self, name: str) -> list[str]:
        """Return all that was chosen in a group of checkboxes."""
        return self._values.getlist(name)

    def keys(self, name: str) -> list[int]:
        """Return the keys that were chosen in a group of checkboxes; what is none is passed over."""
        return [key for text in self.values(name) if (key := as_key(text)) is not None]

    def error(self, name: str) -> Text | None:
        """Return the error of a field."""
        return self.errors.get(name)

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.errors or self.refusals)

    @property
    def status(self) -> int:
        """HTTP status of the page that shows this form: 422 when something is wrong."""
        return UNPROCESSABLE if self.has_errors else OK

    def fail(self, name: str, text: Text) -> None:
        """Note an error; the first one of a field counts."""
        self.errors.setdefault(name, text)

    def check(self) -> None:
        """Go on only when all that was read is right.

        Raises:
            InvalidForm: something is wrong.
        """
        if self.errors:
            raise InvalidForm(self.errors)

    def catching(self) -> "_Catching":
        """Return a block in which wrong input and refused actions become errors of this form.

        After the block the page is shown again; ``@writes`` rolls back because of its status.
        """
        return _Catching(self)

    def text(
        self,
        name: str,
        label: Text,
        *,
        required: bool = True,
        max_length: int = 300,
        min_length: int = 0,
        multiline: bool = False,
    ) -> str:
        """Read a text; see :func:`clean_text`."""
        found = clean_text(self.value(name), multiline=multiline)
        if not found:
            if required:
                self.fail(name, T("{label}: belum diisi.", label=label))
        elif len(found) > max_length:
            self.fail(
                name,
                T(
                    "{label}: paling panjang {count} huruf, ini {found}.",
                    label=label,
                    count=max_length,
                    found=len(found),
                ),
            )
        elif len(found) < min_length:
            self.fail(name, T("{label}: tulis sedikitnya {count} huruf.", label=label, count=min_length))
        return found

    def choice(self, name: str, label: Text, allowed: Collection[str], *, required: bool = True) -> str:
        """Read one of ``allowed``; an empty string when nothing was chosen."""
        found = self.value(name)
        if found in allowed:
            return found
        if found or required:
            self.fail(name, T("{label}: pilih salah satu.", label=label))
        return ""

    def choices(self, name: str, label: Text, allowed: Collection[str], *, required: bool = False) -> tuple[str, ...]:
        """Read any of ``allowed``, each once, in the order of the form."""
        found = tuple(dict.fromkeys(value for value in self.values(name) if value in allowed))
        if required and not found:
            self.fail(name, T("{label}: pilih sedikitnya satu.", label=label))
        return found

    def member(self, name: str, label: Text, kind: type[E]) -> E:
        """Read a member of ``kind``; its first member stands in when there is an error."""
        found = self.choice(name, label, [member.value for member in kind])
        return kind(found) if found else next(iter(kind))

    def flag(self, name: str) -> bool:
        """Return whether a single checkbox was ticked."""
        return bool(self.value(name))

    def integer(self, name: str, label: Text, *, least: int = 0, most: int = LARGEST_INT) -> int:
        """Read a whole number; ``least`` stands in when there is an error."""
        found = self.optional_integer(name, label, least=least, most=most)
        if found is None:
            self.fail(name, T("{label}: belum diisi.", label=label))
            return least
        return found

    def optional_integer(self, name: str, label: Text, *, least: int = 0, most: int = LARGEST_INT) -> int | None:
        """Read a whole number, or None when the field is empty (or wrong)."""
        typed = clean_text(self.value(name)).replace(".", "")
        if not typed:
            return None
        digits = typed.removeprefix("-")
        if digits.isascii() and digits.isdecimal() and len(digits) <= len(str(LARGEST_INT)):
            number = int(typed)
            if least <= number <= most:
                return number
        self.fail(name, T("{label}: tulis angka {least} sampai {most}.", label=label, least=least, most=most))
        return None

    def optional_number(self, name: str, label: Text, *, least: float, most: float) -> float | None:
        """Read a number with a decimal comma or point, or None when the field is empty (or wrong)."""
        typed = clean_text(self.value(name)).replace(",", ".")
        if not typed:
            return None
        try:
            number = float(typed)
        except ValueError:
            number = nan
        if least <= number <= most:
            return number
        self.fail(name, T("{label}: tulis angka {least} sampai {most}.", label=label, least=least, most=most))
        return None

    def day(self, name: str, label: Text, *, earliest: date | None = None, latest: date | None = None) -> date:
        """Read a date; the first day of the calendar stands in when there is an error."""
        found = self.optional_day(name, label, earliest=earliest, latest=latest)
        if found is None:
            self.fail(name, T("{label}: belum diisi.", label=label))
            return date.min
        return found

    def optional_day(
        self, name: str, label: Text, *, earliest: date | None = None, latest: date | None = None
    ) -> date | None:
        """Read ``name-day``, ``name-month``, ``name-year`` or an ISO date in ``name``; None when empty (or wrong)."""
        parts = [clean_text(self.value(f"{name}-{part}")) for part in ("year", "month", "day")]
        typed = "-".join(part.zfill(2) for part in parts) if any(parts) else clean_text(self.value(name))
        if not typed:
            return None
        found = _iso_day(typed)
        if found is None:
            self.fail(
                name,
                T("{label}: tanggal ini tidak ada. Tulis hari, bulan, dan tahun, misalnya 27 11 2026.", label=label),
            )
        elif earliest is not None and found < earliest:
            self.fail(name, T("{label}: paling awal {day}.", label=label, day=earliest))
        elif latest is not None and found > latest:
            self.fail(name, T("{label}: paling lambat {day}.", label=label, day=latest))
        return found

    def filename(self, name: str) -> str:
        """Return the name of an uploaded file as the sender gave it; for showing only."""
        storage = self._files.get(name)
        return (storage.filename or "") if storage is not None else ""

    def rewind(self, name: str) -> None:
        """Let an uploaded file be read once more, from its start."""
        if name in self._files:
            self._files[name].stream.seek(0)

    def upload(self, name: str, label: Text, *, max_bytes: int, suffixes: Collection[str] = ()) -> Upload | None:
        """Read a file, or None when none was chosen (or it is wrong); the caller looks into its content."""
        storage = self._files.get(name)
        if storage is None or not storage.filename:
            return None
        upload = Upload(
            clean_text(PurePath(storage.filename).name)[-FILE_NAME_LENGTH:], storage.stream.read(max_bytes + 1)
        )
        if not upload.data:
            self.fail(name, T("{label}: berkas ini kosong. Pilih berkas lain.", label=label))
        elif len(upload.data) > max_bytes:
            self.fail(
                name, T("{label}: paling besar {count} MB. Perkecil dahulu.", label=label, count=max_bytes / 1_000_000)
            )
        elif suffixes and upload.suffix not in suffixes:
            self.fail(name, T("{label}: jenis berkas harus {kinds}.", label=label, kinds=", ".join(sorted(suffixes))))
        else:
            return upload
        return None


class _Catching:
    """See :meth:`Form.catching`."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if isinstance(error, InvalidForm):
            for name, text in error.errors.items():
                self._form.fail(name, text)
        elif isinstance(error, InvalidInput) and error.field:
            self._form.fail(error.field, error.text)
        elif isinstance(error, Refused):
            self._form.refusals.extend(error.reasons or (error.text,))
        elif isinstance(error, InvalidInput):
            self._form.refusals.append(error.text)
        return isinstance(error, InvalidInput | Refused)


def _iso_day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
