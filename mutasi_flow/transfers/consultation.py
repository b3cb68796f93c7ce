"""The room of voices: who is asked, what they answer, how an answer is weighed, and what silence means."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import Answer, Holder
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import Head
from mutasi_flow.transfers.domain import ADVERSE, UNIT_VOICES, VOICE_LABELS, Door, Stance, Voice
from mutasi_flow.transfers.model import Opinion
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.routes import MINIMUM_PEERS, VOICE_OF_KIND

LONGEST_REASON = 4000
DEPTH_OF_AGENCIES = 2
"""In the unit tree the government comes first, then its agencies (dinas, badan, kecamatan)."""

_INSERT = Prepared(
    insert(Opinion.metadata.tables["opinions"]),
    columns=(
        "transfer_id",
        "task_id",
        "voice",
        "employee_id",
        "capacity",
        "stance",
        "reason",
        "answers",
        "letter",
        "given_at",
    ),
)
_ASKED_BEFORE = Prepared(
    select(Opinion.voice, Opinion.employee_id, Opinion.stance).where(Opinion.transfer_id == bindparam("transfer_id"))
)
_CONFIRM = Prepared(
    update(Opinion)
    .where(
        Opinion.transfer_id == bindparam("of_transfer"), Opinion.weighed != "", Opinion.weighed_confirmed_at.is_(None)
    )
    .values(weighed_confirmed_at=bindparam("at"))
    .returning(Opinion.task_id, Opinion.employee_id)
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A voice that is asked: who holds the task, and the name shown for the holder."""

    voice: Voice
    holder: Holder
    label: str


def office_of(session: Session, voice: Voice, unit_id: int, path: str, today: date) -> Asked:
    """Who answers for a unit without head: its staffing officer; where there is none, the verifiers."""
    has_staffing = access.employees_with_role(session, Role.STAFFING, path, today)
    role = Role.STAFFING if has_staffing else Role.VERIFIER
    return Asked(voice, Holder(role=role.value, unit_id=unit_id), people.unit_name(session, unit_id))


def _heads(session: Session, card: TransferCard, wanted: Collection[Voice], today: date) -> list[Asked]:
    units = (
        (Voice.RELEASING, card.from_unit_id, card.from_path),
        (Voice.RECEIVING, card.to_unit_id, card.to_path),
    )
    along = people.heads_along(session, [path for _voice, _unit_id, path in units])
    heads = [next((head for head in heads if head.id != card.employee_id), None) for heads in along]
    asked: list[Asked] = []
    if Voice.SUPERVISOR in wanted:
        supervisor = people.find_supervisor_on_record(session, card.employee_id) or heads[0]
        asked += [] if supervisor is None else [_asked(Voice.SUPERVISOR, supervisor)]
    for (voice, unit_id, path), head in zip(units, heads, strict=True):
        if voice not in wanted:
            continue
        if unit_id is not None and head is None:
            asked.append(office_of(session, voice, unit_id, path, today))
        elif head is not None and all(other.holder.employee_id != head.id for other in asked):
            asked.append(_asked(voice, head))
    return asked


def _parent(session: Session, card: TransferCard, today: date) -> list[Asked]:
    """The agency above the unit, by its staffing officer; a unit right under the government is its own agency."""
    trail = people.ids_in_path(card.from_path)
    if len(trail) <= DEPTH_OF_AGENCIES:
        return []
    above = trail[:DEPTH_OF_AGENCIES]
    return [office_of(session, Voice.PARENT, above[-1], "/" + "".join(f"{one}/" for one in above), today)]


def _asked(voice: Voice, head: Head) -> Asked:
    return Asked(voice, Holder(employee_id=head.id), head.name)


def _peers(session: Session, card: TransferCard, most: int, taken: frozenset[int]) -> list[Asked]:
    """At least three peers or none: fewer answers would show who said what."""
    found = [peer for peer in people.list_peers(session, card.employee_id, most + len(taken)) if peer not in taken]
    if len(found) < MINIMUM_PEERS:
        return []
    return [Asked(Voice.PEER, Holder(employee_id=peer), "") for peer in found[:most]]


def plan_voices(session: Session, card: TransferCard, wanted: Mapping[Voice, int], *, today: date) -> Sequence[Asked]:
    """Say who is asked about the transfer; one person is asked once, whoever has answered is not asked again.

    ``wanted`` are the voices of a stage, with how many peers. On an own request the request itself is the employee's
    voice; otherwise the employee is asked first.
    """
    asked: list[Asked] = []
    if Voice.EMPLOYEE in wanted and card.door is not Door.OWN:
        asked.append(Asked(Voice.EMPLOYEE, Holder(employee_id=card.employee_id), card.employee_name))
    if not UNIT_VOICES.isdisjoint(wanted):
        asked += _heads(session, card, wanted, today)
    if Voice.PARENT in wanted:
        asked += _parent(session, card, today)
    if wanted.get(Voice.PEER):
        taken = frozenset(one.holder.employee_id for one in asked if one.holder.employee_id is not None)
        asked += _peers(session, card, wanted[Voice.PEER], taken)
    if card.submitted_at is None or not asked:
        return asked
    before = run(session, _ASKED_BEFORE, {"transfer_id": card.id}).all()
    answered = {employee_id for _voice, employee_id, stance in before if stance is not Stance.SILENT and employee_id}
    return [one for one in asked if one.holder.employee_id not in answered or one.holder.employee_id is None]


def count_peers(session: Session, card: TransferCard) -> int:
    """Return how many peers have answered."""
    said = run(session, _ASKED_BEFORE, {"transfer_id": card.id})
    return sum(voice is Voice.PEER and stance is not Stance.SILENT for voice, _employee_id, stance in said)


def read_stance(answer: Answer) -> Stance:
    """Return the stance of an answer.

    Raises:
        InvalidInput: no such stance, or a stance that needs a reason has none, or the reason is too long.
    """
    given = {stance.value: stance for stance in Stance if stance is not Stance.SILENT}
    stance = given.get(answer.outcome)
    if stance is None:
        raise InvalidInput(T("Pilih salah satu tanggapan."), field="outcome")
    if stance in ADVERSE and not answer.reason.strip():
        raise InvalidInput(T("Tuliskan alasan atau syarat Anda."), field="reason")
    if len(answer.reason) > LONGEST_REASON:
        raise InvalidInput(T("Alasan paling panjang {limit} huruf.", limit=LONGEST_REASON), field="reason")
    return stance


def record_opinion(
    session: Session,
    card: TransferCard,
    *,
    task_id: int,
    voice: Voice,
    actor: Actor,
    at: datetime,
    answer: Answer,
) -> None:
    """Keep what a voice said (checked by :func:`read_stance`)."""
    run(
        session,
        _INSERT,
        {
            "transfer_id": card.id,
            "task_id": task_id,
            "voice": voice,
            "employee_id": actor.standing_in.employee_id if actor.standing_in else actor.employee_id,
            "capacity": actor.capacity or str(VOICE_LABELS[voice]),
            "stance": read_stance(answer),
            "reason": answer.reason.strip(),
            "answers": dict(answer.answers),
            "letter": "",
            "given_at": at,
        },
    )


def _said_by_office(
    card: TransferCard, task: TaskRow, at: datetime, *, stance: Stance, letter: str = ""
) -> dict[str, Any]:
    """What stands for the answer of the task's holder without the holder's own words."""
    voice = VOICE_OF_KIND[task.kind]
    return {
        "transfer_id": card.id,
        "task_id": task.id,
        "voice": voice,
        "employee_id": task.holder_employee_id,
        "capacity": str(VOICE_LABELS[voice]),
        "stance": stance,
        "reason": "",
        "answers": {},
        "letter": letter,
        "given_at": at,
    }


def record_letter(session: Session, card: TransferCard, task: TaskRow, *, letter: str, at: datetime) -> None:
    """Keep a verified signed letter as the support of whoever was asked; who recorded it stands in the trail."""
    run(session, _INSERT, _said_by_office(card, task, at, stance=Stance.SUPPORT, letter=letter))


def record_paper_opinion(
    session: Session, card: TransferCard, task: TaskRow, answer: Answer, *, letter: str, at: datetime
) -> None:
    """Keep what the holder of a task wrote on paper, as two people of the office found it there."""
    said = _said_by_office(card, task, at, stance=read_stance(answer), letter=letter)
    run(session, _INSERT, {**said, "reason": answer.reason.strip()})


def record_silences(session: Session, card: TransferCard, lapsed: Sequence[TaskRow], at: datetime) -> None:
    """Keep that voices did not answer in time: silence, never consent."""
    if lapsed:
        run(session, _INSERT, [_said_by_office(card, task, at, stance=Stance.SILENT) for task in lapsed])


@dataclass(frozen=True, slots=True)
class Silence:
    """A voice that has let its time pass and has not spoken since."""

    opinion_id: int
    voice: Voice
    employee_id: int | None


def list_silences(session: Session, card: TransferCard) -> Sequence[Silence]:
    """Return the voices whose last word is silence."""
    last = select(func.max(Opinion.id)).where(Opinion.transfer_id == card.id).group_by(Opinion.voice)
    silent = select(Opinion.id, Opinion.voice, Opinion.employee_id).where(
        Opinion.id.in_(last), Opinion.stance == Stance.SILENT
    )
    return [Silence(*row) for row in run(session, silent.order_by(Opinion.id))]


def replace_silence(session: Session, silence: Silence, *, letter: str, at: datetime) -> None:
    """Let a letter that came late stand where silence stood; that there was silence stays in the trail."""
    run(
        session,
        update(Opinion)
        .where(Opinion.id == silence.opinion_id)
        .values(stance=Stance.SUPPORT, letter=letter, given_at=at),
    )


def weigh(session: Session, card: TransferCard, opinion_id: int, text: str, actor: Actor) -> None:
    """Write how an opinion was weighed; staff may draft it, the decider makes it the own text by approving.

    Raises:
        NotPermitted: the actor neither verifies nor decides here, or is the person concerned.
        InvalidInput: the text is empty or too long.
        NotFound: the opinion is not one about this transfer.
    """
    able = actor.apart_from(card.employee_id)
    may = able.may(Permission.TRANSFERS_VERIFY, card.from_path) or able.may(Permission.TRANSFERS_DECIDE, card.from_path)
    if not may or actor.employee_id == card.employee_id:
        raise NotPermitted
    written = text.strip()
    if not written or len(written) > LONGEST_REASON:
        raise InvalidInput(T("Tuliskan bagaimana tanggapan ini dipertimbangkan."), field="weighed")
    changed = run(
        session,
        update(Opinion)
        .where(Opinion.id == opinion_id, Opinion.transfer_id == card.id)
        .values(weighed=written, weighed_by_id=actor.account_id, weighed_confirmed_at=None)
        .returning(Opinion.id),
    ).first()
    if changed is None:
        raise NotFound


def confirm_weighing(session: Session, card: TransferCard, at: datetime) -> Sequence[tuple[int, int]]:
    """Make every written weighing the decider's own (called by the approval itself).

    Returns the task and the employee of each opinion that has its answer now.
    """
    answered = run(session, _CONFIRM, {"of_transfer": card.id, "at": at})
    return [(task_id, employee_id) for task_id, employee_id in answered if task_id and employee_id]
