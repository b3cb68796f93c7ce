"""Employees by name: search inside a scope and the staff of a unit, page by page."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import Session

from mutasi_flow.core.db import contains
from mutasi_flow.people.domain import group_nip, identity_line, normalize_nip
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.people.queries.units import below

PAGE = 25
NIP_DIGITS = 18
_SHORTEST_NIP_PREFIX = 4


class EmployeeRow(NamedTuple):
    """An employee in a list."""

    id: int
    nip: str | None
    name: str
    birth_on: date | None
    rank: str
    legal_position: str
    unit_code: str | None
    unit_name: str | None
    jabatan_name: str | None

    @property
    def grouped_nip(self) -> str:
        """The NIP in its customary groups; empty when unknown."""
        return group_nip(self.nip or "")

    @property
    def identity_line(self) -> str:
        """Name · unit · birth year · last four digits of the NIP."""
        return identity_line(self.name, self.unit_name, self.birth_on, self.nip)


class EmployeePage(NamedTuple):
    """Some employees by name, and the ``(name, id)`` after which the next page begins (None = no more)."""

    rows: list[EmployeeRow]
    after: tuple[str, int] | None


_ROWS = (
    select(
        Employee.id,
        Employee.nip,
        Employee.name,
        Employee.birth_on,
        Employee.rank,
        Employee.legal_position,
        Unit.code,
        Unit.name,
        Jabatan.name,
    )
    .outerjoin(Unit, Unit.id == Employee.unit_id)
    .outerjoin(Jabatan, Jabatan.id == Employee.jabatan_id)
    .order_by(Employee.name, Employee.id)
)


def search_employees(
    session: Session,
    text: str,
    unit_paths: Sequence[str],
    *,
    after: tuple[str, int] | None = None,
    limit: int = PAGE,
) -> EmployeePage:
    """Find employees by words of the name or the beginning of the NIP, inside the subtrees (``""`` = everywhere).

    An empty text lists everybody in scope by name. Pages follow each other by ``after``.
    """
    statement = _ROWS.where(*_match(text))
    scope = below(unit_paths)
    if scope is not None:
        statement = statement.where(Employee.unit_id.in_(select(Unit.id).where(scope)))
    return _page(session, statement, after, limit)


def list_unit_staff(
    session: Session, unit_id: int, *, after: tuple[str, int] | None = None, limit: int = PAGE
) -> EmployeePage:
    """Return who sits in exactly this unit, by name."""
    return _page(session, _ROWS.where(Employee.unit_id == unit_id), after, limit)


def _match(text: str) -> list[ColumnElement[bool]]:
    digits = normalize_nip(text)
    if digits.isascii() and digits.isdigit() and len(digits) >= _SHORTEST_NIP_PREFIX:
        return [Employee.nip.between(digits.ljust(NIP_DIGITS, "0"), digits.ljust(NIP_DIGITS, "9"))]
    return [contains(Employee.name, word) for word in text.split()]


def _page(
    session: Session, statement: Select[*tuple[Any, ...]], after: tuple[str, int] | None, limit: int
) -> EmployeePage:
    if after is not None:
        statement = statement.where(tuple_(Employee.name, Employee.id) > after)
    rows = [EmployeeRow(*row) for row in session.execute(statement.limit(limit + 1))]
    has_more = len(rows) > limit
    rows = rows[:limit]
    return EmployeePage(rows, (rows[-1].name, rows[-1].id) if has_more else None)
