"""Gather the facts about a person and a destination, and ask the rules; a handful of queries by key."""

from datetime import date

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.people.domain import SERVING_CODES, JabatanKind
from mutasi_flow.people.model import OPEN_END, Employee, Placement
from mutasi_flow.people.queries import (
    EmployeeCard,
    get_employee_card,
    get_jabatan,
    get_unit,
    list_disciplines,
    list_performance,
)
from mutasi_flow.rules.domain import Evaluation, Facts, Sanction, Seat
from mutasi_flow.rules.domain import evaluate as ask_rules
from mutasi_flow.workload.domain import PostLoad
from mutasi_flow.workload.queries import load_posts

_WAITING = (Placement.applied_at.is_(None), Placement.revoked_at.is_(None))
_SITTING = Prepared(
    select(func.count()).where(
        Employee.unit_id == bindparam("unit_id"),
        Employee.jabatan_id == bindparam("jabatan_id"),
        Employee.id != bindparam("id"),
        Employee.legal_position.in_(SERVING_CODES),
        ~exists().where(Placement.employee_id == Employee.id, *_WAITING),
    )
)
_COMING = Prepared(
    select(func.count()).where(
        Placement.unit_id == bindparam("unit_id"),
        Placement.jabatan_id == bindparam("jabatan_id"),
        Placement.employee_id != bindparam("id"),
        *_WAITING,
    )
)


def evaluate(
    session: Session, *, employee_id: int, to_unit_id: int | None, to_jabatan_id: int | None, today: date
) -> Evaluation:
    """Ask every rule about moving this employee; a destination not chosen yet leaves its rules not assessable.

    Raises:
        NotFound: there is no such employee, unit or jabatan.
    """
    return ask_rules(
        gather_facts(session, employee_id=employee_id, to_unit_id=to_unit_id, to_jabatan_id=to_jabatan_id, today=today)
    )


def gather_facts(
    session: Session, *, employee_id: int, to_unit_id: int | None, to_jabatan_id: int | None, today: date
) -> Facts:
    """Return what the rules look at."""
    card = get_employee_card(session, employee_id)
    units = [unit_id for unit_id in {card.unit_id, to_unit_id} if unit_id is not None]
    loads = load_posts(session, units)
    sanctions = tuple(Sanction(row.severity, row.from_on, row.to_on) for row in list_disciplines(session, card.id))
    return Facts(
        today=today,
        status=card.status,
        legal_position=card.legal_position,
        post_on=card.post_on,
        retires_on=card.retires_on,
        education_level=card.education_level,
        performance={row.year: row.predicate for row in list_performance(session, card.id)},
        sanctions=sanctions if sanctions or card.synced_at is not None else None,
        origin=_origin(card, loads),
        destination=None if to_unit_id is None else _destination(session, card, to_unit_id, to_jabatan_id, loads),
    )


def _origin(card: EmployeeCard, loads: dict[tuple[int, int], PostLoad]) -> Seat | None:
    if card.unit_id is None or card.jabatan_id is None:
        return None
    load = loads.get((card.unit_id, card.jabatan_id))
    level = card.jabatan_level or ""
    return Seat(card.unit_id, card.jabatan_id, card.jabatan_kind, level, card.retirement_age, load)


def _destination(
    session: Session,
    card: EmployeeCard,
    unit_id: int,
    jabatan_id: int | None,
    loads: dict[tuple[int, int], PostLoad],
) -> Seat:
    unit = get_unit(session, unit_id)
    closes_on = unit.valid_to if unit.valid_to != OPEN_END else None
    if jabatan_id is None:
        return Seat(unit_id, None, closes_on=closes_on)
    jabatan = get_jabatan(session, jabatan_id)
    is_managerial = jabatan.kind is JabatanKind.STRUCTURAL
    return Seat(
        unit_id,
        jabatan_id,
        jabatan.kind,
        jabatan.level,
        jabatan.retirement_age,
        loads.get((unit_id, jabatan_id)),
        closes_on,
        _others(session, card.id, unit_id, jabatan_id) if is_managerial else 0,
    )


def _others(session: Session, employee_id: int, unit_id: int, jabatan_id: int) -> int:
    where = {"id": employee_id, "unit_id": unit_id, "jabatan_id": jabatan_id}
    return int(run(session, _SITTING, where).scalar_one()) + int(run(session, _COMING, where).scalar_one())
