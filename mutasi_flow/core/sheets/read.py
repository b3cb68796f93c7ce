"""From a file to a table: rows with their original numbers, under a recognised header."""

import csv
import hashlib
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.cells import clean_text
from mutasi_flow.core.sheets.columns import Cell, Column
from mutasi_flow.core.sheets.guard import LARGEST_BYTES, FileKind, examine
from mutasi_flow.core.sheets.header import SEARCHED_ROWS, Header, NumberedRow, find_header, normalise
from mutasi_flow.core.texts import T

DELIMITERS = ",;\t|"
SAMPLE = 4_096
"""Characters by which delimiters are put in order; the likeliest one's refusal is shown when all fail."""
MOST_ROWS = 500_000
Finder = Callable[[Sequence[NumberedRow], Sequence[Column]], Header]
_SUMS = frozenset({"jumlah", "total", "jumlahtotal", "grandtotal", "jumlahkeseluruhan"})


@dataclass(frozen=True)
class Table:
    """A sheet as it was read: nothing cleaned yet."""

    name: str
    sha256: str
    header: Header
    columns: tuple[Column, ...]
    rows: list[NumberedRow]
    """Rows with something in them, each at least as wide as the header."""
    above: list[NumberedRow]
    """Everything down to the header, for the annotated copy."""
    origins: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    """Sheet and row of each row, where forms of several sheets were joined."""

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headers that nobody reads."""
        used = set(self.header.places.values())
        return tuple(label for place, label in enumerate(self.header.labels) if label and place not in used)


def read_table(data: bytes, name: str, columns: Sequence[Column], limit: int = LARGEST_BYTES) -> Table:
    """Read a CSV or XLSX file called ``name`` that should have ``columns``.

    Raises:
        InvalidInput: the file cannot be used; the sentence says why and how to mend it.
    """
    kind = examine(data, name, limit)
    header, rows = _open_workbook(data, columns) if kind is FileKind.XLSX else open_text(data, columns)
    body = [row for row in rows if row[0] > header.last_row and not _is_sum(row[1])]
    if not body:
        raise InvalidInput(T("Berkas ini hanya berisi judul kolom, belum ada baris data."))
    if len(body) > MOST_ROWS:
        raise InvalidInput(
            T("Berkas ini berisi lebih dari {most} baris. Bagi menjadi beberapa berkas.", most=MOST_ROWS)
        )
    return Table(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        header=header,
        columns=tuple(columns),
        rows=widened(body, len(header.labels)),
        above=[row for row in rows if row[0] <= header.last_row],
    )


def widened(rows: Iterable[NumberedRow], width: int) -> list[NumberedRow]:
    """Return the rows, each at least ``width`` cells wide."""
    return [
        (number, cells if len(cells) >= width else [*cells, *itertools.repeat("", width - len(cells))])
        for number, cells in rows
    ]


def _numbered(rows: Iterable[Sequence[Cell]]) -> list[NumberedRow]:
    return [
        (number, cells) for number, cells in enumerate(rows, start=1) if any(cell not in ("", None) for cell in cells)
    ]


def _is_sum(cells: Sequence[Cell]) -> bool:
    """Whether this is the line of totals that closes many sheets."""
    first = next((cell for cell in cells if cell not in ("", None)), "")
    return isinstance(first, str) and normalise(first) in _SUMS


def _open_workbook(data: bytes, columns: Sequence[Column]) -> tuple[Header, list[NumberedRow]]:
    """Return the first visible sheet whose header has what is needed."""
    refusal: InvalidInput | None = None
    for _name, rows in sheets_of(data):
        try:
            return find_header(rows[:SEARCHED_ROWS], columns), rows
        except InvalidInput as problem:
            refusal = refusal or problem
    raise refusal or InvalidInput(T("Berkas ini kosong. Pilih berkas CSV atau XLSX yang berisi data."))


def sheets_of(data: bytes) -> Iterator[tuple[str, list[NumberedRow]]]:
    """Yield the visible sheets that hold something: name and rows.

    Raises:
        InvalidInput: the workbook is damaged.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.visible is SheetVisibleEnum.Visible:
                    rows = _numbered(workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False))
                    if rows:
                        yield sheet.name, rows
    except CalamineError:
        raise _unreadable() from None
    except BaseException as error:  # a panic of the Rust library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable() from None


def _unreadable() -> InvalidInput:
    return InvalidInput(T("Berkas ini rusak dan tidak dapat dibuka. Simpan ulang dari Excel, lalu unggah lagi."))


def open_text(data: bytes, columns: Sequence[Column], find: Finder = find_header) -> tuple[Header, list[NumberedRow]]:
    """Return the reading with the delimiter under which the header says most.

    Raises:
        InvalidInput: no delimiter gives a header, or a quotation mark stays open.
    """
    text = _decoded(data)
    declared = text[:6].lower().removeprefix("sep=")[:1] if text[:4].lower() == "sep=" else ""
    best: tuple[int, str] = (-1, ",")
    refusal: InvalidInput | None = None
    likely = sorted(DELIMITERS, key=text[:SAMPLE].count, reverse=True)
    for delimiter in declared or likely:
        try:
            sample = _numbered(itertools.islice(_records(text, delimiter), SEARCHED_ROWS))
            best = max(best, (len(find(sample, columns).places), delimiter), key=lambda found: found[0])
        except InvalidInput as problem:
            refusal = refusal or problem
    if best[0] < 0:
        raise refusal or InvalidInput(T("Baris judul kolom tidak ditemukan."))
    rows = _numbered(_records(text, best[1]))
    return find(rows[:SEARCHED_ROWS], columns), rows


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        too_long = "field larger" in str(error)
        reason = (
            T("Baris {row}: satu sel berisi teks yang terlalu panjang.", row=reader.line_num)
            if too_long
            else T(
                "Baris {row}: tanda kutip tidak ditutup dengan benar. Perbaiki, lalu unggah lagi.", row=reader.line_num
            )
        )
        raise InvalidInput(reason) from None


def _decoded(data: bytes) -> str:
    """Decode UTF-8 with or without mark, UTF-16 of Excel's "Unicode text", else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def cell_text(cell: Cell) -> str:
    """Return a cell for showing in a problem: one line, not too long."""
    text = clean_text(cell) if not isinstance(cell, str) else " ".join(cell.split())
    return text if len(text) <= 100 else f"{text[:99]}…"  # noqa: PLR2004 - a line on a phone
