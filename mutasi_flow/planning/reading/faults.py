"""What is wrong in the input, cell by cell: all of it at once, and nothing is calculated before it is mended."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.sheets.columns import CellKind, Problem
from mutasi_flow.core.sheets.read import Table, cell_text
from mutasi_flow.core.sheets.tidy import tidy_columns
from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.reading.columns import DAYS, RANGES, REASONS
from mutasi_flow.planning.snapshot import Floats


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend; row 0 speaks of the whole table."""

    file: str
    row: int
    column: str
    value: str
    reason: Text

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": say(self.reason),
        }

    @property
    def sentence(self) -> Text:
        """Where it is and what is wrong."""
        words = {"file": self.file, "row": self.row, "column": self.column, "value": self.value, "reason": self.reason}
        if not self.row:
            return T("{file}: {reason}", **words)
        if not self.column:
            return T("{file}, baris {row}: {reason}", **words)
        return T("{file}, baris {row}, {column} “{value}”: {reason}", **words)


@dataclass(frozen=True, slots=True)
class Faults:
    """The answer in place of a snapshot."""

    found: tuple[Fault, ...]


@dataclass(slots=True)
class Sheet:
    """One table after cleaning, and where its faults are noted."""

    table: Table
    values: dict[str, list[Any]] = field(init=False)
    faults: list[Fault] = field(default_factory=list)
    refused: set[tuple[int, str]] = field(default_factory=set)
    """Place and column of the cells that were out of range."""

    def __post_init__(self) -> None:
        self.values, problems = tidy_columns(self.table)
        self.faults.extend(self._from_problem(problem) for problem in problems)
        for key, (least, most) in RANGES.get(self.table.name, {}).items():
            self._keep_between(key, least, most, _figure)
        for column in self.table.columns:
            if column.kind is CellKind.DATE:
                self._keep_between(column.key, *DAYS, "{:%d-%m-%Y}".format)

    def __len__(self) -> int:
        return len(self.table.rows)

    def _from_problem(self, problem: Problem) -> Fault:
        return Fault(self.table.name, problem.row, problem.column, problem.value, problem.reason)

    def _keep_between(self, key: str, least: Any, most: Any, shown: Callable[[Any], str]) -> None:
        """Note what is out of range and treat it as empty, for nothing can be calculated with it."""
        for place, value in enumerate(self.column(key)):
            if value is not None and not least <= value <= most:
                reason = T("Isi antara {least} dan {most}.", least=shown(least), most=shown(most))
                self.fault(place, key, value, REASONS.get(key, reason))
                self.refused.add((place, key))
                self.values[key][place] = None

    def has(self, key: str) -> bool:
        """Whether the column is there."""
        return key in self.values

    def column(self, key: str) -> list[Any]:
        """Return the cleaned cells; None where empty, and everywhere when the column is absent."""
        return self.values.get(key) or [None] * len(self)

    def numbers(self, key: str) -> Floats:
        """Return a column of numbers; NaN where empty."""
        return np.array([np.nan if value is None else value for value in self.column(key)], np.float64)

    def fault(self, place: int, key: str, value: Any, reason: Text) -> None:
        """Note a fault in the row at ``place``, counted from 0."""
        number = self.table.rows[place][0]
        self.faults.append(Fault(self.table.name, number, key, cell_text(value), reason))

    def refuse(self, key: str, is_wrong: Callable[[Any], bool], reason: Text) -> None:
        """Note a fault wherever a filled cell is wrong."""
        for place, value in enumerate(self.column(key)):
            if value is not None and is_wrong(value):
                self.fault(place, key, value, reason)

    def indices(self, key: str, index: dict[str, int], reason: Text) -> list[int]:
        """Look the cells up; unknown ones are faults, empty and unknown ones -1."""
        found = [-1 if value is None else index.get(value, -1) for value in self.column(key)]
        for place, (value, position) in enumerate(zip(self.column(key), found, strict=True)):
            if value is not None and position < 0:
                self.fault(place, key, value, reason)
        return found

    def refuse_twins(self, key: str, identities: list[Hashable]) -> None:
        """Note each row that speaks of the same as an earlier one."""
        first: dict[Hashable, int] = {}
        for place, identity in enumerate(identities):
            if identity is None:
                continue
            earlier = first.setdefault(identity, place)
            if earlier != place:
                row = self.table.rows[earlier][0]
                self.fault(
                    place, key, self.column(key)[place], T("Sama dengan baris {first}. Hapus salah satu.", first=row)
                )


def _figure(value: float) -> str:
    return f"{value:,.10g}".replace(",", " ").replace(".", ",").replace(" ", ".")
