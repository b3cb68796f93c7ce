"""What happened elsewhere, put on record by a person: the team's session, the pertek, the inauguration."""

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
from mutasi_flow.transfers.gates import LONGEST_REASON, Press
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.routes import ADVERSE_OUTCOMES, PERTEK, RECORDED, TASK_RULES
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.perform import APART, walk
from mutasi_flow.transfers.workflow import Action, next_state

LONGEST_PAPER = 300
REFUSED, NOT_NEEDED = "refused", "not_needed"


def _read_paper(answer: Answer, today: date) -> dict[str, Any]:
    """Return number and date of the paper behind the outcome.

    Raises:
        InvalidInput: there is none where one is needed, or its date is none or still to come.
    """
    number, dated = str(answer.answers.get("paper") or "").strip(), str(answer.answers.get("paper_on") or "")
    if not number and answer.outcome != NOT_NEEDED:
        raise InvalidInput(T("Tuliskan nomor berita acara atau suratnya."), field="paper")
    if len(number) > LONGEST_PAPER:
        raise InvalidInput(T("Nomor surat paling panjang {limit} huruf.", limit=LONGEST_PAPER), field="paper")
    try:
        paper_on = date.fromisoformat(dated) if dated else None
    except ValueError:
        raise InvalidInput(T("Tanggal surat tidak dapat dibaca."), field="paper_on") from None
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


def record_outcome(
    session: Session, card: TransferCard, task_id: int, kind: str, *, actor: Actor, clock: Clock, answer: Answer
) -> None:
    """Keep an outcome and go on; a refused pertek opens the decision again, because BKN has spoken against it.

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
    at, kept = clock.now(), read_outcome(kind, answer, clock.today())
    task = inbox.complete(session, task_id, actor, at, kept)
    actor = actor.using(ROLE_MARKS[Role(task.holder_role)], card.from_path) if task.holder_role else actor
    payload = {"task": task_id, "kind": kind, "outcome": kept.outcome, "reason": kept.reason, **kept.answers}
    trail.record(session, card.id, "outcome_recorded", actor=actor, payload=payload, at=at)
    if kind == PERTEK and kept.outcome == REFUSED:
        target = next_state(card.state, Action.REOPEN)
        walk(session, card, Action.REOPEN, target, actor=actor, clock=clock, press=Press(reason=kept.reason))
        return
    tasks.open_next_stage(session, card, task.stage, today=clock.today(), at=at)
