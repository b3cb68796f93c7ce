"""Steps taken by the clock, only where a row of the office says so; each names its row in the trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock, working_days_between
from mutasi_flow.core.errors import InvalidInput, Refused
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.people import queries as people
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain.automatic import MOST_DAYS, AutomaticRule, Occasion, in_force
from mutasi_flow.transfers.gates import Press
from mutasi_flow.transfers.model import AutomaticStep, Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id
from mutasi_flow.transfers.routes import FIX, VERIFY, VOICE_OF_KIND
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.perform import walk
from mutasi_flow.transfers.workflow import Action, State, next_state

AT_ONCE = 200
"""So many transfers are looked at in one round; the others come with the next."""


@dataclass(frozen=True, slots=True)
class _Step:
    """In which state a step waits for which task, and what is done when nobody does it."""

    state: State
    kind: str
    action: Action
    reason: Text
    told: Text


_STEPS: Mapping[Occasion, _Step] = MappingProxyType(
    {
        Occasion.CONSULTED: _Step(
            State.PROPOSED,
            VERIFY,
            Action.CONCLUDE_CONSULTATION,
            T("Semua yang diminta sudah menjawab atau lewat batas waktunya sejak {days} hari kerja."),
            T("Konsultasi atas usulan {number} disimpulkan menurut aturan kantor."),
        ),
        Occasion.UNMENDED: _Step(
            State.RETURNED,
            FIX,
            Action.CANCEL,
            T("Tidak diperbaiki dalam {days} hari kerja."),
            T("Usulan {number} dibatalkan menurut aturan kantor karena tidak diperbaiki."),
        ),
    }
)


def list_rules(session: Session) -> Sequence[AutomaticRule]:
    """Return all rows, also those of the past."""
    rows = session.scalars(select(AutomaticStep).order_by(AutomaticStep.from_on, AutomaticStep.id))
    return [AutomaticRule(one.occasion, one.days, one.from_on, one.source, one.is_off, one.id) for one in rows]


def add_rule(session: Session, rule: AutomaticRule, *, actor: Actor, today: date, at: datetime) -> int:
    """Add a row; it holds from its first day on. Return its key.

    Raises:
        InvalidInput: it has no source, begins in the past, or names no number of days.
    """
    if not rule.source.strip():
        raise InvalidInput(T("Tuliskan dasarnya."), "source")
    if not 1 <= rule.days <= MOST_DAYS:
        raise InvalidInput(T("Isi 1 sampai {most} hari kerja.", most=MOST_DAYS), "days")
    if rule.from_on < today:
        raise InvalidInput(T("Baris berlaku paling awal hari ini."), "from_on")
    given = {
        "occasion": rule.occasion,
        "days": rule.days,
        "is_off": rule.is_off,
        "from_on": rule.from_on,
        "source": rule.source.strip(),
    }
    values = {**given, "added_by_id": actor.account_id, "added_at": at}
    key: int = session.execute(insert(AutomaticStep).values(**values).returning(AutomaticStep.id)).scalar_one()
    written = {**given, "occasion": rule.occasion.value, "from_on": rule.from_on.isoformat()}
    note_office(session, actor, "automatic_step_added", {"id": key, **written}, at)
    return key


def list_automatic(session: Session, today: date) -> Sequence[int]:
    """Return transfers that wait in a state which a row of the office may end; confidential ones wait for people."""
    rules = list_rules(session)
    states = [step.state for occasion, step in _STEPS.items() if in_force(rules, occasion, today)]
    if not states:
        return ()
    waiting = select(Transfer.id).where(Transfer.state.in_(states), Transfer.is_secret.is_(False))
    found = waiting.where(Transfer.postponed_until.is_(None)).order_by(Transfer.changed_at, Transfer.id)
    return session.scalars(found.limit(AT_ONCE)).all()


def take_automatic_step(session: Session, transfer_id: int, clock: Clock) -> bool:
    """Take the step that a row of the office asks for, when its days have passed; return whether it was taken.

    What a gate refuses stays as it is and waits for people.
    """
    card, today = find_card_by_id(session, transfer_id, lock=True), clock.today()
    if card is None or card.is_secret or card.postponed_until is not None:
        return False
    occasion = next((one for one, step in _STEPS.items() if step.state is card.state), None)
    rule = None if occasion is None else in_force(list_rules(session), occasion, today)
    if occasion is None or rule is None or not _has_waited(session, card, _STEPS[occasion], rule, clock):
        return False
    step = _STEPS[occasion]
    actor = Actor(None, "Sistem", capacity=f"otomatis menurut aturan {rule.id}", warrant=rule.source)
    press = Press(reason=str(T(step.reason.message, days=rule.days)), rule=rule.id)
    target = next_state(card.state, step.action)
    try:
        with session.begin_nested():
            walk(session, card, step.action, target, actor=actor, clock=clock, press=press)
    except Refused:
        return False
    text = T(step.told.message, number=card.number)
    tasks.tell_both_sides(session, card, event="automatic_step", text=text, at=clock.now())
    return True


def _has_waited(session: Session, card: TransferCard, step: _Step, rule: AutomaticRule, clock: Clock) -> bool:
    """Whether the task of the step is open for the rule's days and no voice is waited for."""
    waiting = inbox_queries.open_tasks(session, trail.ABOUT, card.id)
    task = next((one for one in waiting if one.kind == step.kind), None)
    if task is None or any(one.kind in VOICE_OF_KIND for one in waiting):
        return False
    since = max(_opened_on(task, clock), rule.from_on)
    return working_days_between(since, clock.today(), people.list_holidays(session, since)) >= rule.days


def _opened_on(task: TaskRow, clock: Clock) -> date:
    return task.opened_at.astimezone(clock.zone).date()
