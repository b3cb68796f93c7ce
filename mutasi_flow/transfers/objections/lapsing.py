"""When nobody rules in time: it is recorded, and where the regime says so the objection counts as granted."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.catalogue import say
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service as inbox
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Ruling, UnruledEffect
from mutasi_flow.transfers.model import Objection
from mutasi_flow.transfers.objections.records import ABOUT, ANEW, find_objection, get_objection
from mutasi_flow.transfers.objections.ruling import ask_to_carry_out, restart
from mutasi_flow.transfers.queries import find_card_by_id
from mutasi_flow.transfers.service.tasks import tell_employee


def list_unruled(session: Session, today: date) -> Sequence[int]:
    """Return the objections whose term to rule has passed without anybody noticing so far."""
    overdue = select(Objection.id).where(
        Objection.ruling.is_(None), Objection.rule_until < today, Objection.lapsed_at.is_(None)
    )
    return session.scalars(overdue.order_by(Objection.id)).all()


def lapse_unruled(session: Session, objection_id: int, clock: Clock) -> bool:
    """Record that an objection was not ruled on in time; return whether it still was so.

    The task stays open, for the ruling is still owed, unless silence grants the objection.
    """
    card = find_card_by_id(session, get_objection(session, objection_id).transfer_id, lock=True)
    objection = find_objection(session, card.id, lock=True) if card else None
    if card is None or objection is None or objection.ruling is not None or objection.lapsed_at is not None:
        return False
    at, values = clock.now(), {"lapsed_at": clock.now()}
    payload: dict[str, object] = {"objection": objection_id, "due": objection.rule_until.isoformat()}
    if objection.unruled is UnruledEffect.GRANTED:
        ruling = Ruling.RESTARTED if objection.against in ANEW else Ruling.REVOKED
        unruled = T(
            "{regime}: keberatan dianggap diterima karena tidak diputus sampai batas waktunya", regime=objection.regime
        )
        reason = say(unruled)
        granted = {"ruling": ruling, "ruling_reason": reason, "ruled_at": at}
        session.execute(update(Objection).where(Objection.id == objection_id).values(**values, **granted))
        inbox.close_all(session, ABOUT, objection_id, at)
        payload["ruling"] = ruling.value
        if ruling is Ruling.RESTARTED:
            payload["restarted"] = restart(session, card, "", actor=SYSTEM, clock=clock)
        else:
            ask_to_carry_out(session, card, objection_id, clock)
    else:
        session.execute(update(Objection).where(Objection.id == objection_id).values(**values))
    trail.record(session, card.id, "objection_unruled", actor=SYSTEM, payload=payload, at=at)
    text = T("Keberatan atas usulan {number} belum diputus sampai batas waktunya.", number=card.number)
    tell_employee(session, card, event="objection_unruled", text=text, at=at)
    return True
