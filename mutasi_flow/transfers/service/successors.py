"""Tasks that belong to a post: when the head of a unit changes, what the former head left open passes to the successor.

The people who change heads (pages, imports, decrees) know nothing of tasks; this is a sweep that looks itself, so it
may run at any time and again.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import Clock, add_working_days
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Holder, NewNotice, TaskStatus
from mutasi_flow.inbox.model import IS_OPEN, Task
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.people import queries as people
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.consultation import Asked, office_of, unit_of
from mutasi_flow.transfers.domain import UNIT_VOICES, Voice
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id
from mutasi_flow.transfers.routes import OPINION_KINDS, VOICE_OF_KIND
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.workflow import State

LEAST_DAYS = 2
"""Working days that a successor has at least."""

_KINDS = {OPINION_KINDS[voice]: voice for voice in UNIT_VOICES}
_UNIT_ID = case(
    (Task.kind == OPINION_KINDS[Voice.RECEIVING], Transfer.to_unit_id),
    else_=Transfer.from_unit_id,
)
_IS_ON_RECORD = and_(
    Task.kind == OPINION_KINDS[Voice.SUPERVISOR],
    func.coalesce(Employee.supervisor_id, 0) == func.coalesce(Task.holder_employee_id, 0),
    Employee.supervisor_id.is_not(None),
)
"""A supervisor named on the employee's own record was asked as that person, not as head."""
_OF_UNITS = (
    select(Task.id, Unit.path, Task.holder_employee_id)
    .join(Transfer, and_(Transfer.id == Task.about_id, Transfer.state == State.PROPOSED))
    .join(Employee, Employee.id == Transfer.employee_id)
    .join(Unit, Unit.id == _UNIT_ID)
    .where(IS_OPEN, Task.about_kind == trail.ABOUT, Task.kind.in_(tuple(_KINDS)), ~_IS_ON_RECORD)
    .order_by(Task.id)
)


def list_former_heads_tasks(session: Session) -> Sequence[int]:
    """Return the open tasks of units that do not wait for whoever heads the unit now."""
    rows = session.execute(_OF_UNITS).all()
    paths = sorted({path for _task_id, path, _holder_id in rows})
    heads = dict(zip(paths, people.heads_along(session, paths), strict=True))
    return [task_id for task_id, path, holder_id in rows if holder_id != (heads[path][0].id if heads[path] else None)]


def _successor(session: Session, card: TransferCard, task: TaskRow, today: date) -> Asked | None:
    """Return who is to do the task now; None when that is who holds it, or who took it over from one who stepped aside."""
    voice = VOICE_OF_KIND[task.kind]
    unit_id, path = unit_of(card, voice)
    supervisor = people.find_supervisor_on_record(session, card.employee_id) if voice is Voice.SUPERVISOR else None
    (heads,) = people.heads_along(session, [path])
    fit = [one for one in (*([supervisor] if supervisor else []), *heads) if not card.bars(one.id)]
    if card.recused and task.holder_employee_id in {one.id for one in fit}:
        return None
    head = fit[0] if fit else None
    if unit_id is None or (head is None and task.holder_role):
        return None
    if head is None:
        return office_of(session, card, voice, (unit_id, path), today)
    return None if head.id == task.holder_employee_id else Asked(voice, Holder(employee_id=head.id), head.name)


def hand_on_task(session: Session, task_id: int, clock: Clock) -> bool:
    """Pass an open task of a unit to who heads it now, with a notice to both; return whether it had to pass."""
    task = inbox_queries.get_task(session, task_id)
    card = find_card_by_id(session, task.about_id, lock=True)
    if card is None or card.state is not State.PROPOSED or task.kind not in _KINDS:
        return False
    task = inbox_queries.get_task(session, task_id)
    successor = _successor(session, card, task, clock.today()) if task.status is TaskStatus.OPEN else None
    if successor is None:
        return False
    least = add_working_days(clock.today(), LEAST_DAYS, people.list_holidays(session))
    due_on = max(task.due_on, least) if task.due_on else None
    tasks.let_read(session, card, [successor.holder], at=clock.now())
    inbox.reassign(session, task_id, successor.holder, label=successor.label, due_on=due_on)
    _tell(session, card, task, successor.holder, clock)
    payload = {
        "task": task_id,
        "voice": successor.voice.value,
        "from_employee": task.holder_employee_id,
        "from_role": task.holder_role,
        "to_employee": successor.holder.employee_id,
        "to_role": successor.holder.role,
    }
    trail.record(session, card.id, "task_handed_on", actor=SYSTEM, payload=payload, at=clock.now())
    return True


def _tell(session: Session, card: TransferCard, task: TaskRow, holder: Holder, clock: Clock) -> None:
    """Tell the successor, and the former holder unless that person serves no more."""
    at, former = clock.now(), task.holder_employee_id
    new = T("Tanggapan untuk usulan {number} kini menunggu Anda, karena pejabatnya berganti.", number=card.number)
    address = f"/tugas/{task.id}"
    told = [NewNotice("task_opened", new, at, holder.employee_id, holder.role, holder.unit_id, address)]
    if former is not None and people.get_employee_card(session, former).is_serving:
        old = T("Tugas Anda untuk usulan {number} beralih kepada pejabat pengganti.", number=card.number)
        told.append(NewNotice("task_handed_on", old, at, former, address="/tugas"))
    tasks.tell(session, card, told)
