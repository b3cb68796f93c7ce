"""Absences: who is away, until when, and who does the ordinary tasks meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.access.model import Absence
from mutasi_flow.core.errors import NotFound
from mutasi_flow.people.model import Employee


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One absence with the names of both."""

    id: int
    employee_id: int
    employee: str
    substitute_id: int
    substitute: str
    from_on: date
    to_on: date


_absent, _substitute = aliased(Employee), aliased(Employee)
_ROWS: Select[*tuple[Any, ...]] = (
    select(
        Absence.id,
        _absent.id,
        _absent.name,
        _substitute.id,
        _substitute.name,
        Absence.from_on,
        Absence.to_on,
    )
    .join(_absent, _absent.id == Absence.employee_id)
    .join(_substitute, _substitute.id == Absence.substitute_id)
    .order_by(Absence.from_on, Absence.id)
)


def get_absence(session: Session, absence_id: int) -> AbsenceRow:
    """Return one absence.

    Raises:
        NotFound: there is none with this id.
    """
    row = session.execute(_ROWS.where(Absence.id == absence_id)).one_or_none()
    if row is None:
        raise NotFound
    return AbsenceRow(*row)


def list_absences(session: Session, today: date, *, employee_id: int | None = None) -> Sequence[AbsenceRow]:
    """Return the present and coming absences: all, or those in which the employee is absent or stands in."""
    statement = _ROWS.where(Absence.to_on >= today)
    if employee_id is not None:
        statement = statement.where(or_(Absence.employee_id == employee_id, Absence.substitute_id == employee_id))
    return [AbsenceRow(*row) for row in session.execute(statement)]
