"""Stepping aside: whoever holds a task and has a conflict of interest declares it, and the task passes to another.

UU 30/2014 art. 42–45: an official with a conflict of interest neither decides nor acts; the superior does instead.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock, add_working_days
from mutasi_flow.core.errors import Conflict, NotFound, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Holder, Interest, NewNotice, TaskStatus
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.people import queries as people
from mutasi_flow.people import service as people_service
from mutasi_flow.transfers import consultation, trail
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id, get_card_by_id, load_route
from mutasi_flow.transfers.routes import FIX, VOICE_OF_KIND
from mutasi_flow.transfers.service import tasks

LEAST_DAYS = 2
"""Working days that whoever takes a task over has at least."""


@dataclass(frozen=True, slots=True)
class Declared:
    """Why somebody steps aside."""

    interest: Interest
    reason: str = ""


def may_step_aside(session: Session, task: TaskRow, card: TransferCard, actor: Actor) -> bool:
    """Whether the actor holds the task and it is not the own voice or the own file."""
    is_own = VOICE_OF_KIND.get(task.kind) is Voice.EMPLOYEE or task.kind == FIX
    is_open = task.about_kind == trail.ABOUT and task.status is TaskStatus.OPEN
    known = actor.employee_id is not None and not card.bars(actor.employee_id)
    return is_open and known and not is_own and inbox_queries.may_complete(session, task, actor)


def step_aside(session: Session, task_id: int, declared: Declared, *, actor: Actor, clock: Clock) -> None:
    """Declare a conflict of interest; from now on the actor has no part in the transfer, and another has the task.

    Raises:
        NotFound: no such task about a transfer.
        NotPermitted: it is not the actor's task, or one that nobody else can do.
        InvalidInput: the reason is missing or too long.
        Conflict: the task waits no longer.
    """
    task = inbox_queries.get_task(session, task_id)
    card = find_card_by_id(session, task.about_id, lock=True) if task.about_kind == trail.ABOUT else None
    if card is None:
        raise NotFound(T("Tugas ini tidak ditemukan."))
    task, at = inbox_queries.get_task(session, task_id), clock.now()
    if task.status is not TaskStatus.OPEN:
        raise Conflict(T("Tugas ini sudah tidak menunggu."))
    if actor.employee_id is None or not may_step_aside(session, task, card, actor):
        raise NotPermitted
    inbox.recuse(session, trail.ABOUT, card.id, actor.employee_id, declared.interest, at=at, reason=declared.reason)
    if declared.interest is Interest.RELATIVE:
        people_service.record_kinship(session, actor, card.employee_id, actor.employee_id, at)
    after = get_card_by_id(session, card.id)
    to = _pass_on(session, after, task, actor, clock)
    payload = {
        "interest": declared.interest.value,
        "task": task.id,
        "kind": task.kind,
        "to_employee": to.employee_id if to else None,
        "to_role": to.role if to else "",
    }
    if task.kind in VOICE_OF_KIND:
        payload["voice"] = VOICE_OF_KIND[task.kind].value
    trail.record(session, card.id, "stepped_aside", actor=actor, payload=payload, at=at)


def _pass_on(session: Session, card: TransferCard, task: TaskRow, actor: Actor, clock: Clock) -> Holder | None:
    """Hand the task to whoever does it instead and return who that is; a peer without substitute is asked no more."""
    today, is_held = clock.today(), task.holder_employee_id == actor.employee_id
    if task.holder_employee_id is not None and not is_held:
        return task.holder
    heir = _heir(session, card, task, today)
    if heir is None and task.holder_employee_id is not None:
        inbox.close(session, task.id, clock.now())
        tasks.open_next_stage(session, card, task.stage, today=today, at=clock.now())
        return None
    if heir is None or heir[0] == task.holder:
        _tell_where_nobody_is_left(session, card, task, clock)
        return task.holder
    holder, label = heir
    least = add_working_days(today, LEAST_DAYS, people.list_holidays(session))
    due_on = max(task.due_on, least) if task.due_on else None
    inbox.reassign(session, task.id, holder, label=label, due_on=due_on)
    tasks.let_read(session, card, [holder], at=clock.now())
    text = T("Tugas untuk usulan {number} beralih kepada Anda.", number=card.number)
    address = f"/tugas/{task.id}"
    notice = NewNotice("task_opened", text, clock.now(), holder.employee_id, holder.role, holder.unit_id, address)
    tasks.tell(session, card, [notice])
    return holder


def _heir(session: Session, card: TransferCard, task: TaskRow, today: date) -> tuple[Holder, str] | None:
    """Return who does the task instead, with the name shown."""
    voice, unit_id = VOICE_OF_KIND.get(task.kind), task.holder_unit_id
    if voice is None:
        step = load_route(session, card.route).find_step(task.kind)
        return None if step is None else tasks.office_holder(session, card, step, today)
    if task.holder_role:
        path = people.unit_path(session, unit_id) if unit_id is not None else ""
        heir = None if unit_id is None else consultation.office_of(session, card, voice, (unit_id, path), today)
        return None if heir is None else (heir.holder, heir.label)
    heir = consultation.find_substitute(session, card, voice, taken=list_taken(session, card), today=today)
    return None if heir is None else (heir.holder, heir.label)


def list_taken(session: Session, card: TransferCard) -> frozenset[int]:
    """Return who has a task or a voice about the transfer already."""
    waiting = inbox_queries.open_tasks(session, trail.ABOUT, card.id)
    answered = consultation.list_answered(session, card)
    found = {one.holder_employee_id for one in waiting} | {who for _voice, who in answered}
    return frozenset(one for one in found if one is not None)


def _tell_where_nobody_is_left(session: Session, card: TransferCard, task: TaskRow, clock: Clock) -> None:
    """Tell administrators when everybody with the role has stepped aside."""
    path = people.unit_path(session, task.holder_unit_id) if task.holder_unit_id is not None else ""
    others = access.employees_with_role(session, Role(task.holder_role), path, clock.today())
    if any(not card.bars(one) for one in others):
        return
    text = T(
        "Tidak ada lagi yang dapat menangani usulan {number}: semua mundur. Tunjuk orang lain.", number=card.number
    )
    notice = NewNotice("nobody_left", text, clock.now(), role=Role.ADMIN.value, address="/admin/akun")
    tasks.tell(session, card, [notice])
