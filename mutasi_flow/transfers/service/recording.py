"""What happened elsewhere, put on record by a person: the team's session, the pertek, the inauguration.

A pertek is recorded as a row of its letter (``service.pertek``); its task asks for the same, under the same names.
"""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import ROLE_MARKS, Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import PertekVerdict
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.queries import TransferCard, load_route
from mutasi_flow.transfers.routes import ADVERSE_OUTCOMES, INAUGURATE, LEAVE, OUTER, PERTEK, RECORDED, TASK_RULES
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.announcing import disclose
from mutasi_flow.transfers.service.crossing import OuterDecision, record_outer
from mutasi_flow.transfers.service.perform import APART
from mutasi_flow.transfers.service.pertek import NewLetter, NewRow, record_for

LONGEST_PAPER = 300
GRANTED, HELD, NOT_NEEDED = "granted", "held", "not_needed"
ROW_WORDS = ("nip", "name", "rank", "from_post", "from_unit", "to_post", "to_unit")
"""Names under which an answer carries the row of a pertek, word for word as in the letter."""


def _read_paper(answer: Answer, today: date) -> dict[str, Any]:
    """Return number and date of the paper behind the outcome.

    Raises:
        InvalidInput: there is none where one is needed, or its date is none or still to come.
    """
    number = str(answer.answers.get("paper") or "").strip()
    if not number and answer.outcome != NOT_NEEDED:
        raise InvalidInput(T("Tuliskan nomor berita acara atau suratnya."), field="paper")
    if len(number) > LONGEST_PAPER:
        raise InvalidInput(T("Nomor surat paling panjang {limit} huruf.", limit=LONGEST_PAPER), field="paper")
    paper_on = _read_day(str(answer.answers.get("paper_on") or ""), "paper_on")
    if paper_on is not None and paper_on > today:
        raise InvalidInput(T("Tanggal surat tidak boleh sesudah hari ini."), field="paper_on")
    return {"paper": number, "paper_on": paper_on.isoformat() if paper_on else ""}


def read_outcome(kind: str, answer: Answer, today: date) -> Answer:
    """Return the outcome with its reason and paper, as it is kept.

    Raises:
        InvalidInput: the outcome is unknown, or a reason or a paper is missing.
    """
    if answer.outcome not in RECORDED[kind]:
        raise InvalidInput(T("Pilih salah satu jawaban yang tersedia."), field="outcome")
    reason = answer.reason.strip()
    if not reason and answer.outcome in ADVERSE_OUTCOMES:
        raise InvalidInput(T("Tuliskan alasannya."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(T("Alasan paling panjang {limit} huruf.", limit=LONGEST_REASON), field="reason")
    return Answer(answer.outcome, reason, _read_paper(answer, today))


def read_pertek(answer: Answer) -> tuple[NewLetter, NewRow]:
    """Return letter and row from the answer to a task: ``paper``, ``paper_on``, ``issued_by`` and the row's own names.

    Raises:
        InvalidInput: the outcome is unknown, or a date cannot be read.
    """
    if answer.outcome not in RECORDED[PERTEK]:
        raise InvalidInput(T("Pilih salah satu jawaban yang tersedia."), field="outcome")
    given = {name: str(value or "").strip() for name, value in answer.answers.items()}
    letter_on = _read_day(given.get("paper_on", ""), "paper_on")
    if letter_on is None:
        raise InvalidInput(T("Isi tanggal pertek."), field="paper_on")
    valid_until = _read_day(given.get("valid_until", ""), "valid_until")
    letter = NewLetter(given.get("paper", ""), letter_on, given.get("issued_by", ""), valid_until)
    verdict = PertekVerdict.ACCEPTED if answer.outcome == GRANTED else PertekVerdict.REFUSED
    words = {name: given.get(name, "") for name in ROW_WORDS}
    start = _read_day(given.get("effective_on", ""), "effective_on")
    return letter, NewRow(**words, verdict=verdict, effective_on=start, reason=answer.reason)


def read_outer(answer: Answer) -> OuterDecision:
    """Return another authority's decision from the answer to a task: ``authority``, ``paper``, ``paper_on``, ``effective_on``.

    Raises:
        InvalidInput: the outcome is unknown, or a date is missing or cannot be read.
    """
    if answer.outcome not in RECORDED[OUTER]:
        raise InvalidInput(T("Pilih salah satu jawaban yang tersedia."), field="outcome")
    given = {name: str(value or "").strip() for name, value in answer.answers.items()}
    decided_on = _read_day(given.get("paper_on", ""), "paper_on")
    if decided_on is None:
        raise InvalidInput(T("Isi tanggal putusan."), field="paper_on")
    starts_on = _read_day(given.get("effective_on", ""), "effective_on")
    words = (given.get("authority", ""), given.get("paper", ""))
    return OuterDecision(*words, decided_on, starts_on, answer.outcome, answer.reason)


def _read_day(written: str, field: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise InvalidInput(T("Tanggal surat tidak dapat dibaca."), field=field) from None


def record_outcome(
    session: Session, card: TransferCard, task_id: int, kind: str, *, actor: Actor, clock: Clock, answer: Answer
) -> None:
    """Keep an outcome and go on.

    Raises:
        Conflict: the transfer has moved on, or somebody else recorded it.
        NotPermitted: it is the actor's own case, or not the actor's task.
        InvalidInput: the outcome is unknown, or a reason or a paper is missing.
    """
    if card.state is not TASK_RULES[kind].during:
        raise Conflict(T("Usulan ini sudah tidak menunggu catatan itu."))
    if actor.employee_id is not None and actor.employee_id == card.employee_id:
        raise NotPermitted(T("Anda tidak dapat mencatat hasil untuk usulan Anda sendiri."))
    if card.bars(actor.employee_id):
        raise NotPermitted(APART)
    if kind in {OUTER, LEAVE}:
        record_outer(session, card, task_id, kind, read_outer(answer), actor=actor, clock=clock)
        return
    if kind == PERTEK:
        record_for(session, card, *read_pertek(answer), actor=actor, clock=clock)
        return
    at, kept = clock.now(), read_outcome(kind, answer, clock.today())
    task = inbox.complete(session, task_id, actor, at, kept)
    actor = actor.using(ROLE_MARKS[Role(task.holder_role)], card.from_path) if task.holder_role else actor
    payload = {"task": task_id, "kind": kind, "outcome": kept.outcome, "reason": kept.reason, **kept.answers}
    trail.record(session, card.id, "outcome_recorded", actor=actor, payload=payload, at=at)
    tasks.open_next_stage(session, card, task.stage, today=clock.today(), at=at)
    is_inaugurated = kind == INAUGURATE and kept.outcome == HELD
    if is_inaugurated and card.is_secret and load_route(session, card.route).is_announced_by_inauguration:
        disclose(session, card, actor=actor, clock=clock)
