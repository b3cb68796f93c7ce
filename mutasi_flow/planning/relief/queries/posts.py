"""Need and staff of posts in some months: what stands behind a request, and how light others are meanwhile."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.planning.relief.domain import peak_need
from mutasi_flow.planning.relief.domain.choosing import Post
from mutasi_flow.workload.domain.surges import MonthlyWork, Surge, find_surges, months_of
from mutasi_flow.workload.model import NeedTask
from mutasi_flow.workload.queries import (
    BalanceRow,
    PeriodCard,
    find_period_in_force,
    list_balance_of,
    list_balance_of_unit,
)

Seat = tuple[int, int]
_WHOLE_YEAR = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a post today; ``shares`` are twelve shares of what its holders can do, None where not counted."""

    staff: float
    need: float | None
    minimum: int | None
    period: str
    year: int | None
    shares: Sequence[float | None]
    surges: Sequence[Surge]

    def as_stored(self) -> dict[str, Any]:
        """Return it as a request keeps it."""
        return {
            "staff": self.staff,
            "need": self.need,
            "minimum": self.minimum,
            "period": self.period,
            "year": self.year,
            "shares": [None if one is None else round(one, 4) for one in self.shares],
            "surges": [[one.first, one.last, round(one.peak, 4)] for one in self.surges],
        }


def load_minutes(
    session: Session, period: PeriodCard | None, jabatan_ids: Collection[int]
) -> Mapping[Seat, Sequence[float | None]]:
    """Return the minutes of each month, by unit and jabatan, where a period of analysis speaks of them."""
    if period is None:
        return {}
    found: dict[Seat, list[MonthlyWork]] = defaultdict(list)
    statement = select(NeedTask.unit_id, NeedTask.jabatan_id, NeedTask.minutes, NeedTask.volume, NeedTask.months).where(
        NeedTask.period_id == period.id, NeedTask.jabatan_id.in_(sorted(jabatan_ids))
    )
    for unit_id, jabatan_id, minutes, volume, months in session.execute(statement):
        found[unit_id, jabatan_id].append(MonthlyWork(minutes, volume, months))
    return {seat: months_of(tasks) for seat, tasks in found.items()}


def evidence_of(session: Session, unit_id: int, jabatan_id: int) -> Evidence | None:
    """Return what is known about a post; None where there is no such post."""
    rows = list_balance_of_unit(session, unit_id)
    load = next((row.load for row in rows if row.jabatan_id == jabatan_id), None)
    if load is None:
        return None
    period = find_period_in_force(session)
    minutes = load_minutes(session, period, [jabatan_id]).get((unit_id, jabatan_id), ())
    capacity = load.staff * period.effective_minutes / _WHOLE_YEAR if period else 0.0
    counted = any(one is not None for one in minutes) and capacity > 0
    return Evidence(
        load.staff,
        load.need,
        load.minimum,
        period.name if period else "",
        period.year if period else None,
        [None if one is None else one / capacity for one in minutes] if counted else [],
        find_surges(minutes, load.staff, period.effective_minutes) if period and counted else [],
    )


def figures_of(session: Session, unit_id: int, jabatan_id: int) -> dict[str, Any]:
    """Return need and staff of a post today, as they are kept."""
    rows = list_balance_of_unit(session, unit_id)
    load = next((row.load for row in rows if row.jabatan_id == jabatan_id), None)
    return {"staff": load.staff if load else 0, "need": load.need if load else None}


@dataclass(frozen=True, slots=True)
class Year:
    """All posts of some jabatan with their work of each month, read once for any months."""

    rows: Sequence[BalanceRow]
    minutes: Mapping[Seat, Sequence[float | None]]
    effective_minutes: int

    def posts_in(self, months: Collection[int]) -> dict[Seat, Post]:
        """Return the posts with what they need in the heaviest of the months."""
        return {(row.unit_id, row.jabatan_id): self._post(row, months) for row in self.rows}

    def _post(self, row: BalanceRow, months: Collection[int]) -> Post:
        seat, load = (row.unit_id, row.jabatan_id), row.load
        peak = peak_need(load.need, self.minutes.get(seat, ()), months, self.effective_minutes)
        return Post(*seat, load.staff, peak, load.minimum)


def load_year(session: Session, jabatan_ids: Collection[int]) -> Year:
    """Return the posts of some jabatan in the whole office."""
    period = find_period_in_force(session)
    rows = [row for row in list_balance_of(session, ("",)) if row.jabatan_id in jabatan_ids]
    return Year(rows, load_minutes(session, period, jabatan_ids), period.effective_minutes if period else 1)
