"""The single door: every change of state goes through :func:`perform`, in one transaction.

Order: lock and read, compare versions, ask the table, the permission and the gates, write the state, do what
the action means (tasks, notices, letter, placement), record it in the trail. Nothing here commits.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import KEPT_FROM_ACTING, Authority
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock, is_working_day
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused, Stale
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Deadline
from mutasi_flow.people import queries as people
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.gates import LONGEST_REASON, Press, Question, ask
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import (
    FILING,
    TransferCard,
    find_card_by_id,
    find_card_for_update,
    is_author,
    may_see,
)
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.authority import find_authority, use_authority
from mutasi_flow.transfers.service.effects import EFFECTS, Moment
from mutasi_flow.transfers.service.words import WORDS
from mutasi_flow.transfers.workflow import STEP_OF, Action, State, Step, next_state, steps_from

_ADVANCE = Prepared(
    update(Transfer)
    .where(Transfer.id == bindparam("transfer_id"))
    .values(
        state=bindparam("new_state"),
        version=bindparam("new_version"),
        changed_at=bindparam("at"),
        closing_reason=bindparam("new_reason"),
        postponed_until=bindparam("until"),
    )
)

NOT_ON_OWN = frozenset(
    {
        Permission.TRANSFERS_VERIFY,
        Permission.TRANSFERS_DECIDE,
        Permission.TRANSFERS_DECREE,
        Permission.TRANSFERS_CANCEL,
    }
)
"""Permissions that nobody uses on the own transfer, on a relative's, or after stepping aside."""

ACTING_ONLY = T("Plh. dan Plt. boleh menelaah dan mengusulkan, tetapi tidak memutus dan tidak menandatangani.")
APART = T("Karena benturan kepentingan, usulan ini ditangani orang lain.")

LONGEST_HOLIDAYS = timedelta(days=31)
"""So far at most a day is moved to find one on which people work."""

PAST_TENSE: dict[Action, str] = {
    Action.SUBMIT: "submitted",
    Action.RETURN: "returned",
    Action.RESUBMIT: "resubmitted",
    Action.WITHDRAW: "withdrawn",
    Action.CONCLUDE_CONSULTATION: "consultation_concluded",
    Action.POSTPONE: "postponed",
    Action.REJECT: "rejected",
    Action.APPROVE: "approved",
    Action.REOPEN: "reopened",
    Action.CANCEL: "cancelled",
    Action.DECREE: "decreed",
    Action.REVOKE: "revoked",
}


@dataclass(frozen=True, slots=True)
class Performed:
    """What came of an action."""

    transfer_id: int
    number: str
    state: State
    version: int
    until: date | None = None
    """Day until which it is postponed: the first working day from the one that was asked for."""


def is_own_side(card: TransferCard, actor: Actor) -> bool:
    """Whether the file is the actor's to fill in, send and withdraw: the own request, or one that the actor opened.

    On a move that others propose the employee has a voice, not the pen.
    """
    is_employee = actor.employee_id is not None and actor.employee_id == card.employee_id
    if is_employee and card.door is Door.OWN:
        return True
    return is_author(card, actor)


def may_perform(step: Step, card: TransferCard, actor: Actor) -> bool:
    """Whether the actor may take the step on this transfer (state and gates apart)."""
    if step.by_owner and is_own_side(card, actor):
        return True
    if step.permission in NOT_ON_OWN and card.bars(actor.employee_id):
        return False
    return actor.apart_from(card.employee_id).may(step.permission, card.from_path)


def acting_as(step: Step, card: TransferCard, actor: Actor) -> Actor:
    """Return the actor with the capacity and warrant of the grant that opens the step here."""
    if step.by_owner and is_own_side(card, actor):
        return on_own_side(card, actor)
    return actor.apart_from(card.employee_id).using(step.permission, card.from_path)


def on_own_side(card: TransferCard, actor: Actor) -> Actor:
    """Return the author as the trail names it: the employee, or whoever files for or proposes the employee."""
    if actor.employee_id == card.employee_id:
        return actor.using(Permission.SELF)
    held = next((permission for permission in FILING if actor.may(permission, card.from_path)), Permission.SELF)
    return actor.using(held, card.from_path)


def is_only_acting(step: Step, card: TransferCard, actor: Actor) -> bool:
    """Whether the step is kept from the actor because the role is held as Plh. or Plt."""
    return step.permission in KEPT_FROM_ACTING and actor.may(Permission.TRANSFERS_REVIEW, card.from_path)


def _refusal(step: Step, card: TransferCard, actor: Actor) -> NotPermitted:
    """Say why the step is not the actor's, where there is more to say than that."""
    if is_only_acting(step, card, actor):
        return NotPermitted(ACTING_ONLY)
    is_apart = card.bars(actor.employee_id) and actor.employee_id != card.employee_id
    return NotPermitted(APART) if is_apart else NotPermitted()


def available_steps(card: TransferCard, actor: Actor) -> Sequence[Step]:
    """Return the steps that the actor may take now, in the order of the table."""
    return [step for step in steps_from(card.state) if may_perform(step, card, actor)]


def get_locked(session: Session, number: str, actor: Actor) -> TransferCard:
    """Return the transfer with its row locked, for somebody who may see it.

    Raises:
        NotFound: there is none, or it is not shown to this person.
    """
    card = find_card_for_update(session, number)
    if card is None or not may_see(session, card, actor):
        raise NotFound(T("Usulan {number} tidak ditemukan.", number=number))
    return card


def refuse_stale(session: Session, card: TransferCard, expected_version: int | None) -> None:
    """Refuse a press from a page older than the last change, and tell what changed.

    Raises:
        Stale: the version seen is not the present one.
    """
    if expected_version is None or expected_version == card.version:
        return
    seen = [
        row for row in audit.trail(session, trail.chain_of(card.id)) if row.payload.get("version", 0) > expected_version
    ]
    changes = tuple(
        T("{at}: {actor}: {action}", at=row.at, actor=row.actor, action=WORDS.get(row.action, T(row.action)))
        for row in seen
    )
    raise Stale(T("Usulan ini sudah berubah sejak Anda membukanya. Baca dahulu perubahannya."), changes)


def _check_press(step: Step, press: Press) -> str:
    reason = press.reason.strip()
    if step.needs_reason and not reason:
        raise InvalidInput(T("Alasan wajib diisi."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(T("Alasan paling panjang {limit} huruf.", limit=LONGEST_REASON), field="reason")
    if step.needs_date and press.until is None:
        raise InvalidInput(T("Tanggal wajib diisi."), field="until")
    return reason


def _on_working_day(session: Session, press: Press) -> Press:
    """Return the press with the day moved to the first working day from it on: nobody is there to go on before."""
    if press.until is None or press.until > date.max - LONGEST_HOLIDAYS:
        return press
    holidays = people.list_holidays(session, press.until, press.until + LONGEST_HOLIDAYS)
    return replace(press, until=first_working_day(press.until, holidays))


def first_working_day(day: date, holidays: Collection[date]) -> date:
    """Return the first day from ``day`` on on which people work; that day itself where a month brings none."""
    found = (day + timedelta(days=step) for step in range(LONGEST_HOLIDAYS.days))
    return next((one for one in found if is_working_day(one, holidays)), day)


def _advance(session: Session, card: TransferCard, target: State, *, reason: str, press: Press, at: datetime) -> int:
    version = card.version + 1
    run(
        session,
        _ADVANCE,
        {
            "transfer_id": card.id,
            "new_state": target,
            "new_version": version,
            "at": at,
            "new_reason": reason,
            "until": press.until,
        },
    )
    return version


@dataclass(frozen=True, slots=True)
class Before:
    """How a transfer was before a step: what taking the step back restores, with its open tasks and their deadlines."""

    state: State
    reason: str
    until: date | None
    were_open: Mapping[int, Deadline]


def on_paper(actor: Actor, press: Press) -> Actor:
    """Return the actor as the trail names whoever confirms what an official decided on paper."""
    if not press.letter:
        return actor
    return replace(actor, capacity=f"{actor.capacity}, dicatat dari surat", warrant=press.letter)


def take_back(
    session: Session, number: str, action: Action, before: Before, *, version: int, actor: Actor, clock: Clock
) -> Performed:
    """Take a step back as long as it is the last thing that happened to the transfer.

    Raises:
        NotFound: no such transfer for this person.
        NotPermitted: the actor may not take the step itself here.
        Conflict: something has happened since; ``version`` is the one that the step left behind.
    """
    card, step = get_locked(session, number, actor), STEP_OF[action]
    if not may_perform(step, card, actor):
        raise NotPermitted
    rows = [
        row
        for row in audit.trail(session, trail.chain_of(card.id))
        if row.action != "escalated" and not row.action.startswith(access.READ)
    ]
    if card.version != version or not rows or rows[-1].payload.get("version") != version:
        raise Conflict(T("Usulan ini sudah berlanjut, jadi langkahnya tidak dapat diurungkan lagi."))
    authority = find_authority(session, card, action, clock.today())
    actor = use_authority(authority, acting_as(step, card, actor))
    at, press = clock.now(), Press(until=before.until)
    after = _advance(session, card, before.state, reason=before.reason, press=press, at=at)
    inbox.restore_open(session, trail.ABOUT, card.id, before.were_open, at)
    text = T("Langkah atas usulan {number} diurungkan: {step}.", number=card.number, step=step.label)
    tasks.tell_both_sides(session, card, event="taken_back", text=text, at=at)
    payload = {"from": card.state.value, "to": before.state.value, "version": after, "action": action.value}
    trail.record(session, card.id, "taken_back", actor=actor, payload=payload, at=at)
    return Performed(card.id, card.number, before.state, after)


def perform(
    session: Session, number: str, action: Action, *, actor: Actor, clock: Clock, press: Press | None = None
) -> Performed:
    """Take one step with a transfer.

    Raises:
        NotFound: no such transfer for this person.
        Stale: the page was older than the last change.
        IllegalStep: the action does not exist from the present state.
        NotPermitted: the actor may not take this step here.
        InvalidInput: a mandatory reason or date is missing.
        Refused: a gate says no; ``reasons`` lists why.
    """
    press = press or Press()
    step = STEP_OF[action]
    card = get_locked(session, number, actor)
    refuse_stale(session, card, press.expected_version)
    target = next_state(card.state, action)
    if not may_perform(step, card, actor):
        raise _refusal(step, card, actor)
    authority = find_authority(session, card, action, clock.today())
    actor = on_paper(use_authority(authority, acting_as(step, card, actor)), press)
    return walk(session, card, action, target, actor=actor, clock=clock, press=press, authority=authority)


def walk(
    session: Session,
    card: TransferCard,
    action: Action,
    target: State,
    *,
    actor: Actor,
    clock: Clock,
    press: Press,
    authority: Authority | None = None,
) -> Performed:
    """Take a step whose right has been found already: pressed by who may, or recorded as decided by another authority.

    Raises:
        InvalidInput, Refused: as for :func:`perform`.
    """
    reason, press = _check_press(STEP_OF[action], press), _on_working_day(session, press)
    question = Question(session, card, actor, clock, press)
    moment = Moment(session, card, actor, clock, press, at=clock.now(), question=question, authority=authority)
    refusals = ask(action, question)
    if refusals:
        raise Refused(T("Langkah ini belum dapat dilakukan."), refusals)
    version = _advance(session, card, target, reason=reason, press=press, at=moment.at)
    facts = EFFECTS[action](moment)
    payload = {"from": card.state.value, "to": target.value, "version": version, "reason": reason, **facts}
    if press.rule is not None:
        payload["rule"] = press.rule
    trail.record(session, card.id, PAST_TENSE[action], actor=actor, payload=payload, at=moment.at)
    if action is Action.DECREE and card.revokes_id is not None:
        _revoke_filed(moment, card.revokes_id, facts["letter_id"])
    return Performed(card.id, card.number, target, version, press.until)


def _revoke_filed(moment: Moment, revoked_id: int, letter_id: int) -> None:
    """Revoke what a filed revocation was about, in the transaction of its decree."""
    card = find_card_by_id(moment.session, revoked_id, lock=True)
    if card is None:
        raise NotFound
    press = Press(reason=moment.card.reason, revoked_by=moment.card.number, revocation_id=letter_id)
    walk(
        moment.session,
        card,
        Action.REVOKE,
        next_state(card.state, Action.REVOKE),
        actor=moment.actor,
        clock=moment.clock,
        press=press,
        authority=moment.authority,
    )
