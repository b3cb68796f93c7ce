"""Opinions and decisions made on paper: a clerk records them, a second person confirms; until then nothing counts.

Never for Plh. and Plt.: whoever could not decide here on the day of the letter could not decide on paper either.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import Examined
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Answer, NewNotice, TaskStatus
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.transfers import consultation, trail
from mutasi_flow.transfers.domain import UNIT_VOICES, VOICE_LABELS, PaperVerdict, RecordedAct, Voice
from mutasi_flow.transfers.gates import Press
from mutasi_flow.transfers.model import PaperAct
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.queries.paper_acts import PaperActRow, get_paper_act
from mutasi_flow.transfers.routes import VOICE_OF_KIND
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.papers import is_office
from mutasi_flow.transfers.service.perform import ACTING_ONLY, get_locked, is_only_acting, may_perform, perform
from mutasi_flow.transfers.workflow import STEP_OF, Action, State

ON_PAPER = frozenset({*UNIT_VOICES, Voice.EMPLOYEE})
"""Voices that are recorded from paper; peers answer themselves, so that nobody learns who said what."""
ACTION_OF: Mapping[RecordedAct, Action] = MappingProxyType(
    {RecordedAct.APPROVE: Action.APPROVE, RecordedAct.REJECT: Action.REJECT}
)
_STATES = {
    RecordedAct.OPINION: frozenset({State.PROPOSED}),
    RecordedAct.APPROVE: frozenset({State.CONSULTED}),
    RecordedAct.REJECT: frozenset({State.PROPOSED, State.CONSULTED}),
}


@dataclass(frozen=True, slots=True)
class NewPaperAct:
    """What stands on the paper: for an opinion its task and stance, for a decision the official's account."""

    act: RecordedAct
    letter_number: str
    letter_on: date
    file: Examined
    task_id: int | None = None
    stance: str = ""
    official_account_id: int | None = None
    reason: str = ""


def may_record(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor may record here: verifies over the unit, or files for its people; not the own transfer."""
    return is_office(card, actor) or (
        not card.bars(actor.employee_id) and actor.may(Permission.TRANSFERS_FILE_FOR, card.from_path)
    )


def find_tasks_on_paper(session: Session, card: TransferCard) -> list[TaskRow]:
    """Return the open tasks whose answer may have come on paper."""
    found = inbox_queries.open_tasks(session, trail.ABOUT, card.id)
    return [task for task in found if VOICE_OF_KIND.get(task.kind) in ON_PAPER]


def _check(card: TransferCard, new: NewPaperAct, today: date) -> None:
    if card.state not in _STATES[new.act]:
        raise Conflict(T("Usulan ini tidak sedang menunggu hal itu."))
    if not new.letter_number.strip():
        raise InvalidInput(T("Isi nomor dan tanggal surat."), "letter_number")
    if new.letter_on > today:
        raise InvalidInput(T("Tanggal surat tidak boleh sesudah hari ini."), "letter_on")
    if new.act is RecordedAct.REJECT and not new.reason.strip():
        raise InvalidInput(T("Alasan wajib diisi."), "reason")


def _official_of(session: Session, card: TransferCard, act: RecordedAct, account_id: int | None, on: date) -> Actor:
    """Return who decided, as that person could act on the day of the letter.

    Raises:
        InvalidInput: no such official.
        NotPermitted: the person could not decide here on that day, or only as Plh. or Plt.
    """
    if account_id is None:
        raise InvalidInput(T("Pilih pejabat yang memutus."), "official")
    official, step = access.load_actor(session, account_id, on), STEP_OF[ACTION_OF[act]]
    if may_perform(step, card, official):
        return official
    if is_only_acting(step, card, official):
        raise NotPermitted(ACTING_ONLY)
    raise NotPermitted(T("{name} tidak berwenang memutus usulan ini pada tanggal surat.", name=official.name))


def _who(session: Session, card: TransferCard, new: NewPaperAct) -> tuple[str, str]:
    """Return name and capacity of the official whose act it is."""
    if new.act is not RecordedAct.OPINION:
        official = _official_of(session, card, new.act, new.official_account_id, new.letter_on)
        return official.name, official.using(Permission.TRANSFERS_DECIDE, card.from_path).capacity
    task = next((one for one in find_tasks_on_paper(session, card) if one.id == new.task_id), None)
    if task is None:
        raise InvalidInput(T("Pilih tanggapan yang ditunggu."), "task")
    consultation.read_stance(Answer(new.stance, new.reason))
    return task.holder_label, str(VOICE_LABELS[VOICE_OF_KIND[task.kind]])


def record_paper_act(
    session: Session, files: FileStore, number: str, new: NewPaperAct, *, actor: Actor, clock: Clock
) -> int:
    """Record what an official did on paper, with the scan; it waits for a second person. Return its key.

    Raises:
        NotFound: no such transfer for this person.
        NotPermitted: the actor may not record here, or the official could not decide.
        InvalidInput: something is missing or does not fit.
        Conflict: the transfer does not wait for that.
    """
    card = get_locked(session, number, actor)
    if not may_record(card, actor):
        raise NotPermitted
    _check(card, new, clock.today())
    name, capacity = _who(session, card, new)
    at = clock.now()
    values = {
        "transfer_id": card.id,
        "act": new.act,
        "task_id": new.task_id if new.act is RecordedAct.OPINION else None,
        "official_account_id": None if new.act is RecordedAct.OPINION else new.official_account_id,
        "official": name,
        "capacity": capacity,
        "stance": new.stance,
        "reason": new.reason.strip(),
        "letter_number": new.letter_number.strip(),
        "letter_on": new.letter_on,
        "media_type": new.file.media_type,
        "file_key": files.put(new.file.data, new.file.suffix),
        "sha256": hashlib.sha256(new.file.data).hexdigest(),
        "recorded_by_id": actor.account_id,
        "recorded_at": at,
    }
    key: int = session.execute(insert(PaperAct).values(**values).returning(PaperAct.id)).scalar_one()
    used = Permission.TRANSFERS_VERIFY if is_office(card, actor) else Permission.TRANSFERS_FILE_FOR
    payload = {"paper_act": key, "act": new.act.value, "sha256": values["sha256"]}
    trail.record(
        session, card.id, "paper_act_recorded", actor=actor.using(used, card.from_path), payload=payload, at=at
    )
    text = T("Surat pejabat untuk usulan {number} menunggu pengesahan orang kedua.", number=card.number)
    address = f"/telaah/{card.number}"
    notice = NewNotice("paper_act", text, at, role="verifier", unit_id=card.from_unit_id, address=address)
    tasks.tell(session, card, [notice])
    return key


def may_judge_act(row: PaperActRow, card: TransferCard, actor: Actor) -> bool:
    """Whether the actor is the second person: verifies here, and is neither who recorded it nor who stands in for that."""
    verifier = actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    absent = verifier.standing_in.account_id if verifier.standing_in else None
    return is_office(card, actor) and row.recorded_by_id not in {actor.account_id, absent}


def _taken(session: Session, card: TransferCard, act_id: int, actor: Actor) -> PaperActRow:
    row = get_paper_act(session, card.id, act_id)
    if not may_judge_act(row, card, actor):
        raise NotPermitted(T("Yang mencatat surat tidak dapat mengesahkannya sendiri. Minta verifikator lain."))
    if row.verdict is not PaperVerdict.WAITING:
        raise Conflict(T("Catatan ini sudah diperiksa."))
    return row


def _judge(
    session: Session,
    card: TransferCard,
    row: PaperActRow,
    verdict: PaperVerdict,
    *,
    actor: Actor,
    clock: Clock,
    reason: str = "",
) -> None:
    at, confirmed = clock.now(), verdict is PaperVerdict.ACCEPTED
    session.execute(
        update(PaperAct)
        .where(PaperAct.id == row.id)
        .values(verdict=verdict, verdict_reason=reason, judged_by_id=actor.account_id, judged_at=at)
    )
    action = "paper_act_confirmed" if confirmed else "paper_act_refused"
    used = actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    payload = {"paper_act": row.id, "recorded_by": row.recorded_by_id}
    trail.record(session, card.id, action, actor=used, payload=payload, at=at)


def confirm_paper_act(
    session: Session, number: str, act_id: int, *, actor: Actor, clock: Clock, expected_version: int | None = None
) -> None:
    """Confirm that the scan says what was recorded: now the opinion counts, or the decision is taken.

    Raises:
        NotFound, Stale; NotPermitted unless the actor is a second person who verifies here; Conflict when it was
        judged already or the transfer has moved on; Refused when a gate before the decision says no.
    """
    card = get_locked(session, number, actor)
    row = _taken(session, card, act_id, actor)
    _judge(session, card, row, PaperVerdict.ACCEPTED, actor=actor, clock=clock)
    if row.act is RecordedAct.OPINION:
        _give(session, card, row, actor=actor, clock=clock)
        return
    official = _official_of(session, card, row.act, row.official_account_id, row.letter_on)
    confirming = replace(official, account_id=actor.account_id, name=f"{official.name} (dicatat {actor.name})")
    press = Press(expected_version=expected_version, reason=row.reason, letter=row.letter)
    perform(session, number, ACTION_OF[row.act], actor=confirming, clock=clock, press=press)


def _give(session: Session, card: TransferCard, row: PaperActRow, *, actor: Actor, clock: Clock) -> None:
    at, answer = clock.now(), Answer(row.stance, row.reason)
    task = inbox_queries.get_task(session, row.task_id or 0)
    if card.state is not State.PROPOSED or task.status is not TaskStatus.OPEN:
        raise Conflict(T("Usulan ini sudah tidak menunggu tanggapan."))
    inbox.settle(session, task.id, actor, at, answer)
    consultation.record_paper_opinion(session, card, task, answer, letter=row.letter, at=at)
    tasks.open_next_stage(session, card, task.stage, today=clock.today(), at=at)
    used = actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    payload = {"voice": VOICE_OF_KIND[task.kind].value, "stance": row.stance, "task": task.id, "paper_act": row.id}
    trail.record(session, card.id, "opined", actor=replace(used, warrant=row.letter), payload=payload, at=at)
    if task.holder_employee_id is not None:
        text = T("Tanggapan tertulis Anda untuk usulan {number} sudah dicatat.", number=card.number)
        tasks.tell(session, card, [NewNotice("paper_act", text, at, task.holder_employee_id, address="/tugas")])


def refuse_paper_act(session: Session, number: str, act_id: int, reason: str, *, actor: Actor, clock: Clock) -> None:
    """Find that the scan does not say what was recorded; nothing comes of it.

    Raises:
        NotFound; NotPermitted unless the actor is a second person who verifies here; InvalidInput without a reason;
        Conflict when it was judged already.
    """
    card = get_locked(session, number, actor)
    row = _taken(session, card, act_id, actor)
    if not reason.strip():
        raise InvalidInput(T("Alasan wajib diisi."), "reason")
    _judge(session, card, row, PaperVerdict.REFUSED, actor=actor, clock=clock, reason=reason.strip())
