"""Lesson hours that were shared out: the list, one of them, and the names behind its keys."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.people.queries import below
from mutasi_flow.planning.frontline.model import LessonSharing

SHOWN = 30


class SharingRow(NamedTuple):
    """One sharing out; an empty path is the whole office."""

    sharing: LessonSharing
    unit_name: str
    path: str


class TeacherShare(NamedTuple):
    """What a teacher has before and after, and where the added hours are."""

    employee_id: int
    name: str
    unit_id: int
    unit_name: str
    subject: str
    before: int
    after: int
    short: int
    """After it."""
    added: Sequence[tuple[str, int, float | None, bool]]
    """School, hours, km, and whether it is the own one."""


def list_sharings(session: Session, actor: Actor) -> list[SharingRow]:
    """Return the latest that the actor may read."""
    scope = below(actor.paths(Permission.EMPLOYEES_READ))
    statement = select(LessonSharing, Unit.name, Unit.path).outerjoin(Unit, Unit.id == LessonSharing.unit_id)
    readable = statement if scope is None else statement.where(scope)
    found = session.execute(readable.order_by(LessonSharing.id.desc()).limit(SHOWN))
    return [SharingRow(one, name or "", path or "") for one, name, path in found]


def get_sharing(session: Session, actor: Actor, key: int) -> SharingRow:
    """Return one.

    Raises:
        NotFound: there is none that the actor may read.
    """
    found = session.execute(
        select(LessonSharing, Unit.name, Unit.path)
        .outerjoin(Unit, Unit.id == LessonSharing.unit_id)
        .where(LessonSharing.id == key)
    ).first()
    row = None if found is None else SharingRow(found[0], found[1] or "", found[2] or "")
    if row is None or not actor.may(Permission.EMPLOYEES_READ, row.path):
        raise NotFound
    return row


def list_shares(session: Session, found: Mapping[str, Any]) -> list[TeacherShare]:
    """Return one row per teacher, those who stay short first, then by school and name."""
    teachers, shares = found.get("teachers", []), found.get("shares", [])
    people = _names(session, Employee, {one["employee"] for one in teachers})
    units = _names(session, Unit, {one["unit"] for one in (*teachers, *shares)})
    added: dict[int, list[tuple[str, int, float | None, bool]]] = {}
    for one in shares:
        place = units.get(one["unit"], "")
        added.setdefault(one["employee"], []).append((place, one["hours"], one["km"], one["own"]))
    rows = [
        TeacherShare(
            one["employee"],
            people.get(one["employee"], ""),
            one["unit"],
            units.get(one["unit"], ""),
            one["subject"],
            one["before"],
            one["after"],
            one["short"],
            added.get(one["employee"], ()),
        )
        for one in teachers
    ]
    return sorted(rows, key=lambda row: (-row.short, row.unit_name, row.name, row.employee_id))


def _names(session: Session, table: type[Employee | Unit], keys: set[int]) -> dict[int, str]:
    rows = session.execute(select(table.id, table.name)) if keys else ()
    return {key: name for key, name in rows if key in keys}
