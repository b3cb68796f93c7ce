"""A real worker process, killed with -9 in the middle of a batch, again and again: no double, no gap, no half file."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.clock import Clock
from mutasi_flow.core.jobs import list_workers
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.decrees.batches.domain import BatchState, DecreeForm, Progress, RowState
from mutasi_flow.decrees.batches.queries import load_progress
from mutasi_flow.letters.domain import DECREE_REGISTER, ReservedState
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries.numbers import list_gaps, list_unused, load_numbering
from mutasi_flow.people.model import Placement
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.workflow import State
from tests.conftest import KEY
from tests.decrees.crew import Crew, build_crew, name_certifier

COUNT, KILLS, PATIENCE = 12, 4, 600.0


def start(settings: Settings) -> subprocess.Popen[bytes]:
    """Start a worker on the database of the test."""
    named = {"MUTASI_DATA_DIR": str(settings.data_dir), "MUTASI_WORKER_CONCURRENCY": "3"}
    if settings.database_url:
        named |= {"MUTASI_DATABASE_URL": str(settings.database_url), "MUTASI_SECRET_KEY": KEY, "MUTASI_AUDIT_KEY": KEY}
    return subprocess.Popen([sys.executable, "-m", "mutasi_flow", "worker"], env={**os.environ, **named})


@pytest.fixture
def crew(settings: Settings) -> Iterator[Crew]:
    """A crew whose clock goes, for workers take no other."""
    with open_runtime(settings) as runtime:
        yield build_crew(replace(runtime, clock=Clock(runtime.clock.zone, lambda: datetime.now(UTC))), COUNT)


@pytest.mark.slow
def test_a_worker_killed_at_any_point_leaves_nothing_twice_nothing_missing_and_nothing_half(crew: Crew) -> None:
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    dice = Random(7)  # noqa: S311 - a repeatable mix, no secret
    worker = start(crew.runtime.settings)
    try:
        until = time.monotonic() + PATIENCE
        for _ in range(KILLS):
            _wait_for_start(crew, worker)
            time.sleep(dice.uniform(0.2, 1.5))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            worker = start(crew.runtime.settings)
        while crew.batch(batch_id).state is not BatchState.DONE and time.monotonic() < until:
            time.sleep(0.3)
    finally:
        worker.kill()
        worker.wait()
    assert crew.batch(batch_id).state is BatchState.DONE
    assert crew.states(batch_id) == [RowState.DECREED] * COUNT
    assert_whole(crew.runtime, crew)


POINTS = ((1, 0), (COUNT // 2, 0), (COUNT, 1), (COUNT, COUNT // 2))
"""So many on the decree, and so many excerpts printed, when the worker is killed."""


@pytest.mark.slow
def test_killed_while_it_issues_or_prints_a_collective_decree_it_leaves_one_number_and_every_row_once(
    crew: Crew,
) -> None:
    name_certifier(crew)
    batch_id = crew.compose(form=DecreeForm.COLLECTIVE)
    crew.work()
    crew.press(batch_id)
    left = []
    for decreed, printed in (*POINTS, (COUNT, COUNT)):
        worker = start(crew.runtime.settings)
        try:
            left.append(_wait_for(crew, batch_id, worker, decreed, printed))
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
    assert any(0 < one.decreed < COUNT for one in left), "killed in the middle of issuing"
    assert any(0 < one.printed < COUNT for one in left), "killed in the middle of printing"
    assert crew.states(batch_id) == [RowState.DECREED] * COUNT
    crew.read(partial(assert_one_decree, crew.runtime))
    assert not list(crew.runtime.settings.files_dir.rglob(".new-*"))


def _wait_for(crew: Crew, batch_id: int, worker: subprocess.Popen[bytes], decreed: int, printed: int) -> Progress:
    """Wait until so many are on the decree and printed, or all is done; return how far the batch is then."""
    until = time.monotonic() + PATIENCE
    while True:
        assert worker.poll() is None
        assert time.monotonic() < until
        batch = crew.batch(batch_id)
        found: Progress = crew.read(partial(load_progress, batch=batch, now=crew.runtime.clock.now()))
        is_last = printed == COUNT
        if batch.state is BatchState.DONE or (not is_last and found.decreed >= decreed and found.printed >= printed):
            return found
        time.sleep(0.02)


def assert_one_decree(runtime: Runtime, session: Session) -> None:
    """One number, one decree that lists everybody once, an excerpt for each with its place, and files as the book says."""
    letters = session.scalars(select(Letter).order_by(Letter.id)).all()
    (decree,) = [one for one in letters if one.kind == "collective_decree"]
    excerpts = [one for one in letters if one.copy_of_id == decree.id]
    assert (decree.sequence, len(letters)) == (1, COUNT + 1)
    assert sorted(one.context["place"] for one in excerpts) == list(range(1, COUNT + 1))
    assert len({one.about_id for one in excerpts}) == COUNT
    named = [row[1][0] for row in decree.context["annex"]["rows"]]
    for one in excerpts:
        assert named[one.context["place"] - 1] in one.context["addressed"][1]
    for one in letters:
        assert hashlib.sha256(runtime.files.get(one.file_key)).hexdigest() == one.sha256
    year = runtime.clock.today().year
    assert list_gaps(session, load_numbering(session, DECREE_REGISTER, year)) == []
    assert {one.state for one in list_unused(session, DECREE_REGISTER, year)} <= {ReservedState.VOID}
    placed = select(func.count()).where(Placement.source == "decree", Placement.letter_number == decree.number)
    assert session.scalar(placed) == COUNT


def _wait_for_start(crew: Crew, worker: subprocess.Popen[bytes]) -> None:
    """Wait until the worker has shown that it lives; starting takes seconds."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert worker.poll() is None
        if any(one.pid == worker.pid for one in crew.read(_workers)):
            return
        time.sleep(0.05)


def _workers(session: Any) -> list[Any]:
    return list(list_workers(session))


def assert_whole(runtime: Runtime, crew: Crew) -> None:
    """Every transfer decreed once, every number borne by one printed letter whose stored bytes are what the book says."""

    def look(session: Any) -> None:
        year = runtime.clock.today().year
        letters = session.scalars(select(Letter).order_by(Letter.sequence)).all()
        assert [one.sequence for one in letters] == list(range(1, COUNT + 1))
        assert len({one.about_id for one in letters}) == COUNT
        for one in letters:
            assert hashlib.sha256(runtime.files.get(one.file_key)).hexdigest() == one.sha256
        assert list_gaps(session, load_numbering(session, DECREE_REGISTER, year)) == []
        assert list_unused(session, DECREE_REGISTER, year) == []
        count = select(func.count()).where(Transfer.state == State.DECREED)
        assert session.scalar(count) == COUNT

    crew.read(look)
    assert not list(runtime.settings.files_dir.rglob(".new-*"))
