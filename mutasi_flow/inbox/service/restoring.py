"""Putting tasks back as they were before a step that is taken back."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task


def restore_open(
    session: Session, about_kind: str, about_id: int, were_open: Mapping[int, date | None], at: datetime
) -> None:
    """Let exactly the tasks of ``were_open`` wait again, with the due dates they had.

    What opened since is closed. Silence that was recorded stays silence: its day has passed either way.
    """
    about = (Task.about_kind == about_kind, Task.about_id == about_id)
    session.execute(
        update(Task)
        .where(*about, Task.status == TaskStatus.OPEN, Task.id.not_in(were_open))
        .values(status=TaskStatus.CLOSED, done_at=at)
    )
    for task_id, due_on in were_open.items():
        session.execute(
            update(Task)
            .where(*about, Task.id == task_id, Task.status != TaskStatus.LAPSED)
            .values(status=TaskStatus.OPEN, outcome="", done_at=None, done_by_id=None, due_on=due_on)
        )
