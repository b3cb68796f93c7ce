"""Sheets going out: XLSX and CSV in which no cell can run as a formula and no NIP loses a digit."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.sheets.cells import clean_text
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column
from mutasi_flow.core.texts import T

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
DATE_FORMAT = "dd-mm-yyyy"
LONGEST_CELL = 32_767
FIRST_EXCEL_YEAR = 1901
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": DATE_FORMAT,
    "nan_inf_to_errors": True,
}
_WIDTHS = {CellKind.TEXT: 28, CellKind.DATE: 13, CellKind.NUMBER: 12, CellKind.INTEGER: 12, CellKind.DIGITS: 22}


def neutralise(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run; reading takes it off again.

    A text that itself begins with an apostrophe gets one too, so that it survives the same journey.
    """
    if text.startswith((*FORMULA_STARTS, "'")):
        return f"'{text}"
    return text


def as_csv(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the sheet as CSV with commas, in UTF-8 with the mark that Excel needs."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.header for column in columns])
    writer.writerows([_flat(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _flat(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, date):
        return f"{cell.day:02}-{cell.month:02}-{cell.year:04}"
    return neutralise(str(cell))


def as_xlsx(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the sheet as XLSX: header frozen, digits as text, dates as dates."""
    return _workbook(columns, rows, with_guide=False)


def as_report(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as XLSX, with a second sheet that explains each column."""
    return _workbook(columns, rows, with_guide=True)


def as_template(columns: Sequence[Column]) -> bytes:
    """Return an empty XLSX to fill in, with a second sheet that explains each column."""
    return _workbook(columns, (), with_guide=True)


def _workbook(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, with_guide: bool) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WORKBOOK_OPTIONS) as book:
        bold, text, day = (
            book.add_format({"bold": True}),
            book.add_format({"num_format": "@"}),
            book.add_format({"num_format": DATE_FORMAT}),
        )
        sheet = book.add_worksheet("Data")
        for place, column in enumerate(columns):
            shape = {CellKind.DATE: day, CellKind.NUMBER: None, CellKind.INTEGER: None}.get(column.kind, text)
            sheet.set_column(place, place, _WIDTHS[column.kind], shape)
            sheet.write_string(0, place, column.header, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                write_cell(sheet, number, place, cell)
        if with_guide:
            _write_guide(book, bold, columns)
    return out.getvalue()


def write_cell(sheet: Any, row: int, place: int, cell: Cell, shape: Any = None) -> None:
    """Write one cell in its own type, text never as formula."""
    if cell is None or cell == "":
        if shape is not None:
            sheet.write_blank(row, place, None, shape)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, place, cell, shape)
    elif isinstance(cell, int | float):
        sheet.write_number(row, place, cell, shape)
    elif isinstance(cell, datetime | date) and cell.year >= FIRST_EXCEL_YEAR:
        sheet.write_datetime(row, place, cell, shape)
    else:
        text = cell if isinstance(cell, str) else clean_text(cell)
        sheet.write_string(row, place, neutralise(text)[:LONGEST_CELL], shape)


def _write_guide(book: Any, bold: Any, columns: Sequence[Column]) -> None:
    guide = book.add_worksheet("Petunjuk")
    guide.set_column(0, 0, 26)
    guide.set_column(1, 1, 80)
    guide.set_column(2, 3, 22)
    titles = (T("Kolom"), T("Arti"), T("Wajib"), T("Contoh"))
    for place, title in enumerate(titles):
        guide.write_string(0, place, say(title), bold)
    for row, column in enumerate(columns, start=1):
        guide.write_string(row, 0, column.header)
        guide.write_string(row, 1, str(column.meaning))
        guide.write_string(row, 2, str(T("ya")) if column.required else "")
        guide.write_string(row, 3, column.example)
