"""Who declared to be ready for what: one's own, and the pool of those one reads."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import SERVING_CODES, JabatanKind
from mutasi_flow.people.model import Employee
from mutasi_flow.planning.matching.domain.readiness import Readiness
from mutasi_flow.planning.matching.model import DeclaredReadiness
from mutasi_flow.planning.matching.queries.people import within


class DeclaredRow(NamedTuple):
    """One declaration that was not taken back."""

    id: int
    employee_id: int
    readiness: Readiness
    note: str
    from_on: date
    to_on: date


_row = DeclaredReadiness
_KEPT: Select[*tuple[Any, ...]] = select(
    _row.id, _row.employee_id, _row.field, _row.kind, _row.district, _row.note, _row.from_on, _row.to_on
).where(_row.withdrawn_at.is_(None))


def _read(session: Session, statement: Select[*tuple[Any, ...]]) -> list[DeclaredRow]:
    return [
        DeclaredRow(key, employee_id, Readiness(field, kind, district), note, from_on, to_on)
        for key, employee_id, field, kind, district, note, from_on, to_on in session.execute(statement)
    ]


def list_declared(session: Session, employee_id: int) -> list[DeclaredRow]:
    """Return what one person declared and did not take back, the newest first; what has ended is among it."""
    return _read(session, _KEPT.where(_row.employee_id == employee_id).order_by(_row.id.desc()))


def list_pool(session: Session, paths: Sequence[str], day: date, wanted: Readiness | None = None) -> list[DeclaredRow]:
    """Return what counts on a day of those who serve below these units, by name of the person.

    With ``wanted`` only what is open to its field, kind and district; what that leaves open restricts nothing.
    """
    statement = (
        _KEPT.join(Employee, Employee.id == _row.employee_id)
        .where(_row.from_on <= day, _row.to_on >= day, Employee.legal_position.in_(SERVING_CODES), within(paths))
        .order_by(Employee.name, Employee.id, _row.id)
    )
    if wanted is not None and wanted.field:
        statement = statement.where(_row.field.in_(["", wanted.field]))
    if wanted is not None and wanted.kind is not None:
        statement = statement.where(or_(_row.kind.is_(None), _row.kind == wanted.kind))
    if wanted is not None and wanted.district:
        statement = statement.where(_row.district.in_(["", wanted.district]))
    return _read(session, statement)


def find_ready(
    session: Session, paths: Sequence[str], day: date, *, field: str, kind: JabatanKind, district: str
) -> frozenset[int]:
    """Return who below these units declared to be ready for a post of this field and kind in this district."""
    return frozenset(
        row.employee_id for row in list_pool(session, paths, day) if row.readiness.covers(field, kind, district)
    )
