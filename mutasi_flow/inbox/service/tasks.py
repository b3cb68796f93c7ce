"""The one task mechanism: open, complete, close, lapse, hand on.

Statements are built once and run without entities: the road opens and closes tasks at every step.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, NotFound, NotPermitted
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import Answer, Holder, NewNotice, NewTask, TaskStatus, holds
from mutasi_flow.inbox.model import Task
from mutasi_flow.inbox.queries import TASK_COLUMNS, TaskRow
from mutasi_flow.inbox.service.notices import notify, notify_readers
from mutasi_flow.people.model import Unit

_TASKS = Task.metadata.tables["tasks"]
_COLUMNS = (
    "about_kind",
    "about_id",
    "about_label",
    "kind",
    "stage",
    "holder_employee_id",
    "holder_role",
    "holder_unit_id",
    "holder_label",
    "opened_at",
    "due_on",
    "counted_from",
    "term_days",
    "status",
    "outcome",
    "reason",
    "answers",
    "is_secret",
    "about_employee_id",
)
_INSERT = Prepared(insert(_TASKS).returning(_TASKS.c.id, sort_by_parameter_order=True), columns=_COLUMNS)
_FIND = Prepared(
    select(*TASK_COLUMNS, Unit.path)
    .outerjoin(Unit, Unit.id == Task.holder_unit_id)
    .where(Task.id == bindparam("task_id"))
    .with_for_update(of=Task)
)
_FINISH = Prepared(
    update(_TASKS)
    .where(_TASKS.c.id == bindparam("task_id"))
    .values(
        {name: bindparam(f"new_{name}") for name in ("status", "outcome", "reason", "answers", "done_at", "done_by_id")}
    )
)
_HAND_ON = Prepared(
    update(_TASKS)
    .where(_TASKS.c.id == bindparam("task_id"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("holder_employee_id", "holder_role", "holder_unit_id", "holder_label", "due_on")
        }
    )
    .values(reminded_on=None, escalated_on=None, counted_from=None, term_days=None)
)
_CLOSE_ALL = Prepared(
    update(_TASKS)
    .where(
        _TASKS.c.about_kind == bindparam("of_kind"),
        _TASKS.c.about_id == bindparam("of_id"),
        _TASKS.c.status == TaskStatus.OPEN,
    )
    .values(status=TaskStatus.CLOSED, done_at=bindparam("at"))
)
_LAPSE = Prepared(
    update(_TASKS)
    .where(
        _TASKS.c.about_kind == bindparam("of_kind"),
        _TASKS.c.about_id == bindparam("of_id"),
        _TASKS.c.kind.in_(bindparam("kinds", expanding=True)),
        _TASKS.c.status == TaskStatus.OPEN,
        _TASKS.c.due_on < bindparam("today"),
    )
    .values(status=TaskStatus.LAPSED, done_at=bindparam("at"))
    .returning(*(_TASKS.c[column.key] for column in TASK_COLUMNS))
)

_SETTLE_ALL = Prepared(
    update(_TASKS)
    .where(
        _TASKS.c.about_kind == bindparam("of_kind"),
        _TASKS.c.about_id == bindparam("of_id"),
        _TASKS.c.kind.in_(bindparam("kinds", expanding=True)),
        _TASKS.c.status == TaskStatus.OPEN,
    )
    .values(status=TaskStatus.DONE, outcome="done", done_at=bindparam("at"), done_by_id=bindparam("by"))
)
_CLOSE = Prepared(
    update(_TASKS)
    .where(_TASKS.c.id == bindparam("task_id"), _TASKS.c.status == TaskStatus.OPEN)
    .values(status=TaskStatus.CLOSED, done_at=bindparam("at"))
)

_PAST: dict[TaskStatus, Text] = {
    TaskStatus.DONE: T("Tugas ini sudah diselesaikan. Tidak ada yang berubah."),
    TaskStatus.LAPSED: T("Batas waktu tugas ini sudah lewat dan tercatat tanpa jawaban."),
    TaskStatus.CLOSED: T("Tugas ini tidak diperlukan lagi."),
}


def _row(task: NewTask) -> dict[str, object]:
    holder = task.holder
    return {
        "about_kind": task.about_kind,
        "about_id": task.about_id,
        "about_label": task.about_label,
        "kind": task.kind,
        "stage": task.stage,
        "holder_employee_id": holder.employee_id,
        "holder_role": holder.role,
        "holder_unit_id": holder.unit_id,
        "holder_label": task.holder_label,
        "opened_at": task.opened_at,
        "due_on": task.due_on,
        "counted_from": task.counted_from,
        "term_days": task.term_days,
        "status": TaskStatus.OPEN,
        "outcome": "",
        "reason": "",
        "answers": {},
        "is_secret": task.is_secret,
        "about_employee_id": task.about_employee_id,
    }


def open_tasks(session: Session, tasks: Sequence[NewTask]) -> list[int]:
    """Open tasks and announce those that ask for it; return their ids in the order given."""
    if not tasks:
        return []
    ids = list(run(session, _INSERT, [_row(task) for task in tasks]).scalars())
    told = [(task, _announcement(task, key)) for task, key in zip(tasks, ids, strict=True) if task.announce]
    notify(session, [notice for task, notice in told if not task.is_secret])
    for task, notice in told:
        if task.is_secret:
            notify_readers(session, task.about_kind, task.about_id, [notice])
    return ids


def _announcement(task: NewTask, task_id: int) -> NewNotice:
    return NewNotice(
        event="task_opened",
        text=task.announce or T("Ada tugas baru untuk Anda."),
        created_at=task.opened_at,
        employee_id=task.holder.employee_id,
        role=task.holder.role,
        unit_id=task.holder.unit_id,
        address=f"/tugas/{task_id}",
    )


def _take(session: Session, task_id: int) -> tuple[TaskRow, str]:
    """Return the open task, locked until the end of the transaction, with the path of its holder's unit."""
    found = run(session, _FIND, {"task_id": task_id}).one_or_none()
    if found is None:
        raise NotFound
    *columns, unit_path = found
    return TaskRow(*columns), unit_path or ""


def _finish(session: Session, task: TaskRow, actor: Actor, at: datetime, answer: Answer) -> TaskRow:
    if task.status is not TaskStatus.OPEN:
        raise Conflict(_PAST[task.status])
    values = {
        "task_id": task.id,
        "new_status": TaskStatus.DONE,
        "new_outcome": answer.outcome,
        "new_reason": answer.reason,
        "new_answers": dict(answer.answers),
        "new_done_at": at,
        "new_done_by_id": actor.account_id,
    }
    run(session, _FINISH, values)
    return replace(task, status=TaskStatus.DONE, outcome=answer.outcome, done_at=at)


def complete(session: Session, task_id: int, actor: Actor, at: datetime, answer: Answer) -> TaskRow:
    """Record the holder's answer and return the task.

    Raises:
        NotFound: there is no such task.
        NotPermitted: somebody else holds it.
        Conflict: it waits no longer; of two people at once the second gets this.
    """
    task, unit_path = _take(session, task_id)
    is_hidden = task.is_secret and not access.is_reader(session, actor, task.about_kind, task.about_id)
    if is_hidden or not holds(actor, task.holder, unit_path, task.kind):
        raise NotPermitted(T("Tugas ini tidak menunggu Anda."))
    return _finish(session, task, actor, at, answer)


def settle(session: Session, task_id: int, actor: Actor, at: datetime, answer: Answer) -> TaskRow:
    """Record an answer that came another way (a verified paper, the step itself); the caller has checked the right.

    Raises:
        NotFound: there is no such task.
        Conflict: it waits no longer.
    """
    task, _path = _take(session, task_id)
    return _finish(session, task, actor, at, answer)


def settle_all(
    session: Session, about_kind: str, about_id: int, kinds: Sequence[str], *, actor: Actor, at: datetime
) -> None:
    """Record that the step itself did every open task of these kinds; the caller has checked the right."""
    values = {"of_kind": about_kind, "of_id": about_id, "kinds": kinds, "at": at, "by": actor.account_id}
    run(session, _SETTLE_ALL, values)


def close_all(session: Session, about_kind: str, about_id: int, at: datetime) -> None:
    """Close every open task about something: no longer needed, nobody's fault."""
    run(session, _CLOSE_ALL, {"of_kind": about_kind, "of_id": about_id, "at": at})


def announce_all(session: Session, about_kind: str, about_id: int) -> None:
    """Show the tasks about something that was confidential to everybody who holds them."""
    session.execute(
        update(Task).where(Task.about_kind == about_kind, Task.about_id == about_id).values(is_secret=False)
    )


def close(session: Session, task_id: int, at: datetime) -> bool:
    """Close one task that is no longer needed; return whether it was still open."""
    return bool(run(session, _CLOSE, {"task_id": task_id, "at": at}).rowcount)


def lapse(
    session: Session, about_kind: str, about_id: int, kinds: Sequence[str], *, today: date, at: datetime
) -> Sequence[TaskRow]:
    """Record of open tasks of these kinds that their due dates passed without an answer; return them, oldest first."""
    values = {"of_kind": about_kind, "of_id": about_id, "kinds": kinds, "today": today, "at": at}
    return sorted((TaskRow(*row) for row in run(session, _LAPSE, values)), key=lambda task: task.id)


def reassign(session: Session, task_id: int, holder: Holder, *, label: str, due_on: date | None) -> None:
    """Hand an open task to another holder, with a new due date.

    Raises:
        NotFound: there is no such task.
        Conflict: it waits no longer.
    """
    task, _path = _take(session, task_id)
    if task.status is not TaskStatus.OPEN:
        raise Conflict(_PAST[task.status])
    values = {
        "task_id": task_id,
        "new_holder_employee_id": holder.employee_id,
        "new_holder_role": holder.role,
        "new_holder_unit_id": holder.unit_id,
        "new_holder_label": label,
        "new_due_on": due_on,
    }
    run(session, _HAND_ON, values)
