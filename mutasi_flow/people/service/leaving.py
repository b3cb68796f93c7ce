"""Leaving service for good: death, retirement, resignation. Files of the road are ended by a sweep of the road."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain.life import OUT_OF_SERVICE, POSITION_AFTER, LifeEvent
from mutasi_flow.people.model import Employee, Placement, Unit
from mutasi_flow.people.queries import get_employee_card
from mutasi_flow.people.service.trail import note

LONGEST_PAPER = 300


@dataclass(frozen=True, slots=True)
class Leaving:
    """What happened, the last day of service, and the paper that says so (empty = none yet)."""

    event: LifeEvent
    last_day: date
    paper: str = ""


def record_leaving(
    session: Session, actor: Actor, employee_id: int, new: Leaving, *, today: date, at: datetime
) -> None:
    """Record that somebody has left service: legal position, end of the placement, empty headships.

    Raises:
        NotFound: there is no such employee.
        Conflict: the person has left service already.
        InvalidInput: the last day is still to come, or the paper's number is too long.
    """
    card = get_employee_card(session, employee_id)
    if card.legal_position in OUT_OF_SERVICE:
        raise Conflict(T("Pegawai ini sudah tercatat tidak lagi bertugas."))
    if new.last_day > today:
        raise InvalidInput(T("Tanggalnya belum terjadi. Catat pada harinya, atau sesudahnya."), field="last_day")
    if len(new.paper) > LONGEST_PAPER:
        raise InvalidInput(T("Nomor surat paling panjang {limit} huruf.", limit=LONGEST_PAPER), field="paper")
    position = POSITION_AFTER[new.event]
    session.execute(update(Employee).where(Employee.id == employee_id).values(legal_position=position))
    standing = (Placement.employee_id == employee_id, Placement.to_on.is_(None), Placement.revoked_at.is_(None))
    session.execute(update(Placement).where(*standing, Placement.from_on <= new.last_day).values(to_on=new.last_day))
    headed = list(session.scalars(select(Unit.id).where(Unit.head_id == employee_id)))
    session.execute(update(Unit).where(Unit.head_id == employee_id).values(head_id=None))
    payload = {"event": new.event.value, "last_day": new.last_day.isoformat(), "paper": new.paper, "headed": headed}
    note(session, actor, at, "left_service", about=("employee", employee_id), payload=payload)
