"""The process of its own: it signs, and the secret is nowhere else, neither afterwards nor meanwhile."""

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from mutasi_flow.core.db import Base
from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.signing.domain import DEAD_AFTER, RunState
from mutasi_flow.decrees.signing.process import hand_over
from mutasi_flow.decrees.signing.queries import RunRow
from mutasi_flow.decrees.signing.service import begin
from tests.decrees.desk import WORD, Desk, build_desk
from tests.processes import bytes_of

SECONDS = 300
"""Only what is broken needs them all; a machine that has other things to do needs some."""
CLOSED = """
import resource, sys
from mutasi_flow.decrees.signing.process.__main__ import _close_up
_close_up()
print(resource.getrlimit(resource.RLIMIT_CORE), __import__("ctypes").CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def wait_for(desk: Desk, run: RunRow) -> RunRow:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        found = desk.run(run)
        if found.state is not RunState.SIGNING:
            return found
        time.sleep(0.2)
    pytest.fail("the process did not come to an end")


def everything_in(runtime: Runtime) -> str:
    """Every cell of every table, those of the queue too."""
    with runtime.database.engine.connect() as connection:
        tables = list(Base.metadata.tables)
        if runtime.database.is_sqlite:
            tables = list(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
        return "\n".join(str(connection.execute(text(f'SELECT * FROM "{one}"')).all()) for one in tables)  # noqa: S608


def test_the_secret_goes_through_the_pipe_and_stays_nowhere(
    runtime: Runtime, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = build_desk(runtime, tmp_path / "p12", count=2, at=datetime.now(UTC))
    wrong = f"{WORD}-keliru"
    run = desk.open()
    hand_over(desk.runtime, run.id, wrong.encode())
    assert "tidak cocok" in wait_for(desk, run).reason
    hand_over(desk.runtime, run.id, WORD.encode())
    deadline = time.monotonic() + SECONDS
    while desk.run(run).state is not RunState.DONE and time.monotonic() < deadline:
        arguments = [bytes_of(path) for path in Path("/proc").glob("[0-9]*/cmdline")]
        assert not any(WORD.encode() in one for one in arguments)
        time.sleep(0.2)
    assert desk.run(run).state is RunState.DONE
    assert len(desk.signatures()) == 2
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".p12"]
    assert not any(WORD.encode() in bytes_of(path) for path in kept)
    assert WORD not in everything_in(desk.runtime)
    said = capfd.readouterr()
    assert WORD not in said.out + said.err


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_the_process_leaves_no_dump() -> None:
    said = subprocess.run([sys.executable, "-c", CLOSED], capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert said.strip() == "(0, 0) 0"


def test_no_second_process_is_started_while_one_is_at_work(runtime: Runtime, tmp_path: Path) -> None:
    desk = build_desk(runtime, tmp_path / "p12", count=1)
    run = desk.open()
    with desk.runtime.database.writing() as session:
        assert begin(session, run.id, desk.clock.now())
        assert not begin(session, run.id, desk.clock.now())
    hand_over(desk.runtime, run.id, WORD.encode())
    hand_over(desk.runtime, 10**6, WORD.encode())
    assert desk.run(run).holder == ""
    desk.moving.moment += 2 * DEAD_AFTER
    with desk.runtime.database.writing() as session:
        assert begin(session, run.id, desk.clock.now())


def test_a_process_that_cannot_be_started_is_said(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = build_desk(runtime, tmp_path / "p12", count=1)
    run = desk.open()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(Unprepared, match="tidak dapat dimulai"):
        hand_over(desk.runtime, run.id, WORD.encode())
    assert (desk.run(run).state, "tidak dapat dimulai" in desk.run(run).reason) == (RunState.ASKING, True)
