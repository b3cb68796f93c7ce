"""Absences with their notices: the substitute, and whoever was set absent by somebody else, are told."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access import service as access_service
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.inbox.service.notices import notify

ADDRESS = "/tugas/wakil"


def set_absence(
    session: Session,
    actor: Actor,
    employee_id: int,
    substitute_id: int,
    *,
    from_on: date,
    to_on: date,
    today: date,
    at: datetime,
) -> int:
    """Let a colleague do somebody's ordinary tasks; see ``access.service.set_absence`` for the refusals."""
    key = access_service.set_absence(
        session, actor, employee_id, substitute_id, from_on=from_on, to_on=to_on, today=today, at=at
    )
    row = access.get_absence(session, key)
    days = {"from_on": from_on, "to_on": to_on}
    told = T("Anda mewakili {name} untuk tugas biasa, {from_on} sampai {to_on}.", name=row.employee, **days)
    notices = [NewNotice("absence_set", told, at, substitute_id, address="/tugas")]
    if actor.employee_id != employee_id:
        told = T("{name} mewakili Anda untuk tugas biasa, {from_on} sampai {to_on}.", name=row.substitute, **days)
        notices.append(NewNotice("absence_set", told, at, employee_id, address=ADDRESS))
    notify(session, notices)
    return key


def end_absence(session: Session, actor: Actor, absence_id: int, *, today: date, at: datetime) -> None:
    """End an absence and tell the other person; see ``access.service.end_absence`` for the refusals."""
    row = access_service.end_absence(session, actor, absence_id, today=today, at=at)
    told = T("{name} tidak lagi diwakili {substitute}.", name=row.employee, substitute=row.substitute)
    others = {row.employee_id, row.substitute_id} - {actor.employee_id}
    notify(session, [NewNotice("absence_ended", told, at, other, address=ADDRESS) for other in sorted(others)])
