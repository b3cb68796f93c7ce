"""Doing one job: read, do, write; the write happens exactly once for each business key.

The receipt is written in the same transaction as the result. A worker that dies in between leaves neither, one
that dies afterwards leaves both, and whoever repeats the job, even under another engine, finds the receipt.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import MutasiError, NotFound
from mutasi_flow.core.jobs.definitions import Job, JobArgs
from mutasi_flow.core.jobs.model import JobReceipt
from mutasi_flow.core.texts import T

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

log = logging.getLogger(__name__)
_receipts = cast("Table", JobReceipt.__table__)
OUTAGE_PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, *([60.0] * 14))
"""A database that is started anew takes no attempt from a job: a quarter of an hour to come back."""
_FIND = select(JobReceipt.key).where(JobReceipt.key == bindparam("of_key"))
_SIGN = {
    dialect.dialect.name: dialect.insert(_receipts).on_conflict_do_nothing().returning(_receipts.c.key)
    for dialect in (sqlite, postgresql)
}


class Performer:
    """Does jobs by name, at most ``concurrency`` at a time in this process."""

    def __init__(
        self,
        runtime: "Runtime",
        jobs: Mapping[str, Job[Any, Any]],
        concurrency: int,
        sleep: Callable[[float], object],
    ) -> None:
        self._runtime = runtime
        self._jobs = jobs
        self._room = threading.BoundedSemaphore(concurrency)
        self._sleep = sleep

    def __call__(self, name: str, args: JobArgs, key: str) -> None:
        """Do the job ``name``, trying again after faults as often as it allows, and while the database is away.

        Raises:
            NotFound: no subject offers such a job.
            MutasiError: the job refused; it is not tried again.
            Exception: the last attempt failed.
        """
        job = self._jobs.get(name)
        if job is None:
            raise NotFound(T("Pekerjaan {name} tidak dikenal oleh rilis ini.", name=name))
        faults, outages = iter(job.pauses), iter(OUTAGE_PAUSES)
        while True:
            try:
                return self._once(job, args, key)
            except MutasiError:
                raise
            except Exception as error:
                pause = next(outages if isinstance(error, OperationalError) else faults, None)
                if pause is None:
                    raise
                log.exception("job %s failed, trying again in %s s", key, pause)
                self._sleep(pause)

    def _once(self, job: Job[Any, Any], args: JobArgs, key: str) -> None:
        runtime = self._runtime
        with self._room:
            with runtime.database.reading() as session:
                if session.scalar(_FIND, {"of_key": key}) is not None:
                    return
                found = job.read(session, args)
            done = job.do(found, runtime)
            with runtime.database.writing() as session:
                if self._sign(session, job, key):
                    job.write(session, args, done)

    def _sign(self, session: Session, job: Job[Any, Any], key: str) -> bool:
        """Write the receipt; False when another worker was first (on PostgreSQL this waits for it to commit)."""
        statement = _SIGN[session.get_bind().dialect.name]
        values = {"key": key, "job": job.name, "at": self._runtime.clock.now()}
        return session.execute(statement, values).first() is not None
