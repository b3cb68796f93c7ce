"""Periods of workload analysis and the tasks of posts in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Unit
from mutasi_flow.people.queries import below
from mutasi_flow.workload.domain import Rounding, Work, need
from mutasi_flow.workload.model import NeedPeriod, NeedTask


class PeriodCard(NamedTuple):
    """A period of analysis; open until it is closed."""

    id: int
    name: str
    year: int
    effective_minutes: int
    rounding: Rounding
    source: str
    opened_at: datetime
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether its tasks may still change."""
        return self.closed_at is None


class TaskRow(NamedTuple):
    """One task of a post; ``months`` holds twelve volumes or nothing."""

    id: int
    name: str
    output: str
    volume: float
    minutes: float
    months: Sequence[float | None]
    note: str

    @property
    def load(self) -> float:
        """Minutes a year."""
        return self.volume * self.minutes


class Analysed(NamedTuple):
    """What a period says about one post: persons, unrounded, and in how many tasks the work lies."""

    need: float
    tasks: int


_PERIODS = select(
    NeedPeriod.id,
    NeedPeriod.name,
    NeedPeriod.year,
    NeedPeriod.effective_minutes,
    NeedPeriod.rounding,
    NeedPeriod.source,
    NeedPeriod.opened_at,
    NeedPeriod.closed_at,
)
_TASKS = select(
    NeedTask.id,
    NeedTask.name,
    NeedTask.output,
    NeedTask.volume,
    NeedTask.minutes,
    NeedTask.months,
    NeedTask.note,
).order_by((NeedTask.volume * NeedTask.minutes).desc(), NeedTask.id)


def list_periods(session: Session) -> list[PeriodCard]:
    """Return all periods, the latest year first."""
    latest_first = (NeedPeriod.year.desc(), NeedPeriod.id.desc())
    return [PeriodCard(*row) for row in session.execute(_PERIODS.order_by(*latest_first))]


def get_period(session: Session, period_id: int) -> PeriodCard:
    """Return a period.

    Raises:
        NotFound: there is no such period.
    """
    row = session.execute(_PERIODS.where(NeedPeriod.id == period_id)).first()
    if row is None:
        raise NotFound(T("Periode ABK tidak ditemukan."))
    return PeriodCard(*row)


def find_period_in_force(session: Session) -> PeriodCard | None:
    """Return the closed period from which posts take their need: the latest year, of these the one closed last."""
    latest_first = (NeedPeriod.year.desc(), NeedPeriod.closed_at.desc(), NeedPeriod.id.desc())
    closed = _PERIODS.where(NeedPeriod.closed_at.is_not(None)).order_by(*latest_first)
    row = session.execute(closed.limit(1)).first()
    return PeriodCard(*row) if row else None


def load_needs(
    session: Session, period: PeriodCard, unit_paths: Sequence[str] = ("",)
) -> dict[tuple[int, int], Analysed]:
    """Return what the period says about each post in these subtrees, by unit and jabatan."""
    minutes = func.sum(NeedTask.volume * NeedTask.minutes)
    statement = (
        select(NeedTask.unit_id, NeedTask.jabatan_id, minutes, func.count())
        .where(NeedTask.period_id == period.id)
        .group_by(NeedTask.unit_id, NeedTask.jabatan_id)
    )
    scope = below(unit_paths)
    if scope is not None:
        statement = statement.where(NeedTask.unit_id.in_(select(Unit.id).where(scope)))
    return {
        (unit_id, jabatan_id): Analysed(need([Work(load, 1)], period.effective_minutes), count)
        for unit_id, jabatan_id, load, count in session.execute(statement)
    }


def list_tasks(session: Session, period_id: int, unit_id: int, jabatan_id: int) -> list[TaskRow]:
    """Return the tasks of a post in a period, the heaviest first."""
    here = (NeedTask.period_id == period_id, NeedTask.unit_id == unit_id, NeedTask.jabatan_id == jabatan_id)
    return [TaskRow(*row) for row in session.execute(_TASKS.where(*here))]
