"""Classes of retention: a row is added, none is changed."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.letters.model import RetentionClass
from mutasi_flow.letters.queries.retention import ClassRow
from mutasi_flow.people.service.trail import note_office


def add_class(session: Session, row: ClassRow, *, actor: Actor, at: datetime) -> None:
    """Say how long letters of a kind are kept from a day on, and what becomes of them then."""
    values = row._asdict()
    session.execute(insert(RetentionClass).values(**values, added_by_id=actor.account_id, added_at=at))
    payload = {**values, "from_on": row.from_on.isoformat(), "fate": row.fate.value}
    note_office(session, actor, "retention_class_set", payload, at)
