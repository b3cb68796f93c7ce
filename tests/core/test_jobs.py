"""Jobs: enqueued with the change that needs them, done by a worker, written exactly once, whatever dies."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict, NotFound, Refused
from mutasi_flow.core.jobs import (
    Job,
    JobArgs,
    JobRequest,
    JobState,
    Sweep,
    SweepRun,
    WorkerBeat,
    Workforce,
    beats,
    enqueue,
    list_runs,
    requests,
)
from mutasi_flow.core.jobs.performing import Performer
from mutasi_flow.core.jobs.workforce import RETRY_SECONDS, TICK_SECONDS
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Place
from mutasi_flow.settings import Settings

ALL = tuple(JobState)
WORKER = Path(__file__).with_name("worker_of_jobs.py")


def add_place(session: Session, args: JobArgs, name: str) -> None:
    session.add(Place(code=f"P{args['number']}", name=name))


def job(**changes: Any) -> Job[int, str]:
    made: Job[int, str] = Job(
        name="add_place",
        read=lambda _session, args: int(args["number"]),
        do=lambda number, _runtime: f"place {number}",
        write=add_place,
        pauses=(),
    )
    return replace(made, **changes)


def ask(runtime: Runtime, number: int, name: str = "add_place") -> None:
    with runtime.database.writing() as session:
        enqueue(session, name, {"number": number}, f"{name}:{number}")


def work(runtime: Runtime, jobs: Sequence[Job[Any, Any]] = (), sweeps: Sequence[Sweep] = ()) -> None:
    Workforce(runtime, {one.name: one for one in jobs or [job()]}, sweeps, 2).run(once=True)


class Waiting(threading.Event):
    """An event that says how long somebody waits for it."""

    def __init__(self, tell: Callable[[float], None]) -> None:
        super().__init__()
        self._tell = tell

    def wait(self, timeout: float | None = None) -> bool:
        self._tell(timeout or 0.0)
        return super().wait(min(timeout or 0.0, 0.05))


def count_places(runtime: Runtime) -> int:
    with runtime.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Place)) or 0


def test_a_job_is_enqueued_with_its_change_and_only_then(runtime: Runtime) -> None:
    with runtime.database.writer() as session:
        enqueue(session, "add_place", {"number": 1}, "add_place:1")
        session.rollback()
    ask(runtime, 2)
    assert [row.key for row in runtime.jobs.list_jobs(ALL)] == ["add_place:2"]
    work(runtime)
    assert count_places(runtime) == 1
    assert not runtime.jobs.has_open()
    assert runtime.jobs.list_jobs([JobState.DONE])[0].args == {"number": 2}


def test_the_same_key_is_the_same_job(runtime: Runtime) -> None:
    ask(runtime, 1)
    ask(runtime, 1)
    work(runtime)
    ask(runtime, 1)
    work(runtime)
    assert count_places(runtime) == 1


def test_a_request_moves_into_the_queue_in_one_piece(runtime: Runtime) -> None:
    ask(runtime, 1)
    with runtime.database.writer() as session:
        assert runtime.jobs.hand_over(session) == 1
        session.rollback()
    assert [row.key for row in runtime.jobs.list_jobs([JobState.QUEUED])] == ["add_place:1"]
    with runtime.database.writing() as session:
        assert runtime.jobs.hand_over(session) == 1
    with runtime.database.reading() as session:
        assert session.scalars(select(JobRequest)).all() == []
    assert [row.key for row in runtime.jobs.list_jobs([JobState.QUEUED])] == ["add_place:1"]
    work(runtime)
    assert count_places(runtime) == 1


def test_more_requests_than_one_batch_are_all_handed_over(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    batch, many = 3, 4
    monkeypatch.setattr(requests, "BATCH", batch)
    monkeypatch.setattr(requests, "_OLDEST", requests._OLDEST.limit(batch))
    with runtime.database.writing() as session:
        for number in range(many):
            enqueue(session, "add_place", {"number": number}, f"add_place:{number}")
    assert len(runtime.jobs.list_jobs([JobState.QUEUED], many + 1)) == many
    assert runtime.jobs.list_jobs([JobState.QUEUED], 1)[0].key == f"add_place:{batch}"
    work(runtime)
    assert count_places(runtime) == many


def test_a_failed_job_is_shown_with_its_reason_and_can_be_repeated(runtime: Runtime) -> None:
    def refuse(_number: int, _runtime: Runtime) -> str:
        raise Refused(T("Tinta habis."))

    ask(runtime, 7)
    work(runtime, [job(do=refuse)])
    (failed,) = runtime.jobs.list_jobs([JobState.FAILED])
    assert (failed.key, failed.reason) == ("add_place:7", "Tinta habis.")
    runtime.jobs.retry(failed.key)
    work(runtime)
    assert count_places(runtime) == 1
    assert runtime.jobs.list_jobs([JobState.FAILED]) == []
    with pytest.raises(Conflict):
        runtime.jobs.retry(failed.key)
    with pytest.raises(NotFound):
        runtime.jobs.retry("unknown:1")


def test_done_jobs_are_forgotten_later(runtime: Runtime) -> None:
    ask(runtime, 1)
    work(runtime)
    now = runtime.jobs.list_jobs(ALL)[0].finished_at
    assert now is not None
    assert runtime.jobs.prune(now - timedelta(days=1)) == 0
    assert runtime.jobs.prune(now + timedelta(days=1)) == 1
    assert runtime.jobs.list_jobs(ALL) == []


def test_a_fault_is_tried_again_and_a_refusal_is_not(runtime: Runtime) -> None:
    tries: list[int] = []

    def fail(number: int, _runtime: Runtime) -> str:
        tries.append(number)
        raise OSError

    slept: list[float] = []
    perform = Performer(runtime, {"add_place": job(do=fail, pauses=(1.0, 5.0))}, 1, slept.append)
    with pytest.raises(OSError):
        perform("add_place", {"number": 3}, "add_place:3")
    assert (tries, slept) == ([3, 3, 3], [1.0, 5.0])
    with pytest.raises(NotFound):
        perform("unheard_of", {}, "unheard_of:1")


def test_a_database_that_is_away_takes_no_attempt(runtime: Runtime) -> None:
    tries: list[int] = []

    def fail(number: int, _runtime: Runtime) -> str:
        tries.append(number)
        if len(tries) < 6:
            statement, cause = "select", Exception("the database system is starting up")
            raise OperationalError(statement, {}, cause)
        return str(number)

    slept: list[float] = []
    Performer(runtime, {"add_place": job(do=fail, pauses=())}, 1, slept.append)(
        "add_place", {"number": 4}, "add_place:4"
    )
    assert (len(tries), slept) == (6, [1.0, 2.0, 5.0, 10.0, 20.0])
    assert count_places(runtime) == 1


def test_two_workers_on_one_job_write_once(runtime: Runtime) -> None:
    both_are_in = threading.Barrier(2)

    def meet(number: int, _runtime: Runtime) -> str:
        both_are_in.wait(timeout=20)
        return str(number)

    perform = Performer(runtime, {"add_place": job(do=meet)}, 2, time.sleep)
    threads = [threading.Thread(target=perform, args=("add_place", {"number": 1}, "add_place:1")) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count_places(runtime) == 1


def test_sweeps_run_when_due_and_a_failing_one_stops_no_other(runtime: Runtime) -> None:
    ran: list[str] = []

    def fail(_runtime: Runtime) -> int:
        message = "no server"
        raise ValueError(message)

    def count(_runtime: Runtime) -> int:
        ran.append("x")
        return 3

    sweeps = [Sweep("fails", 60, fail), Sweep("counts", 60, count)]
    work(runtime, sweeps=sweeps)
    work(runtime, sweeps=sweeps)
    assert ran == ["x"]
    work(
        replace(runtime, clock=replace(runtime.clock, source=lambda: runtime.clock.now() + timedelta(minutes=2))),
        sweeps=sweeps,
    )
    assert ran == ["x", "x"]
    with runtime.database.reading() as session:
        runs = {run.name: run for run in list_runs(session)}
    assert (runs["counts"].handled, runs["counts"].error) == (3, "")
    assert runs["fails"].error == "ValueError: no server"
    assert isinstance(runs["fails"], SweepRun)


def test_a_clock_set_back_stops_neither_sweeps_nor_workers(runtime: Runtime) -> None:
    ran: list[str] = []

    def count(_runtime: Runtime) -> int:
        ran.append("x")
        return 1

    ahead = replace(runtime.clock, source=lambda: runtime.clock.now() + timedelta(days=365))
    work(replace(runtime, clock=ahead), sweeps=[Sweep("counts", 60, count)])
    with runtime.database.writing() as session:
        session.add(WorkerBeat(slot="w9", host="elsewhere", pid=1, beat_at=ahead.now()))
    work(runtime, sweeps=[Sweep("counts", 60, count)])
    work(runtime, sweeps=[Sweep("counts", 60, count)])
    assert ran == ["x", "x"]
    with runtime.database.reading() as session:
        assert session.scalars(select(WorkerBeat)).all() == []


def test_a_slot_belongs_to_one_living_worker(runtime: Runtime) -> None:
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with runtime.database.writing() as session:
        session.add(WorkerBeat(slot="w1", host=socket.gethostname(), pid=sleeper.pid, beat_at=runtime.clock.now()))
    try:
        with pytest.raises(Conflict) as refused:
            Workforce(runtime, {}, [], 1).run(once=False)
        assert ("--without-worker" in str(refused.value)) is runtime.database.is_sqlite
        ask(runtime, 1)
        work(runtime)  # lends a hand under another name
        assert count_places(runtime) == 1
    finally:
        sleeper.kill()
        sleeper.wait()
    ask(runtime, 2)
    work(runtime)
    assert count_places(runtime) == 2
    with runtime.database.reading() as session:
        assert session.scalars(select(WorkerBeat)).all() == []


def worker(settings: Settings, slot: str, *arguments: str) -> "subprocess.Popen[bytes]":
    environment: Mapping[str, str] = {
        "MUTASI_DATA_DIR": str(settings.data_dir),
        "MUTASI_DATABASE_URL": settings.database_url,
        "MUTASI_SECRET_KEY": settings.secret_key.get_secret_value(),
        "MUTASI_AUDIT_KEY": settings.audit_key.get_secret_value(),
        "MUTASI_WORKER_SLOT": slot,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return subprocess.Popen([sys.executable, str(WORKER), *arguments], env=dict(environment))  # noqa: S603 - our own file


@pytest.mark.slow
@pytest.mark.parametrize("next_slot", ["w1", "w2"])
def test_nothing_is_lost_or_doubled_when_the_worker_is_killed(runtime: Runtime, next_slot: str) -> None:
    jobs = 40
    for number in range(jobs):
        with runtime.database.writing() as session:
            session.add(Place(code=f"asked-{number}", name="asked"))
            enqueue(session, "slow_place", {"number": number}, f"slow_place:{number}")
    victim = worker(runtime.settings, "w1")
    deadline = time.monotonic() + 60
    while count_places(runtime) < jobs + 8 and time.monotonic() < deadline:
        time.sleep(0.05)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert jobs + 8 <= count_places(runtime) < 2 * jobs, "killed in the middle"
    assert worker(runtime.settings, next_slot, "--once").wait(timeout=120) == 0
    with runtime.database.reading() as session:
        made = session.scalars(select(Place.name).where(Place.name.startswith("made"))).all()
    assert sorted(made) == sorted(f"made {number}" for number in range(jobs))
    assert not runtime.jobs.has_open()
    log = (runtime.settings.data_dir / "done.log").read_text().split()
    assert set(log) == {str(number) for number in range(jobs)}
    assert len(log) <= jobs + 2, "only what was in flight is repeated outside the database"


def test_a_worker_that_is_beaten_to_its_slot_looks_again(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(runtime, 1)
    claim, beaten = beats.claim_slot, iter([IntegrityError("INSERT", {}, Exception("duplicate key"))])

    def claim_late(session: Session, slot: str, at: datetime) -> None:
        if error := next(beaten, None):
            raise error
        claim(session, slot, at)

    monkeypatch.setattr(beats, "claim_slot", claim_late)
    work(runtime)
    assert count_places(runtime) == 1


def test_a_worker_waits_for_a_full_disk_instead_of_ending(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(runtime, 1)
    told: list[float] = []
    claim, full = beats.claim_slot, OperationalError("INSERT", {}, Exception("database or disk is full"))
    workforce = Workforce(runtime, {"add_place": job()}, [], 1)

    def claim_late(session: Session, slot: str, at: datetime) -> None:
        if len(told) < 2:
            raise full
        claim(session, slot, at)

    def wait(seconds: float) -> None:
        told.append(seconds)
        if len(told) > 2 and count_places(runtime):
            workforce.stop()

    monkeypatch.setattr(beats, "claim_slot", claim_late)
    monkeypatch.setattr(workforce, "_stopping", Waiting(wait))
    workforce.run(once=False)
    assert told[:3] == [RETRY_SECONDS, RETRY_SECONDS, TICK_SECONDS]
    assert count_places(runtime) == 1
    monkeypatch.setattr(beats, "claim_slot", claim_late)
    told.clear()
    with pytest.raises(OperationalError):
        work(runtime)
