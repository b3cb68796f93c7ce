"""Deadlines that a changed calendar would move, and the acts that moved them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.clock import add_working_days
from mutasi_flow.inbox.domain import Deadline, Holder
from mutasi_flow.inbox.model import IS_OPEN, Task
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.model import Recount, Transfer


@dataclass(frozen=True, slots=True)
class Move:
    """An open task whose due date is another one with the present calendar; nobody is named."""

    task_id: int
    transfer_id: int
    number: str
    kind: str
    holder: Holder
    before: Deadline
    after: Deadline
    is_secret: bool
    """Whether it is about a confidential transfer: moved like the others, shown and counted nowhere."""


@dataclass(frozen=True, slots=True)
class RecountRow:
    """A declared act; field order is the order of the statement."""

    id: int
    calendar: str
    declared_at: datetime
    finished_at: datetime | None
    moved: int
    is_stale: bool


_OPEN = (
    select(
        Task.id,
        Task.about_id,
        Transfer.number,
        Task.kind,
        Task.holder_employee_id,
        Task.holder_role,
        Task.holder_unit_id,
        Task.due_on,
        Task.counted_from,
        Task.term_days,
        Task.is_secret,
    )
    .join(Transfer, Transfer.id == Task.about_id)
    .where(IS_OPEN, Task.about_kind == "transfer", Task.due_on.is_not(None))
    .order_by(Task.about_id, Task.id)
)
_ROWS = select(
    Recount.id, Recount.calendar, Recount.declared_at, Recount.finished_at, Recount.moved, Recount.is_stale
).order_by(Recount.id.desc())


def count_again(before: Deadline, today: date, holidays: Collection[date]) -> Deadline:
    """Return the deadline by the calendar given; one that comes nearer leaves a working day, and none is taken away.

    Unchanged where nobody knows how it was counted.
    """
    if before.due_on is None or before.counted_from is None or before.term_days is None:
        return before
    due_on = add_working_days(before.counted_from, before.term_days, holidays)
    if due_on < before.due_on:
        due_on = min(before.due_on, max(due_on, add_working_days(today, 1, holidays)))
    return replace(before, due_on=due_on)


def list_moves(session: Session, today: date, transfer_id: int | None = None) -> Sequence[Move]:
    """Return the open deadlines of all transfers, or of one, that are not where the present calendar puts them."""
    holidays = people.list_holidays(session)
    statement = _OPEN.where(Task.counted_from.is_not(None), Task.term_days.is_not(None))
    if transfer_id is not None:
        statement = statement.where(Task.about_id == transfer_id)
    moves = []
    for task_id, about_id, number, kind, employee_id, role, unit_id, *counted, is_secret in session.execute(statement):
        before = Deadline(*counted)
        after = count_again(before, today, holidays)
        if after != before:
            holder = Holder(employee_id, role, unit_id)
            moves.append(Move(task_id, about_id, number, kind, holder, before, after, is_secret))
    return moves


def count_uncounted(session: Session) -> int:
    """Count the open deadlines of which nobody knows any more how they were counted; they stay where they are."""
    uncounted = _OPEN.where(Task.counted_from.is_(None), ~Task.is_secret).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(uncounted)) or 0


def list_recounts(session: Session, limit: int = 10) -> Sequence[RecountRow]:
    """Return the latest declared acts, newest first."""
    return [RecountRow(*row) for row in session.execute(_ROWS.limit(limit))]


def list_unfinished(session: Session) -> Sequence[RecountRow]:
    """Return the acts that are not done yet."""
    return [RecountRow(*row) for row in session.execute(_ROWS.where(Recount.finished_at.is_(None)))]
