"""Moving the due dates of open tasks, and putting tasks back as they were before a step that is taken back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.inbox.domain import Deadline, TaskStatus
from mutasi_flow.inbox.model import Task


def deadlines_of(session: Session, about_kind: str, about_id: int) -> Mapping[int, Deadline]:
    """Return the deadlines of the open tasks about something, by task."""
    rows = select(Task.id, Task.due_on, Task.counted_from, Task.term_days).where(
        Task.about_kind == about_kind, Task.about_id == about_id, Task.status == TaskStatus.OPEN
    )
    return {row.id: Deadline(*row[1:]) for row in session.execute(rows.order_by(Task.id))}


def move_deadline(session: Session, task_id: int, before: Deadline, after: Deadline) -> bool:
    """Give an open task another deadline; False when it waits no longer, or has another deadline by now.

    Reminders and escalation begin anew.
    """
    moved = session.execute(
        update(Task)
        .where(Task.id == task_id, Task.status == TaskStatus.OPEN, Task.due_on == before.due_on)
        .values(**asdict(after), reminded_on=None, escalated_on=None)
        .returning(Task.id)
    )
    return moved.scalar_one_or_none() is not None


def restore_open(
    session: Session, about_kind: str, about_id: int, were_open: Mapping[int, Deadline], at: datetime
) -> None:
    """Let exactly the tasks of ``were_open`` wait again, with the deadlines they had.

    What opened since is closed. Silence that was recorded stays silence: its day has passed either way.
    """
    about = (Task.about_kind == about_kind, Task.about_id == about_id)
    session.execute(
        update(Task)
        .where(*about, Task.status == TaskStatus.OPEN, Task.id.not_in(were_open))
        .values(status=TaskStatus.CLOSED, done_at=at)
    )
    for task_id, deadline in were_open.items():
        session.execute(
            update(Task)
            .where(*about, Task.id == task_id, Task.status != TaskStatus.LAPSED)
            .values(status=TaskStatus.OPEN, outcome="", done_at=None, done_by_id=None, **asdict(deadline))
        )
