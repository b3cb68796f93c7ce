"""When may the decree come? The range of what past transfers took, once enough of them have one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.workflow import State

LEAST_CASES = 10
"""With fewer, a range would say more about single people than about the office."""
_LATEST_CASES = (
    select(Transfer.submitted_at, Transfer.changed_at)
    .where(Transfer.state == State.DECREED, Transfer.submitted_at.is_not(None), Transfer.before_system.is_(False))
    .order_by(Transfer.changed_at.desc())
    .limit(200)
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Between which days the decree may come, and from how many past transfers that is known."""

    earliest: date
    latest: date
    cases: int


def spread(durations: Sequence[int], sent_on: date, today: date) -> Estimate | None:
    """Leave out the quickest and the slowest tenth; None with too few cases, or when the range lies behind."""
    days, tenth = sorted(durations), len(durations) // 10
    if len(days) < LEAST_CASES:
        return None
    earliest, latest = sent_on + timedelta(days[tenth]), sent_on + timedelta(days[-1 - tenth])
    return Estimate(max(earliest, today), latest, len(days)) if latest > today else None


def estimate_decree(session: Session, sent_on: date, today: date) -> Estimate | None:
    """Estimate from the office's own past transfers when one sent on ``sent_on`` gets its decree."""
    cases = session.execute(_LATEST_CASES).all()
    return spread([(done_at - sent_at).days for sent_at, done_at in cases if sent_at], sent_on, today)
