"""Lists of transfers: scoped to what the reader may see, newest first, by keyset."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.db import run
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.cards import FILING
from mutasi_flow.transfers.workflow import OPEN_STATES, State

PAGE = 25
LONGEST_PAGE = 100
_OFFICE = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE)


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What a reader asks for; ``cursor`` is the key of the last row of the page before."""

    state: State | None = None
    unit_path: str = ""
    q: str = ""
    cursor: int | None = None
    limit: int = PAGE


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


_from_unit, _to_unit = aliased(Unit), aliased(Unit)

_due_on = (
    select(func.min(Task.due_on))
    .where(Task.about_kind == "transfer", Task.about_id == Transfer.id, Task.status == TaskStatus.OPEN)
    .correlate(Transfer)
    .scalar_subquery()
)

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
    )
    .join(Employee, Employee.id == Transfer.employee_id)
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
    return or_(*mine) if mine else Transfer.id < 0


def _asked(wanted: ListFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state:
        conditions.append(Transfer.state == wanted.state)
    if wanted.unit_path:
        conditions.append(_below(wanted.unit_path))
    if wanted.cursor is not None:
        conditions.append(Transfer.id < wanted.cursor)
    if wanted.q:
        like = wanted.q.strip()
        conditions.append(
            or_(
                Transfer.number == like.upper(),
                Employee.nip == like,
                Employee.name.icontains(like, autoescape=True),
            )
        )
    return conditions


def list_transfers(session: Session, actor: Actor, wanted: ListFilter) -> Sequence[ListRow]:
    """Return up to ``limit`` transfers that the actor may see, newest first."""
    limit = max(1, min(wanted.limit, LONGEST_PAGE))
    statement = _ROWS.where(_scope(actor), *_asked(wanted)).limit(limit)
    return [ListRow(*row) for row in run(session, statement)]


def count_by_state(session: Session, actor: Actor) -> dict[State, int]:
    """Count the transfers that the actor may see, per state."""
    statement = (
        select(Transfer.state, func.count())
        .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
        .outerjoin(_to_unit, _to_unit.id == Transfer.to_unit_id)
        .where(_scope(actor))
        .group_by(Transfer.state)
    )
    return dict(run(session, statement).all())


_OPEN_OF: Any = (
    select(Transfer.number)
    .where(Transfer.employee_id == bindparam("employee_id"), Transfer.state.in_(OPEN_STATES))
    .limit(1)
)


def find_open_number(session: Session, employee_id: int) -> str | None:
    """Return the number of the employee's one open transfer, or None."""
    number: str | None = run(session, _OPEN_OF, {"employee_id": employee_id}).scalar_one_or_none()
    return number


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A task of the office in a queue, with the transfer it is about."""

    task_id: int
    kind: str
    opened_at: datetime
    due_on: date | None
    number: str
    employee_name: str
    employee_nip: str | None
    from_unit: str | None
    to_unit: str | None


_QUEUE: Select[*tuple[Any, ...]] = (
    select(
        Task.id,
        Task.kind,
        Task.opened_at,
        Task.due_on,
        Transfer.number,
        Employee.name,
        Employee.nip,
        _from_unit.name,
        _to_unit.name,
    )
    .join(Transfer, and_(Task.about_kind == "transfer", Transfer.id == Task.about_id))
    .join(Employee, Employee.id == Transfer.employee_id)
    .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
    .outerjoin(_to_unit, _to_unit.id == Transfer.to_unit_id)
    .where(Task.status == TaskStatus.OPEN)
    .order_by(Task.due_on, Task.id)
    .limit(LONGEST_PAGE)
)


def list_queue(session: Session, actor: Actor, kinds: Sequence[str]) -> Sequence[QueueRow]:
    """Return the open office tasks of these kinds over the units the actor works for, the nearest deadline first.

    Transfers of the actor are left out: nobody works on the own file.
    """
    paths = {path for permission in _OFFICE for path in actor.paths(permission)}
    conditions: list[ColumnElement[bool]] = [Task.kind.in_(kinds)]
    if "" not in paths:
        conditions.append(or_(*(_from_unit.path.startswith(path, autoescape=True) for path in paths), false()))
    if actor.employee_id is not None:
        conditions.append(Transfer.employee_id != actor.employee_id)
    return [QueueRow(*row) for row in run(session, _QUEUE.where(*conditions))]
