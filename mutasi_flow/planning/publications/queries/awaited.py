"""What waits for its first day, asked by every worker: without the libraries of plans."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.planning.publications.domain import PublicationState
from mutasi_flow.planning.publications.model import PlanPublication


def list_awaited(session: Session, today: date) -> list[int]:
    """Return the publications whose first day has come and of which nobody was told yet."""
    due = select(PlanPublication.id).where(
        PlanPublication.state == PublicationState.PUBLISHED,
        PlanPublication.announced_at.is_(None),
        PlanPublication.opens_on <= today,
    )
    return list(session.scalars(due.order_by(PlanPublication.id)))
