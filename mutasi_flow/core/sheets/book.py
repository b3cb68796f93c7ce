"""Tables that belong together and have names: a folder of CSV files, or one workbook with a sheet for each.

They are written by programs or by people who follow a description, so the first row is the header and no row is
skipped for looking like a title or a sum; mark, delimiter and spelling of headers are as free as elsewhere.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.columns import Column
from mutasi_flow.core.sheets.guard import FileKind, examine
from mutasi_flow.core.sheets.header import Header, NumberedRow, first_row_header, normalise
from mutasi_flow.core.sheets.read import Table, open_text, sheets_of, widened
from mutasi_flow.core.texts import T

LARGEST_BOOK_BYTES = 400_000_000
Kinds = Mapping[str, Sequence[Column]]


def read_book(path: Path, kinds: Kinds) -> tuple[dict[str, Table | InvalidInput], str]:
    """Return the tables that are there, or why one cannot be read, and the SHA-256 of all that was read.

    Raises:
        InvalidInput: ``path`` is neither a folder nor a workbook.
    """
    if path.is_dir():
        files = {name: path / f"{name}.csv" for name in sorted(kinds)}
        contents = {name: file.read_bytes() for name, file in files.items() if file.is_file()}
        return {name: _from_text(name, data, kinds[name]) for name, data in contents.items()}, digest_of(contents)
    if not path.is_file():
        raise InvalidInput(T("Folder atau berkas {path} tidak ada.", path=path))
    data = path.read_bytes()
    if examine(data, path.name, LARGEST_BOOK_BYTES) is not FileKind.XLSX:
        raise InvalidInput(T("Berikan satu folder berisi berkas CSV, atau satu berkas XLSX."))
    return dict(_from_workbook(data, kinds)), hashlib.sha256(data).hexdigest()


def digest_of(contents: Mapping[str, bytes]) -> str:
    """Return the digest of a folder: of names and digests of its tables, whatever else lies there."""
    parts = (f"{name} {hashlib.sha256(data).hexdigest()}\n" for name, data in sorted(contents.items()))
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _from_text(name: str, data: bytes, columns: Sequence[Column]) -> Table | InvalidInput:
    try:
        if examine(data, f"{name}.csv", LARGEST_BOOK_BYTES) is not FileKind.TEXT:
            return InvalidInput(T("Ini bukan lembar kerja. Pilih berkas CSV atau XLSX."))
        header, rows = open_text(data, columns, first_row_header)
    except InvalidInput as refusal:
        return refusal
    return _table(name, header, rows, columns)


def _from_workbook(data: bytes, kinds: Kinds) -> Iterator[tuple[str, Table | InvalidInput]]:
    wanted = {normalise(name): name for name in kinds}
    for sheet, rows in sheets_of(data):
        name = wanted.pop(normalise(sheet), None)
        if name is None:
            continue
        try:
            yield name, _table(name, first_row_header(rows, kinds[name]), rows, kinds[name])
        except InvalidInput as refusal:
            yield name, refusal


def _table(name: str, header: Header, rows: list[NumberedRow], columns: Sequence[Column]) -> Table:
    body = widened((row for row in rows if row[0] > header.last_row), len(header.labels))
    return Table(name=name, sha256="", header=header, columns=tuple(columns), rows=body, above=rows[:1])
