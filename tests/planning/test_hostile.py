"""Every column of the tables against what people, machines and enemies may write in it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutasi_flow.cli import main
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.header import first_row_header
from mutasi_flow.core.sheets.read import Table, widened
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.policy import Phi, Policy
from mutasi_flow.planning.reading.columns import MOST_COMPETENCES, RANGES, TABLES
from mutasi_flow.planning.reading.faults import Fault, Sheet
from mutasi_flow.planning.reading.read import _settle
from mutasi_flow.planning.snapshot import Snapshot
from tests.planning.instances import TODAY, Rows, nip
from tests.planning.test_reading import write_folder

FULL: dict[str, Rows] = {
    "pegawai": [
        [
            "nip", "nama", "status", "unit_kode", "jabatan_kode", "tmt_jabatan", "tgl_lahir", "bup", "akhir_kontrak",
            "pendidikan_tingkat", "pendidikan_bidang", "gol", "kinerja", "lat", "lon", "pasangan_unit", "sukarela",
            "bulan_daerah_sulit", "wajib_pindah", "kunci", "alasan_kunci", "kedudukan_hukum", "sertifikat", "hukdis",
            "cuti_tb", "mapel", "jam",
        ],
        *(
            [
                nip(number), "Ani", "PNS", "A" if number < 3 else "B", "g", "2020-01-01", "1985-01-01", "60", "", "S1", "PGSD", "III/a",
                "5", "-7.2", "110.4", "B", "0", "12", "0", "0", "", "01", "PAUD", "", "", "Fisika", "24",
            ]
            for number in (1, 2, 3)
        ),
    ],
    "unit": [
        ["unit_kode", "nama", "induk_kode", "wilayah_kode", "lat", "lon", "daerah_sulit"],
        ["A", "Satu", "", "W", "-7", "110", "0"], ["B", "Dua", "A", "W", "-8", "111", "3"],
    ],
    "petak": [
        ["unit_kode", "jabatan_kode", "kebutuhan", "minimum", "formasi", "kunci"],
        ["A", "g", "1", "0", "5", "0"], ["B", "g", "", "1", "9", "0"], ["B", "h", "2", "", "", ""],
    ],
    "abk": [["unit_kode", "jabatan_kode", "uraian", "volume", "norma_menit"], ["B", "g", "mengajar", "2000", "75"]],
    "syarat": [
        ["jabatan_kode", "pendidikan_min", "bidang", "sertifikat", "gol_min", "gol_maks", "kompetensi_1"],
        ["g", "D3", "PGSD", "PAUD", "II/c", "IV/e", "3"],
    ],
    "kompetensi": [["nip", "kode", "level"], [nip(1), "1", "2"]],
    "minat": [["nip", "urutan", "unit_kode", "jabatan_kode"], [nip(1), "1", "B", "g"]],
    "relasi": [["nip_a", "nip_b", "jenis"], [nip(1), nip(3), "istri"]],
    "aturan": [["id", "nilai"], ["P02", "2"], ["menit_efektif", "75000"]],
    "jam": [["unit_kode", "mapel", "jam", "jam_rombel"], ["A", "Fisika", "24", "2"]],
}  # fmt: skip
COLUMNS = [(name, place) for name, rows in FULL.items() for place in range(len(rows[0]))]
HOSTILE = [
    "", "0", "-1", "-0", "1", "1.5", "-1e5", "1e300", "999999999999999", "-999999999999999", "9" * 15 + ",9", "NaN", "nan",
    "inf", "-Infinity", "dua", "0001-01-01", "0001-02-03", "9999-12-31", "31-02-2020", "1899-12-30", "\x00", "a\x00b",
    "\x1b[2J", "\ud800", "x\udfff", "\u202eb", "=1+1", "'", "A\nB", "٣", "½", "1,2,3.4", "x" * 3000, "A", "B", "g", nip(1),
    1e300, -1e300, 2.0**63, float("inf"), float("nan"), True, date(1, 2, 3), date(9999, 12, 31), None,
]  # fmt: skip


def read(tables: dict[str, Rows]) -> Snapshot | list[Fault]:
    sheets = {}
    for name, rows in tables.items():
        numbered = [(number, list(row)) for number, row in enumerate(rows, start=1)]
        header = first_row_header(numbered, TABLES[name])
        body = widened(numbered[1:], len(header.labels))
        sheets[name] = Sheet(Table(name, "", header, tuple(TABLES[name]), body, numbered[:1]))  # type: ignore[arg-type]
    found = _settle(sheets, TODAY, "digest")
    return [fault for sheet in sheets.values() for fault in sheet.faults] or found


def with_cell(name: str, row: int, place: int, value: Any) -> dict[str, Rows]:
    tables = {each: [list(cells) for cells in rows] for each, rows in FULL.items()}
    tables[name][row][place] = value
    return tables


def settle_or_refuse(tables: dict[str, Rows], policy: Policy) -> None:
    found = read(tables)
    if isinstance(found, list):
        assert all(fault.file in TABLES and fault.row > 1 and str(fault.reason) for fault in found)
        assert all(fault.column for fault in found)
        return
    try:
        made = plan(found, policy)
    except InvalidInput:  # a sentence, no crash
        return
    assert verify(found, made) == []


def test_the_whole_of_it_is_valid() -> None:
    assert isinstance(read(FULL), Snapshot)


@pytest.mark.parametrize(("name", "place"), COLUMNS)
def test_any_cell_is_read_or_refused_with_its_place(name: str, place: int) -> None:
    key, calculates = FULL[name][0][place], RANGES.get(name, {})
    for value in HOSTILE:
        tables = with_cell(name, 1, place, value)
        if key in calculates:
            settle_or_refuse(tables, Policy(seed="s"))
        else:
            read(tables)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([Policy(seed="s"), Policy(Phi.BEBAN, max_moves=1)]),
    st.lists(
        st.tuples(
            st.sampled_from(COLUMNS),
            st.one_of(
                st.sampled_from(HOSTILE), st.text(max_size=8), st.floats(), st.integers(), st.dates(), st.booleans()
            ),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_any_cells_together_are_read_or_refused(policy: Policy, changes: list[tuple[tuple[str, int], Any]]) -> None:
    tables = {each: [list(cells) for cells in rows] for each, rows in FULL.items()}
    for (name, place), value in changes:
        tables[name][-1][place] = value
    settle_or_refuse(tables, policy)


RANGED = sorted((name, key) for name, keys in RANGES.items() for key in keys)


def test_every_column_of_numbers_has_its_range() -> None:
    numbers = {
        (name, column.key)
        for name, columns in TABLES.items()
        for column in columns
        if column.kind.value in {"number", "integer"}
    }
    assert numbers == set(RANGED)
    assert sum(name == "syarat" for name, _ in RANGED) == MOST_COMPETENCES


@pytest.mark.parametrize(("name", "key"), [each for each in RANGED if each[1] in FULL[each[0]][0]])
def test_a_number_beyond_its_range_is_named_once(name: str, key: str) -> None:
    place = FULL[name][0].index(key)
    for value in (-12345, 999999999999999):
        found = read(with_cell(name, 1, place, value))
        assert isinstance(found, list)
        assert [(fault.file, fault.row, fault.column, fault.value) for fault in found] == [(name, 2, key, str(value))]


def test_a_workload_beyond_all_people_is_named() -> None:
    found = read({**FULL, "abk": [FULL["abk"][0], ["B", "g", "x", "1", "1"], ["B", "g", "x", "999999999", "500000"]]})
    assert isinstance(found, list)
    assert [(fault.file, fault.row, fault.column) for fault in found] == [("abk", 2, "volume")]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("words", [["plan", "solve"], ["need"], ["forecast"]])
def test_a_day_beyond_reason_is_refused_before_work(tmp_path: Path, day: str, words: list[str]) -> None:
    source = write_folder(tmp_path / "in", FULL)
    more = ["--out", tmp_path / "out"] if words == ["plan", "solve"] else []
    result = run_any(*words, source, *more, "--effective", day)
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()


def run_any(*words: object) -> Any:
    return CliRunner().invoke(main, [str(word) for word in words])
