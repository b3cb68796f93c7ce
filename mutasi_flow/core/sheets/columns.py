"""What a column of a sheet means, and what can be wrong with a cell."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from mutasi_flow.core.texts import Text

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""A cell as the reader of the file gives it."""

LONGEST_TEXT = 300


class CellKind(StrEnum):
    """How a cell is read and written."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    INTEGER = "integer"
    DIGITS = "digits"
    """Digits that are a name, not a quantity (NIP): a number cell has lost digits and is refused."""


@dataclass(frozen=True)
class Column:
    """A column that an importer knows."""

    key: str
    """Name in code; with ``header`` and ``synonyms`` also a spelling that is recognised in files."""
    header: str
    """What exports and templates print."""
    meaning: Text
    """One sentence for the template and the documentation."""
    kind: CellKind = CellKind.TEXT
    synonyms: tuple[str, ...] = ()
    required: bool = False
    """The file must have the column."""
    filled: bool = False
    """Every row must fill it."""
    longest: int = LONGEST_TEXT
    example: str = ""

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """All names under which the column is recognised, best first."""
        return (self.header, self.key, *self.synonyms)


class Level(StrEnum):
    """Whether a problem stops the import."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend (error) or to look at (warning) in one cell."""

    row: int
    """As the spreadsheet numbers it, from 1; 0 speaks of the whole file."""
    column: str
    """The header as the file spells it; empty when it is about the row."""
    value: str
    reason: Text
    level: Level = Level.ERROR
    sheet: str = ""
    """The sheet of a workbook of forms; then ``sheet_row`` is the row in it, and ``row`` the one of all forms joined."""
    sheet_row: int = 0

    @property
    def shown_row(self) -> int:
        """The row where the person who mends it looks."""
        return self.sheet_row or self.row


@dataclass(frozen=True, slots=True)
class Record:
    """One row after cleaning: values by column key; absent columns are absent keys, empty cells are ``None``."""

    row: int
    values: dict[str, Any]
