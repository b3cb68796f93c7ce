import csv
import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.sheets.annotate import annotate
from mutasi_flow.core.sheets.cells import clean_text
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Level, Problem
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.read import read_table
from mutasi_flow.core.sheets.tidy import tidy
from mutasi_flow.core.sheets.write import as_csv, as_template, as_xlsx
from mutasi_flow.core.texts import T
from tests.core.sheets_made import COLUMNS, NIP, xlsx

FORMULAS = ("=1+1", "+62812", "-5", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://contoh.test","klik")')
WRITERS = {"a.csv": as_csv, "a.xlsx": as_xlsx}


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_runs_as_a_formula(formula: str) -> None:
    rows = [(NIP, formula, None, None)]
    text = list(csv.reader(io.StringIO(as_csv(COLUMNS, rows).decode("utf-8-sig"), newline="")))[1][1]
    cell = openpyxl.load_workbook(io.BytesIO(as_xlsx(COLUMNS, rows))).worksheets[0]["B2"]
    assert text.startswith("'")
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_workbook_keeps_digits_as_text_and_days_as_days() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(COLUMNS, [(NIP, "Wulan", date(1990, 1, 1), 1.5)])))
    sheet = book.worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].number_format) == (NIP, "s", "@")
    assert sheet["C2"].is_date
    assert sheet.freeze_panes == "A2"


ROWS = st.lists(
    st.tuples(
        st.from_regex(r"[1-9][0-9]{14}[0-9]{2}[1-9]", fullmatch=True),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
        .map(clean_text)
        .filter(bool),
        st.none() | st.dates(date(1909, 1, 1), date(2199, 12, 31)),
        st.none() | st.integers(-999, 999).map(float),
    ),
    min_size=1,
    max_size=5,
)


@given(ROWS, st.sampled_from(sorted(WRITERS)))
def test_what_is_written_reads_back_the_same(rows: list[tuple[Cell, ...]], name: str) -> None:
    first = normal(rows[0][1])
    if first in {"jumlah", "total"}:
        return
    table = read_table(WRITERS[name](COLUMNS, rows), name, COLUMNS)
    records, problems = tidy(table)
    assert problems == []
    assert [tuple(record.values.values()) for record in records] == rows


def normal(value: object) -> str:
    return str(value).casefold()


def test_template_explains_every_column_and_holds_no_row() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_template(COLUMNS)))
    assert [cell.value for cell in book["Data"][1]] == [column.header for column in COLUMNS]
    assert book["Data"].max_row == 1
    assert book["Petunjuk"].max_row == len(COLUMNS) + 1
    assert book["Data"].column_dimensions["A"].width > 18


def test_annotated_copy_marks_cells_and_says_why() -> None:
    rows: list[list[object]] = [
        ["Daftar pegawai"],
        ["NIP", "NAMA", "TANGGAL LAHIR", "=CATATAN"],
        [NIP, "Wulan", "31-02-2000", 5],
        [NIP, "Bayu", "01-01-1990", 6],
    ]
    table = read_table(xlsx(rows), "a.xlsx", COLUMNS)
    findings = Findings(table)
    findings.warn(4, "name", "Bayu", T("Periksa namanya."))
    findings.error(4, "", "", T("Baris ini berlebih."))
    sheet = openpyxl.load_workbook(io.BytesIO(annotate(table, findings.problems))).worksheets[0]
    assert sheet["A1"].value == "Daftar pegawai"
    assert sheet["E2"].value == "Kesalahan"
    assert sheet["C3"].fill.fgColor.rgb == "FFF4B6B0"
    assert "kalender" in sheet["C3"].comment.text
    assert sheet["B4"].fill.fgColor.rgb == "FFFFF2B8"
    assert "Baris ini berlebih" in sheet["E4"].value
    assert sheet["A3"].value == NIP


def test_annotated_copy_can_be_mended_and_read_again() -> None:
    table = read_table(xlsx([["NIP", "NAMA"], [NIP, "=Wulan"]]), "a.xlsx", COLUMNS)
    again = read_table(annotate(table, [Problem(2, "NAMA", "", T("Periksa."), Level.WARNING)]), "a.xlsx", COLUMNS)
    assert again.ignored == ("Kesalahan",)
    assert tidy(again)[0] == tidy(table)[0]


def test_findings_know_which_rows_are_wrong() -> None:
    findings = Findings(
        read_table(xlsx([["NIP", "NAMA"], [NIP, "Wulan"], [NIP, "Bayu"], [NIP, None]]), "a.xlsx", COLUMNS)
    )
    first, second, _ = findings.records
    assert not findings.is_repeated(first, "nip", "sama")
    assert findings.is_repeated(second, "nip", "sama")
    assert [record.row for record in findings.sound] == [2]
    assert findings.has("name")
    assert not findings.has("need")
    assert {each.column for each in findings.problems} == {"NIP", "NAMA"}


def test_text_column_of_digits_stays_text() -> None:
    column = Column("code", "KODE", T("Kode"), kind=CellKind.TEXT)
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([column], [("0012",)]))).worksheets[0]
    assert sheet["A2"].value == "0012"
