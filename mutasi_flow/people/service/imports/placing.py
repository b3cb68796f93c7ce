"""History, seats and heads that follow from a list of who works where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, exists, func, insert, literal, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.db import UtcDateTime
from mutasi_flow.core.sheets.header import normalise
from mutasi_flow.people.domain import SERVING_CODES, JabatanKind
from mutasi_flow.people.model import UNKNOWN_START, Employee, Jabatan, Placement, Post, Unit

SOURCE = "import"


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody whom the file shows at another place than we do."""

    employee_id: int
    unit_id: int | None
    jabatan_id: int | None
    post_on: date | None


def move(session: Session, moves: Sequence[Move], at: datetime) -> None:
    """End the present placements and begin new ones, on the date of the post where that fits, else on the day of import."""
    if not moves:
        return
    wanted = [each.employee_id for each in moves]
    rows = session.execute(
        select(Placement.id, Placement.employee_id, Placement.from_on).where(
            Placement.to_on.is_(None), Placement.revoked_at.is_(None), Placement.applied_at.is_not(None)
        )
    ).all()
    present = {row.employee_id: row for row in rows if row.employee_id in set(wanted)}
    ended, begun = [], []
    for each in moves:
        before = present.get(each.employee_id)
        from_on = each.post_on or at.date()
        if before is not None:
            if from_on <= before.from_on:
                from_on = max(at.date(), before.from_on + timedelta(days=1))
            ended.append({"id": before.id, "to_on": from_on - timedelta(days=1)})
        if each.unit_id is not None and each.jabatan_id is not None:
            begun.append(
                {
                    "employee_id": each.employee_id,
                    "unit_id": each.unit_id,
                    "jabatan_id": each.jabatan_id,
                    "from_on": from_on,
                    "source": SOURCE,
                    "letter_number": "",
                    "applied_at": at,
                }
            )
    if ended:
        session.execute(update(Placement), ended)
    if begun:
        session.execute(insert(Placement), begun)
    _release_heads(session, moves)


def _release_heads(session: Session, moves: Sequence[Move]) -> None:
    """Take away the headship of units that the person has left."""
    rows = [{"who": each.employee_id, "where": each.unit_id or 0} for each in moves]
    statement = update(Unit).where(Unit.head_id == bindparam("who"), Unit.id != bindparam("where")).values(head_id=None)
    session.connection().execute(statement, rows)


def add_first_placements(session: Session, at: datetime) -> None:
    """Begin the history of everybody of this import who has none yet."""
    columns = ["employee_id", "unit_id", "jabatan_id", "from_on", "source", "letter_number", "applied_at"]
    has_history = exists().where(Placement.employee_id == Employee.id)
    people = select(
        Employee.id,
        Employee.unit_id,
        Employee.jabatan_id,
        func.coalesce(Employee.post_on, literal(UNKNOWN_START)),
        literal(SOURCE),
        literal(""),
        literal(at, UtcDateTime()),
    ).where(Employee.synced_at == at, Employee.unit_id.is_not(None), Employee.jabatan_id.is_not(None), ~has_history)
    session.execute(insert(Placement).from_select(columns, people))


def add_posts(session: Session, at: datetime) -> None:
    """Make sure that every seat somebody of this import sits on exists; its need stays unknown."""
    is_there = exists().where(Post.unit_id == Employee.unit_id, Post.jabatan_id == Employee.jabatan_id)
    seats = (
        select(Employee.unit_id, Employee.jabatan_id)
        .where(Employee.synced_at == at, Employee.unit_id.is_not(None), Employee.jabatan_id.is_not(None), ~is_there)
        .distinct()
    )
    session.execute(insert(Post).from_select(["unit_id", "jabatan_id"], seats))


def find_heads(session: Session) -> None:
    """Give a head to units without one: the only structural official there, or the one named after the unit.

    SIASN files the head of a unit under that unit; two equal candidates leave the choice to a person.
    """
    rows = session.execute(
        select(Unit.id, Unit.name, Employee.id.label("employee_id"), Jabatan.name.label("jabatan"))
        .join(Employee, Employee.unit_id == Unit.id)
        .join(Jabatan, Jabatan.id == Employee.jabatan_id)
        .where(
            Unit.head_id.is_(None),
            Jabatan.kind == JabatanKind.STRUCTURAL,
            Employee.legal_position.in_(SERVING_CODES),
        )
    )
    candidates: dict[int, list[tuple[int, bool]]] = {}
    for row in rows:
        is_named = normalise(row.jabatan) == f"kepala{normalise(row.name)}"
        candidates.setdefault(row.id, []).append((row.employee_id, is_named))
    heads = []
    for unit_id, found in candidates.items():
        best = found if len(found) == 1 else [each for each in found if each[1]]
        if len(best) == 1:
            heads.append({"id": unit_id, "head_id": best[0][0]})
    if heads:
        session.execute(update(Unit), heads)
