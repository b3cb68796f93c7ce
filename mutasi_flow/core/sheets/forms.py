"""Workbooks of forms: one sheet per subject, who or what it is about written once above the rows.

The sheets are joined into one table as if every row said it itself. Sheets that hold neither such words nor a header
(instructions, covers, sums) are passed over; one that has only half of it stops the reading, nothing is guessed.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.cells import clean_text
from mutasi_flow.core.sheets.columns import Cell, Column
from mutasi_flow.core.sheets.guard import LARGEST_BYTES, FileKind, examine
from mutasi_flow.core.sheets.header import SEARCHED_ROWS, Header, NumberedRow, find_header, normalise
from mutasi_flow.core.sheets.read import MOST_ROWS, Table, sheets_of
from mutasi_flow.core.texts import T

SHEET, ROW = "LEMBAR", "BARIS"
"""Headers of the two columns that say in the joined table where a row comes from."""
_ENDS = ("jumlah", "total")
"""With such a word the rows of a form end; below stand sums and signatures."""


@dataclass(frozen=True, slots=True)
class _Form:
    title: str
    header: Header
    given: dict[str, str]
    rows: list[NumberedRow]


def read_forms(
    data: bytes, name: str, columns: Sequence[Column], headings: Sequence[str], limit: int = LARGEST_BYTES
) -> Table | None:
    """Read a workbook of forms; ``headings`` are the keys of the columns that may stand above. None when it is none.

    Raises:
        InvalidInput: the file cannot be used; the sentence says why and how to mend it.
    """
    if examine(data, name, limit) is not FileKind.XLSX:
        return None
    above = [column for column in columns if column.key in headings]
    forms = [form for title, rows in sheets_of(data) if (form := _read_form(title, rows, columns, above))]
    if not any(form.given for form in forms):
        return None
    return _joined(forms, columns, name, hashlib.sha256(data).hexdigest())


def _read_form(title: str, rows: list[NumberedRow], columns: Sequence[Column], above: Sequence[Column]) -> _Form | None:
    try:
        header = find_header(rows[:SEARCHED_ROWS], columns)
    except InvalidInput as refusal:
        if len(_given(rows[:SEARCHED_ROWS], above)) > 1:
            raise InvalidInput(T("Lembar {sheet}: {reason}", sheet=title, reason=refusal.text)) from None
        return None
    given = _given([row for row in rows if row[0] < header.first_row], above)
    body = [row for row in rows if row[0] > header.last_row]
    return _Form(title, header, given, list(_until_sum(body)))


def _until_sum(rows: Sequence[NumberedRow]) -> Iterator[NumberedRow]:
    for number, cells in rows:
        first = next((clean_text(cell) for cell in cells if clean_text(cell)), "")
        if normalise(first).startswith(_ENDS):
            return
        yield number, cells


def _given(rows: Sequence[NumberedRow], above: Sequence[Column]) -> dict[str, str]:
    """Return what stands above a header: ``Nama Jabatan : Perawat``, in one cell or in two or three."""
    keys = {normalise(spelling): column.key for column in above for spelling in column.spellings}
    found: dict[str, str] = {}
    for _number, cells in rows:
        texts = [text for cell in cells if (text := clean_text(cell))]
        for place, text in enumerate(texts):
            label, _, value = text.partition(":")
            key = keys.get(normalise(label))
            if key and key not in found:
                following = (other.lstrip(": ").strip() for other in texts[place + 1 :])
                written = value.strip() or next((other for other in following if other), "")
                if written:
                    found[key] = written
    return found


def _joined(forms: Sequence[_Form], columns: Sequence[Column], name: str, sha256: str) -> Table:
    used = {key for form in forms for key in (*form.header.places, *form.given)}
    shown = [column for column in columns if column.key in used]
    labels = (SHEET, ROW, *(column.header for column in shown))
    rows: list[NumberedRow] = []
    origins: dict[int, tuple[str, int]] = {}
    for form in forms:
        for number, cells in form.rows:
            here = len(rows) + 2
            rows.append((here, [form.title, number, *(_cell(form, column.key, cells) for column in shown)]))
            origins[here] = (form.title, number)
    if not rows:
        raise InvalidInput(T("Berkas ini hanya berisi judul kolom, belum ada baris data."))
    if len(rows) > MOST_ROWS:
        raise InvalidInput(
            T("Berkas ini berisi lebih dari {most} baris. Bagi menjadi beberapa berkas.", most=MOST_ROWS)
        )
    places = {column.key: place for place, column in enumerate(shown, start=2)}
    header = Header(1, 1, labels, places)
    return Table(name, sha256, header, tuple(columns), rows, [(1, labels)], origins)


def _cell(form: _Form, key: str, cells: Sequence[Cell]) -> Cell:
    place = form.header.places.get(key)
    cell = cells[place] if place is not None and place < len(cells) else None
    return cell if cell not in ("", None) else form.given.get(key)
