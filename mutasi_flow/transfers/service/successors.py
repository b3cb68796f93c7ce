"""Tasks that belong to a post: when the head of a unit changes, what the former head left open passes to the successor.

The people who change heads (pages, imports, decrees) know nothing of tasks; this is a sweep that looks itself, so it
may run at any time and again.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import Clock, add_working_days
from mutasi_flow.core.errors import NotFound
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
from mutasi_flow.transfers.queries import FILING, TransferCard, find_card_by_id, load_route
from mutasi_flow.transfers.routes import DECIDE, DECREE, FIX, OPINION_KINDS, VOICE_OF_KIND
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


PRESSED_BY_OFFICIALS = (DECIDE, DECREE)
_OF_OFFICIALS = (
    select(Task.id, Task.holder_employee_id)
    .where(
        IS_OPEN,
        Task.about_kind == trail.ABOUT,
        Task.kind.in_(PRESSED_BY_OFFICIALS),
        Task.holder_employee_id.is_not(None),
    )
    .order_by(Task.id)
)
_OF_AUTHORS = (
    select(Task.id, Transfer.created_by_id, func.coalesce(Unit.path, ""))
    .join(Transfer, and_(Transfer.id == Task.about_id, Transfer.state == State.RETURNED))
    .outerjoin(Unit, Unit.id == Transfer.from_unit_id)
    .where(
        IS_OPEN,
        Task.about_kind == trail.ABOUT,
        Task.kind == FIX,
        Task.holder_employee_id != Transfer.employee_id,
    )
    .order_by(Task.id)
)
_ACCOUNT_OF = select(Account.id).where(Account.employee_id == bindparam("employee_id"), Account.is_active)


def list_former_heads_tasks(session: Session) -> Sequence[int]:
    """Return the open tasks of units that do not wait for whoever heads the unit now."""
    rows = session.execute(_OF_UNITS).all()
    paths = sorted({path for _task_id, path, _holder_id in rows})
    heads = dict(zip(paths, people.heads_along(session, paths), strict=True))
    return [task_id for task_id, path, holder_id in rows if holder_id != (heads[path][0].id if heads[path] else None)]


def list_tasks_left_behind(session: Session, today: date) -> Sequence[int]:
    """Return what waits for somebody who is no official any more, or for an author who may file for nobody any more."""
    officials = {row.head_id for row in access.list_authorities(session)}
    kept = [task_id for task_id, holder_id in session.execute(_OF_OFFICIALS) if holder_id not in officials]
    for task_id, account_id, path in session.execute(_OF_AUTHORS):
        if not _may_still_file(session, account_id, path, today):
            kept.append(task_id)
    return kept


def _may_still_file(session: Session, account_id: int | None, path: str, today: date) -> bool:
    """Whether the author of a file still files for others over the unit."""
    try:
        author = None if account_id is None else access.load_actor(session, account_id, today)
    except NotFound:
        return False
    return author is not None and any(author.may(permission, path) for permission in FILING)


def _heir(session: Session, card: TransferCard, task: TaskRow, today: date) -> tuple[Holder, str] | None:
    """Return who is to do the task now, with the name shown; None when that is who holds it."""
    if task.kind in _KINDS:
        asked = _successor(session, card, task, today) if card.state is State.PROPOSED else None
        return None if asked is None else (asked.holder, asked.label)
    if task.kind == FIX:
        author_id = card.created_by_id
        if card.state is not State.RETURNED or _may_still_file(session, author_id, card.from_path, today):
            return None
        return _next_author(session, card)
    step = load_route(session, card.route).find_step(task.kind) if task.kind in PRESSED_BY_OFFICIALS else None
    heir = None if step is None else tasks.office_holder(session, card, step, today)
    return None if heir is None or heir[0] == task.holder else heir


def _next_author(session: Session, card: TransferCard) -> tuple[Holder, str]:
    """Make the present head of the unit the author of a file; without one with an account the staffing officer mends it."""
    (heads,) = people.heads_along(session, [card.from_path])
    head = next((one for one in heads if not card.bars(one.id)), None)
    account = None if head is None else session.scalars(_ACCOUNT_OF, {"employee_id": head.id}).first()
    if head is None or account is None:
        return Holder(role=Role.STAFFING.value, unit_id=card.from_unit_id), ""
    session.execute(update(Transfer).where(Transfer.id == card.id).values(created_by_id=account))
    return Holder(employee_id=head.id), head.name


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
    """Pass an open task of a post to who holds the post now, with a notice to both; return whether it had to pass."""
    task = inbox_queries.get_task(session, task_id)
    card = find_card_by_id(session, task.about_id, lock=True)
    if card is None:
        return False
    task = inbox_queries.get_task(session, task_id)
    heir = _heir(session, card, task, clock.today()) if task.status is TaskStatus.OPEN else None
    if heir is None:
        return False
    holder, label = heir
    least = add_working_days(clock.today(), LEAST_DAYS, people.list_holidays(session))
    due_on = max(task.due_on, least) if task.due_on else None
    tasks.let_read(session, card, [holder], at=clock.now())
    inbox.reassign(session, task_id, holder, label=label, due_on=due_on)
    _tell(session, card, task, holder, clock)
    voice = VOICE_OF_KIND.get(task.kind)
    payload = {
        "task": task_id,
        **({"voice": voice.value} if voice else {"kind": task.kind}),
        "from_employee": task.holder_employee_id,
        "from_role": task.holder_role,
        "to_employee": holder.employee_id,
        "to_role": holder.role,
    }
    trail.record(session, card.id, "task_handed_on", actor=SYSTEM, payload=payload, at=clock.now())
    return True


def _tell(session: Session, card: TransferCard, task: TaskRow, holder: Holder, clock: Clock) -> None:
    """Tell the successor, and the former holder unless that person serves no more."""
    at, former = clock.now(), task.holder_employee_id
    new = T("Tanggapan untuk usulan {number} kini menunggu Anda, karena pejabatnya berganti.", number=card.number)
    if task.kind not in _KINDS:
        new = T("Tugas untuk usulan {number} beralih kepada Anda.", number=card.number)
    address = f"/tugas/{task.id}"
    told = [NewNotice("task_opened", new, at, holder.employee_id, holder.role, holder.unit_id, address)]
    if former is not None and people.get_employee_card(session, former).is_serving:
        old = T("Tugas Anda untuk usulan {number} beralih kepada pejabat pengganti.", number=card.number)
        told.append(NewNotice("task_handed_on", old, at, former, address="/tugas"))
    tasks.tell(session, card, told)
