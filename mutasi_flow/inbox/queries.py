"""What waits for whom: tasks by holder, tasks about something, notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import ROLE_MARKS
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import note_reading, run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import LENT_KINDS, Holder, Interest, TaskStatus, holds, thaw_values
from mutasi_flow.inbox.model import Notice, Recusal, Task
from mutasi_flow.people.model import Employee, Relative, Unit

PAGE = 50
NO_TASK = T("Tugas ini tidak ada, atau tidak menunggu Anda.")
"""Said of a task that is not there and of somebody else's alike."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as lists and pages need it."""

    id: int
    kind: str
    about_kind: str
    about_id: int
    about_label: str
    stage: int
    holder_employee_id: int | None
    holder_role: str
    holder_unit_id: int | None
    holder_label: str
    opened_at: datetime
    due_on: date | None
    status: TaskStatus
    outcome: str
    done_at: datetime | None
    is_secret: bool = False
    about_employee_id: int | None = None

    @property
    def holder(self) -> Holder:
        """Who must do it."""
        return Holder(self.holder_employee_id, self.holder_role, self.holder_unit_id)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for somebody."""

    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as the inbox shows it."""

    id: int
    event: str
    text: Text
    address: str
    created_at: datetime
    read_at: datetime | None


TASK_COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
    Task.id,
    Task.kind,
    Task.about_kind,
    Task.about_id,
    Task.about_label,
    Task.stage,
    Task.holder_employee_id,
    Task.holder_role,
    Task.holder_unit_id,
    Task.holder_label,
    Task.opened_at,
    Task.due_on,
    Task.status,
    Task.outcome,
    Task.done_at,
    Task.is_secret,
    Task.about_employee_id,
)
"""What a :class:`TaskRow` is made of, in its order."""

_ROW: Select[*tuple[Any, ...]] = select(*TASK_COLUMNS)
_BY_ID = Prepared(_ROW.where(Task.id == bindparam("task_id")))
_OPEN_ABOUT = Prepared(
    _ROW.where(
        Task.about_kind == bindparam("of_kind"), Task.about_id == bindparam("of_id"), Task.status == TaskStatus.OPEN
    ).order_by(Task.stage, Task.id)
)
_UNIT_PATH = Prepared(select(Unit.path).where(Unit.id == bindparam("unit_id")))


def _as_row(found: Sequence[Any]) -> TaskRow:
    return TaskRow(*found)


def get_task(session: Session, task_id: int) -> TaskRow:
    """Return a task.

    Raises:
        NotFound: there is none with this id.
    """
    row = run(session, _BY_ID, {"task_id": task_id}).one_or_none()
    if row is None:
        raise NotFound(NO_TASK)
    return _as_row(row)


def open_tasks(session: Session, about_kind: str, about_id: int) -> Sequence[TaskRow]:
    """Return the open tasks about something, by stage."""
    return [_as_row(row) for row in run(session, _OPEN_ABOUT, {"of_kind": about_kind, "of_id": about_id})]


def may_complete(session: Session, task: TaskRow | Task, actor: Actor) -> bool:
    """Whether ``actor`` holds the task (whether it is still open is another question)."""
    if task.is_secret:
        if not access.is_reader(session, actor, task.about_kind, task.about_id):
            return False
        note_reading(session, task.about_kind, task.about_id)
    holder = Holder(task.holder_employee_id, task.holder_role, task.holder_unit_id)
    if holder.employee_id is None and actor.employee_id is not None and task.about_employee_id == actor.employee_id:
        return False
    if holder.employee_id is not None or holder.unit_id is None:
        return holds(actor, holder, "", task.kind)
    return holds(actor, holder, run(session, _UNIT_PATH, {"unit_id": holder.unit_id}).scalar() or "", task.kind)


def _held_by(
    actor: Actor,
    employee_id: InstrumentedAttribute[int | None],
    role: InstrumentedAttribute[str],
) -> ColumnElement[bool]:
    """Tasks or notices of the person, or of a role that the person does over their unit (joined as ``Unit``)."""
    ways: list[ColumnElement[bool]] = [false()]
    if actor.employee_id is not None:
        ways.append(employee_id == actor.employee_id)
    for name, permission in ROLE_MARKS.items():
        paths = actor.paths(permission)
        if "" in paths:
            ways.append(role == name.value)
        elif paths:
            below = or_(*(Unit.path.startswith(path, autoescape=True) for path in paths))
            ways.append(and_(role == name.value, below))
    return or_(*ways)


def _is_shown(actor: Actor) -> ColumnElement[bool]:
    """Tasks about what is not confidential, or what the actor is on the readers' list of."""
    return or_(~Task.is_secret, access.is_listed(actor, Task.about_kind, Task.about_id))


def _waiting_for(actor: Actor, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    held = _held_by(actor, Task.holder_employee_id, Task.holder_role)
    if actor.absentees:
        absent = Task.holder_employee_id.in_([one.employee_id for one in actor.absentees])
        held = or_(held, and_(absent, Task.kind.in_(LENT_KINDS)))
    aside = exists().where(
        Recusal.about_kind == Task.about_kind,
        Recusal.about_id == Task.about_id,
        Recusal.employee_id == actor.employee_id,
    )
    waiting = statement.outerjoin(Unit, Unit.id == Task.holder_unit_id)
    waiting = waiting.where(Task.status == TaskStatus.OPEN, held, _is_shown(actor))
    return waiting if actor.employee_id is None else waiting.where(~aside, ~_is_own_case(actor.employee_id))


def _is_own_case(employee_id: int) -> ColumnElement[bool]:
    """Tasks of a role about the case of this person, or of a relative; what one is asked in person stays."""
    family = exists().where(
        Relative.to_on.is_(None),
        ~Relative.is_stated,
        or_(
            and_(Relative.employee_id == employee_id, Relative.relative_id == Task.about_employee_id),
            and_(Relative.relative_id == employee_id, Relative.employee_id == Task.about_employee_id),
        ),
    )
    is_about = and_(Task.about_employee_id.is_not(None), or_(Task.about_employee_id == employee_id, family))
    return and_(Task.holder_employee_id.is_(None), is_about)


def list_for(session: Session, actor: Actor, *, limit: int = PAGE, offset: int = 0) -> Sequence[TaskRow]:
    """Return the open tasks that wait for ``actor``, the nearest due date first."""
    statement = _waiting_for(actor, _ROW).order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    rows = [_as_row(row) for row in run(session, statement.limit(limit).offset(offset))]
    for row in rows:
        if row.is_secret:
            note_reading(session, row.about_kind, row.about_id)
    return rows


def count_for(session: Session, actor: Actor, today: date) -> Waiting:
    """Count what waits for ``actor``."""
    statement = _waiting_for(actor, select(func.count(), func.count().filter(Task.due_on < today)).select_from(Task))
    open_count, overdue = run(session, statement).one()
    return Waiting(open_count, overdue)


@dataclass(frozen=True, slots=True)
class RecusalRow:
    """Somebody who has no part in something, and why."""

    employee_id: int
    name: str
    interest: Interest
    reason: str
    is_found: bool
    at: datetime


_RECUSALS = Prepared(
    select(Recusal.employee_id, Employee.name, Recusal.interest, Recusal.reason, Recusal.is_found, Recusal.at)
    .join(Employee, Employee.id == Recusal.employee_id)
    .where(Recusal.about_kind == bindparam("of_kind"), Recusal.about_id == bindparam("of_id"))
    .order_by(Recusal.id)
)


def list_recusals(session: Session, about_kind: str, about_id: int) -> Sequence[RecusalRow]:
    """Return who has no part in something, in the order in which it was recorded."""
    return [RecusalRow(*row) for row in run(session, _RECUSALS, {"of_kind": about_kind, "of_id": about_id})]


def recused_keys(about_kind: str, about_id: InstrumentedAttribute[int]) -> ScalarSelect[str]:
    """Return the keys of who has no part in it as one text with commas, for reading along with something else."""
    return (
        select(func.aggregate_strings(cast(Recusal.employee_id, String), ","))
        .where(Recusal.about_kind == about_kind, Recusal.about_id == about_id)
        .scalar_subquery()
    )


def list_overdue(session: Session, today: date) -> Sequence[TaskRow]:
    """Return every open task whose due date has passed, the oldest first."""
    statement = _ROW.where(Task.status == TaskStatus.OPEN, Task.due_on < today).order_by(Task.due_on, Task.id)
    return [_as_row(row) for row in run(session, statement)]


def notices_of(actor: Actor) -> Select[Notice]:
    """Return the statement for the notices of ``actor``, own and of the roles held."""
    return (
        select(Notice)
        .outerjoin(Unit, Unit.id == Notice.unit_id)
        .where(_held_by(actor, Notice.employee_id, Notice.role))
    )


def list_notices(
    session: Session, actor: Actor, *, limit: int = PAGE, before: int | None = None
) -> Sequence[NoticeRow]:
    """Return the newest notices of ``actor``; ``before`` continues below that id."""
    statement = notices_of(actor).order_by(Notice.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(Notice.id < before)
    columns = (
        Notice.id,
        Notice.event,
        Notice.message,
        Notice.values,
        Notice.address,
        Notice.created_at,
        Notice.read_at,
    )
    return [
        NoticeRow(number, event, Text(message, thaw_values(values)), address, created_at, read_at)
        for number, event, message, values, address, created_at, read_at in session.execute(
            statement.with_only_columns(*columns, maintain_column_froms=True)
        )
    ]


def count_unread(session: Session, actor: Actor) -> int:
    """Count the notices that ``actor`` has not opened."""
    statement = notices_of(actor).where(Notice.read_at.is_(None))
    return session.scalar(statement.with_only_columns(func.count(), maintain_column_froms=True)) or 0
