"""What voices say, how an answer is weighed, and what silence means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.transfers.domain import ADVERSE, VOICE_LABELS, Stance, Voice
from mutasi_flow.transfers.model import Opinion
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.routes import VOICE_OF_KIND

LONGEST_REASON = 4000

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


def list_answered(session: Session, card: TransferCard) -> Sequence[tuple[Voice, int | None]]:
    """Return who has spoken, silences left out: the voice, and the employee who spoke."""
    said = run(session, _ASKED_BEFORE, {"transfer_id": card.id})
    return [(voice, employee_id) for voice, employee_id, stance in said if stance is not Stance.SILENT]


def count_peers(session: Session, card: TransferCard) -> int:
    """Return how many peers have answered."""
    return sum(voice is Voice.PEER for voice, _employee_id in list_answered(session, card))


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
        NotFound: the opinion is not one about this transfer, or one of a peer and the actor may not know them.
    """
    able = actor.apart_from(card.employee_id)
    may = able.may(Permission.TRANSFERS_VERIFY, card.from_path) or able.may(Permission.TRANSFERS_DECIDE, card.from_path)
    if not may or card.bars(actor.employee_id):
        raise NotPermitted
    of_voice = () if able.may(Permission.PEER_NAMES, card.from_path) else (Opinion.voice != Voice.PEER,)
    written = text.strip()
    if not written or len(written) > LONGEST_REASON:
        raise InvalidInput(T("Tuliskan bagaimana tanggapan ini dipertimbangkan."), field="weighed")
    changed = run(
        session,
        update(Opinion)
        .where(Opinion.id == opinion_id, Opinion.transfer_id == card.id, *of_voice)
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
