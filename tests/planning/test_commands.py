"""The commands: files in, files out, and nothing accepted that was touched."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from mutasi_flow.cli import main
from tests.planning.instances import Office, nip
from tests.planning.test_reading import write_book, write_folder

POSTS = {
    ("A", "guru"): (2, 1, ""),
    ("B", "guru"): (2.5, "", ""),
    ("C", "guru"): (1, "", 1),
    ("D", "dokter"): (2, "", ""),
    ("=E", "guru"): ("", "", ""),
}
OFFICE = Office(
    [("A", "guru")] * 4 + [("B", "guru"), ("C", "guru"), ("D", "perawat")],
    POSTS,
    {"kunci": [1, 0, 0, 0, 0, 0, 0], "lat": ["-7.1"] * 7, "lon": ["110.2"] * 7},
    {"minat": [["nip", "urutan", "unit_kode"], [nip(2), "1", "B"]]},
)


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["plan", *(str(word) for word in words)])


def answer(*words: object) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "in", OFFICE.tables())


@pytest.fixture
def solved(source: Path, tmp_path: Path) -> Path:
    run("solve", source, "--out", tmp_path / "out", "--seed", "2026-A", "--effective", "2026-03-02")
    return tmp_path / "out"


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_a_plan_is_written_with_its_proof_and_accepted(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    found = answer("solve", source, "--out", out, "--seed", "x", "--effective", "2026-03-02")
    assert {key: found[key] for key in ("moves", "gap", "shortage_before", "shortage_after", "gap2_before", "gap2_after")} == {
        "moves": 2, "gap": 0, "shortage_before": 3.5, "shortage_after": 2, "gap2_before": 10.25, "gap2_after": 4.25,
    }  # fmt: skip
    assert len(found["tiers"]) == 7
    move, _other = rows(out / "moves.csv")
    assert list(move) == [
        "nip", "dari_unit", "dari_jabatan", "ke_unit", "ke_jabatan", "jenis", "jarak_km", "selisih_kompetensi", "minat_ke", "alasan",
    ]  # fmt: skip
    assert (move["nip"], move["ke_unit"], move["jenis"], move["minat_ke"]) == (nip(2), "B", "pindah_unit", "1")
    assert "4 dari kebutuhan 2 (200%)" in move["alasan"]
    balance = rows(out / "balance.csv")
    assert {(row["unit_kode"], row["jabatan_kode"]) for row in balance} >= {
        ("A", "guru"),
        ("'=E", "guru"),
        ("D", "perawat"),
    }
    assert next(row for row in balance if row["unit_kode"] == "B")["selisih_sesudah"] == "0.5"
    assert next(row for row in balance if row["jabatan_kode"] == "perawat")["kebutuhan"] == ""
    (unfilled,) = rows(out / "unfilled.csv")
    assert (unfilled["unit_kode"], unfilled["calon"], unfilled["sebab"]) == ("D", "0", "tidak ada calon")
    assert rows(out / "balance_units.csv")[0]["unit_kode"] == "A"
    assert (out / "balance_units.svg").read_text("utf-8").startswith("<svg")
    document = json.loads((out / "plan.json").read_text("utf-8"))
    assert {"tiers", "bound", "gap", "input_sha256", "versions"} <= document.keys()
    assert answer("verify", source, out) == {"accepted": True, "reasons": []}


def test_a_workbook_and_shuffled_rows_give_the_same_moves(solved: Path, tmp_path: Path) -> None:
    shuffled = {name: [table[0], *reversed(table[1:])] for name, table in OFFICE.tables().items()}
    for place in (write_book(tmp_path / "in.xlsx", OFFICE.tables()), write_folder(tmp_path / "other", shuffled)):
        run("solve", place, "--out", tmp_path / "again", "--seed", "2026-A", "--effective", "2026-03-02")
        assert (tmp_path / "again" / "moves.csv").read_bytes() == (solved / "moves.csv").read_bytes()
        assert run("verify", place, tmp_path / "again").exit_code == 0


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("moves.csv", nip(2), nip(1)),
        ("moves.csv", nip(2), nip(9)),
        ("moves.csv", ",B,", ",C,"),
        ("moves.csv", "(200%)", "(300%)"),
        ("balance.csv", "B,guru,2.5,1,3", "B,guru,2.5,1,2"),
        ("balance.csv", "-1.5", "-1.6"),
        ("plan.json", '"gap2_after": 4.25', '"gap2_after": 4'),
        ("plan.json", '"phi": "abs"', '"phi": "rel"'),
        ("plan.json", '"phi": "abs"', '"phi": "other"'),
        ("plan.json", '"move_price": 0.0', '"move_price": 9'),
        ("plan.json", '"extra": 0', '"extra": 99999999999999999999999'),
        ("plan.json", '"input_sha256": "', '"input_sha256": "0'),
        ("plan.json", '"format": 2', '"format": 1'),
        ("plan.json", '"duty_gap": 0', '"duty_gap": 1'),
        ("plan.json", '"duty": 0', '"duty": 2520'),
        ("plan.json", '"ground_prices": null', '"ground_prices": {}'),
        ("plan.json", "{", ""),
    ],
)
def test_a_touched_plan_is_refused_with_reasons(source: Path, solved: Path, name: str, old: str, new: str) -> None:
    change(solved / name, old, new)
    result = run("verify", source, solved)
    assert result.exit_code == 1
    assert result.output.strip()


def test_a_removed_move_a_lost_certificate_and_a_changed_input_are_refused(source: Path, solved: Path) -> None:
    lines = (solved / "moves.csv").read_text("utf-8").splitlines(keepends=True)
    (solved / "moves.csv").write_text(lines[0], "utf-8")
    assert run("verify", source, solved).exit_code == 1
    (solved / "moves.csv").write_text("".join(lines), "utf-8")
    assert run("verify", source, solved).exit_code == 0
    with np.load(solved / "certificate.npz") as archive:
        blocks = {key: archive[key] for key in archive.files}
    np.savez(solved / "certificate.npz", **{key: value + np.arange(value.shape[1]) for key, value in blocks.items()})
    assert run("verify", source, solved).exit_code == 1
    np.savez(solved / "certificate.npz", **{key: value.astype(float) for key, value in blocks.items()})
    assert run("verify", source, solved).exit_code == 1
    (solved / "certificate.npz").write_bytes(b"PK")
    assert run("verify", source, solved).exit_code == 1
    np.savez(solved / "certificate.npz", **blocks)
    assert run("verify", source, solved).exit_code == 0
    change(source / "petak.csv", "2.5", "2.6")
    assert run("verify", source, solved).exit_code == 1


def test_faults_are_answered_as_a_list_and_nothing_is_written(tmp_path: Path) -> None:
    tables = OFFICE.tables()
    tables["petak"].append(["Z", "guru", "-1", "", ""])
    source = write_folder(tmp_path / "in", tables)
    result = run("solve", source, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 1
    problems = json.loads(result.stdout)["problems"]
    assert {(it["file"], it["row"], it["column"]) for it in problems} == {
        ("petak", 7, "unit_kode"),
        ("petak", 7, "kebutuhan"),
    }
    assert not (tmp_path / "out").exists()
    assert "petak, baris 7" in run("solve", source, "--out", tmp_path / "out").stdout


def test_no_database_is_opened_or_made(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUTASI_DATA_DIR", str(tmp_path / "data"))
    assert run("solve", source, "--out", tmp_path / "out").exit_code == 0
    assert not (tmp_path / "data").exists()


def test_usage_is_refused_before_work(source: Path, tmp_path: Path) -> None:
    assert run("solve", tmp_path / "nowhere", "--out", tmp_path / "out").exit_code == 2
    assert run("solve", source, "--out", tmp_path / "out", "--phi", "lain").exit_code == 2
    assert run("solve", source, "--out", tmp_path / "out", "--max-moves", "-1").exit_code == 2
    assert run("solve", source).exit_code == 2
    assert run("verify", source, tmp_path).exit_code == 1


@pytest.mark.parametrize("phi", ["abs", "rasio", "rel", "beban"])
@pytest.mark.parametrize("limit", [[], ["--max-moves", "1"], ["--move-price", "0.5"]])
def test_every_measure_of_balance_gives_an_accepted_plan(
    source: Path, tmp_path: Path, phi: str, limit: list[str]
) -> None:
    answer("solve", source, "--out", tmp_path / "out", "--phi", phi, *limit)
    assert answer("verify", source, tmp_path / "out")["accepted"]


@pytest.mark.parametrize("key", ["gap", "bound"])
def test_a_figure_that_is_no_number_proves_nothing(source: Path, solved: Path, key: str) -> None:
    document = json.loads((solved / "plan.json").read_text(encoding="utf-8"))
    (solved / "plan.json").write_text(json.dumps({**document, key: float("nan")}), encoding="utf-8")
    assert run("verify", source, solved).exit_code == 1


def test_duties_that_fit_in_only_together_are_told(tmp_path: Path) -> None:
    office = Office([("A", "g"), ("B", "g")], {(unit, "g"): (1, 1, 1) for unit in "AB"}, {"wajib_pindah": [1, 1]})
    source = write_folder(tmp_path / "in", office.tables())
    told = run("solve", source, "--out", tmp_path / "out", "--max-moves", "1")
    assert told.stdout.splitlines()[0] == "0 mutasi."
    assert "Paling banyak 1 kewajiban rotasi lagi dapat dipenuhi." in told.stdout
    assert "Terbukti terbaik." not in told.stdout
    assert "selisihnya" in run("verify", source, tmp_path / "out").stdout
    assert (
        run("solve", source, "--out", tmp_path / "out", "--max-moves", "2").stdout.splitlines()[-1]
        == "Terbukti terbaik."
    )
