"""Words of the office pages and checks."""

from dataclasses import dataclass
from enum import StrEnum

from mutasi_flow.core.texts import T, Text


class Level(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    """Works, but somebody should look after it."""
    PROBLEM = "problem"
    """Something will not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked; ``detail`` says what was found and, when it is not well, how to mend it."""

    check: str
    level: Level
    detail: Text


LAST_BACKUP = "last-backup"
"""File in the data folder that says when the last backup was made."""
TIME_ZONES: dict[str, Text] = {
    "Asia/Jakarta": T("WIB (Jakarta)"),
    "Asia/Makassar": T("WITA (Makassar)"),
    "Asia/Jayapura": T("WIT (Jayapura)"),
}
"""The legal times of Indonesia."""
