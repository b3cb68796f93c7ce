"""Who counts as experienced is a choice of the office, written down from a day on."""

from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.planning.frontline.domain import Staff, Term
from mutasi_flow.planning.frontline.model import ExperienceTerm

KEEPING = (Permission.PLAN, Permission.ADMIN)
"""Who keeps it, for the whole office."""


def set_term(
    session: Session, staff: Staff, term: Term, from_on: date, source: str, *, actor: Actor, clock: Clock
) -> None:
    """Let a threshold hold from a day on; what held before stays on record.

    Raises:
        NotPermitted: the actor keeps none.
        InvalidInput: the day is past.
        Refused: one from that day on is recorded already.
    """
    if not any(actor.may(permission, "") for permission in KEEPING):
        raise NotPermitted
    if from_on < clock.today():
        raise InvalidInput(T("Ambang tidak dapat berlaku surut."), "from_on")
    row = ExperienceTerm
    if session.execute(select(row.id).where(row.staff == staff, row.from_on == from_on)).first():
        raise Refused(T("Ambang yang mulai berlaku hari itu sudah tercatat. Pilih hari lain."))
    values = {"staff": staff, "years": term.years, "grade": term.grade, "from_on": from_on, "source": source}
    session.execute(insert(row), [{**values, "recorded_at": clock.now()}])
    note_office(session, actor, "experience_set", {**values, "from_on": from_on.isoformat()}, clock.now())
