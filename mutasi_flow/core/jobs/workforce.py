"""The worker process: runs jobs from the queue and sweeps by the clock, and takes over from dead workers."""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError

from mutasi_flow.core.errors import Conflict
from mutasi_flow.core.jobs import beats, requests
from mutasi_flow.core.jobs.definitions import Job, Sweep
from mutasi_flow.core.jobs.engine import THREADS_ON_SQLITE, Executor
from mutasi_flow.core.jobs.performing import Performer
from mutasi_flow.core.jobs.sweeping import run_due_sweeps
from mutasi_flow.core.texts import T

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

Given = TypeVar("Given")
log = logging.getLogger(__name__)
TICK_SECONDS = 0.5
RETRY_SECONDS = 5.0
PATIENCE_SECONDS = 20
"""How long running jobs may take to end when the worker is asked to stop; what is cut off is taken up again."""


class Workforce:
    """One worker: its slot, its threads, its sweeps."""

    def __init__(
        self, runtime: "Runtime", jobs: Mapping[str, Job[Any, Any]], sweeps: Sequence[Sweep], concurrency: int
    ) -> None:
        if runtime.database.is_sqlite:
            concurrency = min(concurrency, THREADS_ON_SQLITE)
        self._runtime = runtime
        self._sweeps = sweeps
        self._concurrency = concurrency
        self._stopping = threading.Event()
        self._performer = Performer(runtime, jobs, concurrency, self._stopping.wait)

    def stop(self) -> None:
        """Ask the worker to end; callable from a signal handler."""
        self._stopping.set()

    def run(self, *, once: bool) -> None:
        """Work until :meth:`stop`, or, with ``once``, until the queue is empty and no sweep is due.

        Raises:
            Conflict: a living worker holds the slot (or, on SQLite, works on this database already).
        """
        with self._slot(once=once) as slot:
            executor = Executor(self._runtime.database.engine, slot, self._concurrency, self._performer)
            self._patiently(executor.start, once=once)
            try:
                self._work(executor, slot, once=once)
            finally:
                executor.stop(PATIENCE_SECONDS if self._stopping.is_set() else 0)

    def _work(self, executor: Executor, slot: str, *, once: bool) -> None:
        while not self._stopping.is_set():
            try:
                self._take_over(executor, slot)
                self._hand_over()
                swept = run_due_sweeps(self._runtime, self._sweeps)
                if once and not swept and not self._runtime.jobs.has_open():
                    return
            except OperationalError:
                log.exception("the database did not answer; the worker goes on")
            self._stopping.wait(TICK_SECONDS)

    def _take_over(self, executor: Executor, slot: str) -> None:
        now = self._runtime.clock.now()
        with self._runtime.database.reading() as session:
            workers = beats.list_workers(session)
        dead = [held.slot for held in workers if held.slot != slot and not beats.is_alive(held, now)]
        if dead:
            log.warning("taking over from dead workers: %s", ", ".join(dead))
            executor.take_over(dead)
            with self._runtime.database.writing() as session:
                beats.give_back(session, dead)

    def _hand_over(self) -> None:
        """Put everything that was asked for into the queue; looking first costs no turn at writing."""
        with self._runtime.database.reading() as session:
            waiting = requests.is_any_waiting(session)
        while waiting and not self._stopping.is_set():
            with self._runtime.database.writing() as session:
                waiting = self._runtime.jobs.hand_over(session) == requests.BATCH

    def _patiently(self, act: Callable[[], Given], *, once: bool) -> Given:
        """Try until the database takes it: a full disk must not end the worker, and with it the pages beside it."""
        while True:
            try:
                return act()
            except OperationalError:
                if once or self._stopping.is_set():
                    raise
                log.exception("the database takes no writing; the worker tries again in %s s", RETRY_SECONDS)
            self._stopping.wait(RETRY_SECONDS)

    @contextmanager
    def _slot(self, *, once: bool) -> Iterator[str]:
        slot = self._patiently(lambda: self._claim(once=once), once=once)
        ended = threading.Event()
        beating = threading.Thread(target=self._keep_beating, args=(slot, ended), name="worker-beat", daemon=True)
        beating.start()
        try:
            yield slot
        finally:
            ended.set()
            beating.join()
            with self._runtime.database.writing() as session:
                beats.give_back(session, [slot])

    def _claim(self, *, once: bool) -> str:
        while True:
            try:
                return self._try_claim(once=once)
            except IntegrityError:  # another worker took it in the same moment; now it is seen
                continue

    def _try_claim(self, *, once: bool) -> str:
        slot, now = self._runtime.settings.worker_slot, self._runtime.clock.now()
        with self._runtime.database.writing() as session:
            others = [held for held in beats.list_workers(session) if beats.is_alive(held, now)]
            if once and others:  # lend the running one a hand
                slot = f"{slot}-{os.getpid()}"
            elif others and self._runtime.database.is_sqlite:
                raise Conflict(
                    T(
                        "Sudah ada pekerja pada basis data ini ({slot}, proses {pid}); SQLite hanya untuk satu. "
                        "Layanan tanpa pekerja: `mutasi serve --without-worker`.",
                        slot=others[0].slot,
                        pid=others[0].pid,
                    )
                )
            beats.claim_slot(session, slot, now)
        return slot

    def _keep_beating(self, slot: str, ended: threading.Event) -> None:
        while not ended.wait(beats.BEAT_SECONDS):
            try:
                with self._runtime.database.writing() as session:
                    beats.beat(session, slot, self._runtime.clock.now())
            except OperationalError:
                log.exception("no sign of life could be written")
