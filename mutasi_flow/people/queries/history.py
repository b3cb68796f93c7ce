"""What lies behind an employee: posts, performance, sanctions."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.people.domain import Predicate, Severity
from mutasi_flow.people.model import Discipline, Jabatan, PerformanceYear, Placement, Unit


class PlacementRow(NamedTuple):
    """One station in the history; ``to_on`` is its last day."""

    id: int
    unit_name: str
    jabatan_name: str
    from_on: date
    to_on: date | None
    source: str
    letter_number: str
    applied_at: datetime | None
    revoked_at: datetime | None


class PerformanceRow(NamedTuple):
    """Predicate of one year."""

    year: int
    predicate: Predicate


class DisciplineRow(NamedTuple):
    """A sanction; ``to_on`` is its last day, None = no end on record."""

    severity: Severity
    description: str
    from_on: date
    to_on: date | None


_PLACEMENTS = (
    select(
        Placement.id,
        Unit.name,
        Jabatan.name,
        Placement.from_on,
        Placement.to_on,
        Placement.source,
        Placement.letter_number,
        Placement.applied_at,
        Placement.revoked_at,
    )
    .join(Unit, Unit.id == Placement.unit_id)
    .join(Jabatan, Jabatan.id == Placement.jabatan_id)
    .where(Placement.employee_id == bindparam("id"))
    .order_by(Placement.from_on.desc(), Placement.id.desc())
)
_PERFORMANCE = Prepared(
    select(PerformanceYear.year, PerformanceYear.predicate)
    .where(PerformanceYear.employee_id == bindparam("id"))
    .order_by(PerformanceYear.year.desc())
)
_DISCIPLINES = Prepared(
    select(Discipline.severity, Discipline.description, Discipline.from_on, Discipline.to_on)
    .where(Discipline.employee_id == bindparam("id"))
    .order_by(Discipline.from_on.desc(), Discipline.id.desc())
)


_DUE = (
    select(Placement.employee_id)
    .where(Placement.applied_at.is_(None), Placement.revoked_at.is_(None), Placement.from_on <= bindparam("today"))
    .order_by(Placement.from_on, Placement.id)
)


def list_placements(session: Session, employee_id: int) -> list[PlacementRow]:
    """Return the history of posts, latest first, revoked ones included."""
    return [PlacementRow(*row) for row in session.execute(_PLACEMENTS, {"id": employee_id})]


def list_performance(session: Session, employee_id: int) -> list[PerformanceRow]:
    """Return the yearly predicates, latest first."""
    return [PerformanceRow(*row) for row in run(session, _PERFORMANCE, {"id": employee_id})]


def list_disciplines(session: Session, employee_id: int) -> list[DisciplineRow]:
    """Return the sanctions, latest first."""
    return [DisciplineRow(*row) for row in run(session, _DISCIPLINES, {"id": employee_id})]


def list_due_employees(session: Session, today: date) -> list[int]:
    """Return whose placement has begun by ``today`` and waits to be applied, each once."""
    return list(dict.fromkeys(session.execute(_DUE, {"today": today}).scalars()))
