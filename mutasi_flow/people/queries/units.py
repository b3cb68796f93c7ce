"""Questions about units: the dated tree, heads, places, posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import SERVING_CODES, JabatanKind
from mutasi_flow.people.model import PRESENT_NEED, Employee, Jabatan, Place, Post, Unit

UNIT_LIMIT = 20


class UnitRow(NamedTuple):
    """A unit in a list; ``trail`` names the units above it, because leaf names repeat."""

    id: int
    code: str
    name: str
    path: str
    trail: str


@dataclass(frozen=True, slots=True)
class UnitCard:
    """One unit with its head, place and dates."""

    id: int
    code: str
    name: str
    path: str
    parent_id: int | None
    valid_from: date
    valid_to: date
    successor_id: int | None
    head_id: int | None
    head_name: str | None
    place_name: str | None
    district: str | None

    def is_open_on(self, day: date) -> bool:
        """Whether the unit exists on ``day``."""
        return self.valid_from <= day <= self.valid_to


class UnitNode(NamedTuple):
    """A unit in the tree: its head and how many people serve in exactly this unit."""

    id: int
    code: str
    name: str
    path: str
    parent_id: int | None
    head_name: str | None
    staff: int


class Head(NamedTuple):
    """Who heads a unit."""

    id: int
    name: str


class PostCard(NamedTuple):
    """A post: unit, jabatan, need (persons, unrounded; None = unknown) and least number."""

    id: int
    unit_id: int
    jabatan_id: int
    code: str
    name: str
    kind: JabatanKind
    need: float | None
    minimum: int | None


_head = aliased(Employee)
_UNIT_CARD: Select[*tuple[Any, ...]] = (
    select(
        Unit.id,
        Unit.code,
        Unit.name,
        Unit.path,
        Unit.parent_id,
        Unit.valid_from,
        Unit.valid_to,
        Unit.successor_id,
        Unit.head_id,
        _head.name,
        Place.name,
        Place.district,
    )
    .outerjoin(_head, _head.id == Unit.head_id)
    .outerjoin(Place, Place.id == Unit.place_id)
)
_UNIT_BY_ID = Prepared(_UNIT_CARD.where(Unit.id == bindparam("id")))
_UNIT_BY_CODE = Prepared(_UNIT_CARD.where(Unit.code == bindparam("code")))
_PATH = Prepared(select(Unit.path).where(Unit.id == bindparam("id")))
_NAME = Prepared(select(Unit.name).where(Unit.id == bindparam("id")))
_HEADS = Prepared(
    select(Unit.head_id)
    .join(Employee, Employee.id == Unit.head_id)
    .where(Unit.id.in_(bindparam("ids", expanding=True)), Employee.legal_position.in_(SERVING_CODES))
    .order_by(func.length(Unit.path).desc(), Unit.id)
)
_HEADS_ALONG = Prepared(
    select(Unit.id, Employee.id, Employee.name)
    .join(Employee, Employee.id == Unit.head_id)
    .where(Unit.id.in_(bindparam("ids", expanding=True)), Employee.legal_position.in_(SERVING_CODES))
)
_HEADED_PATHS = Prepared(select(Unit.path).where(Unit.head_id == bindparam("id")).order_by(Unit.path))
_NAMES = select(Unit.id, Unit.name).where(Unit.id.in_(bindparam("ids", expanding=True)))
_UNITS = select(Unit.id, Unit.code, Unit.name, Unit.path)
_POSTS = (
    select(
        Post.id,
        Post.unit_id,
        Post.jabatan_id,
        Jabatan.code,
        Jabatan.name,
        Jabatan.kind,
        PRESENT_NEED.label("need"),
        Post.minimum,
    )
    .join(Jabatan, Jabatan.id == Post.jabatan_id)
    .order_by(Jabatan.name, Post.id)
)
_POSTS_OF_UNIT = _POSTS.where(Post.unit_id == bindparam("unit_id"))
_STAFF = (
    select(Employee.unit_id, func.count().label("staff"))
    .where(Employee.legal_position.in_(SERVING_CODES))
    .group_by(Employee.unit_id)
    .subquery()
)
_NODES = (
    select(Unit.id, Unit.code, Unit.name, Unit.path, Unit.parent_id, _head.name, func.coalesce(_STAFF.c.staff, 0))
    .outerjoin(_head, _head.id == Unit.head_id)
    .outerjoin(_STAFF, _STAFF.c.unit_id == Unit.id)
    .where(Unit.valid_from <= bindparam("day"), Unit.valid_to >= bindparam("day"))
    .order_by(Unit.name, Unit.id)
)


def ids_in_path(path: str) -> list[int]:
    """Return the unit ids in a path, root first."""
    return [int(part) for part in path.split("/") if part]


def below(prefixes: Sequence[str]) -> ColumnElement[bool] | None:
    """Return the condition "unit lies in one of these subtrees"; None when the whole office is meant."""
    if "" in prefixes:
        return None
    return or_(*(Unit.path.startswith(prefix, autoescape=True) for prefix in prefixes)) if prefixes else Unit.id < 0


def get_unit(session: Session, unit_id: int) -> UnitCard:
    """Return a unit.

    Raises:
        NotFound: there is no such unit.
    """
    row = run(session, _UNIT_BY_ID, {"id": unit_id}).first()
    if row is None:
        raise NotFound(T("Unit tidak ditemukan."))
    return UnitCard(*row)


def find_unit_by_code(session: Session, code: str) -> UnitCard | None:
    """Return the unit with this code, closed or not."""
    row = run(session, _UNIT_BY_CODE, {"code": code.strip()}).first()
    return UnitCard(*row) if row else None


def unit_path(session: Session, unit_id: int) -> str:
    """Return the path of a unit.

    Raises:
        NotFound: there is no such unit.
    """
    path: str | None = run(session, _PATH, {"id": unit_id}).scalar_one_or_none()
    if path is None:
        raise NotFound(T("Unit tidak ditemukan."))
    return path


def unit_name(session: Session, unit_id: int) -> str:
    """Return the name of a unit; empty when there is none."""
    return run(session, _NAME, {"id": unit_id}).scalar_one_or_none() or ""


def head_of(session: Session, unit_id: int, *, but: int | None = None) -> int | None:
    """Return who heads the unit: its head, else the head of the nearest unit above it; never the employee ``but``.

    Heads who no longer serve are passed over.
    """
    ids = ids_in_path(unit_path(session, unit_id))
    heads = run(session, _HEADS, {"ids": ids}).scalars()
    return next((head for head in heads if head is not None and head != but), None)


def heads_along(session: Session, paths: Sequence[str]) -> list[list[Head]]:
    """Return for each path who heads its unit and the units above it, the nearest first, in one statement.

    Heads who no longer serve are passed over.
    """
    trails = [ids_in_path(path) for path in paths]
    ids = sorted({unit_id for trail in trails for unit_id in trail})
    found = {unit_id: Head(*head) for unit_id, *head in run(session, _HEADS_ALONG, {"ids": ids})} if ids else {}
    return [[found[unit_id] for unit_id in reversed(trail) if unit_id in found] for trail in trails]


def paths_headed_by(session: Session, employee_id: int) -> tuple[str, ...]:
    """Return the paths of the units that the employee heads."""
    return tuple(run(session, _HEADED_PATHS, {"id": employee_id}).scalars())


def name_trails(session: Session, paths: Sequence[str]) -> list[str]:
    """Return for each path the names of the units above its last one, ``Dinas A › Bidang B``, in one query."""
    above = [ids_in_path(path)[:-1] for path in paths]
    wanted = {unit_id for ids in above for unit_id in ids}
    rows = session.execute(_NAMES, {"ids": sorted(wanted)}).all() if wanted else []
    names = {row.id: row.name for row in rows}
    return [" › ".join(names[unit_id] for unit_id in ids if unit_id in names) for ids in above]


def search_units(
    session: Session, text: str, unit_paths: Sequence[str], *, on: date | None = None, limit: int = UNIT_LIMIT
) -> list[UnitRow]:
    """Find units by words in the name or by code, inside ``unit_paths`` (``""`` = everywhere), names that begin so first.

    With ``on`` only units that exist on that day.
    """
    words = text.split()
    match: list[ColumnElement[bool]] = [
        or_(and_(true(), *(Unit.name.icontains(word, autoescape=True) for word in words)), Unit.code == text.strip())
    ]
    scope = below(unit_paths)
    if scope is not None:
        match.append(scope)
    if on is not None:
        match += [Unit.valid_from <= on, Unit.valid_to >= on]
    nearest = Unit.name.istartswith(text.strip(), autoescape=True).desc()
    rows = session.execute(_UNITS.where(*match).order_by(nearest, Unit.name, Unit.id).limit(limit)).all()
    trails = name_trails(session, [row.path for row in rows])
    return [UnitRow(*row, trail) for row, trail in zip(rows, trails, strict=True)]


def list_nodes(session: Session, unit_paths: Sequence[str], day: date) -> list[UnitNode]:
    """Return the units that exist on ``day`` inside the subtrees, with head and staff, by name."""
    scope = below(unit_paths)
    statement = _NODES if scope is None else _NODES.where(scope)
    return [UnitNode(*row) for row in session.execute(statement, {"day": day})]


def list_posts(session: Session, unit_id: int) -> list[PostCard]:
    """Return the posts of a unit by name of the jabatan."""
    return [PostCard(*row) for row in session.execute(_POSTS_OF_UNIT, {"unit_id": unit_id})]
