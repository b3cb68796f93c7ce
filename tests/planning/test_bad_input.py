"""Everything that people hand in wrong, walked through the command: each fault named with its cell, and nothing solved on
half-read data; and what only looks wrong, which gives an accepted plan."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.planning.instances import Office, Rows, nip
from tests.planning.test_commands import answer, rows, run
from tests.planning.test_reading import write_folder

POSTS = {("A", "g"): (1, "", ""), ("B", "g"): (3, 1, 4), ("C", "h"): (2, "", "")}
OFFICE = Office([("A", "g")] * 3 + [("B", "g")], POSTS)
WHO = ["nip", "unit_kode", "jabatan_kode", "tmt_jabatan", "tgl_lahir"]
ANI = [nip(1), "A", "g", "2020-01-01", "1985-01-01"]
POST = ["unit_kode", "jabatan_kode", "kebutuhan", "minimum", "formasi"]
WORK = ["unit_kode", "jabatan_kode", "volume", "norma_menit"]
FAULTS: dict[str, tuple[dict[str, Rows], tuple[str, int, str]]] = {
    "text in numbers": ({"petak": [POST, ["A", "g", "dua", "", ""]]}, ("petak", 2, "kebutuhan")),
    "a negative volume": ({"abk": [WORK, ["A", "g", "-5", "10"]]}, ("abk", 2, "volume")),
    "a post without unit": ({"petak": [POST, ["", "g", "1", "", ""]]}, ("petak", 2, "unit_kode")),
    "a NIP twice": ({"pegawai": [WHO, ANI, ANI]}, ("pegawai", 3, "nip")),
    "a relation to nobody": ({"relasi": [["nip_a", "nip_b"], [nip(1), nip(77)]]}, ("relasi", 2, "nip_b")),
    "a latitude with the wrong sign": (
        {"unit": [["unit_kode", "lat", "lon"], ["A", "7.2", "110"], ["B", "", ""], ["C", "", ""]]},
        ("unit", 2, "lat"),
    ),
    "units above each other": (
        {"unit": [["unit_kode", "induk_kode"], ["A", "B"], ["B", "A"], ["C", ""]]},
        ("unit", 3, "induk_kode"),
    ),
    "a least number above the formation": ({"petak": [POST, ["B", "g", "1", "3", "2"]]}, ("petak", 2, "minimum")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_cell_and_nothing_is_solved(tmp_path: Path, fault: str) -> None:
    changed, place = FAULTS[fault]
    source = write_folder(tmp_path / "in", {**OFFICE.tables(), **changed})
    told = run("solve", source, "--out", tmp_path / "out", "--json")
    problems = json.loads(told.stdout)["problems"]
    assert told.exit_code == 1
    assert place in {(it["file"], it["row"], it["column"]) for it in problems}
    assert all(it["reason"] for it in problems)
    assert [each.name for each in tmp_path.iterdir()] == ["in"]


def due(staff: list[tuple[str, str]], **columns: list[int]) -> Office:
    return Office(staff, POSTS, dict(columns))


ODD: dict[str, tuple[Office, list[str], int]] = {
    "nobody": (due([]), [], 0),
    "one person": (due([("A", "g")]), [], 1),
    "all locked": (due([("A", "g")] * 3, kunci=[1, 1, 1]), [], 0),
    "no budget": (OFFICE, ["--max-moves", "0"], 0),
    "no seed": (OFFICE, [], 2),
    "a duty that nobody can meet": (due([("C", "h")], wajib_pindah=[1]), [], 0),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_only_looks_wrong_gives_an_accepted_plan(tmp_path: Path, odd: str) -> None:
    office, options, count = ODD[odd]
    source = write_folder(tmp_path / "in", office.tables())
    command = ["solve", source, "--out", tmp_path / "out", "--effective", "2026-03-02", *options]
    found, again = answer(*command), answer(*command)
    assert (found["moves"], found) == (count, again)
    assert answer("verify", source, tmp_path / "out")["accepted"]


def test_a_post_for_which_there_is_nobody_stands_apart(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", OFFICE.tables())
    answer("solve", source, "--out", tmp_path / "out", "--effective", "2026-03-02")
    empty = {(row["unit_kode"], row["jabatan_kode"]): row for row in rows(tmp_path / "out" / "unfilled.csv")}
    assert empty["C", "h"]["calon"] == "0"


def test_a_killed_solve_leaves_nothing_that_looks_like_a_plan(tmp_path: Path) -> None:
    posts: dict[tuple[str, str], tuple[Any, Any, Any]] = {
        (f"U{unit}", kind): (2 + unit % 3, "", "") for unit in range(60) for kind in "abcdef"
    }
    office = Office([(f"U{number * 7 % 40}", "abcdef"[number % 6]) for number in range(90)], posts)
    source, out = write_folder(tmp_path / "in", office.tables()), tmp_path / "out"
    words = ["solve", str(source), "--out", str(out), "--effective", "2026-03-02", "--max-moves", "7"]
    killed = subprocess.Popen([sys.executable, "-m", "mutasi_flow", "plan", *words], env=dict(os.environ))  # noqa: S603
    kept = tmp_path / ".out.bagian"
    deadline = time.monotonic() + 120
    while killed.poll() is None and not kept.exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not (out / "plan.json").exists() or killed.returncode == 0
    assert answer(*words)["moves"] <= 7
    assert answer("verify", source, out)["accepted"]
    assert not kept.exists()
