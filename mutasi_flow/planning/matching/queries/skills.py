"""Who can do something: by assessed competence or by study, and who is near to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import contains
from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.people.model import Competence, Employee, Jabatan, Unit
from mutasi_flow.planning.matching.domain import field_of_jabatan, field_of_study
from mutasi_flow.planning.matching.queries.people import within

SHOWN = 20
MOST_SUBJECTS = 40
MOST_STUDIES = 500


class SkilledRow(NamedTuple):
    """Somebody who can do it, and why we think so; ``level`` = None: by study."""

    employee_id: int
    name: str
    unit: str | None
    jabatan: str | None
    by: str
    level: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """Who can do it, and who is near: of the same field of work (empty when the words tell none)."""

    able: Sequence[SkilledRow]
    near: Sequence[SkilledRow]
    field: str


def _valid(day: date) -> ColumnElement[bool]:
    row = Competence
    return and_(or_(row.from_on.is_(None), row.from_on <= day), or_(row.to_on.is_(None), row.to_on >= day))


def _people(*more: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(Employee.id, Employee.name, Unit.name, Jabatan.name, *more)
        .outerjoin(Unit, Unit.id == Employee.unit_id)
        .outerjoin(Jabatan, Jabatan.id == Employee.jabatan_id)
        .where(Employee.legal_position.in_(SERVING_CODES))
    )


def list_subjects(session: Session, day: date) -> Sequence[str]:
    """Return the competences that most people were assessed in, by name."""
    row = Competence
    statement = (
        select(row.subject).where(_valid(day)).group_by(row.subject).order_by(func.count().desc()).limit(MOST_SUBJECTS)
    )
    return sorted(session.scalars(statement).all())


def search_skills(session: Session, text: str, paths: Sequence[str], day: date) -> Found:
    """Return who below these units was assessed or schooled in what the words say, and who is near to it."""
    words = text.split()
    by_level = _by_competence(session, and_(*(contains(Competence.subject, word) for word in words)), paths, day)
    study = and_(Employee.education_name != "", *(contains(Employee.education_name, word) for word in words))
    able = _merged(by_level, _by_study(session, study, paths))
    work_field = field_of_study(text) or field_of_jabatan(text)
    if not work_field:
        return Found(able, [], "")
    studies = [one for one in _studies(session) if field_of_study(one) == work_field]
    subjects = [one for one in list_subjects(session, day) if field_of_study(one) == work_field]
    known = {row.employee_id for row in able}
    near = _merged(
        _by_competence(session, Competence.subject.in_(subjects), paths, day),
        _by_study(session, Employee.education_name.in_(studies) & ~study, paths),
    )
    return Found(able, [row for row in near if row.employee_id not in known], work_field)


def _by_competence(
    session: Session, condition: ColumnElement[bool], paths: Sequence[str], day: date
) -> list[SkilledRow]:
    statement = (
        _people(Competence.subject, Competence.level)
        .join(Competence, Competence.employee_id == Employee.id)
        .where(condition, _valid(day), within(paths))
        .order_by(Competence.level.desc(), Employee.name, Employee.id)
        .limit(SHOWN)
    )
    return [SkilledRow(*row) for row in session.execute(statement)]


def _by_study(session: Session, condition: ColumnElement[bool], paths: Sequence[str]) -> list[SkilledRow]:
    statement = (
        _people(Employee.education_name)
        .where(condition, within(paths))
        .order_by(Employee.education_level.desc(), Employee.name, Employee.id)
        .limit(SHOWN)
    )
    return [
        SkilledRow(key, name, unit, jabatan, study, None)
        for key, name, unit, jabatan, study in session.execute(statement)
    ]


def _studies(session: Session) -> Sequence[str]:
    column = Employee.education_name
    statement = select(column).where(column != "").group_by(column).order_by(func.count().desc()).limit(MOST_STUDIES)
    return session.scalars(statement).all()


def _merged(*lists: Sequence[SkilledRow]) -> list[SkilledRow]:
    """Return each person once, by the first reason."""
    found: dict[int, SkilledRow] = {}
    for rows in lists:
        for row in rows:
            found.setdefault(row.employee_id, row)
    return list(found.values())[:SHOWN]
