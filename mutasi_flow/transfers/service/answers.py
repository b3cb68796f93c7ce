"""Answers to tasks about transfers: opinions, and tasks that are an action in disguise."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import ROLE_MARKS, Role, capacity_for_absent
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.inbox.model import Task
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.transfers import consultation, trail
from mutasi_flow.transfers.domain import UNIT_VOICES, VOICE_LABELS, Voice
from mutasi_flow.transfers.gates import Press
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id
from mutasi_flow.transfers.queries.routes import load_route
from mutasi_flow.transfers.routes import DECIDE, DECREE, FIX, RECORDED, VERIFY, VOICE_OF_KIND
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.perform import APART, get_locked, perform, refuse_stale
from mutasi_flow.transfers.service.recording import record_outcome
from mutasi_flow.transfers.workflow import Action, State

ACTION_OF_OUTCOME: Mapping[str, Mapping[str, Action]] = MappingProxyType(
    {
        VERIFY: {"done": Action.CONCLUDE_CONSULTATION, "return": Action.RETURN},
        DECIDE: {"approve": Action.APPROVE, "reject": Action.REJECT, "return": Action.RETURN},
        DECREE: {"done": Action.DECREE, "reopen": Action.REOPEN},
        FIX: {"done": Action.RESUBMIT, "withdraw": Action.WITHDRAW},
    }
)
"""Tasks that are done by an action of the road, by outcome."""

_TASK = Prepared(
    select(Task.kind, Task.about_id).where(Task.id == bindparam("task_id"), Task.about_kind == trail.ABOUT)
)


def complete_task(session: Session, task_id: int, actor: Actor, clock: Clock, answer: Answer) -> None:
    """Answer a task about a transfer.

    Raises:
        NotFound: no such task about a transfer.
        Conflict: already answered, or the transfer has moved on.
        NotPermitted: it is not the actor's task.
        InvalidInput: the outcome is unknown, or a reason is missing.
    """
    task = run(session, _TASK, {"task_id": task_id}).one_or_none()
    card = find_card_by_id(session, task.about_id, lock=True) if task else None
    if task is None or card is None:
        raise NotFound(T("Tugas ini tidak ditemukan."))
    if task.kind in VOICE_OF_KIND:
        _give_opinion(session, card, task_id, VOICE_OF_KIND[task.kind], actor=actor, clock=clock, answer=answer)
        return
    if task.kind in RECORDED:
        record_outcome(session, card, task_id, task.kind, actor=actor, clock=clock, answer=answer)
        return
    action = ACTION_OF_OUTCOME[task.kind].get(answer.outcome)
    if action is None:
        raise InvalidInput(T("Pilih salah satu jawaban yang tersedia."), field="outcome")
    perform(session, card.number, action, actor=actor, clock=clock, press=Press(reason=answer.reason))


def _give_opinion(
    session: Session, card: TransferCard, task_id: int, voice: Voice, *, actor: Actor, clock: Clock, answer: Answer
) -> None:
    if card.state is not State.PROPOSED:
        raise Conflict(T("Usulan ini sudah tidak menunggu tanggapan."))
    if voice is not Voice.EMPLOYEE and actor.employee_id is not None and actor.employee_id == card.employee_id:
        raise NotPermitted(T("Anda tidak dapat menanggapi usulan Anda sendiri atas nama unit."))
    if voice is not Voice.EMPLOYEE and card.bars(actor.employee_id):
        raise NotPermitted(APART)
    consultation.read_stance(answer)
    at = clock.now()
    actor = actor.apart_from(card.employee_id)
    task = inbox.complete(session, task_id, actor, at, answer)
    _refuse_late(session, card, task, clock)
    actor = _speaking(card, task, voice, actor)
    consultation.record_opinion(session, card, task_id=task_id, voice=voice, actor=actor, at=at, answer=answer)
    tasks.open_next_stage(session, card, task.stage, today=clock.today(), at=at)
    payload = {"voice": voice.value, "stance": answer.outcome, "task": task_id}
    trail.record(session, card.id, "opined", actor=actor, payload=payload, at=at)


def _refuse_late(session: Session, card: TransferCard, task: TaskRow, clock: Clock) -> None:
    """A voice whose days have passed counts as silent, whether or not the sweep has written that down yet."""
    if task.due_on is None or task.due_on >= clock.today():
        return
    if not load_route(session, card.route).must_answer(task.kind):
        raise Conflict(T("Batas menjawab lewat pada {day}, jadi dicatat tidak menjawab.", day=task.due_on))


def _speaking(card: TransferCard, task: TaskRow, voice: Voice, actor: Actor) -> Actor:
    """Return the actor in the capacity in which the voice was asked: by a role, as a unit's head, or as employee."""
    path = card.to_path if voice is Voice.RECEIVING else card.from_path
    absentee = None if task.holder_employee_id == actor.employee_id else actor.find_absentee(task.holder_employee_id)
    if absentee is not None:
        capacity = capacity_for_absent(absentee, str(VOICE_LABELS[voice]))
        return replace(actor, capacity=capacity, warrant="", standing_in=absentee)
    if task.holder_role:
        return actor.using(ROLE_MARKS[Role(task.holder_role)], path)
    leads = voice in UNIT_VOICES and actor.may(Permission.SUPERVISE, path)
    return actor.using(Permission.SUPERVISE if leads else Permission.SELF, path)


def write_weighing(
    session: Session,
    number: str,
    opinion_id: int,
    text: str,
    *,
    actor: Actor,
    clock: Clock,
    expected_version: int | None = None,
) -> None:
    """Draft how an opinion was weighed; the decider confirms it by approving.

    Raises:
        NotFound, Stale, NotPermitted, InvalidInput; Conflict when the transfer is already decided.
    """
    card = get_locked(session, number, actor)
    refuse_stale(session, card, expected_version)
    if card.state not in {State.PROPOSED, State.CONSULTED}:
        raise Conflict(T("Usulan ini sudah diputus."))
    consultation.weigh(session, card, opinion_id, text, actor)
    at, decides = clock.now(), actor.may(Permission.TRANSFERS_DECIDE, card.from_path)
    actor = actor.using(Permission.TRANSFERS_DECIDE if decides else Permission.TRANSFERS_VERIFY, card.from_path)
    run(session, update(Transfer).where(Transfer.id == card.id).values(version=card.version + 1, changed_at=at))
    payload = {"opinion": opinion_id, "version": card.version + 1}
    trail.record(session, card.id, "weighed", actor=actor, payload=payload, at=at)
