import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets import guard
from mutasi_flow.core.sheets.header import normalise
from mutasi_flow.core.sheets.read import Table, read_table
from mutasi_flow.core.sheets.tidy import tidy
from tests.core.sheets_made import COLUMNS, NIP, package, replaced, xlsx

HEADER = ("NIP BARU", "NAMA", "TANGGAL LAHIR", "KEBUTUHAN")
ROW = (NIP, "Wulan Setyowati", date(1990, 1, 1), 1.5)
SHEET = "xl/worksheets/sheet1.xml"


def read(data: bytes, name: str = "daftar.xlsx") -> Table:
    return read_table(data, name, COLUMNS)


def values(table: Table) -> list[dict[str, object]]:
    records, problems = tidy(table)
    assert problems == []
    return [record.values for record in records]


def refusal(data: bytes, name: str = "daftar.xlsx") -> str:
    with pytest.raises(InvalidInput) as caught:
        read(data, name)
    return str(caught.value.text)


EXPECTED = {"nip": NIP, "name": "Wulan Setyowati", "born": date(1990, 1, 1), "need": 1.5}


def test_plain_workbook() -> None:
    table = read(xlsx([HEADER, ROW]))
    assert values(table) == [EXPECTED]
    assert table.rows[0][0] == 2
    assert len(table.sha256) == 64


WHOLE = {"a.xlsx": xlsx([HEADER, ROW]), "a.csv": f"NIP;NAMA\n{NIP};Wulan\n".encode()}
TEXT = f"NIP_BARU;Nama;tanggal lahir;Kebutuhan\r\n'{NIP};Wulan Setyowati;01-01-1990;1,5\r\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace(",", ".").replace(";", ",").encode(),
        TEXT.replace(";", "|").encode(),
        TEXT.replace("\r\n", "\n").encode(),
        ("sep=;\r\n" + TEXT).encode(),
        TEXT.replace("Wulan Setyowati", '"Wulan\nSetyowati"').encode(),
        TEXT.replace("Wulan", "Wulan\u00a0").encode("cp1252"),
    ],
)
def test_dialects_of_text(data: bytes) -> None:
    assert values(read(data, "daftar.csv")) == [EXPECTED]


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    rows: list[Sequence[object]] = [["Daftar pegawai"], [], HEADER, [1, 2, 3, 4], ROW, [None] * 4, ROW, ["Jumlah", 2]]
    assert [number for number, _ in read(xlsx(rows)).rows] == [5, 7]


def test_quoted_line_breaks_do_not_move_row_numbers() -> None:
    data = TEXT.replace("Wulan Setyowati", '"Wulan\nSetyowati"') + f"{NIP};B;;\n"
    assert [number for number, _ in read(data.encode(), "daftar.csv").rows] == [2, 3]


def test_header_of_two_rows() -> None:
    rows: list[Sequence[object]] = [
        ["No", "Pegawai", None, "Jumlah"],
        [None, "NIP", "Nama Pegawai", "Kebutuhan"],
        ["(1)", "(2)", "(3)", "(4)"],
        [1, NIP, "Wulan", 2],
    ]
    assert values(read(xlsx(rows))) == [{"nip": NIP, "name": "Wulan", "need": 2.0}]


def test_second_line_that_divides_other_columns_is_skipped() -> None:
    rows: list[Sequence[object]] = [
        ["NIP", "NAMA", "Jumlah", None],
        [None, None, "pria", "wanita"],
        [NIP, "Wulan", 1, 2],
    ]
    assert values(read(xlsx(rows))) == [{"nip": NIP, "name": "Wulan"}]


def test_the_sheet_with_the_header_is_found() -> None:
    assert values(read(xlsx([["Petunjuk"], ["Isi lembar kedua"]], [HEADER, ROW]))) == [EXPECTED]


def test_hidden_sheets_are_not_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx([["Kosong"]], [HEADER, ROW])))
    book.worksheets[1].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert "Baris judul kolom tidak ditemukan" in refusal(out.getvalue())


def test_two_hundred_columns_are_tolerated() -> None:
    extra = [f"Kolom {number}" for number in range(196)]
    table = read(xlsx([[*HEADER, *extra], [*ROW, *range(196)]]))
    assert values(table) == [EXPECTED]
    assert len(table.ignored) == 196


@pytest.mark.parametrize("label", ["NIP BARU", "nip_baru", "Nip Baru", " NIP-BARU ", "nip.baru", "ＮＩＰ baru"])
def test_spellings_of_a_header(label: str) -> None:
    assert normalise(label) == "nipbaru"


def test_missing_column_is_named() -> None:
    text = refusal(xlsx([["NIP BARU", "TANGGAL LAHIR"], [NIP, "01-01-1990"]]))
    assert "NAMA" in text
    assert "TANGGAL LAHIR" in text


def test_a_column_that_stands_twice_is_refused() -> None:
    assert "dua kali" in refusal(xlsx([["NIP", "NAMA", "Nama"], [NIP, "A", "B"]]))


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.csv", "kosong"),
        (b"\n\n  \n", "a.csv", "judul kolom"),
        (xlsx([]), "a.xlsx", "kosong"),
        (xlsx([HEADER]), "a.xlsx", "belum ada baris data"),
        (TEXT.encode(), "a.xlsx", "berakhiran .xlsx"),
        (xlsx([HEADER, ROW]), "a.csv", "berakhiran .csv"),
        (TEXT.encode(), "a.exe", ".exe tidak dikenal"),
        (b"%PDF-1.7\n", "a.csv", "bukan lembar kerja"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.xlsx", "bukan lembar kerja"),
        (b"<html><table><tr><td>NIP</td></tr></table>", "a.xls", "halaman web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "Excel lama"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "kata sandi"),
        (package({"word/document.xml": b"<x/>"}), "a.xlsx", "bukan lembar kerja Excel"),
        (b"PK\x03\x04" + b"\1" * 100, "a.xlsx", "rusak"),
        (xlsx([HEADER, ROW])[:-200], "a.xlsx", "rusak"),
        (replaced(xlsx([HEADER, ROW]), "xl/workbook.xml", b"<nonsense"), "a.xlsx", "rusak"),
        (replaced(xlsx([HEADER, ROW]), SHEET, b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>"), "a.xlsx", "rusak"),
        ((TEXT + f'{NIP};"Budi;x;\n{NIP};C;;\n').encode(), "a.csv", "tanda kutip"),
        ((TEXT + f"{NIP};{'x' * 200_000};;\n").encode(), "a.csv", "terlalu panjang"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(data: bytes, name: str, words: str) -> None:
    assert words in refusal(data, name)


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(InvalidInput, match="terlalu besar"):
        read_table(b"x" * 2_000_001, "a.csv", COLUMNS, limit=2_000_000)


def test_a_packed_bomb_is_refused_unopened() -> None:
    bomb = replaced(xlsx([HEADER, ROW]), "xl/media/x.bin", b"\0" * 60_000_000)
    assert len(bomb) < 200_000
    assert "membengkak" in refusal(bomb)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(replaced(xlsx([HEADER, ROW]), SHEET, b"\0" * 5_000_000))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as packed:
        size = packed.getinfo(SHEET).file_size.to_bytes(4, "little")
    lie = bytes(bomb).replace(size, (1000).to_bytes(4, "little"))
    assert "membengkak" in refusal(lie)


def test_too_many_entries_are_refused() -> None:
    many = package({f"{number}": b"" for number in range(guard.MOST_ENTRIES + 1)})
    assert "membengkak" in refusal(many)


def test_a_locked_entry_is_refused() -> None:
    data = bytearray(xlsx([HEADER, ROW]))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert "kata sandi" in refusal(bytes(data))


@pytest.mark.parametrize("quote", ['"', "'"])
def test_cells_a_billion_apart_are_refused(quote: str) -> None:
    far = (
        f"<worksheet><sheetData><row r={quote}1{quote}><c r={quote}A1{quote}><v>1</v></c></row>"
        f"<row r={quote}1048576{quote}><c r={quote}XFD1048576{quote}><v>1</v></c></row></sheetData></worksheet>"
    )
    assert "sangat jauh" in refusal(replaced(xlsx([HEADER, ROW]), SHEET, far.encode()))


def test_cells_without_coordinates_are_measured_too() -> None:
    far = (
        "<worksheet><sheetData><row>"
        + "<c><v>1</v></c>" * 4000
        + "</row>"
        + "<row/>" * 4000
        + "</sheetData></worksheet>"
    )
    assert "jauh" in refusal(replaced(xlsx([HEADER, ROW]), SHEET, far.encode()))


def test_colour_far_away_is_no_content() -> None:
    data = xlsx([HEADER, ROW])
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheet = packed.read(SHEET)
    coloured = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    assert values(read(replaced(data, SHEET, coloured))) == [EXPECTED]


def test_problems_name_row_column_value_and_reason() -> None:
    rows = [HEADER, ROW, [198503102010011002, "", "30-02-2000", "dua"], [NIP, "x" * 51, None, None]]
    records, problems = tidy(read(xlsx(rows)))
    assert [record.row for record in records] == [2, 3, 4]
    assert sorted((each.row, each.column, each.value) for each in problems) == [
        (3, "KEBUTUHAN", "dua"),
        (3, "NAMA", ""),
        (3, "NIP BARU", "198503102010011008"),
        (3, "TANGGAL LAHIR", "30-02-2000"),
        (4, "NAMA", "x" * 51),
    ]
    assert all(str(each.reason) for each in problems)


def test_a_row_with_more_cells_than_headers_has_moved() -> None:
    data = TEXT + f"{NIP};Dewi;01-01-1990;1;lagi\n"
    _, problems = tidy(read(data.encode(), "daftar.csv"))
    assert [(each.row, each.value) for each in problems] == [(3, "lagi")]


def test_long_values_are_shown_short() -> None:
    _, problems = tidy(read((TEXT + f"{NIP};{'x' * 5000};;\n").encode(), "daftar.csv"))
    assert len(problems[0].value) == 100


@given(
    st.dictionaries(st.integers(0, 10_000), st.integers(0, 255), min_size=1, max_size=6),
    st.sampled_from(["a.xlsx", "a.csv"]),
)
def test_a_damaged_file_gives_a_table_or_a_sentence(changes: dict[int, int], name: str) -> None:
    data = bytearray(WHOLE[name])
    for place, value in changes.items():
        data[place % len(data)] = value
    with suppress(InvalidInput):
        tidy(read(bytes(data), name))
