"""Keeping which employees are of one family."""

from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Kinship
from mutasi_flow.people.queries.employees import get_employee_card
from mutasi_flow.people.queries.kinships import list_relatives
from mutasi_flow.people.service.trail import note


def record_kinship(session: Session, actor: Actor, employee_id: int, relative_id: int, at: datetime) -> bool:
    """Keep that two employees are of one family; return whether that was new.

    Raises:
        Refused: it is one and the same person.
        NotFound: there is no such employee.
    """
    if employee_id == relative_id:
        raise Refused(T("Pilih dua pegawai yang berbeda."))
    for key in (employee_id, relative_id):
        get_employee_card(session, key)
    if relative_id in list_relatives(session, employee_id):
        return False
    one, other = sorted((employee_id, relative_id))
    session.execute(insert(Kinship).values(one_id=one, other_id=other, recorded_at=at))
    note(session, actor, at, "kinship_recorded", about=("employee", employee_id), payload={"relative": relative_id})
    return True


def drop_kinship(session: Session, actor: Actor, employee_id: int, relative_id: int, at: datetime) -> None:
    """Take back a kinship that was recorded by mistake; that it was once there stays in the trail."""
    one, other = sorted((employee_id, relative_id))
    session.execute(delete(Kinship).where(Kinship.one_id == one, Kinship.other_id == other))
    note(session, actor, at, "kinship_dropped", about=("employee", employee_id), payload={"relative": relative_id})
