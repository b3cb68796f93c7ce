"""Tasks about objections, answered from anywhere."""

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.transfers.domain import Ruling
from mutasi_flow.transfers.objections.filing import CARRY_OUT
from mutasi_flow.transfers.objections.records import ABOUT, get_objection
from mutasi_flow.transfers.objections.ruling import Verdict, carry_out, rule
from mutasi_flow.transfers.queries import get_card_by_id


def complete_objection_task(session: Session, task_id: int, actor: Actor, clock: Clock, answer: Answer) -> None:
    """Rule on an objection, or carry a ruling out; ``answers.start`` is the new first day of an amended decree.

    Raises:
        NotFound: no such task about an objection.
        InvalidInput: the outcome is unknown, or something is missing.
        Conflict, NotPermitted: as the act itself.
    """
    task = inbox.get_task(session, task_id)
    if task.about_kind != ABOUT:
        raise NotFound(T("Tugas ini tidak ditemukan."))
    number = get_card_by_id(session, get_objection(session, task.about_id).transfer_id).number
    if task.kind == CARRY_OUT:
        if answer.outcome != "done":
            raise InvalidInput(T("Pilih salah satu jawaban yang tersedia."), field="outcome")
        carry_out(session, number, actor=actor, clock=clock)
        return
    if answer.outcome not in set(Ruling):
        raise InvalidInput(T("Pilih salah satu jawaban yang tersedia."), field="outcome")
    rule(session, number, Verdict.read(answer), actor=actor, clock=clock)
