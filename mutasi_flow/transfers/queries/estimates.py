"""When may the decree come? The range of what similar past transfers took, once enough of them have one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core.clock import add_working_days, working_days_between
from mutasi_flow.people import queries as people
from mutasi_flow.people.model import Jabatan
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.cards import TransferCard
from mutasi_flow.transfers.queries.visible import IS_PUBLIC
from mutasi_flow.transfers.workflow import State

LEAST_CASES = 10
"""With fewer, a range would say more about single people than about the office."""
LATEST, MOST_CASES = 2_000, 200
"""Similar ones are looked for among so many of the latest decrees; so many of them are enough."""
_NEWEST: Any = (
    select(
        Transfer.id,
        Transfer.submitted_at,
        Transfer.changed_at,
        Transfer.kind,
        Transfer.door,
        Transfer.to_jabatan_id,
        Transfer.before_system,
    )
    .where(Transfer.state == State.DECREED, IS_PUBLIC)
    .order_by(Transfer.id.desc())
    .limit(LATEST)
    .subquery()
)
_SIMILAR = (
    select(_NEWEST.c.submitted_at, _NEWEST.c.changed_at)
    .outerjoin(Jabatan, Jabatan.id == _NEWEST.c.to_jabatan_id)
    .where(
        _NEWEST.c.submitted_at.is_not(None),
        _NEWEST.c.before_system.is_(False),
        _NEWEST.c.kind == bindparam("kind"),
        _NEWEST.c.door == bindparam("door"),
        Jabatan.kind == bindparam("post_kind"),
    )
    .order_by(_NEWEST.c.id.desc())
    .limit(MOST_CASES)
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Between which days the decree may come, how many working days that is from sending, and how many cases say so."""

    earliest: date
    latest: date
    low: int
    high: int
    cases: int


def spread(days: Sequence[int], sent_on: date, today: date, holidays: Collection[date]) -> Estimate | None:
    """Leave out the quickest and the slowest tenth; None with too few cases, or when the range lies behind."""
    ordered, tenth = sorted(days), len(days) // 10
    if len(ordered) < LEAST_CASES:
        return None
    low, high = ordered[tenth], ordered[-1 - tenth]
    earliest, latest = (add_working_days(sent_on, count, holidays) for count in (low, high))
    return Estimate(max(earliest, today), latest, low, high, len(ordered)) if latest > today else None


def estimate_decree(session: Session, card: TransferCard, today: date, zone: tzinfo) -> Estimate | None:
    """Estimate when a transfer gets its decree, from those of the same legal kind, door and kind of post."""
    if card.submitted_at is None or card.to_jabatan_id is None:
        return None
    post_kind, holidays = people.get_jabatan(session, card.to_jabatan_id).kind, people.list_holidays(session)
    cases = session.execute(_SIMILAR, {"kind": card.kind, "door": card.door, "post_kind": post_kind}).all()
    days = [
        working_days_between(sent_at.astimezone(zone).date(), done_at.astimezone(zone).date(), holidays)
        for sent_at, done_at in cases
    ]
    return spread(days, card.submitted_at.astimezone(zone).date(), today, holidays)
