"""Files for the tests of sheets, made on the spot."""

import io
import zipfile
from collections.abc import Iterable, Sequence

import openpyxl

from mutasi_flow.core.sheets.columns import CellKind, Column
from mutasi_flow.core.texts import T

COLUMNS = (
    Column("nip", "NIP BARU", T("Nomor"), kind=CellKind.DIGITS, required=True, synonyms=("nip",)),
    Column("name", "NAMA", T("Nama"), required=True, filled=True, longest=50, synonyms=("nama_pegawai",)),
    Column("born", "TANGGAL LAHIR", T("Lahir"), kind=CellKind.DATE),
    Column("need", "KEBUTUHAN", T("Angka"), kind=CellKind.NUMBER),
)
NIP = "199001012015032901"


def xlsx(*sheets: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook with the rows of each sheet."""
    book = openpyxl.Workbook()
    for place, rows in enumerate(sheets):
        sheet = book.worksheets[0] if place == 0 else book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def package(files: dict[str, bytes]) -> bytes:
    """Return a ZIP with ``files``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def replaced(data: bytes, name: str, content: bytes) -> bytes:
    """Return the ZIP with the content of one file replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        files = {each: packed.read(each) for each in packed.namelist()}
    return package({**files, name: content})
