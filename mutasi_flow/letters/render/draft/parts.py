"""Pieces of a DOCX for which python-docx has no words: borders, unbroken rows, repeated headers, fixed widths."""

from collections.abc import Iterator, Sequence
from typing import Any

from docx.document import Document as Draft
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from mutasi_flow.letters.contexts import Row
from mutasi_flow.letters.layout.blocks import Table as Grid
from mutasi_flow.letters.layout.blocks import TableColumn

BODY_MM = 163
"""Width of the text on F4 between its margins."""
CELL_SIZE = Pt(10)
NAME_MM, COLON_MM, HANG_MM = 43, 5, 8
Place = Draft | _Cell


def _set(parent: Any, name: str, **values: str) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    parent.append(made)
    return made


def add_line(
    place: Place, text: str, align: WD_ALIGN_PARAGRAPH | None = None, *, mark: str = "", is_bold: bool = False
) -> None:
    """Add a paragraph; ``mark`` is the number or letter that hangs before it."""
    made = place.add_paragraph()
    made.alignment = align
    run = made.add_run(f"{mark}\t{text}" if mark else text)
    run.bold = is_bold or None
    if mark:
        made.paragraph_format.left_indent = Mm(HANG_MM)
        made.paragraph_format.first_line_indent = Mm(-HANG_MM)
        made.paragraph_format.tab_stops.add_tab_stop(Mm(HANG_MM))


def add_data(place: Place, rows: Sequence[Row], width: float) -> None:
    """Add labelled values with aligned colons; none add nothing."""
    if rows:
        table = empty_table(place, len(rows), (NAME_MM, COLON_MM, width - NAME_MM - COLON_MM))
        for made, row in zip(table.rows, rows, strict=True):
            add_cells(made, [row.label, ":", row.value], is_whole=True)


def border_below(paragraph: Paragraph) -> None:
    """Draw the double line below a letter head."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the library has no borders
    borders = _set(properties, "w:pBdr")
    _set(borders, "w:bottom", val="double", sz="6", space="4", color="000000")


def keep_together(place: Place) -> None:
    """Keep the last line with what follows."""
    if place.paragraphs:
        place.paragraphs[-1].paragraph_format.keep_with_next = True


def unbroken(row: _Row) -> None:
    """Do not let a row run on to the next page."""
    _set(row._tr.get_or_add_trPr(), "w:cantSplit")  # noqa: SLF001 - idem


def empty_table(place: Place, rows: int, widths: Sequence[float]) -> Table:
    """Add a table without lines and with fixed widths in millimetres."""
    table = place.add_table(rows=rows, cols=len(widths))
    _fix(table, widths)
    return table


def _fix(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def add_cells(row: _Row, texts: Sequence[str], *, is_whole: bool) -> None:
    """Write plain cells from the left."""
    for cell, text in zip(row.cells, texts, strict=False):
        cell.paragraphs[0].add_run(text)
    if is_whole:
        unbroken(row)


def add_grid(place: Place, given: Grid, width: float) -> None:
    """Add a ruled table whose header is repeated on each page and whose rows stay whole."""
    labels = [
        [column.label, str(number)] if given.is_numbered else [column.label] for number, column in _numbered(given)
    ]
    table = place.add_table(rows=len(given.rows) + 1, cols=len(labels))
    table.style = "Table Grid"
    for made, cells in zip(table.rows, (labels, *given.rows), strict=True):
        for shown, lines in zip(made.cells, cells, strict=True):
            for number, line in enumerate(lines):
                paragraph = shown.add_paragraph() if number else shown.paragraphs[0]
                run = paragraph.add_run(line)
                run.font.size, run.bold = CELL_SIZE, cells is labels or None
        unbroken(made)
    _set(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")  # noqa: SLF001 - the library has no such switch
    taken = [column.share for column in given.columns]
    rest = (100 - sum(taken)) / max(1, taken.count(0))
    _fix(table, [width * (share or rest) / 100 for share in taken])


def _numbered(given: Grid) -> Iterator[tuple[int, TableColumn]]:
    return enumerate(given.columns, start=1)


def drop_first(cell: _Cell) -> None:
    """Take out the empty paragraph with which a cell begins, where something else is in it; one must stay at the end."""
    first = cell.paragraphs[0]
    if len(cell.paragraphs) > 1 and not first.text and not first.runs:
        first._element.getparent().remove(first._element)  # noqa: SLF001 - the library has no other way
