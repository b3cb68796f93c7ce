"""Where a check writes down what it finds."""

from collections.abc import Hashable, Iterable
from typing import Any

from mutasi_flow.core.sheets.columns import Level, Problem, Record
from mutasi_flow.core.sheets.read import Table, cell_text
from mutasi_flow.core.sheets.tidy import tidy
from mutasi_flow.core.texts import T, Text


class Findings:
    """The records of a table and the growing list of its problems."""

    def __init__(self, table: Table) -> None:
        """Clean the table; what cannot be cleaned is the first finding."""
        self.table = table
        self.records, self.problems = tidy(table)
        self._headers = {column.key: column.header for column in table.columns}
        self._headers |= {key: table.header.labels[place] for key, place in table.header.places.items()}
        self._wrong_rows = {problem.row for problem in self.problems}
        self._first_rows: dict[Hashable, int] = {}

    @property
    def sound(self) -> Iterable[Record]:
        """Records in which nothing is wrong so far."""
        return (record for record in self.records if record.row not in self._wrong_rows)

    def has(self, key: str) -> bool:
        """Whether the file has the column at all."""
        return key in self.table.header.places

    def is_wrong(self, row: int) -> bool:
        """Whether an error was found in the row."""
        return row in self._wrong_rows

    def error(self, row: int, key: str, value: Any, reason: Text) -> None:
        """Note something that stops the import; ``key`` is the column, ``""`` for the row as a whole."""
        self._wrong_rows.add(row)
        self._note(row, key, value, reason, Level.ERROR)

    def warn(self, row: int, key: str, value: Any, reason: Text) -> None:
        """Note something to look at; row 0 speaks of the whole file."""
        self._note(row, key, value, reason, Level.WARNING)

    def is_repeated(self, record: Record, key: str, identity: Hashable) -> bool:
        """Whether an earlier row already spoke of ``identity``; if so, that is noted as an error in column ``key``."""
        first = self._first_rows.setdefault(identity, record.row)
        if first == record.row:
            return False
        self.error(
            record.row, key, record.values.get(key), T("Sama dengan baris {first}. Hapus salah satu.", first=first)
        )
        return True

    def _note(self, row: int, key: str, value: Any, reason: Text, level: Level) -> None:
        self.problems.append(Problem(row, self._headers.get(key, key), cell_text(value), reason, level))
