"""Running sweeps when they are due, each in one worker at a time."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from sqlalchemy import Table, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mutasi_flow.core.jobs.definitions import Sweep
from mutasi_flow.core.jobs.model import SweepRun

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

CLOCKS_APART = timedelta(minutes=1)
"""How far the clocks of two machines may differ; a run dated later was noted by a clock that has been set back since."""
log = logging.getLogger(__name__)
_runs = cast("Table", SweepRun.__table__)
_INSERT = {dialect.dialect.name: dialect.insert for dialect in (sqlite, postgresql)}


def run_due_sweeps(runtime: "Runtime", sweeps: Sequence[Sweep]) -> int:
    """Run the sweeps whose time has come; return how many ran. One that fails is noted and does not stop others."""
    return sum(_run_if_due(runtime, sweep) for sweep in sweeps)


def list_runs(session: Session) -> Sequence[SweepRun]:
    """Return the last run of each sweep."""
    return session.scalars(select(SweepRun).order_by(SweepRun.name)).all()


def _run_if_due(runtime: "Runtime", sweep: Sweep) -> bool:
    started = runtime.clock.now()
    with runtime.database.reading() as session:
        last = session.scalar(select(SweepRun.started_at).where(SweepRun.name == sweep.name))
    if last is not None and started - timedelta(seconds=sweep.every_seconds) < last <= started + CLOCKS_APART:
        return False
    with runtime.database.writing() as session:
        if not _claim(session, sweep, started):
            return False
    handled, error = _run(runtime, sweep)
    with runtime.database.writing() as session:
        session.execute(
            update(SweepRun)
            .where(SweepRun.name == sweep.name, SweepRun.started_at == started)
            .values(finished_at=runtime.clock.now(), handled=handled, error=error)
        )
    return True


def _claim(session: Session, sweep: Sweep, at: datetime) -> bool:
    """Take the turn; False when another worker took it a moment ago."""
    insert = _INSERT[session.get_bind().dialect.name](_runs).values(name=sweep.name, started_at=at, handled=0, error="")
    statement = insert.on_conflict_do_update(
        index_elements=[_runs.c.name],
        set_={"started_at": at, "finished_at": None, "handled": 0, "error": ""},
        where=or_(
            _runs.c.started_at <= at - timedelta(seconds=sweep.every_seconds), _runs.c.started_at > at + CLOCKS_APART
        ),
    )
    return session.execute(statement.returning(_runs.c.name)).first() is not None


def _run(runtime: "Runtime", sweep: Sweep) -> tuple[int, str]:
    try:
        return sweep.run(runtime), ""
    except Exception as error:
        log.exception("sweep %s failed", sweep.name)
        return 0, f"{type(error).__name__}: {error}"
