"""Pieces of a DOCX for which python-docx has no words: borders, unbroken rows, repeated headers, fixed widths."""

import re
from collections.abc import Sequence
from typing import Any

from docx.document import Document as Draft
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from mutasi_flow.letters.render.draft.tree import Node

BODY_MM = 163
"""Width of the text on F4 between its margins."""
CELL_SIZE = Pt(10)
NUMBERS_SHARE = 6.0
"""Per cent of the width for a column of running numbers."""
Place = Draft | _Cell
_SHARE = re.compile(r"width:\s*(\d+(?:\.\d+)?)%")
_BLANKS = re.compile(r"[ \t\r\f\v]*\n[ \t\r\f\v]*|[ \t\r\f\v]+")


def _set(parent: Any, name: str, **values: str) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    parent.append(made)
    return made


def write(made: Paragraph, node: Node, mark: Node | None = None) -> None:
    """Write the words of a node; ``mark`` is the number or letter that hangs before them."""
    if mark is not None:
        made.add_run(f"{mark.words}\t")
    is_first = True
    for text, bold in _joined(node, mark):
        run = made.add_run(text.lstrip() if is_first else text)
        run.bold = bold or None
        is_first = False
    if made.runs:
        made.runs[-1].text = made.runs[-1].text.rstrip()


def _joined(node: Node, mark: Node | None) -> list[tuple[str, bool]]:
    """Return the runs with blanks as running text has them; a line break of the page stays one."""
    shown = Node(node.tag, node.classes, {}, [one for one in node.children if one is not mark])
    found: list[tuple[str, bool]] = []
    for text, bold in shown.runs():
        words = text if text == "\n" else re.sub(r"[ \t\r\n\f\v]+", " ", text)
        if found and found[-1][1] == bold:
            found[-1] = (found[-1][0] + words, bold)
        else:
            found.append((words, bold))
    return [(_BLANKS.sub(lambda gap: "\n" if "\n" in gap[0] else " ", text), bold) for text, bold in found if text]


def border_below(paragraph: Paragraph) -> None:
    """Draw the double line below a letter head."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the library has no borders
    borders = _set(properties, "w:pBdr")
    _set(borders, "w:bottom", val="double", sz="6", space="4", color="000000")


def keep_together(place: Draft) -> None:
    """Keep what was just put, the signature, with the line before it."""
    table = place.tables[-1] if place.tables else None
    if table is not None:
        for row in table.rows:
            unbroken(row)
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


def add_grid(place: Place, node: Node, width: int) -> None:
    """Add a ruled table whose header is repeated on each page and whose rows stay whole."""
    rows = [row for part in node.nodes() for row in part.nodes()]
    count = len(list(rows[0].nodes()))
    table = place.add_table(rows=len(rows), cols=count)
    table.style = "Table Grid"
    for row, made in zip(rows, table.rows, strict=True):
        for cell, shown in zip(row.nodes(), made.cells, strict=True):
            lines = [one for one in cell.nodes() if one.tag == "p"] or [cell]
            for place_of, line in enumerate(lines):
                paragraph = shown.paragraphs[0] if place_of == 0 else shown.add_paragraph()
                write(paragraph, line)
                for run in paragraph.runs:
                    run.font.size, run.bold = CELL_SIZE, run.bold or cell.tag == "th" or None
        unbroken(made)
    _set(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")  # noqa: SLF001 - idem
    shares = [
        float(found[1]) if (found := _SHARE.search(one.attributes.get("style", ""))) else 0 for one in rows[0].nodes()
    ]
    if not all(shares):
        narrow = NUMBERS_SHARE if next(rows[0].nodes()).words == "No." else 100 / count
        shares = [narrow, *[(100 - narrow) / (count - 1)] * (count - 1)]
    _fix(table, [width * share / 100 for share in shares])
