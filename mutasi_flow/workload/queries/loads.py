"""Need and staff from the database; what a move would change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, and_, bindparam, func, select, union_all
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.people.domain import SERVING_CODES, WHOLE_TIME, JabatanKind
from mutasi_flow.people.model import (
    IS_PART_TIME,
    PRESENT_NEED,
    WAY_BACK,
    Employee,
    Jabatan,
    Placement,
    Post,
    Unit,
)
from mutasi_flow.people.queries import below
from mutasi_flow.workload.domain import Going, MoveEffect, PostLoad, PostState, UnitLoad, effect_of_all, sum_up
from mutasi_flow.workload.domain.load import added


class BalanceRow(NamedTuple):
    """One post with its need and staff; posts where somebody serves without a need on record are included."""

    unit_id: int
    unit_code: str
    unit_name: str
    jabatan_id: int
    jabatan_code: str
    jabatan_name: str
    kind: JabatanKind
    load: PostLoad


_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_ALL_UNITS = select(Unit.id, Unit.code, Unit.name)
_UNITS = Prepared(_ALL_UNITS.where(Unit.id.in_(_IDS)))
_NEEDS = select(Post.unit_id, Post.jabatan_id, PRESENT_NEED.label("need"), Post.minimum)
_back = aliased(Placement)


def _staff(
    scope: Callable[[Any], ColumnElement[bool]] | None = None,
) -> CompoundSelect[*tuple[Any, ...]]:
    """Return who serves where, in hundredths of a person; ``scope`` narrows a column of unit keys.

    Who helps for a share of the time sits at home; that share is taken off there, and given to the helped post.
    """
    helping = (
        IS_PART_TIME,
        Placement.applied_at.is_not(None),
        _back.source == WAY_BACK,
        _back.revoked_at.is_(None),
        _back.applied_at.is_(None),
        Employee.legal_position.in_(SERVING_CODES),
    )
    given = Placement.share
    seats = ((Placement.unit_id, Placement.jabatan_id, given), (_back.unit_id, _back.jabatan_id, -given))
    sitting = (
        select(
            Employee.unit_id.label("unit_id"),
            Employee.jabatan_id.label("jabatan_id"),
            (func.count() * WHOLE_TIME).label("hundredths"),
        )
        .where(Employee.legal_position.in_(SERVING_CODES), Employee.jabatan_id.is_not(None))
        .where(Employee.unit_id.is_not(None) if scope is None else scope(Employee.unit_id))
        .group_by(Employee.unit_id, Employee.jabatan_id)
    )
    parts = (
        select(unit_id, jabatan_id, hundredths)
        .select_from(Placement)
        .join(_back, and_(_back.employee_id == Placement.employee_id, _back.letter_number == Placement.letter_number))
        .join(Employee, and_(Employee.id == Placement.employee_id, Employee.unit_id == _back.unit_id))
        .where(*helping, *(() if scope is None else (scope(unit_id),)))
        for unit_id, jabatan_id, hundredths in seats
    )
    return union_all(sitting, *parts)


_STAFF_OF = Prepared(_staff(lambda unit_id: unit_id.in_(_IDS)))
_NEEDS_OF = Prepared(_NEEDS.where(Post.unit_id.in_(_IDS)))
_JABATAN = Prepared(select(Jabatan.id, Jabatan.code, Jabatan.name, Jabatan.kind).where(Jabatan.id.in_(_IDS)))


def effect_of_move(
    session: Session,
    *,
    from_unit_id: int | None,
    from_jabatan_id: int | None,
    to_unit_id: int | None,
    to_jabatan_id: int | None,
    share: float = 1,
) -> MoveEffect:
    """Return before and after of one move; parts that are not chosen yet are left out."""
    step = Going((from_unit_id, from_jabatan_id), (to_unit_id, to_jabatan_id), share)
    return load_ground(session, [step]).effect_of([step])


@dataclass(frozen=True, slots=True)
class Ground:
    """Need and staff of the units that some moves touch, read once to ask about any part of them."""

    units: Mapping[int, tuple[str, str]]
    """Code and name, by key."""
    states: Mapping[int, Sequence[PostState]]
    """The posts of each unit."""

    def effect_of(self, steps: Iterable[Going]) -> MoveEffect:
        """Return before and after of ``steps`` made together, for all units."""
        return effect_of_all(chain.from_iterable(self.states.values()), self.units, steps)

    def narrowed(self, step: Going) -> "Ground":
        """Return the units that one move touches."""
        ids = [unit_id for unit_id, _jabatan_id in step[:2] if unit_id in self.units]
        return Ground(
            {unit_id: self.units[unit_id] for unit_id in ids if unit_id is not None},
            {unit_id: self.states.get(unit_id, ()) for unit_id in ids if unit_id is not None},
        )


def load_ground(session: Session, steps: Sequence[Going]) -> Ground:
    """Return the ground of some moves, in four queries."""
    seats = [seat for step in steps for seat in step[:2]]
    ids = list(dict.fromkeys(unit_id for unit_id, _jabatan_id in seats if unit_id is not None))
    found = {row.id: (row.code, row.name) for row in run(session, _UNITS, {"ids": ids})}
    units = {unit_id: found[unit_id] for unit_id in ids if unit_id in found}
    loads = load_posts(session, ids)
    for unit_id, jabatan_id in seats:
        if unit_id is not None and jabatan_id is not None and unit_id in units:
            loads.setdefault((unit_id, jabatan_id), PostLoad(0))
    jabatan = _jabatan(session, {jabatan_id for _, jabatan_id in loads})
    states: dict[int, list[PostState]] = {}
    for (unit_id, jabatan_id), load in loads.items():
        if unit_id in units and jabatan_id in jabatan:
            states.setdefault(unit_id, []).append(PostState(unit_id, jabatan_id, jabatan[jabatan_id][2], load))
    return Ground(units, states)


def load_posts(session: Session, unit_ids: Sequence[int]) -> dict[tuple[int, int], PostLoad]:
    """Return need and staff of all posts of these units, by unit and jabatan."""
    staff = _summed(run(session, _STAFF_OF, {"ids": unit_ids}))
    needed = run(session, _NEEDS_OF, {"ids": unit_ids})
    return _join([(row.unit_id, row.jabatan_id, row.need, row.minimum) for row in needed], staff)


def load_unit(session: Session, unit_id: int) -> UnitLoad:
    """Return need and staff of exactly this unit."""
    return sum_up(load_posts(session, [unit_id]).values())


def list_balance(session: Session, unit_path: str) -> list[BalanceRow]:
    """Return need and staff of every post below ``unit_path`` (``""`` = whole office), by unit and jabatan."""
    return list_balance_of(session, [unit_path])


def list_balance_of(session: Session, unit_paths: Sequence[str]) -> list[BalanceRow]:
    """Return need and staff of every post in these subtrees, by unit and jabatan."""
    scope = below(unit_paths)
    needs, counts, units = _NEEDS, _staff(), _ALL_UNITS
    if scope is not None:
        inside = select(Unit.id).where(scope)
        needs, counts = needs.where(Post.unit_id.in_(inside)), _staff(lambda unit_id: unit_id.in_(inside))
        units = units.where(scope)
    staff = _summed(session.execute(counts))
    needed = [(row.unit_id, row.jabatan_id, row.need, row.minimum) for row in session.execute(needs)]
    found = {row.id: (row.code, row.name) for row in session.execute(units)}
    return _rows(session, _join(needed, staff), found)


def list_balance_of_unit(session: Session, unit_id: int) -> list[BalanceRow]:
    """Return need and staff of every post of exactly this unit, by jabatan."""
    found = {row.id: (row.code, row.name) for row in run(session, _UNITS, {"ids": [unit_id]})}
    return _rows(session, load_posts(session, [unit_id]), found)


def name_posts(session: Session, seats: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[str, str, str, str]]:
    """Return code and name of the unit, then of the jabatan, of each post that is still on record."""
    wanted = list(seats)
    units = {row.id: row for row in run(session, _UNITS, {"ids": sorted({unit_id for unit_id, _ in wanted})})}
    jabatan = _jabatan(session, {jabatan_id for _, jabatan_id in wanted})
    return {
        (unit_id, jabatan_id): (units[unit_id].code, units[unit_id].name, *jabatan[jabatan_id][1:3])
        for unit_id, jabatan_id in wanted
        if unit_id in units and jabatan_id in jabatan
    }


def load_imported_needs(session: Session) -> dict[tuple[int, int], float]:
    """Return the need of posts as it was imported, past any analysis."""
    rows = session.execute(select(Post.unit_id, Post.jabatan_id, Post.need).where(Post.need.is_not(None)))
    return {(unit_id, jabatan_id): need for unit_id, jabatan_id, need in rows if need is not None}


def _summed(rows: Iterable[Any]) -> dict[tuple[int, int], float]:
    found: dict[tuple[int, int], float] = {}
    for row in rows:
        seat = row.unit_id, row.jabatan_id
        found[seat] = added(found.get(seat, 0), row.hundredths / WHOLE_TIME)
    return found


def _join(
    needed: Iterable[tuple[int, int, float | None, int | None]], staff: dict[tuple[int, int], float]
) -> dict[tuple[int, int], PostLoad]:
    loads = {
        (unit_id, jabatan_id): PostLoad(staff.pop((unit_id, jabatan_id), 0), need, minimum)
        for unit_id, jabatan_id, need, minimum in needed
    }
    return loads | {seat: PostLoad(count) for seat, count in staff.items()}


def _rows(
    session: Session, loads: dict[tuple[int, int], PostLoad], units: dict[int, tuple[str, str]]
) -> list[BalanceRow]:
    """Name the posts; what was moved out of sight between two readings of one page is left for the next look."""
    jabatan = _jabatan(session, {jabatan_id for _, jabatan_id in loads})
    rows = [
        BalanceRow(unit_id, units[unit_id][0], units[unit_id][1], *jabatan[jabatan_id], load)
        for (unit_id, jabatan_id), load in loads.items()
        if unit_id in units and jabatan_id in jabatan
    ]
    return sorted(rows, key=lambda row: (row.unit_name, row.unit_id, row.jabatan_name, row.jabatan_id))


def _jabatan(session: Session, jabatan_ids: set[int]) -> dict[int, tuple[int, str, str, JabatanKind]]:
    rows = run(session, _JABATAN, {"ids": sorted(jabatan_ids)})
    return {row.id: (row.id, row.code, row.name, row.kind) for row in rows}
