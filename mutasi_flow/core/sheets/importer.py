"""The type in which a subject offers an import: what it reads, how it checks, how it writes.

A kind that needs more than an upsert fits too (running transfers, past decrees): ``check`` may carry anything it
prepared in ``Checked.payload``, and ``commit`` writes it with the services of its subject.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.sheets.columns import Cell, Column, Level, Problem
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import Text


@dataclass(frozen=True)
class Checked:
    """Result of a dry run: what would happen and what stands in the way."""

    rows: int
    problems: tuple[Problem, ...]
    new: int = 0
    changed: int = 0
    same: int = 0
    payload: Any = None
    """What ``commit`` writes; its shape is the business of the kind."""

    @property
    def errors(self) -> int:
        """How many problems stop the import."""
        return sum(problem.level is Level.ERROR for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many problems somebody should look at."""
        return len(self.problems) - self.errors

    @property
    def ready(self) -> int:
        """Rows without an error."""
        return self.rows - len(
            {problem.row for problem in self.problems if problem.level is Level.ERROR and problem.row}
        )


@dataclass(frozen=True)
class Importer:
    """One kind of sheet that can be imported and exported."""

    kind: str
    """Word of the command line and of addresses."""
    label: Text
    hint: Text
    """Where such a file comes from, for the upload page."""
    columns: tuple[Column, ...]
    check: Callable[[Session, Table, date], Checked]
    """Dry run on the day given; reads the database, never writes."""
    commit: Callable[[Session, Checked, Actor, datetime], None]
    """Writes the payload of a check made in the same transaction."""
    export: Callable[[Session], Iterable[Sequence[Cell]]]
    """Rows in the order of ``columns``; reading them back changes nothing."""
    chain: str = ""
    """Chain of the trail in which an import is noted; empty: the month's chain of changes about people."""
    permissions: tuple[Permission, ...] = (Permission.IMPORT,)
    """Any of these must be held over the whole office to bring such sheets in: a sheet knows no unit borders."""
    headings: tuple[str, ...] = ()
    """Columns that may stand once above the rows instead: then each sheet of a workbook is a form of its own."""
