"""The file given back with its mistakes marked: same rows, red and yellow cells, a column of reasons."""

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.sheets.columns import Level, Problem
from mutasi_flow.core.sheets.header import NumberedRow
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.sheets.write import WORKBOOK_OPTIONS, write_cell

REASONS_HEADER = "Kesalahan"
MOST_COMMENTS = 5_000
"""Comments beyond this make Excel slow; the reason still stands in the last column."""
_MARKS = {
    Level.ERROR: {"bg_color": "#F4B6B0", "font_color": "#7A0000", "border": 1, "border_color": "#D4351C"},
    Level.WARNING: {"bg_color": "#FFF2B8"},
}


def annotate(table: Table, problems: Iterable[Problem]) -> bytes:
    """Return an XLSX of the file as it was read, errors red, warnings yellow, each with its reason beside the row."""
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WORKBOOK_OPTIONS) as book:
        sheet = book.add_worksheet("Data")
        marks = {level: book.add_format(mark) for level, mark in _MARKS.items()}
        last = max(len(table.header.labels), *(len(cells) for _, cells in table.rows))
        for row in (*table.above, *table.rows):
            _write_row(sheet, row)
        sheet.write_string(table.header.last_row - 1, last, REASONS_HEADER, book.add_format({"bold": True}))
        sheet.set_column(last, last, 70)
        sheet.freeze_panes(table.header.last_row, 0)
        _mark(sheet, table, by_row, marks, last)
    return out.getvalue()


def _write_row(sheet: Any, row: NumberedRow) -> None:
    number, cells = row
    for place, cell in enumerate(cells):
        write_cell(sheet, number - 1, place, cell)


def _mark(sheet: Any, table: Table, by_row: dict[int, list[Problem]], marks: dict[Level, Any], last: int) -> None:
    places = {label: place for place, label in reversed(list(enumerate(table.header.labels))) if label}
    comments = 0
    for number, cells in table.rows:
        found = by_row.get(number, [])
        for problem in sorted(found, key=lambda problem: problem.level, reverse=True):  # an error covers a warning
            place = places.get(problem.column)
            if place is not None:
                write_cell(sheet, number - 1, place, cells[place], marks[problem.level])
                comments += 1
                if comments <= MOST_COMMENTS:
                    sheet.write_comment(number - 1, place, say(problem.reason))
        if found:
            worst = min(found, key=lambda problem: problem.level).level
            reasons = "; ".join(
                f"{problem.column}: {say(problem.reason)}" if problem.column else say(problem.reason)
                for problem in found
            )
            sheet.write_string(number - 1, last, reasons[:32_767], marks[worst])
