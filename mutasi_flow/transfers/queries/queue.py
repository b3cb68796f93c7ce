"""The office's queue: open tasks of verification, decision and decree, the nearest deadline first, by keyset."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.db import contains, note_reading, run
from mutasi_flow.inbox.model import IS_OPEN, Task
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers.domain import NUMBER_PREFIX, Door, PaperVerdict
from mutasi_flow.transfers.model import Paper, Transfer
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.trail import ABOUT

QUEUE_PAGE = 100
_OFFICE = (
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_DECREE,
    Permission.TRANSFERS_REVIEW,
)


class PaperStand(StrEnum):
    """How far the checking of a transfer's papers has come."""

    WAITING = "waiting"
    """At least one paper has no verdict yet."""
    REFUSED = "refused"
    """At least one paper in force was refused."""
    CHECKED = "checked"
    """Nothing waits and nothing was refused."""


@dataclass(frozen=True, slots=True)
class QueueMark:
    """The last row of a page: its due date and task."""

    due_on: date
    task_id: int


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which open tasks of the office are asked for; what is left empty narrows nothing.

    The due date lies from ``due_from`` to ``due_to``, both included; ``after`` continues below a page.
    """

    kinds: tuple[str, ...]
    due_from: date | None = None
    due_to: date | None = None
    unit_path: str = ""
    door: Door | None = None
    papers: PaperStand | None = None
    q: str = ""
    after: QueueMark | None = None
    limit: int = QUEUE_PAGE


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A task of the office in a queue, with the transfer it is about; field order is the order of the statement."""

    task_id: int
    kind: str
    opened_at: datetime
    due_on: date | None
    number: str
    employee_name: str
    employee_nip: str | None
    from_unit: str | None
    to_unit: str | None
    version: int
    door: Door
    to_jabatan: str | None
    submitted_at: datetime | None
    transfer_id: int
    is_secret: bool


_from_unit, _to_unit = aliased(Unit), aliased(Unit)

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
        Transfer.version,
        Transfer.door,
        Jabatan.name,
        Transfer.submitted_at,
        Transfer.id,
        Transfer.is_secret,
    )
    .join(Transfer, and_(Task.about_kind == "transfer", Transfer.id == Task.about_id))
    .join(Employee, Employee.id == Transfer.employee_id)
    .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
    .outerjoin(_to_unit, _to_unit.id == Transfer.to_unit_id)
    .outerjoin(Jabatan, Jabatan.id == Transfer.to_jabatan_id)
    .where(IS_OPEN)
    .order_by(Task.due_on, Task.id)
)


def _from_below(paths: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(_from_unit.path.startswith(path, autoescape=True) for path in paths), false())


def office_paths(actor: Actor) -> list[str]:
    """Return the subtrees the actor works for (``""`` = the whole office)."""
    paths = {path for permission in _OFFICE for path in actor.paths(permission)}
    return [""] if "" in paths else sorted(paths)


def _scope(actor: Actor) -> list[ColumnElement[bool]]:
    """Units the actor works for; transfers of the actor are left out: nobody works on the own file."""
    paths = office_paths(actor)
    conditions: list[ColumnElement[bool]] = [is_readable(actor)]
    if "" not in paths:
        conditions.append(_from_below(paths))
    if actor.employee_id is not None:
        conditions.append(Transfer.employee_id != actor.employee_id)
    return conditions


def _has_paper(verdict: PaperVerdict) -> ColumnElement[bool]:
    return exists().where(Paper.transfer_id == Transfer.id, Paper.replaced_by_id.is_(None), Paper.verdict == verdict)


def _paper_condition(stand: PaperStand) -> ColumnElement[bool]:
    if stand is PaperStand.CHECKED:
        return and_(~_has_paper(PaperVerdict.WAITING), ~_has_paper(PaperVerdict.REFUSED))
    return _has_paper(PaperVerdict.WAITING if stand is PaperStand.WAITING else PaperVerdict.REFUSED)


def _meant(text: str) -> ColumnElement[bool]:
    if text.upper().startswith(NUMBER_PREFIX):
        return Transfer.number == text.upper()
    return Employee.nip == text if text.isdigit() else contains(Employee.name, text)


def _asked(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Task.kind.in_(wanted.kinds)]
    if wanted.due_from is not None:
        conditions.append(Task.due_on >= wanted.due_from)
    if wanted.due_to is not None:
        conditions.append(Task.due_on <= wanted.due_to)
    if wanted.unit_path:
        conditions.append(_from_below([wanted.unit_path]))
    if wanted.door is not None:
        conditions.append(Transfer.door == wanted.door)
    if wanted.papers is not None:
        conditions.append(_paper_condition(wanted.papers))
    if wanted.q.strip():
        conditions.append(_meant(wanted.q.strip()))
    if wanted.after is not None:
        later = or_(Task.due_on > wanted.after.due_on, Task.id > wanted.after.task_id)
        conditions.append(and_(Task.due_on >= wanted.after.due_on, later))
    return conditions


def list_queue(session: Session, actor: Actor, wanted: QueueFilter) -> Sequence[QueueRow]:
    """Return up to ``limit`` open office tasks over the units the actor works for, the nearest deadline first."""
    statement = _QUEUE.where(*_asked(wanted), *_scope(actor)).limit(wanted.limit)
    rows = [QueueRow(*row) for row in run(session, statement)]
    for row in rows:
        if row.is_secret:
            note_reading(session, ABOUT, row.transfer_id)
    return rows


def count_overdue(session: Session, actor: Actor, kinds: Sequence[str], today: date) -> int:
    """Count the open office tasks of these kinds whose due date has passed, up to one more than a page holds."""
    late = (
        select(Task.id)
        .join(Transfer, and_(Task.about_kind == "transfer", Transfer.id == Task.about_id))
        .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
        .where(IS_OPEN, Task.kind.in_(kinds), Task.due_on < today, *_scope(actor))
        .limit(QUEUE_PAGE + 1)
    )
    return run(session, select(func.count()).select_from(late.subquery())).scalar() or 0
