"""Stopping, going on, and several processes: none of it changes the plan, and nothing half done is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.planning import folder as folders
from mutasi_flow.planning import solving
from mutasi_flow.planning.apart import run_apart
from mutasi_flow.planning.cli import progress as telling
from mutasi_flow.planning.folder import write_plan
from mutasi_flow.planning.kept import KeptPieces, kept_beside
from mutasi_flow.planning.outcome import Plan
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.working import Course, Progress, Stage, run_through
from tests.planning.errands import counting, dying, failing, refusing, starting
from tests.planning.instances import Office
from tests.planning.test_commands import run
from tests.planning.test_reading import write_folder
from tests.processes import is_alive

ROOT = Path(__file__).parents[2]
KINDS = "abcdef"
POSTS = {(unit, kind): (2, "", "") for unit in "UVW" for kind in KINDS}
OFFICE = Office([("U", kind) for kind in KINDS for _ in range(4)], POSTS)
POLICIES = [Policy(seed="s"), Policy(max_moves=5, seed="s")]


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return OFFICE.snapshot()


def same(one: Plan, other: Plan) -> bool:
    arrays = [(one.person, other.person), (one.cell, other.cell), *zip(one.potentials, other.potentials, strict=True)]
    values = (one.tiers, one.bound, one.gap, one.prices) == (other.tiers, other.bound, other.gap, other.prices)
    return values and all(np.array_equal(*pair) for pair in arrays)


@pytest.mark.parametrize("policy", POLICIES)
def test_any_number_of_processes_makes_the_same_plan(snapshot: Snapshot, policy: Policy) -> None:
    alone = plan(snapshot, policy)
    assert all(same(alone, plan(snapshot, policy, Course(processes))) for processes in (1, 2, 3))


class Stopper:
    """Interrupts after some steps."""

    def __init__(self, steps: int) -> None:
        self.left, self.seen = steps, list[Progress]()

    def __call__(self, progress: Progress) -> None:
        self.seen.append(progress)
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("policy", POLICIES)
def test_what_was_finished_is_not_done_again(
    snapshot: Snapshot, tmp_path: Path, policy: Policy, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptPieces(tmp_path / "kept", "one")
    searched = Stopper(0)
    whole = plan(snapshot, policy, Course(report=searched))
    trials = sum(step.stage is Stage.LIMIT for step in searched.seen)
    assert [step.done for step in searched.seen if step.stage is Stage.BLOCKS] == list(range(1, 7))
    assert searched.seen[-1].share == 1
    with pytest.raises(KeyboardInterrupt):
        plan(snapshot, policy, Course(processes, Stopper(trials + 3), kept))
    again = Stopper(0)
    assert same(whole, plan(snapshot, policy, Course(1, again, kept)))
    assert [step.done for step in again.seen] == [4, 5, 6], "the price of the limit is not looked for again"
    with monkeypatch.context() as patched:
        patched.setattr(solving, "_part", None)
        assert same(whole, plan(snapshot, policy, Course(keeper=kept)))
        with pytest.raises(TypeError):
            plan(snapshot, replace(policy, seed="other"), Course(keeper=kept))
        with pytest.raises(TypeError):
            plan(snapshot, policy, Course(keeper=replace(kept, identity="two")))
    for file in (tmp_path / "kept" / "one").iterdir():
        file.write_bytes(b"PK\x03\x04")
    assert same(whole, plan(snapshot, policy, Course(keeper=kept)))
    kept.drop()
    assert not kept.folder.exists()


def test_a_disk_that_takes_nothing_costs_only_the_way_back(snapshot: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    kept = KeptPieces(tmp_path / "file", "one")
    assert verify(snapshot, plan(snapshot, Policy(), Course(keeper=kept))) == []
    assert kept.find("a") is None


def test_pieces_belong_to_one_input_day_and_set_of_edits(snapshot: Snapshot, tmp_path: Path) -> None:
    others = [replace(snapshot, sha256="other"), replace(snapshot, effective_on=snapshot.effective_on.replace(day=3))]
    names = {kept_beside(tmp_path / "out", each).identity for each in (snapshot, *others)}
    names.add(kept_beside(tmp_path / "out", snapshot, "edited").identity)
    assert len(names) == 4


def killed(number: int, _tell: object) -> int:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_process_that_is_killed_is_said_and_no_other_is_left() -> None:
    with pytest.raises(InvalidInput, match="proses"):
        dict(run_through(killed, [0, 1, 2], [1, 1, 1], Course(2)))


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Path]:
    yield write_folder(tmp_path / "in", OFFICE.tables())
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == [], "nothing hidden is left"


def test_an_interrupt_leaves_no_folder_and_the_next_call_goes_on(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["solve", source, "--out", tmp_path / "out", "--seed", "s", "--effective", "2026-03-02"]
    with monkeypatch.context() as patched:
        patched.setattr(telling.Teller, "__call__", Stopper(3).__call__)
        stopped = run(*command)
    assert stopped.exit_code == 130
    assert "melanjutkan" in stopped.stderr
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr(telling, "PAUSE_S", 0)
    done = run(*command)
    assert done.exit_code == 0
    assert [line for line in done.stderr.splitlines() if "kelompok" in line] == [
        f"{done} dari 6 kelompok jabatan selesai ({percent}%)." for done, percent in ((4, 67), (5, 83), (6, 100))
    ]
    assert run("verify", source, tmp_path / "out").exit_code == 0
    told = run(*command, "--max-moves", "2", "--processes", "2").stderr
    assert "percobaan ke-1" in told


def test_a_plan_that_cannot_be_written_leaves_the_earlier_one(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "deep" / "out"
    write_plan(out, snapshot, plan(snapshot, Policy(seed="a")))
    (out / "catatan.txt").write_text("milik orang")
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    other = plan(snapshot, Policy(max_moves=1))
    with monkeypatch.context() as patched:
        patched.setattr(folders, "dumbbell", lambda _rows: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            write_plan(out, snapshot, other)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
    write_plan(out, snapshot, other)
    assert (out / "catatan.txt").read_text() == "milik orang"
    assert (out / "moves.csv").read_bytes() != before["moves.csv"]
    assert [each.name for each in out.parent.iterdir()] == ["out"]


def wait_for_end(pids: Sequence[int]) -> bool:
    deadline = time.monotonic() + 20
    while any(is_alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(is_alive(pid) for pid in pids)


def test_work_apart_is_told_done_refused_or_failed_as_if_it_were_here() -> None:
    heard: list[object] = []
    assert run_apart(counting, 3, heard.append) == 3
    assert [each for each in heard if each is not None] == [0, 1, 2]
    with pytest.raises(InvalidInput, match="Tidak"):
        run_apart(refusing, 1, heard.append)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        run_apart(failing, 1, heard.append)
    with pytest.raises(InvalidInput, match="memori"):
        run_apart(dying, 1, heard.append)


def test_who_stops_work_apart_leaves_no_process_of_it() -> None:
    pids: list[int] = []

    def stop(told: object) -> None:
        if isinstance(told, tuple):
            pids.extend(told)
        if pids:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_apart(starting, 1, stop)
    assert len(pids) == 2
    assert wait_for_end(pids)


def test_work_apart_ends_with_whoever_asked_for_it() -> None:
    program = (
        "from mutasi_flow.planning.apart import run_apart\n"
        "from tests.planning.errands import starting\n"
        "run_apart(starting, 1, lambda told: told and print(*told, flush=True))"
    )
    asker = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603
    assert asker.stdout is not None
    with asker.stdout as line:
        pids = [int(word) for word in line.readline().split()]
        asker.kill()
    asker.wait()
    assert len(pids) == 2
    assert wait_for_end(pids)
