"""The job engine, DBOS; no other file knows it.

It is imported when first needed: that takes seconds, and most commands and pages never do. Its tables live in the
same database (on PostgreSQL in the schema ``dbos``), outside our migrations. On SQLite it gets an engine of its own,
because it sends its own BEGIN; our engine serves only for enqueueing inside our transactions.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from mutasi_flow.core.db import BUSY_TIMEOUT_MS, WRITES, sqlite_module
from mutasi_flow.core.jobs.definitions import JobArgs

if TYPE_CHECKING:
    from dbos import DBOSClient

APPLICATION = "mutasi"
VERSION = "1"
"""Never raised: jobs enqueued under another value would wait for ever. A job that changes its meaning gets a new name."""
QUEUE = "jobs"
WORKFLOW = "run_job"
POLL_SECONDS = 0.5
THREADS_ON_SQLITE = 4
"""More threads on one SQLite file starve the web processes (measured)."""

Perform = Callable[[str, JobArgs, str], None]
"""Does one job: name, arguments, business key."""


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


_STATES = {
    "DELAYED": JobState.QUEUED,
    "ENQUEUED": JobState.QUEUED,
    "PENDING": JobState.RUNNING,
    "SUCCESS": JobState.DONE,
    "ERROR": JobState.FAILED,
    "CANCELLED": JobState.FAILED,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": JobState.FAILED,
}


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job as shown to administrators."""

    key: str
    job: str
    args: JobArgs
    state: JobState
    reason: str
    created_at: datetime | None
    finished_at: datetime | None


def _dbos() -> ModuleType:
    import dbos  # noqa: PLC0415 - takes seconds to import; only who works with jobs pays

    logging.getLogger("dbos").setLevel(logging.WARNING)
    return dbos


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = "IMMEDIATE"
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS * 3}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _own_engine(engine: Engine) -> Engine:
    """Return a second engine on the database of ``engine``, as the job engine wants it."""
    if engine.dialect.name != "sqlite":
        return create_engine(engine.url, pool_pre_ping=True)
    own = create_engine(engine.url, module=sqlite_module(), connect_args={"check_same_thread": False})
    event.listen(own, "connect", _prepare_sqlite)
    return own


def lay_tables(engine: Engine) -> None:
    """Create or renew the job engine's tables."""
    _dbos()
    from dbos._sys_db import SystemDatabase  # noqa: PLC0415 - belongs to the engine imported late

    own = _own_engine(engine)
    system = SystemDatabase.create(
        system_database_url=_placeholder(engine),
        engine_kwargs={},
        engine=own,
        schema="dbos",
        serializer=_serializer(),
        executor_id=None,
        use_listen_notify=False,
        app_name=APPLICATION,
    )
    try:
        system.run_migrations()
    finally:
        system.destroy()
        own.dispose()


def open_client(engine: Engine) -> "DBOSClient":
    """Return what enqueues and looks after jobs without running any."""
    # Its own small transactions write after reading, so they must start as writers.
    client: DBOSClient = _dbos().DBOSClient(
        system_database_engine=engine.execution_options(**{WRITES: True}),
        serializer=_serializer(),
        application_name=APPLICATION,
        lazy=True,
        retry_connection_errors=False,  # a page or a command must fail, not hang, when the database is gone
    )
    return client


def put(client: "DBOSClient", session: Session, name: str, args: JobArgs, key: str) -> None:
    """Enqueue inside the transaction of ``session``; a key that is known already changes nothing."""
    options: Any = {"workflow_name": WORKFLOW, "queue_name": QUEUE, "workflow_id": key, "app_version": VERSION}
    session.flush()
    client.enqueue_in_transaction(session.connection(), options, name, dict(args), key)


def list_jobs(client: "DBOSClient", states: Sequence[JobState], limit: int) -> Sequence[JobRow]:
    """Return jobs in the given states, newest first."""
    names = [name for name, state in _STATES.items() if state in states]
    found = client.list_workflows(status=names, name=WORKFLOW, limit=limit, sort_desc=True, load_output=True)
    return [_row(status) for status in found]


def has_open_jobs(client: "DBOSClient") -> bool:
    """Whether any job waits or runs."""
    names = ["DELAYED", "ENQUEUED", "PENDING"]
    return bool(client.list_workflows(status=names, limit=1, load_input=False, load_output=False))


def state_of(status: Any) -> JobState:
    """Return the state of a job as the engine reports it."""
    return _STATES.get(status.status, JobState.QUEUED)


def retry(client: "DBOSClient", key: str) -> None:
    """Put a failed job back into the queue under its own key."""
    client.rewind_workflow(key, queue_name=QUEUE, application_version=VERSION)


def prune(client: "DBOSClient", before: datetime, limit: int) -> int:
    """Forget jobs that were done before ``before``; return how many."""
    found = client.list_workflows(
        status="SUCCESS", completed_before=before.isoformat(), limit=limit, load_input=False, load_output=False
    )
    if found:
        client.delete_workflows([status.workflow_id for status in found])
    return len(found)


class Executor:
    """Runs jobs in this process until it is stopped; one per process."""

    def __init__(self, engine: Engine, slot: str, concurrency: int, perform: Perform) -> None:
        self._engine = _own_engine(engine)
        self._slot = slot
        self._concurrency = concurrency
        self._perform = perform

    def start(self) -> None:
        """Take over what this slot left unfinished, then take jobs from the queue."""
        dbos = _dbos().DBOS
        dbos.destroy(destroy_registry=True)
        dbos(config=self._config())

        @dbos.workflow(name=WORKFLOW)  # type: ignore[untyped-decorator] # the library is seen as Any
        def run_job(name: str, args: dict[str, int | str], key: str) -> None:
            self._perform(name, args, key)

        dbos.listen_queues([QUEUE])
        dbos.launch()
        dbos.register_queue(
            QUEUE,
            worker_concurrency=self._concurrency,
            polling_interval_sec=POLL_SECONDS,
            on_conflict="always_update",
        )

    def take_over(self, slots: Sequence[str]) -> None:
        """Put the unfinished jobs of dead slots back into the queue."""
        _dbos().DBOS._recover_pending_workflows(list(slots))  # noqa: SLF001 - the open-source engine offers no other way

    def stop(self, patience_seconds: int) -> None:
        """Stop taking jobs, wait for running ones at most that long, and close."""
        _dbos().DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=patience_seconds)
        self._engine.dispose()

    def _config(self) -> dict[str, Any]:
        return {
            "name": APPLICATION,
            "system_database_url": _placeholder(self._engine),
            "system_database_engine": self._engine,
            "application_version": VERSION,
            "executor_id": self._slot,
            "serializer": _serializer(),
            "use_listen_notify": False,
            "run_migrations": False,
            "enable_otlp": False,
            "log_level": "WARNING",
        }


def _serializer() -> Any:
    return _dbos().DBOSPortableJSONSerializer()


def _placeholder(engine: Engine) -> str:
    """Return an address that tells the engine only which dialect to speak; connections come from our engine."""
    return "sqlite:///unused.sqlite" if engine.dialect.name == "sqlite" else "postgresql+psycopg://unused/unused"


def _row(status: Any) -> JobRow:
    given = status.input["args"] if status.input else ("", {}, "")
    return JobRow(
        key=status.workflow_id,
        job=given[0],
        args=given[1],
        state=state_of(status),
        reason=str(status.error) if status.error else "",
        created_at=_moment(status.created_at),
        finished_at=_moment(status.completed_at),
    )


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
