"""Lists of transfers: scoped to what the reader may see, newest first, by keyset."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select, true, union
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.db import contains, note_reading, run
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers.domain import NUMBER_PREFIX, Door
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.cards import FILING
from mutasi_flow.transfers.queries.visible import IS_PUBLIC, IS_SECRET, is_listed, is_readable
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import OPEN_STATES, State

PAGE = 25
LONGEST_PAGE = 100
FEW_UNITS = 50
"""Up to so many units their transfers are gathered before those of a name."""
FEW_PEOPLE = 250
"""Up to so many people their transfers are gathered; a name of more is found among the newest transfers."""
FEW_KEYS = 500
"""So many gathered transfers are looked at in one statement."""
NEAR = 6_000
"""So many of the newest transfers are looked through before the rare matches are gathered by their keys."""


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What a reader asks for; ``cursor`` is the key of the last row of the page before."""

    state: State | None = None
    unit_path: str = ""
    q: str = ""
    cursor: int | None = None
    limit: int = PAGE
    is_secret: bool = False
    """Only confidential ones."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list; field order is the order of the statement."""

    id: int
    number: str
    state: State
    version: int
    postponed_until: date | None
    changed_at: datetime
    before_system: bool
    employee_id: int
    employee_name: str
    employee_nip: str | None
    from_unit: str | None
    to_unit: str | None
    to_jabatan: str | None
    due_on: date | None
    from_path: str | None
    to_path: str | None
    created_by_id: int | None
    is_secret: bool

    def bars(self, employee_id: int | None) -> bool:
        """Whether it is somebody's own; who stepped aside is told so on the file itself."""
        return employee_id is not None and employee_id == self.employee_id


_from_unit, _to_unit = aliased(Unit), aliased(Unit)

_due_on = (
    select(func.min(Task.due_on))
    .where(Task.about_kind == "transfer", Task.about_id == Transfer.id, Task.status == TaskStatus.OPEN)
    .correlate(Transfer)
    .scalar_subquery()
)

_PERSON = Transfer.employee_id + 0
"""The employee of a transfer, in a way that keeps the database from starting at all employees instead."""

_ROWS: Select[*tuple[Any, ...]] = (
    select(
        Transfer.id,
        Transfer.number,
        Transfer.state,
        Transfer.version,
        Transfer.postponed_until,
        Transfer.changed_at,
        Transfer.before_system,
        Employee.id,
        Employee.name,
        Employee.nip,
        _from_unit.name,
        _to_unit.name,
        Jabatan.name,
        _due_on,
        _from_unit.path,
        _to_unit.path,
        Transfer.created_by_id,
        Transfer.is_secret,
    )
    .join(Employee, Employee.id == _PERSON)
    .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
    .outerjoin(_to_unit, _to_unit.id == Transfer.to_unit_id)
    .outerjoin(Jabatan, Jabatan.id == Transfer.to_jabatan_id)
    .order_by(Transfer.id.desc())
)


def _below(path: str) -> ColumnElement[bool]:
    return or_(_from_unit.path.startswith(path, autoescape=True), _to_unit.path.startswith(path, autoescape=True))


def _may_file(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor may still open files for others over the unit: so long do those opened there stay shown."""
    paths = {path for permission in FILING for path in actor.paths(permission)}
    if "" in paths:
        return true()
    return or_(*(_from_unit.path.startswith(path, autoescape=True) for path in sorted(paths)), false())


def _scope(actor: Actor) -> ColumnElement[bool]:
    mine: list[ColumnElement[bool]] = []
    if actor.employee_id is not None:
        is_shown = or_(Transfer.state != State.DRAFT, Transfer.door == Door.OWN)
        mine.append(and_(Transfer.employee_id == actor.employee_id, is_shown))
    if actor.account_id is not None:
        mine.append(and_(Transfer.created_by_id == actor.account_id, _may_file(actor)))
    paths = actor.paths(Permission.TRANSFERS_READ)
    if paths:
        covered = [_below(path) for path in paths if path]
        readable = Transfer.state != State.DRAFT
        mine.append(readable if "" in paths else and_(readable, or_(*covered)))
    mine.append(and_(is_listed(actor), Transfer.state != State.DRAFT))
    return and_(or_(*mine), is_readable(actor))


def _meant(text: str) -> ColumnElement[bool]:
    """Whether a search means the transfer or its employee: by number, by NIP, else by part of the name."""
    if text.upper().startswith(NUMBER_PREFIX):
        return Transfer.number == text.upper()
    return Employee.nip == text if text.isdigit() else contains(Employee.name, text)


def _asked(wanted: ListFilter) -> list[ColumnElement[bool]]:
    """What is asked for, but for the search."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.state:
        conditions.append(Transfer.state == wanted.state)
    if wanted.is_secret:
        conditions.append(IS_SECRET)
    if wanted.unit_path:
        conditions.append(_below(wanted.unit_path))
    if wanted.cursor is not None:
        conditions.append(Transfer.id < wanted.cursor)
    return conditions


def _units(paths: Iterable[str]) -> Select[int]:
    """Return the keys of the units below any of ``paths``."""
    return select(Unit.id).where(or_(*(Unit.path.startswith(path, autoescape=True) for path in sorted(paths)), false()))


def _people(text: str) -> Select[int]:
    """Return the keys of the employees that a search means.

    They are gathered before anything else: PostgreSQL would walk through all rows, hoping for the first few soon.
    """
    meant = select(Employee.id).where(_meant(text)).cte("meant").prefix_with("MATERIALIZED", dialect="postgresql")
    return select(meant.c.id)


def _named(session: Session, text: str) -> list[int] | None:
    """Return the keys of the transfers that a search means, newest first; None when it means too many people."""
    if text.upper().startswith(NUMBER_PREFIX):
        return list(run(session, select(Transfer.id).where(Transfer.number == text.upper())).scalars())
    people = list(run(session, _people(text).limit(FEW_PEOPLE + 1)).scalars())
    if len(people) > FEW_PEOPLE:
        return None
    keys = run(session, select(Transfer.id).where(Transfer.employee_id.in_(people))).scalars() if people else ()
    return sorted(keys, reverse=True)


def _paths(actor: Actor, wanted: ListFilter) -> tuple[set[str], set[str]]:
    """Return the subtrees whose transfers are in reach, and those where that goes only for transfers from there."""
    if wanted.unit_path:
        return {wanted.unit_path}, {wanted.unit_path}
    read = set(actor.paths(Permission.TRANSFERS_READ))
    return read, read | {path for one in FILING for path in actor.paths(one)}


def _reached(actor: Actor, wanted: ListFilter) -> Select[int]:
    """Return the keys of the transfers from or to the units in reach, and of the actor's own, newest first.

    They are ordered by themselves: ordered as transfers, PostgreSQL would walk through those from the newest on.
    """
    read, left = _paths(actor, wanted)
    parts = [
        select(Transfer.id).where(Transfer.from_unit_id.in_(_units(left))),
        select(Transfer.id).where(Transfer.to_unit_id.in_(_units(read))),
    ]
    parts.append(select(Transfer.id).where(is_listed(actor)))
    if not wanted.unit_path and actor.employee_id is not None:
        parts.append(select(Transfer.id).where(Transfer.employee_id == actor.employee_id))
    keys = union(*parts).subquery()
    return (
        select(keys.c.id)
        .join(Transfer, Transfer.id == keys.c.id)
        .join(Employee, Employee.id == _PERSON)
        .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
        .outerjoin(_to_unit, _to_unit.id == Transfer.to_unit_id)
        .order_by(keys.c.id.desc())
    )


def _reaches_few(session: Session, actor: Actor, wanted: ListFilter) -> bool:
    """Whether the units in reach are so few that gathering their transfers is quicker than looking up a name."""
    read, left = _paths(actor, wanted)
    return len(run(session, _units(read | left).limit(FEW_UNITS + 1)).all()) <= FEW_UNITS


def _among(session: Session, rows: Select[*tuple[Any, ...]], keys: Sequence[int], limit: int) -> Sequence[Any]:
    """Return the first rows among keys, which are looked at a few at a time."""
    found: list[Any] = []
    for start in range(0, len(keys), FEW_KEYS):
        few = rows.where(Transfer.id.in_(keys[start : start + FEW_KEYS])).limit(limit - len(found))
        found += run(session, few).all()
        if len(found) == limit:
            break
    return found


def _back(
    session: Session, rows: Select[*tuple[Any, ...]], newest: int, steps: Sequence[int], limit: int
) -> Sequence[Any]:
    """Return the first rows, looked for among the newest transfers and then further and further back."""
    found: Sequence[Any] = []
    for step in steps:
        found = run(session, rows.where(Transfer.id >= newest - step).limit(limit)).all()
        if len(found) == limit or newest <= step:
            break
    return found


def _shown(session: Session, found: Sequence[Any]) -> Sequence[ListRow]:
    rows = [ListRow(*row) for row in found]
    for row in rows:
        if row.is_secret:
            note_reading(session, ABOUT, row.id)
    return rows


def list_transfers(session: Session, actor: Actor, wanted: ListFilter) -> Sequence[ListRow]:
    """Return up to ``limit`` transfers that the actor may see, newest first.

    Reading confidential ones is noted. A search that means few people is answered from their transfers. Otherwise a page is looked for among the newest,
    and where that is not enough, among those of the units in reach, or further back; all ways give the same rows.
    """
    limit, text = max(1, min(wanted.limit, LONGEST_PAGE)), wanted.q.strip()
    conditions = (_scope(actor), *_asked(wanted))
    rows = _ROWS.where(*conditions)
    is_narrow = bool(wanted.unit_path) or "" not in actor.paths(Permission.TRANSFERS_READ)
    if text and not (is_narrow and _reaches_few(session, actor, wanted)):
        keys, is_narrow = _named(session, text), False
        if keys is not None:
            return _shown(session, _among(session, rows, keys, limit))
    newest = wanted.cursor or run(session, select(func.coalesce(func.max(Transfer.id), 0))).scalar_one() + 1
    searched = rows.where(_meant(text)) if text else rows
    found = _back(session, searched, newest, (NEAR,), limit)
    if len(found) < limit and newest > NEAR:
        if is_narrow:
            meant = [_meant(text)] if text else []
            reached = run(session, _reached(actor, wanted).where(*conditions, *meant).limit(limit)).scalars().all()
            found = run(session, _ROWS.where(Transfer.id.in_(reached))).all()
        else:
            wide = rows.where(_PERSON.in_(_people(text))) if text else rows
            found = _back(session, wide, newest, (4 * NEAR, 20 * NEAR, newest), limit)
    return _shown(session, found)


def find_visible(session: Session, actor: Actor, keys: Collection[int]) -> frozenset[int]:
    """Return which of these transfers the actor may see."""
    statement = (
        select(Transfer.id)
        .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
        .outerjoin(_to_unit, _to_unit.id == Transfer.to_unit_id)
        .where(_scope(actor))
    )
    return frozenset(session.scalars(statement.where(Transfer.id.in_(keys)))) if keys else frozenset()


def count_by_state(session: Session, actor: Actor, states: Collection[State]) -> dict[State, int]:
    """Count the transfers in these states that the actor may see."""
    statement = (
        select(Transfer.state, func.count())
        .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
        .outerjoin(_to_unit, _to_unit.id == Transfer.to_unit_id)
        .where(Transfer.state.in_(states), _scope(actor))
        .group_by(Transfer.state)
    )
    return dict(run(session, statement).all())


_OPEN_OF: Any = (
    select(Transfer.number)
    .where(Transfer.employee_id == bindparam("employee_id"), Transfer.state.in_(OPEN_STATES), IS_PUBLIC)
    .limit(1)
)


def find_open_number(session: Session, employee_id: int) -> str | None:
    """Return the number of the employee's one open transfer that is not confidential, or None."""
    number: str | None = run(session, _OPEN_OF, {"employee_id": employee_id}).scalar_one_or_none()
    return number


_ENDED_OF: Any = (
    select(Transfer.number)
    .where(
        Transfer.employee_id == bindparam("employee_id"),
        Transfer.state.in_((State.DECREED, State.REJECTED, State.CANCELLED, State.REVOKED)),
        Transfer.changed_at >= bindparam("since"),
        IS_PUBLIC,
    )
    .order_by(Transfer.changed_at.desc(), Transfer.id.desc())
    .limit(1)
)


def find_ended_number(session: Session, employee_id: int, since: datetime) -> str | None:
    """Return the number of the employee's transfer that came to its end last, not before ``since``, or None.

    What the employee took back is not among them, nor what is confidential.
    """
    number: str | None = run(session, _ENDED_OF, {"employee_id": employee_id, "since": since}).scalar_one_or_none()
    return number
