"""The gate before a file is opened: size, true kind, password, and what a packed sheet would unpack to.

An XLSX is a ZIP that may claim to be small and unpack to gigabytes, or hold two cells a billion apart, for which a
reader would reserve memory for all between. Both are found here, before the reader sees the file.
"""

import io
import re
import struct
import zipfile
import zlib
from enum import StrEnum

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T

LARGEST_BYTES = 20_000_000
LARGEST_UNPACKED_BYTES = 300_000_000
STEEPEST_RATIO = 200
HARMLESS_UNPACKED_BYTES = 10_000_000
MOST_ENTRIES = 1_000
MOST_CELLS = 10_000_000
"""Cells in the rectangle around everything that is written in a sheet; 12,000 × 67 is 0.8 million."""

WIDEST_OF_TWO_LETTERS = 26 + 26 * 26

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"^\s*(<\?xml[^>]*>\s*)?<(!doctype html|html|head|body|table|meta)\b", re.IGNORECASE)
_ROW = re.compile(rb"r=[\"'](\d{1,9})[\"']")
_COLUMN = re.compile(rb"r=[\"']([A-Z]{1,3})\d")
_FILLED = re.compile(rb"r=[\"']([A-Z]{1,3})(\d{1,9})[\"'][^>]*?(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b")
_FAR_COLUMN = re.compile(rb"r=[\"'][A-Z]{3}\d")
_ROW_START = re.compile(rb"<(?:\w+:)?row\b")
_CELL_START = re.compile(rb"<(?:\w+:)?c\b")
_LOCAL_HEADER = struct.Struct("<26xHH")
_BINARY_PROBE = 8_192
_TEXT_BOMS = (b"\xff\xfe", b"\xfe\xff")


class FileKind(StrEnum):
    """What the content is, whatever the name says."""

    XLSX = "xlsx"
    TEXT = "csv"


_ENDINGS = {
    "xlsx": FileKind.XLSX,
    "xlsm": FileKind.XLSX,
    "csv": FileKind.TEXT,
    "txt": FileKind.TEXT,
    "tsv": FileKind.TEXT,
}


def examine(data: bytes, name: str, limit: int = LARGEST_BYTES) -> FileKind:
    """Say what kind of sheet ``data`` is.

    Raises:
        InvalidInput: empty, too large, protected, damaged, not a sheet, or named as something else.
    """
    if not data:
        raise InvalidInput(T("Berkas ini kosong. Pilih berkas CSV atau XLSX yang berisi data."))
    if len(data) > limit:
        raise InvalidInput(
            T(
                "Berkas ini terlalu besar: paling besar {limit} MB. Bagi menjadi beberapa berkas.",
                limit=limit // 1_000_000,
            )
        )
    kind = _kind_of(data)
    if kind is FileKind.XLSX:
        _examine_package(data)
    _compare_with_name(kind, name)
    return kind


def _kind_of(data: bytes) -> FileKind:
    if data.startswith(b"PK"):
        return FileKind.XLSX
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise InvalidInput(
                T("Berkas ini terkunci kata sandi. Buka di Excel, hapus kata sandinya, lalu simpan lagi.")
            )
        raise InvalidInput(T("Ini berkas Excel lama (.xls). Buka di Excel, lalu simpan sebagai .xlsx."))
    if _HTML.match(data[:_BINARY_PROBE]):
        raise InvalidInput(
            T("Isi berkas ini halaman web, bukan lembar kerja. Buka di Excel, lalu simpan sebagai .xlsx.")
        )
    has_zeros = b"\0" in data[:_BINARY_PROBE] and not data.startswith(_TEXT_BOMS)
    if has_zeros or data.startswith((b"%PDF", b"\x89PNG")):
        raise InvalidInput(T("Ini bukan lembar kerja. Pilih berkas CSV atau XLSX."))
    return FileKind.TEXT


def _compare_with_name(kind: FileKind, name: str) -> None:
    _, dot, ending = name.rpartition(".")
    if not dot or _ENDINGS.get(ending.lower()) is kind:
        return
    if ending.lower() in _ENDINGS:
        raise InvalidInput(
            T(
                "Nama berkas berakhiran .{ending}, tetapi isinya {kind}. Ganti akhirannya menjadi .{right} atau simpan ulang.",
                ending=ending,
                kind=kind.value.upper(),
                right=kind.value,
            )
        )
    raise InvalidInput(T("Akhiran .{ending} tidak dikenal. Pilih berkas CSV atau XLSX.", ending=ending))


def _examine_package(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError):
        raise _damaged() from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise InvalidInput(T("Berkas ini terkunci kata sandi. Hapus kata sandinya, lalu simpan lagi."))
    unpacked = sum(entry.file_size for entry in entries)
    too_steep = unpacked > HARMLESS_UNPACKED_BYTES and unpacked > len(data) * STEEPEST_RATIO
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED_BYTES or too_steep:
        raise _swollen()
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise InvalidInput(T("Ini bukan lembar kerja Excel. Simpan sebagai .xlsx atau .csv, lalu unggah lagi."))
    for entry in entries:
        content = _unpack(data, entry)
        if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
            _measure(content)


def _unpack(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Unpack by hand, since the library trusts the size that the directory claims and the sheet reader does not."""
    start = entry.header_offset
    header = data[start : start + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size:
        raise _damaged()
    name_length, extra_length = _LOCAL_HEADER.unpack(header)
    start += _LOCAL_HEADER.size + name_length + extra_length
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return packed
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise _damaged()
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflater.decompress(packed, entry.file_size + 1)
    except zlib.error:
        raise _damaged() from None
    if len(content) > entry.file_size:
        raise _swollen()
    if not inflater.eof:
        raise _damaged()
    return content


def _measure(sheet: bytes) -> None:
    if b"<!DOCTYPE" in sheet[:_BINARY_PROBE]:
        raise _damaged()
    rows = max((int(row) for row in _ROW.findall(sheet)), default=0)
    if not rows or not _COLUMN.search(sheet):
        _refuse_far(*_count_cells(sheet))
        return
    if rows * WIDEST_OF_TWO_LETTERS <= MOST_CELLS and not _FAR_COLUMN.search(sheet):
        return
    if rows * max(map(_column_number, set(_COLUMN.findall(sheet)))) > MOST_CELLS:
        filled = _FILLED.findall(sheet)  # far cells that carry only a colour do not count
        rows = max((int(row) for _, row in filled), default=0)
        _refuse_far(rows, max((_column_number(letters) for letters, _ in filled), default=0))


def _refuse_far(rows: int, width: int) -> None:
    if rows * width > MOST_CELLS:
        raise InvalidInput(
            T(
                "Ada isi yang sangat jauh dari tabel (baris {row}, kolom ke-{column}). "
                "Hapus isi di luar tabel, lalu simpan lagi.",
                row=rows,
                column=width,
            )
        )


def _count_cells(sheet: bytes) -> tuple[int, int]:
    """Count rows and the cells of the widest one where the writer left out the coordinates."""
    rows = _ROW_START.split(sheet)
    return len(rows), max(len(_CELL_START.findall(row)) for row in rows)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _damaged() -> InvalidInput:
    return InvalidInput(T("Berkas ini rusak dan tidak dapat dibuka. Simpan ulang dari Excel, lalu unggah lagi."))


def _swollen() -> InvalidInput:
    return InvalidInput(
        T("Isi berkas ini membengkak tidak wajar saat dibuka, jadi kami menolaknya. Salin datanya ke berkas baru.")
    )
