"""The workload analysis of the demo: a closed period in which every post with a need has the tasks behind it."""

from collections.abc import Iterator
from datetime import date, datetime
from math import floor
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access_queries
from mutasi_flow.access.domain import Role
from mutasi_flow.demo.accounts import Accounts
from mutasi_flow.demo.work import SEASON, SEASONAL, WorkPlan, work_of
from mutasi_flow.people.model import Jabatan, Post
from mutasi_flow.workload.domain import EFFECTIVE_MINUTES
from mutasi_flow.workload.model import NeedTask
from mutasi_flow.workload.service import NewPeriod, close_period, open_period, recheck

MONTHS = 12


def analyse(session: Session, accounts: Accounts, today: date, opened: datetime, random: Random) -> None:
    """Open the period of this year, fill it for every post whose need is known, and close it."""
    actor = access_queries.load_actor(session, accounts.officers[Role.PLANNER], opened.date())
    new = NewPeriod(f"ABK {today.year}", today.year, source="PermenPANRB 1/2020")
    period_id = open_period(session, new, actor=actor, at=opened)
    needed = (
        select(Post.unit_id, Post.jabatan_id, Post.need, Jabatan.name)
        .join(Jabatan, Jabatan.id == Post.jabatan_id)
        .where(Post.need.is_not(None))
        .order_by(Post.id)
    )
    rows: list[dict[str, Any]] = []
    for unit_id, jabatan_id, need, name in session.execute(needed):
        post = {"period_id": period_id, "unit_id": unit_id, "jabatan_id": jabatan_id, "note": ""}
        rows += [{**post, **task} for task in _tasks(work_of(name), need or 0.0, today, random)]
    session.execute(insert(NeedTask.__table__), rows)  # type: ignore[arg-type]
    mark = recheck(session, period_id, today).mark
    close_period(session, period_id, mark, actor=actor, today=today, at=opened)


def _tasks(plans: tuple[WorkPlan, ...], need: float, today: date, random: Random) -> Iterator[dict[str, Any]]:
    """Yield tasks that come to ``need``, or a hair below, so that one person in a post for one reads as enough.

    Clinics also know their volumes by month, up to the last full month.
    """
    for plan in plans:
        volume = floor(need * EFFECTIVE_MINUTES * plan.share / plan.minutes)
        months: list[int | None] = []
        if plans in SEASONAL:
            swing = random.uniform(0.5, 1.6)
            by_month = [round(volume / MONTHS * (1 + (season - 1) * swing)) for season in SEASON]
            months = [*by_month[: today.month - 1], *[None] * (MONTHS - today.month + 1)]
        named = {"name": plan.name, "output": plan.output, "volume": volume, "minutes": plan.minutes}
        yield {**named, "months": months if any(month is not None for month in months) else []}
