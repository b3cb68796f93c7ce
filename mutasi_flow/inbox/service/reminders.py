"""Reminders and escalation: the holder is told a day before and while it is late, the superior once it is late."""

from datetime import date, datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import ROLE_LABELS, Role
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import add_working_days, is_working_day, working_days_between
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import NewNotice, TaskStatus, is_overdue
from mutasi_flow.inbox.model import Task
from mutasi_flow.inbox.service.mail import ESCALATION
from mutasi_flow.inbox.service.notices import notify, notify_readers
from mutasi_flow.people import queries as people

BATCH = 200

_TO_REMIND = (
    select(Task)
    .where(
        Task.status == TaskStatus.OPEN,
        Task.due_on <= bindparam("until"),
        or_(Task.reminded_on.is_(None), Task.reminded_on < bindparam("today")),
    )
    .order_by(Task.due_on, Task.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)
_TO_ESCALATE = (
    select(Task)
    .where(
        Task.status == TaskStatus.OPEN,
        Task.due_on < bindparam("today"),
        Task.escalated_on.is_(None),
        ~Task.is_secret,
        or_(Task.holder_label != "", Task.holder_role != ""),
    )
    .order_by(Task.due_on, Task.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)


def remind(session: Session, today: date, at: datetime) -> int:
    """Remind the holders of a batch of tasks that are due by the next working day; return how many.

    Once a day per task, and only on working days.
    """
    holidays = people.list_holidays(session)
    if not is_working_day(today, holidays):
        return 0
    until = add_working_days(today, 1, holidays)
    tasks = session.scalars(_TO_REMIND, {"until": until, "today": today}).all()
    notify(session, [_reminder(task, today, at) for task in tasks if not task.is_secret])
    for task in tasks:
        task.reminded_on = today
        if task.is_secret:
            notify_readers(session, task.about_kind, task.about_id, [_reminder(task, today, at)])
    return len(tasks)


def _reminder(task: Task, today: date, at: datetime) -> NewNotice:
    late = is_overdue(task.due_on, today)
    text = T("Tugas Anda lewat batas waktu {due}.", due=task.due_on) if late else _due_soon(task.due_on, today)
    return NewNotice(
        event="reminder",
        text=text,
        created_at=at,
        employee_id=task.holder_employee_id,
        role=task.holder_role,
        unit_id=task.holder_unit_id,
        address=f"/tugas/{task.id}",
    )


def _due_soon(due_on: date | None, today: date) -> Text:
    return T("Hari ini batas waktu tugas Anda.") if due_on == today else T("Batas waktu tugas Anda {due}.", due=due_on)


def escalate(session: Session, today: date, at: datetime) -> int:
    """Tell the superiors about a batch of tasks that are later than the office allows; return how many.

    Once per task, and the trail of what the task is about says so. What is confidential is told to nobody else. A person's task without ``holder_label`` is nobody
    else's business (peers stay unnamed) and is never told.
    """
    holidays, patience = people.list_holidays(session), people.escalate_after(session)
    late = [
        (task, working_days_between(task.due_on, today, holidays))
        for task in session.scalars(_TO_ESCALATE, {"today": today})
        if task.due_on is not None
    ]
    due = [(task, days) for task, days in late if days >= patience]
    for task, days in due:
        task.escalated_on = today
        _tell_superiors(session, task, days, today=today, at=at)
    return len(due)


def _superiors(session: Session, task: Task, today: date) -> list[int]:
    """Return who is above the holder: a person's supervisor, a unit's head, else the supervisors of those with the role."""
    if task.holder_employee_id is not None:
        found = [people.direct_supervisor(session, task.holder_employee_id)]
    elif task.holder_label and task.holder_unit_id is not None:
        found = [people.head_of(session, task.holder_unit_id)]
    else:
        path = people.unit_path(session, task.holder_unit_id) if task.holder_unit_id is not None else ""
        holders = access.employees_with_role(session, task.holder_role, path, today)
        found = [people.direct_supervisor(session, holder) for holder in holders]
    return sorted({superior for superior in found if superior is not None})


def _tell_superiors(session: Session, task: Task, days: int, *, today: date, at: datetime) -> None:
    holder = task.holder_label or (ROLE_LABELS[Role(task.holder_role)] if task.holder_role in set(Role) else "")
    text = T("Tugas {holder} lewat batas waktu {days} hari kerja.", holder=holder, days=days)
    superiors = _superiors(session, task, today)
    notify(session, [NewNotice(ESCALATION, text, at, employee_id=superior) for superior in superiors])
    audit.record(
        session,
        chain=f"{task.about_kind}:{task.about_id}",
        action="escalated",
        actor=SYSTEM,
        about_kind=task.about_kind,
        about_id=task.about_id,
        payload={"task": task.id, "kind": task.kind, "days": days, "to_employees": superiors},
        at=at,
    )
