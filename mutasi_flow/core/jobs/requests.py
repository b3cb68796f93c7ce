"""Jobs that were asked for and are not in the queue yet: one plain row each, written with the change that needs them.

Handing a job to the engine costs as much CPU as a whole step of the road. So a worker does that a moment later, in
one transaction that also removes the row: a job is in exactly one of the two places, whoever dies in between.
"""

from collections.abc import Callable, Sequence
from typing import cast

from sqlalchemy import Row, Table, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.jobs.definitions import JobArgs
from mutasi_flow.core.jobs.engine import JobRow, JobState
from mutasi_flow.core.jobs.model import JobRequest
from mutasi_flow.core.prepared import Prepared

BATCH = 100
_requests = cast("Table", JobRequest.__table__)
_INSERT = {
    dialect.dialect.name: Prepared(dialect.insert(_requests).on_conflict_do_nothing(), columns=("key", "job", "args"))
    for dialect in (sqlite, postgresql)
}
_OLDEST = select(JobRequest.id).order_by(JobRequest.id).limit(BATCH).with_for_update(skip_locked=True)
_TAKE = (
    delete(JobRequest)
    .where(JobRequest.id.in_(_OLDEST))
    .returning(JobRequest.id, JobRequest.job, JobRequest.args, JobRequest.key)
)
_NEWEST = select(JobRequest).order_by(JobRequest.id.desc())
_ANY = select(exists().where(JobRequest.id.is_not(None)))


def enqueue(session: Session, job_name: str, args: JobArgs, key: str) -> None:
    """Ask for a job, inside the transaction of ``session``: it exists when and only when that commits.

    Args:
        session: Of the transaction that needs the job done.
        job_name: Name of a job that some subject offers.
        args: Keys of rows.
        key: Business key, for example ``render_letter:17``; the same key again is the same job.
    """
    run(session, _INSERT[session.get_bind().dialect.name], {"key": key, "job": job_name, "args": dict(args)})


def is_any_waiting(session: Session) -> bool:
    """Whether a request waits to be handed over."""
    return bool(session.scalar(_ANY))


def list_waiting(session: Session, limit: int) -> Sequence[JobRow]:
    """Return the requests that wait, newest first."""
    return [
        JobRow(one.key, one.job, one.args, JobState.QUEUED, "", one.at, None)
        for one in session.scalars(_NEWEST.limit(limit))
    ]


def hand_over(session: Session, put: Callable[[str, JobArgs, str], None]) -> int:
    """Take the oldest requests and ``put`` each into the queue; return how many. Two workers never take the same."""
    taken: Sequence[Row[int, str, JobArgs, str]] = session.execute(_TAKE).all()
    for _id, job_name, args, key in sorted(taken, key=lambda row: row.id):
        put(job_name, args, key)
    return len(taken)
