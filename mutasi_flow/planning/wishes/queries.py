"""Questions about wishes: one's own, those of the units one reads, and those that count on a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.db import contains
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.people.model import Employee, Jabatan, Place, Post, Unit
from mutasi_flow.people.queries import below
from mutasi_flow.planning.wishes.domain import Wanted, is_valid
from mutasi_flow.planning.wishes.model import Wish

PAGE = 50


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish that was not taken back; field order is the order of the statement."""

    id: int
    employee_id: int
    rank: int
    unit_id: int | None
    unit: str | None
    jabatan_id: int | None
    jabatan: str | None
    district: str
    interest: str
    from_on: date
    to_on: date

    @property
    def wanted(self) -> Wanted:
        """What is wished, as keys."""
        return Wanted(self.unit_id, self.jabatan_id, self.district, self.interest)

    def counts_on(self, day: date) -> bool:
        """Whether it counts on a day."""
        return is_valid(self.from_on, self.to_on, day)


class WisherRow(NamedTuple):
    """A wish in the list of an officer, with whose it is."""

    wish: WishRow
    name: str
    unit: str | None
    jabatan: str | None


class WisherPage(NamedTuple):
    """Some wishes by name and rank, and the key of the wish after which the next page begins (None = no more)."""

    rows: list[WisherRow]
    after: int | None


_own_unit, _own_jabatan = aliased(Unit), aliased(Jabatan)
_COLUMNS: tuple[Any, ...] = (
    Wish.id,
    Wish.employee_id,
    Wish.rank,
    Wish.unit_id,
    Unit.name,
    Wish.jabatan_id,
    Jabatan.name,
    Wish.district,
    Wish.interest,
    Wish.from_on,
    Wish.to_on,
)
_ORDER = (Employee.name, Wish.employee_id, Wish.rank, Wish.id)


def _kept(*more: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS, *more)
        .outerjoin(Unit, Unit.id == Wish.unit_id)
        .outerjoin(Jabatan, Jabatan.id == Wish.jabatan_id)
        .where(Wish.withdrawn_at.is_(None))
    )


def list_wishes(session: Session, employee_id: int, recorded_by: datetime | None = None) -> Sequence[WishRow]:
    """Return the wishes of one person that were not taken back, dearest first; those that have ended are among them.

    With ``recorded_by`` only those that were there at that moment.
    """
    statement = _kept().where(Wish.employee_id == employee_id).order_by(Wish.rank, Wish.id)
    if recorded_by is not None:
        statement = statement.where(Wish.recorded_at <= recorded_by)
    return [WishRow(*row) for row in session.execute(statement)]


def list_postless(session: Session, employee_id: int) -> frozenset[int]:
    """Return the wishes of one person that name a unit without such a post: the wished jabatan, or else the own one."""
    jabatan = func.coalesce(Wish.jabatan_id, Employee.jabatan_id)
    has_post = exists().where(Post.unit_id == Wish.unit_id, Post.jabatan_id == jabatan)
    statement = (
        select(Wish.id)
        .join(Employee, Employee.id == Wish.employee_id)
        .where(Wish.employee_id == employee_id, Wish.withdrawn_at.is_(None), Wish.unit_id.is_not(None), ~has_post)
    )
    return frozenset(session.scalars(statement))


def list_valid_wishes(
    session: Session, day: date, employee_ids: Collection[int] | None = None
) -> dict[int, list[WishRow]]:
    """Return the wishes that count on a day, by employee, dearest first; of everybody when nobody is named."""
    statement = _kept().where(Wish.from_on <= day, Wish.to_on >= day).order_by(Wish.employee_id, Wish.rank, Wish.id)
    if employee_ids is not None:
        statement = statement.where(Wish.employee_id.in_(sorted(employee_ids)))
    found: dict[int, list[WishRow]] = {}
    for row in session.execute(statement):
        found.setdefault(row.employee_id, []).append(WishRow(*row))
    return found


def get_wish(session: Session, wish_id: int) -> WishRow:
    """Return one that was not taken back.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_kept().where(Wish.id == wish_id)).first()
    if row is None:
        raise NotFound(T("Minat ini tidak ada, atau sudah ditarik."))
    return WishRow(*row)


def list_wishers(
    session: Session, day: date, unit_paths: Sequence[str], *, text: str = "", after: int | None = None
) -> WisherPage:
    """Return the wishes that count on a day of those who serve below some units, by name.

    ``text`` are words of the name, of the wished unit, jabatan or district, or of the work.
    """
    statement = (
        _kept(Employee.name, _own_unit.name, _own_jabatan.name)
        .join(Employee, Employee.id == Wish.employee_id)
        .outerjoin(_own_unit, _own_unit.id == Employee.unit_id)
        .outerjoin(_own_jabatan, _own_jabatan.id == Employee.jabatan_id)
        .where(Wish.from_on <= day, Wish.to_on >= day, Employee.legal_position.in_(SERVING_CODES))
        .order_by(*_ORDER)
    )
    scope = below(unit_paths)
    if scope is not None:
        statement = statement.where(Employee.unit_id.in_(select(Unit.id).where(scope).correlate(None)))
    for word in text.split():
        places = (Employee.name, Unit.name, Jabatan.name, Wish.district, Wish.interest)
        statement = statement.where(or_(*(contains(place, word) for place in places)))
    last = session.execute(select(*_ORDER).join(Employee).where(Wish.id == after)).first() if after else None
    if last is not None:
        statement = statement.where(tuple_(*_ORDER) > tuple(last))
    found = session.execute(statement.limit(PAGE + 1)).all()
    rows = [WisherRow(WishRow(*row[:-3]), *row[-3:]) for row in found[:PAGE]]
    return WisherPage(rows, rows[-1].wish.id if len(found) > PAGE else None)


def list_districts(session: Session) -> Sequence[str]:
    """Return the districts in which somebody may work."""
    statement = select(Place.district).distinct().where(Place.district != "").order_by(Place.district)
    return session.scalars(statement).all()
