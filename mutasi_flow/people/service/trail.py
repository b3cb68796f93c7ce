"""How changes to people, units and the office enter the trail."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission

OFFICE_CHAIN = "office"


def note(
    session: Session,
    actor: Actor,
    at: datetime,
    action: str,
    *,
    about: tuple[str, int],
    payload: Mapping[str, object],
) -> None:
    """Record a change about a person, unit or post (``about`` = kind and id) in the chain of the month."""
    kind, about_id = about
    audit.record(
        session,
        chain=f"people:{at:%Y%m}",
        action=action,
        actor=actor,
        about_kind=kind,
        about_id=about_id,
        payload=payload,
        at=at,
    )


def note_office(session: Session, actor: Actor, action: str, payload: Mapping[str, object], at: datetime) -> None:
    """Record a change of the office or its calendar."""
    audit.record(
        session,
        chain=OFFICE_CHAIN,
        action=action,
        actor=actor.using(Permission.ADMIN),
        about_kind="office",
        about_id=1,
        payload=payload,
        at=at,
    )
