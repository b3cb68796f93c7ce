"""Need and forecast from the tables of a plan."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings

from mutasi_flow.cli import main
from mutasi_flow.planning.counting import forecast_of, need_rows, need_totals
from tests.planning.instances import Office, nip, offices
from tests.planning.test_reading import write_book, write_folder

ABK = [
    ["unit_kode", "jabatan_kode", "uraian", "volume", "norma_menit"],
    ["A", "guru", "Mengajar", "1500", "75"],
    ["A", "guru", "Menilai", "500", "75"],
    ["B", "guru", "Mengajar", "1000", "75"],
]
OFFICE = Office(
    [("A", "guru"), ("A", "guru"), ("A", "guru"), ("B", "dokter")],
    {("A", "guru"): ("", 2, ""), ("B", "guru"): ("", "", ""), ("B", "dokter"): ("", "", "")},
    {"bup": [60, 43, 60, 60], "akhir_kontrak": ["2026-03-31", "", "", ""]},
    {"abk": ABK},
)


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def answer(*words: object) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "in", OFFICE.tables())


def test_need_from_tasks_with_effort_and_without_invented_zeros(source: Path) -> None:
    found = answer("need", source, "--effective", "2026-03-02")
    rows = {(row["unit"], row["post"]): row for row in found["posts"]}
    first = rows["A", "guru"]
    assert (first["need"], first["staff"], first["gap"], first["tasks"]) == (2, 3, 1, 2)
    assert (first["effort"], first["grade"], first["overloaded"]) == (pytest.approx(0.666667), "D", False)
    orphaned = rows["B", "guru"]
    assert (orphaned["need"], orphaned["staff"], orphaned["effort"], orphaned["overloaded"]) == (1, 0, None, True)
    unknown = rows["B", "dokter"]
    assert (unknown["need"], unknown["gap"], unknown["coverage"], unknown["grade"]) == (None, None, None, None)
    assert found["posts"][0] == orphaned
    assert found["total"] == {"posts": 3, "without_need": 1, "need": 3, "staff": 4, "shortage": 1}
    assert "Kekurangan seluruhnya 1" in run("need", source, "--effective", "2026-03-02").stdout


def test_the_same_from_one_workbook(source: Path, tmp_path: Path) -> None:
    book = write_book(tmp_path / "data.xlsx", OFFICE.tables())
    assert answer("need", book)["posts"] == answer("need", source)["posts"]


def test_the_coming_months(source: Path) -> None:
    found = answer("forecast", source, "--months", 60, "--effective", "2026-03-02", "--exits", 0)
    posts = {(row["unit"], row["post"]): row for row in found["posts"]}
    school = posts["A", "guru"]
    assert len(school["staff"]) == 61
    assert [school["staff"][at] for at in (0, 1, 22, 23, 60)] == [3, 2, 2, 1, 1]
    assert (school["first_below_minimum"], school["first_below_need"]) == ("2028-02", "2028-02")
    assert school["leaving"] == {"12": 1, "24": 2, "60": 2}
    assert school["expected"] == school["low"] == school["high"] == [float(one) for one in school["staff"]]
    assert posts["B", "dokter"]["first_below_need"] is None
    assert [(one["nip"], one["on"], one["cause"]) for one in found["departures"]] == [
        (nip(1), "2026-03-31", "contract"),
        (nip(2), "2028-02-01", "retirement"),
    ]
    assert found["total"]["staff"][0] == 4
    told = run("forecast", source, "--months", 60, "--effective", "2026-03-02").stdout
    assert "di bawah jumlah paling sedikit mulai 2028-02" in told


def test_faults_and_wrong_questions(source: Path) -> None:
    assert run("forecast", source, "--months", 0).exit_code == 2
    assert run("forecast", source, "--exits", 99).exit_code == 2
    (source / "abk.csv").write_text("unit_kode,jabatan_kode,uraian,volume,norma_menit\nA,guru,x,-1,5\n")
    for word in ("need", "forecast"):
        result = run(word, source, "--json")
        assert result.exit_code == 1
        (problem,) = json.loads(result.stdout)["problems"]
        assert (problem["row"], problem["column"]) == (2, "volume")


@settings(max_examples=25, deadline=None)
@given(offices())
def test_posts_add_up_to_the_whole(office: Office) -> None:
    snapshot = office.snapshot()
    rows = need_rows(snapshot)
    totals = need_totals(rows)
    assert totals["staff"] == int(snapshot.levels.sum())
    found = forecast_of(snapshot, 24, 0.02)
    whole = found["total"]
    assert whole["staff"] == [sum(post["staff"][at] for post in found["posts"]) for at in range(25)]
    assert whole["staff"][0] == totals["staff"]
    assert whole["leaving"]["24"] == len(found["departures"])
    assert all(low <= high for low, high in zip(whole["low"], whole["high"], strict=True))
    assert found["effective_on"] == date.fromisoformat(found["effective_on"]).isoformat()
