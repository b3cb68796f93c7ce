"""From files to a snapshot: in any order and shape, or a list of all that is wrong."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from mutasi_flow.planning.reading.people import retirement
from mutasi_flow.planning.reading.read import read_snapshot
from mutasi_flow.planning.reading.words import education, grade, performance
from mutasi_flow.planning.snapshot import Snapshot

TODAY = date(2026, 3, 2)
Rows = list[list[Any]]
NIPS = [f"19800101200604100{number}" for number in range(1, 5)]
TABLES: dict[str, Rows] = {
    "pegawai": [
        ["nip", "unit_kode", "jabatan_kode", "tmt_jabatan", "tgl_lahir"],
        [NIPS[1], "B", "guru", "2020-01-01", "1980-01-01"],
        [NIPS[0], "A", "guru", "2020-01-01", "1980-01-01"],
        [NIPS[2], "A", "penjaga", "01-02-2020", "1967-12-31"],
    ],
    "unit": [["unit_kode", "induk_kode"], ["B", "A"], ["A", "pusat"]],
    "petak": [["unit_kode", "jabatan_kode", "kebutuhan"], ["B", "guru", "2,5"], ["A", "guru", ""], ["1", "2", "3"]],
}


def tables(**changed: Rows) -> dict[str, Rows]:
    base = {name: [list(row) for row in rows] for name, rows in TABLES.items()}
    base["unit"].append(["1", ""])
    return base | changed


def write_folder(folder: Path, sheets: dict[str, Rows], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding=encoding) as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
    return folder


def write_book(file: Path, sheets: dict[str, Rows]) -> Path:
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file


def good(path: Path) -> Snapshot:
    found = read_snapshot(path, TODAY)
    assert isinstance(found, Snapshot), [str(fault.sentence) for fault in found.found]
    return found


def faults(folder: Path, **changed: Rows) -> set[tuple[str, int, str]]:
    found = read_snapshot(write_folder(folder, tables(**changed)), TODAY)
    assert not isinstance(found, Snapshot)
    assert all(str(fault.sentence) and fault.as_json()["reason"] for fault in found.found)
    return {(fault.file, fault.row, fault.column) for fault in found.found}


def same(one: Snapshot, other: Snapshot) -> bool:
    arrays: Iterable[tuple[Any, Any]] = [
        (one.staff.nip, other.staff.nip), (one.staff.cell, other.staff.cell), (one.units.code, other.units.code),
        (one.units.parent, other.units.parent), (one.cells.unit, other.cells.unit), (one.jabatan, other.jabatan),
        (one.levels, other.levels),
    ]  # fmt: skip
    return all(np.array_equal(a, b) for a, b in arrays) and np.array_equal(
        one.cells.need, other.cells.need, equal_nan=True
    )


def test_rows_are_put_in_order_and_counted(tmp_path: Path) -> None:
    found = good(write_folder(tmp_path / "in", tables()))
    assert found.staff.nip.tolist() == NIPS[:3]
    assert [found.cell_code(cell) for cell in range(len(found.cells))] == [
        ("1", "2"), ("A", "guru"), ("A", "penjaga"), ("B", "guru"),
    ]  # fmt: skip
    assert found.levels.tolist() == [0, 1, 0, 1], "the keeper retired"
    assert found.cells.is_listed.tolist() == [True, True, False, True]
    assert np.array_equal(found.cells.need, [3, np.nan, np.nan, 2.5], equal_nan=True)
    assert found.units.parent.tolist() == [-1, -1, 1]
    assert [str(note) for note in found.notes] == [
        "Induk pusat tidak ada di tabel unit; unit di bawahnya dibaca sebagai puncak."
    ]


def test_order_mark_delimiter_case_and_workbook_make_no_difference(tmp_path: Path) -> None:
    plain = good(write_folder(tmp_path / "plain", tables()))
    turned = {
        name: [
            [cell.upper() if at == 0 else cell for cell in reversed(row)]
            for at, row in enumerate([rows[0], *reversed(rows[1:])])
        ]
        for name, rows in tables().items()
    }
    assert same(plain, good(write_folder(tmp_path / "turned", turned, delimiter=";", encoding="utf-8-sig")))
    assert same(plain, good(write_book(tmp_path / "book.xlsx", {**tables(), "catatan": [["apa saja"]]})))


def test_the_digest_is_of_what_was_read(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", tables())
    first = good(folder).sha256
    (folder / "lain.csv").write_text("x")
    assert good(folder).sha256 == first
    (folder / "unit.csv").write_text((folder / "unit.csv").read_text() + "\n")
    assert good(folder).sha256 != first


def test_nobody_and_one_person_are_input_too(tmp_path: Path) -> None:
    empty = good(write_folder(tmp_path / "a", tables(pegawai=TABLES["pegawai"][:1])))
    assert len(empty.staff) == 0
    assert empty.levels.tolist() == [0, 0, 0]
    assert len(good(write_folder(tmp_path / "b", tables(pegawai=TABLES["pegawai"][:2]))).staff) == 1
    assert len(good(write_book(tmp_path / "c.xlsx", tables(pegawai=TABLES["pegawai"][:1]))).staff) == 0


HEAD = TABLES["pegawai"][0]
ROW = TABLES["pegawai"][1]
MORE = [*HEAD, "lat", "lon"]


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        ("pegawai", [HEAD, ROW, ROW], ("pegawai", 3, "nip")),
        ("pegawai", [HEAD, ["1.98001012006041E+17", *ROW[1:]]], ("pegawai", 2, "nip")),
        ("pegawai", [HEAD, ["12345", *ROW[1:]]], ("pegawai", 2, "nip")),
        ("pegawai", [HEAD, ["198001012006041000", *ROW[1:]]], ("pegawai", 2, "nip")),
        ("pegawai", [HEAD, [ROW[0], "Z", *ROW[2:]]], ("pegawai", 2, "unit_kode")),
        ("pegawai", [HEAD, [*ROW[:3], "31-02-2020", ROW[4]]], ("pegawai", 2, "tmt_jabatan")),
        ("pegawai", [HEAD, [*ROW[:4], ""]], ("pegawai", 2, "tgl_lahir")),
        ("pegawai", [HEAD, [*ROW[:4], "2030-01-01"]], ("pegawai", 2, "tgl_lahir")),
        ("pegawai", [MORE, [*ROW, "-7,2", "-110,4"]], ("pegawai", 2, "lon")),
        ("pegawai", [MORE, [*ROW, "7.2", "110.4"]], ("pegawai", 2, "lat")),
        ("pegawai", [MORE, [*ROW, "-7.2", ""]], ("pegawai", 2, "lon")),
        ("pegawai", [[*HEAD, "bup"], [*ROW, "580"]], ("pegawai", 2, "bup")),
        ("pegawai", [[*HEAD, "sukarela"], [*ROW, "mungkin"]], ("pegawai", 2, "sukarela")),
        ("pegawai", [[*HEAD, "kinerja"], [*ROW, "9"]], ("pegawai", 2, "kinerja")),
        ("pegawai", [[*HEAD, "gol"], [*ROW, "V/z"]], ("pegawai", 2, "gol")),
        ("pegawai", [["nip", "unit_kode"], ROW[:2]], ("pegawai", 0, "")),
        ("pegawai", [HEAD, [*ROW, "lebih"]], ("pegawai", 2, "")),
        ("unit", [["unit_kode", "induk_kode"], ["A", "B"], ["B", "A"], ["1", ""]], ("unit", 3, "induk_kode")),
        ("unit", [["unit_kode", "induk_kode"], ["A", "A"], ["B", "A"], ["1", ""]], ("unit", 2, "induk_kode")),
        ("unit", [["unit_kode"], ["A"], ["B"], ["1"], ["A"]], ("unit", 5, "unit_kode")),
        ("petak", [["unit_kode", "jabatan_kode", "kebutuhan"], ["", "guru", "1"]], ("petak", 2, "unit_kode")),
        ("petak", [["unit_kode", "jabatan_kode", "kebutuhan"], ["A", "guru", "-1"]], ("petak", 2, "kebutuhan")),
        ("petak", [["unit_kode", "jabatan_kode", "kebutuhan"], ["A", "guru", "dua"]], ("petak", 2, "kebutuhan")),
        (
            "petak",
            [["unit_kode", "jabatan_kode", "kebutuhan"], ["A", "g", "1"], ["A", "g", "1"]],
            ("petak", 3, "jabatan_kode"),
        ),
        (
            "petak",
            [["unit_kode", "jabatan_kode", "kebutuhan", "minimum", "formasi"], ["A", "guru", "1", "3", "2"]],
            ("petak", 2, "minimum"),
        ),
        (
            "abk",
            [["unit_kode", "jabatan_kode", "volume", "norma_menit"], ["B", "guru", "-5", "10"]],
            ("abk", 2, "volume"),
        ),
        (
            "abk",
            [["unit_kode", "jabatan_kode", "volume", "norma_menit"], ["Q", "guru", "5", "10"]],
            ("abk", 2, "unit_kode"),
        ),
        ("relasi", [["nip_a", "nip_b"], [NIPS[0], NIPS[3]]], ("relasi", 2, "nip_b")),
        ("relasi", [["nip_a", "nip_b"], [NIPS[0], NIPS[0]]], ("relasi", 2, "nip_b")),
        ("minat", [["nip", "urutan", "unit_kode"], [NIPS[0], "0", "B"]], ("minat", 2, "urutan")),
        ("minat", [["nip", "urutan", "unit_kode"], [NIPS[0], "1", "Z"]], ("minat", 2, "unit_kode")),
        ("aturan", [["id", "nilai"], ["P99", "1"]], ("aturan", 2, "id")),
        ("aturan", [["id", "nilai"], ["P02", "-1"]], ("aturan", 2, "nilai")),
        ("kompetensi", [["nip", "kode", "level"], [NIPS[0], "1", "-2"]], ("kompetensi", 2, "level")),
        ("syarat", [["jabatan_kode", "pendidikan_min"], ["guru", "??"]], ("syarat", 2, "pendidikan_min")),
    ],
)
def test_each_fault_is_named_with_its_cell(
    tmp_path: Path, name: str, rows: Rows, expected: tuple[str, int, str]
) -> None:
    assert expected in faults(tmp_path / "in", **{name: rows})


def test_a_nip_stored_as_a_number_is_refused(tmp_path: Path) -> None:
    sheets = tables(pegawai=[HEAD, [float(NIPS[0]), *ROW[1:]]])
    found = read_snapshot(write_book(tmp_path / "in.xlsx", sheets), TODAY)
    assert not isinstance(found, Snapshot)
    assert {(fault.file, fault.row, fault.column) for fault in found.found} == {("pegawai", 2, "nip")}


def test_a_missing_table_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    sheets = tables()
    del sheets["unit"]
    found = read_snapshot(write_folder(tmp_path / "in", sheets), TODAY)
    assert not isinstance(found, Snapshot)
    assert [str(fault.sentence) for fault in found.found] == ["unit: Tabel ini wajib ada."]
    assert not isinstance(read_snapshot(tmp_path / "nowhere", TODAY), Snapshot)
    (tmp_path / "text.csv").write_text("a,b\n1,2\n")
    assert not isinstance(read_snapshot(tmp_path / "text.csv", TODAY), Snapshot)


def test_need_comes_from_tasks_where_no_figure_is_given(tmp_path: Path) -> None:
    tasks = [
        ["unit_kode", "jabatan_kode", "uraian", "volume", "norma_menit"],
        ["A", "guru", "mengajar", "1000", "75"],
        ["A", "guru", "menilai", "500", "150"],
        ["B", "guru", "mengajar", "1", "1"],
    ]
    found = good(write_folder(tmp_path / "a", tables(abk=tasks)))
    assert found.cells.need[[1, 3]].tolist() == [2.0, 2.5]
    assert found.tasks.cell.tolist() == [1, 1, 3]
    shorter = tables(abk=tasks, aturan=[["id", "nilai"], ["Menit_Efektif", "37500"], ["P02", "5"]])
    found = good(write_folder(tmp_path / "b", shorter))
    assert found.cells.need[1] == 4.0
    assert found.rules["P02"] == 5


def test_what_hangs_on_people_finds_them(tmp_path: Path) -> None:
    sheets = tables(
        kompetensi=[["nip", "kode", "level"], [NIPS[1], "1", "3"]],
        syarat=[["jabatan_kode", "bidang", "kompetensi_1"], ["guru", "PGSD; Matematika", "4"], ["lain", "x", "1"]],
        minat=[["nip", "urutan", "unit_kode", "jabatan_kode"], [NIPS[1], "1", "A", ""], [NIPS[1], "2", "A", "dokter"]],
        relasi=[["nip_a", "nip_b", "jenis"], [NIPS[1], NIPS[0], "suami"], [NIPS[0], NIPS[1], "istri"]],
    )
    found = good(write_folder(tmp_path / "in", sheets))
    assert found.competence is not None
    assert np.array_equal(found.competence[:, 0], [np.nan, 3, np.nan], equal_nan=True)
    assert found.requirements is not None
    assert found.requirements.fields.tolist() == [None, frozenset({"pgsd", "matematika"}), None]
    assert found.requirements.competence[1].tolist() == [4]
    assert found.wishes is not None
    assert (found.wishes.person.tolist(), found.wishes.cell.tolist()) == ([1], [1])
    assert (found.relations.first.tolist(), found.relations.second.tolist()) == ([0], [1])


def test_retirement_is_the_month_after_the_birthday() -> None:
    born = np.array(["1970-05-01", "1970-12-31"], "datetime64[D]")
    assert retirement(born, np.array([58.0, 60.0])).astype(str).tolist() == ["2028-06-01", "2031-01-01"]


def test_words_with_an_order() -> None:
    assert [education(word) for word in ("S-1", "D-III", "40", "S2 Hukum", "??")] == [40, 30, 40, 45, None]
    assert [grade(word) for word in ("III/a", "IVe", "31", "IX", "z")] == [31, 45, 31, 9, None]
    assert [performance(word) for word in ("Baik", "5", "0", "??")] == [4, 5, None, None]
