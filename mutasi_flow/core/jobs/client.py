"""Handing jobs to the queue, and looking after them."""

import threading
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict, NotFound
from mutasi_flow.core.jobs import engine as job_engine
from mutasi_flow.core.jobs import requests
from mutasi_flow.core.jobs.engine import JobRow, JobState
from mutasi_flow.core.texts import T

if TYPE_CHECKING:
    from dbos import DBOSClient

PRUNE_BATCH = 1_000


class JobClient:
    """The queue seen from a process that runs no jobs; opened on first use and shared by all threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._client: DBOSClient | None = None
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Load the engine now, in the background, so that the first page that looks at jobs need not wait for it."""
        threading.Thread(target=self._open, name="warm-jobs", daemon=True).start()

    def lay_tables(self) -> None:
        """Create or renew the queue's tables."""
        job_engine.lay_tables(self._engine)

    def hand_over(self, session: Session) -> int:
        """Put what was asked for into the queue, in the transaction of ``session``; return how many jobs that were."""
        return requests.hand_over(session, partial(job_engine.put, self._open(), session))

    def list_jobs(self, states: Sequence[JobState], limit: int = 100) -> Sequence[JobRow]:
        """Return jobs in these states, newest first."""
        waiting = self._list_waiting(limit) if JobState.QUEUED in states else ()
        return [*waiting, *job_engine.list_jobs(self._open(), states, limit)][:limit]

    def has_open(self) -> bool:
        """Whether any job waits or runs."""
        return bool(self._list_waiting(1)) or job_engine.has_open_jobs(self._open())

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

    def _list_waiting(self, limit: int) -> Sequence[JobRow]:
        with Session(self._engine) as session:
            return requests.list_waiting(session, limit)

    def _open(self) -> "DBOSClient":
        if self._client is None:
            with self._lock:
                if self._client is None:
                    self._client = job_engine.open_client(self._engine)
        return self._client
