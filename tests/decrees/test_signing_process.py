"""The process of its own: it signs, and the secret is nowhere else, neither afterwards nor meanwhile."""

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from mutasi_flow.core.db import Base
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.signing.domain import RunState
from mutasi_flow.decrees.signing.process import hand_over
from mutasi_flow.decrees.signing.queries import RunRow
from tests.decrees.desk import WORD, Desk, build_desk

SECONDS = 60
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
        if found.state in {RunState.DONE, RunState.STOPPED} or found.reason:
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
    hand_over(desk.runtime.settings, run.id, wrong.encode())
    assert "tidak cocok" in wait_for(desk, run).reason
    hand_over(desk.runtime.settings, run.id, WORD.encode())
    deadline = time.monotonic() + SECONDS
    while desk.run(run).state is not RunState.DONE and time.monotonic() < deadline:
        arguments = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
        assert not any(WORD.encode() in one for one in arguments)
        time.sleep(0.2)
    assert desk.run(run).state is RunState.DONE
    assert len(desk.signatures()) == 2
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".p12"]
    assert not any(WORD.encode() in path.read_bytes() for path in kept)
    assert WORD not in everything_in(desk.runtime)
    said = capfd.readouterr()
    assert WORD not in said.out + said.err


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_the_process_leaves_no_dump() -> None:
    said = subprocess.run([sys.executable, "-c", CLOSED], capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert said.strip() == "(0, 0) 0"


def test_a_run_that_is_not_there_ends_quietly(runtime: Runtime) -> None:
    hand_over(runtime.settings, 10**6, WORD.encode())
