"""Asking for jobs, and looking after them."""

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict, NotFound
from mutasi_flow.core.jobs import engine as job_engine
from mutasi_flow.core.jobs.definitions import JobArgs
from mutasi_flow.core.jobs.engine import JobRow, JobState
from mutasi_flow.core.texts import T

if TYPE_CHECKING:
    from dbos import DBOSClient

CLIENT = "jobs"
PRUNE_BATCH = 1_000


def enqueue(session: Session, job_name: str, args: JobArgs, key: str) -> None:
    """Ask for a job, inside the transaction of ``session``: it exists when and only when that commits.

    Args:
        session: Of the transaction that needs the job done.
        job_name: Name of a job that some subject offers.
        args: Keys of rows.
        key: Business key, for example ``render_letter:17``; the same key again is the same job.
    """
    client: JobClient = session.info[CLIENT]
    client.put(session, job_name, args, key)


class JobClient:
    """The queue seen from a process that runs no jobs; opened on first use and shared by all threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._client: DBOSClient | None = None
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Load the engine now, in the background, so that the first request that enqueues need not wait for it."""
        threading.Thread(target=self._open, name="warm-jobs", daemon=True).start()

    def lay_tables(self) -> None:
        """Create or renew the queue's tables."""
        job_engine.lay_tables(self._engine)

    def put(self, session: Session, job_name: str, args: JobArgs, key: str) -> None:
        """See :func:`enqueue`."""
        job_engine.put(self._open(), session, job_name, args, key)

    def list_jobs(self, states: Sequence[JobState], limit: int = 100) -> Sequence[JobRow]:
        """Return jobs in these states, newest first."""
        return job_engine.list_jobs(self._open(), states, limit)

    def has_open(self) -> bool:
        """Whether any job waits or runs."""
        return job_engine.has_open_jobs(self._open())

    def retry(self, key: str) -> None:
        """Put a failed job back into the queue; it keeps its business key, so its result is still stored only once.

        Raises:
            NotFound: no such job.
            Conflict: it has not failed.
        """
        client = self._open()
        found = client.list_workflows(workflow_ids=[key], load_input=False)
        if not found:
            raise NotFound(T("Pekerjaan {key} tidak ditemukan.", key=key))
        if job_engine.state_of(found[0]) is not JobState.FAILED:
            raise Conflict(T("Pekerjaan {key} tidak gagal, jadi tidak perlu diulang.", key=key))
        job_engine.retry(client, key)

    def prune(self, before: datetime) -> int:
        """Forget jobs that were done before ``before``, a batch at a time; return how many."""
        return job_engine.prune(self._open(), before, PRUNE_BATCH)

    def _open(self) -> "DBOSClient":
        if self._client is None:
            with self._lock:
                if self._client is None:
                    self._client = job_engine.open_client(self._engine)
        return self._client
