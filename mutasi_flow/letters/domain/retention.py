"""How long letters are kept, and what becomes of them then: the office's own schedule of retention (JRA) as a table.

UU 43/2009 asks every office for its schedule. The shipped rows follow a public example of one and only stand in until the
office gives its own: decrees stay for good with the file of the person, other letters about a transfer a year in use and
a year at rest.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T

COLUMNS = ("register", "active_years", "inactive_years", "fate", "source")
LONGEST_YEARS = 100


class Fate(StrEnum):
    """What becomes of a letter when its time is over."""

    PERMANENT = "permanent"
    REASSESSED = "reassessed"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class Retention:
    """The class of the letters of one register."""

    active_years: int
    inactive_years: int
    fate: Fate
    source: str


_EXAMPLE = "contoh JRA publik; ganti dengan JRA kantor"
SHIPPED: Mapping[str, Retention] = MappingProxyType({"sk": Retention(1, 1, Fate.PERMANENT, _EXAMPLE)})
OTHERS = Retention(1, 1, Fate.DESTROYED, _EXAMPLE)


def retention_of(register: str, own: Mapping[str, Retention]) -> Retention:
    """Return the class of a register: the office's own row goes before the shipped one."""
    return own.get(register) or SHIPPED.get(register) or OTHERS


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
