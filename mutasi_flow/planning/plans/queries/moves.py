"""The moves of a solution: searched, page by page, as flows between units, and whom they fall on."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.db import contains
from mutasi_flow.people.domain import Sex
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.planning.plans.model import PlanMove
from mutasi_flow.transfers.model import Transfer

PAGE = 15
_AT_ONCE = 5_000
ELDER = 50
"""From this age on somebody counts as elder where it is shown on whom moves fall."""


class MoveRow(NamedTuple):
    """One move with names."""

    id: int
    place: int
    employee_id: int
    name: str
    nip: str | None
    from_unit_id: int
    from_unit: str
    from_jabatan_id: int
    from_jabatan: str
    to_unit_id: int
    to_unit: str
    to_jabatan_id: int
    to_jabatan: str
    distance_km: float | None
    wish: int | None
    reason: str
    transfer: str | None


class Flow(NamedTuple):
    """How many go from one unit to another."""

    from_unit: str
    to_unit: str
    people: int


class Share(NamedTuple):
    """How many of a group move, of how many there are."""

    moved: int
    people: int


_from, _to = aliased(Unit), aliased(Unit)
_from_jabatan, _to_jabatan = aliased(Jabatan), aliased(Jabatan)
_MOVES: Select[*tuple[Any, ...]] = (
    select(
        PlanMove.id,
        PlanMove.place,
        PlanMove.employee_id,
        Employee.name,
        Employee.nip,
        PlanMove.from_unit_id,
        _from.name,
        PlanMove.from_jabatan_id,
        _from_jabatan.name,
        PlanMove.to_unit_id,
        _to.name,
        PlanMove.to_jabatan_id,
        _to_jabatan.name,
        PlanMove.distance_km,
        PlanMove.wish,
        PlanMove.reason,
        Transfer.number,
    )
    .join(Employee, Employee.id == PlanMove.employee_id)
    .join(_from, _from.id == PlanMove.from_unit_id)
    .join(_from_jabatan, _from_jabatan.id == PlanMove.from_jabatan_id)
    .join(_to, _to.id == PlanMove.to_unit_id)
    .join(_to_jabatan, _to_jabatan.id == PlanMove.to_jabatan_id)
    .outerjoin(Transfer, and_(Transfer.id == PlanMove.transfer_id, ~Transfer.is_secret))
)


def list_moves(
    session: Session, solution_id: int, *, words: str = "", after: int = 0, limit: int | None = PAGE
) -> list[MoveRow]:
    """Return moves by their place, those that name all ``words`` in person, NIP, unit or jabatan."""
    statement = _MOVES.where(PlanMove.solution_id == solution_id, PlanMove.place > after)
    for word in words.split():
        columns = (Employee.name, _from.name, _to.name, _to_jabatan.name)
        statement = statement.where(or_(*(contains(column, word) for column in columns), Employee.nip == word))
    return [MoveRow(*row) for row in session.execute(statement.order_by(PlanMove.place).limit(limit))]


def code_places(session: Session, rows: Sequence[MoveRow]) -> tuple[dict[int, str], dict[int, str]]:
    """Return the codes of the units and of the jabatan of these moves, by key."""
    units = {key for row in rows for key in (row.from_unit_id, row.to_unit_id)}
    jabatan = {key for row in rows for key in (row.from_jabatan_id, row.to_jabatan_id)}
    named_units = session.execute(select(Unit.id, Unit.code).where(Unit.id.in_(units)))
    named_jabatan = session.execute(select(Jabatan.id, Jabatan.code).where(Jabatan.id.in_(jabatan)))
    return {row.id: row.code for row in named_units}, {row.id: row.code for row in named_jabatan}


def find_move(session: Session, solution_id: int, employee_id: int) -> MoveRow | None:
    """Return the move of somebody in a solution."""
    statement = _MOVES.where(PlanMove.solution_id == solution_id, PlanMove.employee_id == employee_id)
    row = session.execute(statement).first()
    return MoveRow(*row) if row is not None else None


def list_flows(session: Session, solution_id: int) -> list[Flow]:
    """Return the flows between units, the widest first."""
    count = func.count()
    statement = (
        select(_from.name, _to.name, count)
        .select_from(PlanMove)
        .join(_from, _from.id == PlanMove.from_unit_id)
        .join(_to, _to.id == PlanMove.to_unit_id)
        .where(PlanMove.solution_id == solution_id)
        .group_by(_from.id, _from.name, _to.id, _to.name)
        .order_by(count.desc(), _from.name, _to.name)
    )
    return [Flow(*row) for row in session.execute(statement)]


def count_shares(session: Session, solution_id: int, nips: Sequence[str], on: date) -> dict[str, Share]:
    """Return how many women, men and elder people move, of those in the input."""
    born = date(on.year - ELDER, on.month, 1)
    groups = {"women": Employee.sex == Sex.FEMALE, "men": Employee.sex == Sex.MALE, "elder": Employee.birth_on < born}
    counted = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in groups.values()]
    moved = session.execute(
        select(*counted).join(PlanMove, PlanMove.employee_id == Employee.id).where(PlanMove.solution_id == solution_id)
    ).one()
    everybody = [0] * len(counted)
    for start in range(0, len(nips), _AT_ONCE):
        part = session.execute(select(*counted).where(Employee.nip.in_(nips[start : start + _AT_ONCE]))).one()
        everybody = [one + other for one, other in zip(everybody, part, strict=True)]
    return {name: Share(*pair) for name, pair in zip(groups, zip(moved, everybody, strict=True), strict=True)}
