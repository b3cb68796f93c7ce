"""Papers on the road: attaching them, judging them, and letting a signed letter stand for a unit's answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, NotPermitted
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.people import queries as people
from mutasi_flow.transfers import consultation, documents, trail
from mutasi_flow.transfers.documents import VOICE_OF_LETTER, WITH_AUTHOR, Judged, Standing, Upload
from mutasi_flow.transfers.domain import UNIT_VOICES, PaperVerdict, Stance, Voice
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.routes import OPINION_KINDS
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.perform import get_locked, is_own_side, on_own_side
from mutasi_flow.transfers.workflow import State

WITH_OFFICE = frozenset({State.PROPOSED, State.CONSULTED})
"""States in which the office checks the papers."""
_HEADS = frozenset(OPINION_KINDS[voice] for voice in UNIT_VOICES)


def is_office(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor checks papers here: verifies over the unit, and has a part in it at all."""
    own = actor.apart_from(card.employee_id)
    return not card.bars(actor.employee_id) and own.may(Permission.TRANSFERS_VERIFY, card.from_path)


def _is_filling_in(card: TransferCard, actor: Actor) -> bool:
    is_author = is_own_side(card, actor) or actor.may(Permission.TRANSFERS_FILE_FOR, card.from_path)
    return is_author and card.state in WITH_AUTHOR


def may_attach(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor may add a paper now: the author while filling in, the office until the decision."""
    is_checking = is_office(card, actor) and card.state in WITH_AUTHOR | WITH_OFFICE
    return is_checking or _is_filling_in(card, actor)


def attach_paper(session: Session, files: FileStore, number: str, upload: Upload, *, actor: Actor, clock: Clock) -> int:
    """Add a paper to a transfer and return its key.

    The author adds papers while the file is with the author; the verifier also later (letters that came on paper).

    Raises:
        NotFound, NotPermitted, InvalidInput; Conflict when the file is decided, or the paper was found good already.
    """
    card = get_locked(session, number, actor)
    if card.state not in WITH_AUTHOR | WITH_OFFICE:
        raise Conflict(T("Usulan ini sudah diputus, jadi dokumen tidak dapat ditambah."))
    if not may_attach(card, actor):
        raise NotPermitted
    if not is_office(card, actor):
        _keep_accepted(session, card, upload.kind, clock)
    at = clock.now()
    actor = (
        on_own_side(card, actor)
        if _is_filling_in(card, actor)
        else actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    )
    paper_id = documents.attach(session, files, card, upload, actor=actor, at=at)
    payload = {"paper": paper_id, "kind": str(upload.kind)}
    trail.record(session, card.id, "paper_attached", actor=actor, payload=payload, at=at)
    return paper_id


def _keep_accepted(session: Session, card: TransferCard, kind: str, clock: Clock) -> None:
    """What was found good stays so; only the office puts another in its place."""
    present = documents.find_item(session, card, kind, clock)
    if present is not None and present.standing is Standing.ACCEPTED:
        raise Conflict(T("{document} sudah dinyatakan sesuai, jadi tidak perlu diganti.", document=present.name))


def judge_paper(
    session: Session, number: str, paper_id: int, verdict: PaperVerdict, *, reason: str, actor: Actor, clock: Clock
) -> None:
    """Write the verdict on a paper; an accepted release or acceptance letter is that unit's answer, also a late one.

    Raises:
        NotFound, InvalidInput; NotPermitted unless the actor verifies here, is not the person concerned, and for
        such a letter did not attach it; Conflict while the file is with its author, or decided.
    """
    card = get_locked(session, number, actor)
    if not is_office(card, actor):
        raise NotPermitted
    if card.state not in WITH_OFFICE:
        raise Conflict(T("Dokumen hanya dapat diperiksa selama usulan ada pada kantor dan belum diputus."))
    at, actor = clock.now(), actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    judged = documents.judge(session, card, paper_id, verdict, reason=reason, actor=actor)
    if verdict is PaperVerdict.ACCEPTED and judged.kind in VOICE_OF_LETTER:
        _let_letter_answer(session, card, judged, actor=actor, clock=clock)
    if verdict is PaperVerdict.ACCEPTED:
        _let_scan_sign(session, card, judged, actor=actor, at=at)
    payload = {"paper": paper_id, "verdict": verdict.value, "reason": reason}
    trail.record(session, card.id, "paper_judged", actor=actor, payload=payload, at=at)


def _let_scan_sign(session: Session, card: TransferCard, judged: Judged, *, actor: Actor, at: datetime) -> None:
    """A letter that was printed here, signed in ink and scanned back is signed from now on."""
    letter = documents.accept_scan(session, card.id, judged.kind, judged.letter_number)
    if letter is not None:
        payload = {"letter": letter.number, "letter_id": letter.id, "document": judged.kind, "ink": True}
        trail.record(session, card.id, "letter_signed", actor=actor, payload=payload, at=at)


def _is_answered_by(
    session: Session, card: TransferCard, kind: str, holder_employee_id: int | None, voice: Voice
) -> bool:
    """Whether a letter of the unit answers the task: the unit's own, or its head's who was asked as supervisor."""
    if kind == OPINION_KINDS[voice]:
        return True
    unit_id = card.from_unit_id if voice is Voice.RELEASING else card.to_unit_id
    if kind not in _HEADS or unit_id is None or holder_employee_id is None:
        return False
    return people.head_of(session, unit_id, but=card.employee_id) == holder_employee_id


def _let_letter_answer(session: Session, card: TransferCard, judged: Judged, *, actor: Actor, clock: Clock) -> None:
    """Complete the unit's open task; where its time has passed already, the letter takes the place of silence."""
    voice, at = VOICE_OF_LETTER[judged.kind], clock.now()
    waiting = [
        task
        for task in inbox_queries.open_tasks(session, trail.ABOUT, card.id)
        if _is_answered_by(session, card, task.kind, task.holder_employee_id, voice)
    ]
    for task in waiting:
        inbox.settle(session, task.id, actor, at, Answer(Stance.SUPPORT.value))
        consultation.record_letter(session, card, task, letter=judged.letter, at=at)
        tasks.open_next_stage(session, card, task.stage, today=clock.today(), at=at)
    if waiting:
        return
    for silence in consultation.list_silences(session, card):
        if _is_answered_by(session, card, OPINION_KINDS[silence.voice], silence.employee_id, voice):
            consultation.replace_silence(session, silence, letter=judged.letter, at=at)
            payload = {"opinion": silence.opinion_id, "voice": silence.voice.value, "letter": judged.letter}
            trail.record(session, card.id, "silence_replaced", actor=actor, payload=payload, at=at)
