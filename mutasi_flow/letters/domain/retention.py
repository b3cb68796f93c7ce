"""How long letters are kept, and what becomes of them then: the office's own schedule of retention (JRA) as a table.

UU 43/2009 asks every office for its schedule. The shipped rows follow a public example of one and only stand in until the
office gives its own: decrees stay for good with the file of the person, other letters about a transfer a year in use and
a year at rest.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text

COLUMNS = ("register", "active_years", "inactive_years", "fate", "source")
LONGEST_YEARS = 100


LONGEST_CODE, LONGEST_SOURCE = 40, 300


class Fate(StrEnum):
    """What becomes of a letter when its time is over."""

    PERMANENT = "permanent"
    REASSESSED = "reassessed"
    DESTROYED = "destroyed"


FATE_LABELS: dict[Fate, Text] = {
    Fate.PERMANENT: T("Permanen: diserahkan ke lembaga kearsipan"),
    Fate.REASSESSED: T("Dinilai kembali"),
    Fate.DESTROYED: T("Musnah"),
}
PROPOSALS: dict[Fate, Text] = {
    Fate.PERMANENT: T("Usul serah"),
    Fate.REASSESSED: T("Usul dinilai kembali"),
    Fate.DESTROYED: T("Usul musnah"),
}
"""What is proposed when the time is over; nothing is ever destroyed here."""


@dataclass(frozen=True, slots=True)
class Retention:
    """The class of the letters of one register."""

    active_years: int
    inactive_years: int
    fate: Fate
    source: str
    code: str = ""
    """Of the archive's own classification."""

    def due_year(self, year: int) -> int:
        """Return the first year in which letters of ``year`` are due: their times run from the end of their year."""
        return year + self.active_years + self.inactive_years + 1


_EXAMPLE = T("contoh JRA publik; ganti dengan JRA kantor").message
SHIPPED: Mapping[str, Retention] = MappingProxyType({"sk": Retention(1, 1, Fate.PERMANENT, _EXAMPLE)})
OTHERS = Retention(1, 1, Fate.DESTROYED, _EXAMPLE)


def retention_of(register: str, own: Mapping[str, Retention]) -> Retention:
    """Return the class of a register: the office's own row goes before the shipped one."""
    return own.get(register) or SHIPPED.get(register) or OTHERS


@dataclass(frozen=True, slots=True)
class Schedule:
    """The classes that hold: of a file that was given, else the office's rows by kind of letter, else the shipped ones."""

    by_kind: Mapping[str, Retention] = field(default_factory=dict)
    by_register: Mapping[str, Retention] = field(default_factory=dict)

    def of(self, kind: str, register: str) -> Retention:
        """Return the class of letters of a kind in a register."""
        if register in self.by_register:
            return self.by_register[register]
        return self.by_kind.get(kind) or retention_of(register, {})


def read_retentions(lines: Sequence[str]) -> dict[str, Retention]:
    """Read the office's schedule from lines of CSV with the columns of :data:`COLUMNS`.

    Raises:
        InvalidInput: a column is missing, or a row cannot be read; the sentence names it.
    """
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise InvalidInput(T("Kolom {columns} tidak ada dalam jadwal retensi.", columns=", ".join(missing)))
    found: dict[str, Retention] = {}
    for number, row in enumerate(reader, start=2):
        try:
            years = int(row["active_years"]), int(row["inactive_years"])
            found[row["register"].strip()] = Retention(*years, Fate(row["fate"].strip()), row["source"].strip())
        except (ValueError, TypeError, AttributeError):
            years = -1, -1
        if not all(0 <= count <= LONGEST_YEARS for count in years):
            raise InvalidInput(T("Baris {row} jadwal retensi tidak dapat dibaca.", row=number))
    return found
