"""What is recorded about employees and units for the rules: relatives, proceedings, teaching, papers, assessments, needs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, String, and_, bindparam, case, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.people.domain import Owner, ParticularKind, Relation, Shape
from mutasi_flow.people.model import (
    Assessment,
    Competence,
    Credential,
    Employee,
    Goal,
    Jabatan,
    Proceeding,
    Relative,
    ServiceNeed,
    Teaching,
    Training,
    Unit,
)

TABLES: Mapping[str, Any] = MappingProxyType(
    {
        "relatives": Relative,
        "proceedings": Proceeding,
        "teaching": Teaching,
        "credentials": Credential,
        "trainings": Training,
        "competences": Competence,
        "assessments": Assessment,
        "goals": Goal,
        "needs": ServiceNeed,
    }
)
"""The table of each kind."""


CODES: Mapping[Shape, tuple[Any, Any]] = MappingProxyType(
    {Shape.EMPLOYEE: (Employee, Employee.nip), Shape.UNIT: (Unit, Unit.code), Shape.JABATAN: (Jabatan, Jabatan.code)}
)
"""Tables that fields refer to, each with the code by which people name a row."""


class ParticularRow(NamedTuple):
    """One row as people read it: ``shown`` has the fields in their order, ``key`` and ``owner_id`` name it."""

    key: int
    owner_id: int
    shown: tuple[Any, ...]
    from_on: date | None
    to_on: date | None
    source: str
    is_stated: bool = False
    """Said by the person and not confirmed yet."""

    def holds_on(self, day: date) -> bool:
        """Whether the day lies between its days."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


def owner_column(kind: ParticularKind) -> Any:
    """Return the column that says about whom or what a row of this kind speaks."""
    table = TABLES[kind.name]
    return table.unit_id if kind.owner is Owner.UNIT else table.employee_id


def get_particular(session: Session, kind: ParticularKind, key: int) -> Any:
    """Return one row as it is kept.

    Raises:
        NotFound: there is none.
    """
    found = session.get(TABLES[kind.name], key)
    if found is None:
        raise NotFound
    return found


def list_particulars(session: Session, kind: ParticularKind, owner_id: int) -> Sequence[ParticularRow]:
    """Return the rows about one owner, those that run first; relatives are seen from both sides."""
    table, column = TABLES[kind.name], owner_column(kind)
    mine = or_(column == owner_id, Relative.relative_id == owner_id) if table is Relative else column == owner_id
    found = session.execute(select(table).where(mine).order_by(table.to_on.desc().nulls_first(), table.id)).scalars()
    rows = [(one, _values(kind, one, owner_id)) for one in found]
    names = _names(session, kind, [values for _one, values in rows])
    return [
        ParticularRow(
            one.id,
            getattr(one, column.key),
            tuple(_shown(part, value, names) for part, value in zip(kind.fields, values, strict=True)),
            one.from_on,
            one.to_on,
            one.source,
            isinstance(one, Relative) and one.is_stated,
        )
        for one, values in rows
    ]


def _values(kind: ParticularKind, one: Any, owner_id: int) -> tuple[Any, ...]:
    if isinstance(one, Relative) and one.employee_id != owner_id:
        return one.employee_id, one.relation.inverse
    return tuple(getattr(one, part.name) for part in kind.fields)


def _names(session: Session, kind: ParticularKind, rows: Iterable[Sequence[Any]]) -> dict[tuple[Shape, int], str]:
    """Return the names of what the rows refer to, in one statement each."""
    names: dict[tuple[Shape, int], str] = {}
    wanted = {
        shape: {row[place] for row in rows for place, part in enumerate(kind.fields) if part.shape is shape} - {None}
        for shape in CODES
    }
    for shape, (table, code) in CODES.items():
        if wanted[shape]:
            found = session.execute(select(table.id, table.name, code).where(table.id.in_(wanted[shape])))
            names |= {(shape, key): f"{name} ({number})" if number else name for key, name, number in found}
    return names


def _shown(part: Any, value: Any, names: Mapping[tuple[Shape, int], str]) -> Any:
    if value is None:
        return ""
    if part.shape is Shape.CHOICE:
        return part.choices[value]
    return names.get((part.shape, value), value) if part.shape in CODES else value


_RELATIVES = Prepared(
    union_all(
        select(literal("one").label("side"), Relative.relative_id, Relative.relation, Relative.from_on, Relative.to_on)
        .where(Relative.employee_id == bindparam("id"), ~Relative.is_stated),
        select(literal("other"), Relative.employee_id, Relative.relation, Relative.from_on, Relative.to_on)
        .where(Relative.relative_id == bindparam("id"), ~Relative.is_stated),
    )
)  # fmt: skip


def load_relatives(session: Session, employee_id: int, on: date) -> dict[int, Relation]:
    """Return the employees who are family of this one on a day, and what each is to the employee."""
    found: dict[int, Relation] = {}
    for side, key, relation, from_on, to_on in run(session, _RELATIVES, {"id": employee_id}):
        if (from_on is None or from_on <= on) and (to_on is None or on <= to_on):
            found[key] = relation if side == "one" else relation.inverse
    return found


_OTHER = case((Relative.employee_id == bindparam("of_id"), Relative.relative_id), else_=Relative.employee_id)
_STANDING = and_(Relative.to_on.is_(None), ~Relative.is_stated)
_OF = Prepared(
    select(_OTHER)
    .distinct()
    .where(or_(Relative.employee_id == bindparam("of_id"), Relative.relative_id == bindparam("of_id")), _STANDING)
)


def list_relatives(session: Session, employee_id: int) -> list[int]:
    """Return the employees who are family of this one; a bond with a last day no longer counts."""
    return sorted(run(session, _OF, {"of_id": employee_id}).scalars())


def relative_keys(employee_id: InstrumentedAttribute[int]) -> ScalarSelect[str]:
    """Return the keys of an employee's relatives as one text with commas, for reading along with something else."""
    other = case((Relative.employee_id == employee_id, Relative.relative_id), else_=Relative.employee_id)
    return (
        select(func.aggregate_strings(cast(other, String), ","))
        .where(or_(Relative.employee_id == employee_id, Relative.relative_id == employee_id), _STANDING)
        .scalar_subquery()
    )


class StatedRow(NamedTuple):
    """Two people of one family as one of them said, waiting to be confirmed."""

    key: int
    employee_id: int
    employee: str
    relative: str
    relation: Relation
    source: str
    recorded_at: datetime


_relative = aliased(Employee)


def list_stated(session: Session, paths: Sequence[str]) -> list[StatedRow]:
    """Return the bonds that people of these units stated and nobody has confirmed, the oldest first."""
    if not paths:
        return []
    columns = (Relative.relation, Relative.source, Relative.recorded_at)
    rows = session.execute(
        select(Relative.id, Employee.id, Employee.name, _relative.name, *columns)
        .join(Employee, Employee.id == Relative.employee_id)
        .join(_relative, _relative.id == Relative.relative_id)
        .outerjoin(Unit, Unit.id == Employee.unit_id)
        .where(
            Relative.is_stated, or_(*(func.coalesce(Unit.path, "").startswith(path, autoescape=True) for path in paths))
        )
        .order_by(Relative.id)
    )
    return [StatedRow(*row) for row in rows]


def has_same(session: Session, kind: ParticularKind, owner_id: int, given: Mapping[str, object]) -> bool:
    """Whether a row that says just this runs already."""
    table = TABLES[kind.name]
    same = (getattr(table, name) == value for name, value in given.items())
    standing = select(table.id).where(owner_column(kind) == owner_id, table.to_on.is_(None), *same).limit(1)
    return session.execute(standing).first() is not None
