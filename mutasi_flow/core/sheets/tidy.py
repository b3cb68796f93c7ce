"""From a table to clean records: column by column, each distinct value cleaned once."""

from collections.abc import Callable, Sequence
from typing import Any

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.cells import clean_date, clean_digits, clean_integer, clean_number, clean_text
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Problem, Record
from mutasi_flow.core.sheets.read import Table, cell_text
from mutasi_flow.core.texts import T, Text

_CLEANERS: dict[CellKind, Callable[[Cell], Any]] = {
    CellKind.TEXT: lambda cell: clean_text(cell) or None,
    CellKind.DATE: clean_date,
    CellKind.NUMBER: clean_number,
    CellKind.INTEGER: clean_integer,
    CellKind.DIGITS: clean_digits,
}


def tidy(table: Table) -> tuple[list[Record], list[Problem]]:
    """Clean all cells that the importer reads; what cannot be cleaned becomes a problem and an empty value."""
    columns, problems = tidy_columns(table)
    rows = zip(table.rows, zip(*columns.values(), strict=True), strict=True)
    return [Record(number, dict(zip(columns, values, strict=True))) for (number, _), values in rows], problems


def tidy_columns(table: Table) -> tuple[dict[str, list[Any]], list[Problem]]:
    """Do the same column by column, for those who calculate with whole columns; absent columns are absent keys."""
    columns: dict[str, list[Any]] = {}
    problems = list(_overlong_rows(table))
    for column in table.columns:
        place = table.header.places.get(column.key)
        if place is not None:
            columns[column.key] = _clean_column(table, column, place, problems)
    return columns, problems


def _clean_column(table: Table, column: Column, place: int, problems: list[Problem]) -> list[Any]:
    cells = [row[place] for _, row in table.rows]
    cleaned = {cell: _clean(cell, column) for cell in set(cells)}
    refusals = {cell: refusal for cell, (_, refusal) in cleaned.items() if refusal is not None}
    if refusals:
        label = table.header.labels[place]
        problems.extend(
            Problem(number, label, cell_text(cell), refusals[cell])
            for (number, _), cell in zip(table.rows, cells, strict=True)
            if cell in refusals
        )
    return [cleaned[cell][0] for cell in cells]


def _clean(cell: Cell, column: Column) -> tuple[Any, Text | None]:
    try:
        value = _CLEANERS[column.kind](cell)
    except InvalidInput as refusal:
        return None, refusal.text
    if value is None and column.filled:
        return None, T("Sel ini wajib diisi.")
    if isinstance(value, str) and len(value) > column.longest:
        return None, T(
            "Teks terlalu panjang: {length} huruf, paling banyak {longest}.", length=len(value), longest=column.longest
        )
    return value, None


def _overlong_rows(table: Table) -> Sequence[Problem]:
    """Find rows with more cells than headers: an unquoted delimiter has moved everything to the right."""
    width = len(table.header.labels)
    return [
        Problem(
            number,
            "",
            cell_text(cells[width]),
            T("Baris ini punya lebih banyak kolom daripada judulnya. Periksa tanda pemisah di dalam teks."),
        )
        for number, cells in table.rows
        if len(cells) > width and any(cell not in ("", None) for cell in cells[width:])
    ]
