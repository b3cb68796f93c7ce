"""People declare what they are ready for, and take it back; each with its entry in the trail."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import NotFound, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Employee
from mutasi_flow.people.service.trail import note
from mutasi_flow.planning.matching.domain.readiness import MOST_DECLARED, Readiness, check_term
from mutasi_flow.planning.matching.model import DeclaredReadiness
from mutasi_flow.planning.matching.queries.readiness import list_declared


def declare(session: Session, wanted: Readiness, note_text: str, to_on: date, *, actor: Actor, clock: Clock) -> int:
    """Keep what the actor is ready for; return its key.

    Raises:
        NotPermitted: the account is nobody's.
        InvalidInput: the last day cannot be.
        Refused: just this counts already, or there are enough.
    """
    employee_id, today = _own(session, actor), clock.today()
    check_term(to_on, today)
    running = [row for row in list_declared(session, employee_id) if row.to_on >= today]
    if any(row.readiness == wanted for row in running):
        raise Refused(T("Kesiapan ini sudah Anda nyatakan. Tarik dahulu bila ingin mengubahnya."))
    if len(running) >= MOST_DECLARED:
        raise Refused(T("Paling banyak {count} pernyataan. Tarik salah satu dahulu.", count=MOST_DECLARED))
    values = {"field": wanted.field, "kind": wanted.kind, "district": wanted.district}
    days = {"from_on": today, "to_on": to_on, "recorded_at": clock.now()}
    row = insert(DeclaredReadiness).values(employee_id=employee_id, **values, note=note_text, **days)
    key: int = session.execute(row.returning(DeclaredReadiness.id)).scalar_one()
    payload = {"readiness": key, **values, "to_on": to_on.isoformat()}
    _note(session, employee_id, "readiness_declared", payload, actor=actor, at=clock.now())
    return key


def take_back(session: Session, key: int, *, actor: Actor, clock: Clock) -> None:
    """Take back what the actor declared; the row keeps that it was there.

    Raises:
        NotPermitted: the account is nobody's.
        NotFound: there is none of the actor that still stands.
    """
    employee_id = _own(session, actor)
    row = DeclaredReadiness
    mine = update(row).where(row.id == key, row.employee_id == employee_id, row.withdrawn_at.is_(None))
    if session.execute(mine.values(withdrawn_at=clock.now()).returning(row.id)).first() is None:
        raise NotFound(T("Pernyataan ini tidak ada, atau sudah ditarik."))
    _note(session, employee_id, "readiness_withdrawn", {"readiness": key}, actor=actor, at=clock.now())


def _own(session: Session, actor: Actor) -> int:
    """Return the employee of the account, locked, so that two devices change the list one after the other."""
    if actor.employee_id is None:
        raise NotPermitted(T("Akun Anda tidak terhubung dengan data pegawai."))
    session.execute(select(Employee.id).where(Employee.id == actor.employee_id).with_for_update())
    return actor.employee_id


def _note(
    session: Session, employee_id: int, action: str, payload: Mapping[str, object], *, actor: Actor, at: datetime
) -> None:
    note(session, actor.using(Permission.SELF), at, action, about=("employee", employee_id), payload=payload)
