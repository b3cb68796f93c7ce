"""Counting open deadlines again after the calendar has changed: an act that somebody declares, never a side effect.

Declaring writes one row; a sweep moves the deadlines, one transfer per transaction, so that a worker that dies goes on
where it was, and two at once move nothing twice. Tasks that are done or lapsed stay as they are.
"""

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.people import queries as people
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.model import Recount
from mutasi_flow.transfers.queries import find_card_by_id
from mutasi_flow.transfers.queries.recounts import Move, list_moves, list_unfinished
from mutasi_flow.transfers.routes import VOICE_OF_KIND


def declare_recount(session: Session, actor: Actor, calendar: str, at: datetime) -> int:
    """Declare that open deadlines are counted again with the calendar that was shown; return the key of the act.

    Raises:
        Conflict: the calendar has changed since it was shown, or the act before is not done yet.
    """
    if calendar != people.calendar_mark(session):
        raise Conflict(T("Kalender sudah berubah sejak halaman ini dibuka. Lihat dahulu akibatnya."))
    if list_unfinished(session):
        raise Conflict(T("Penghitungan ulang sebelumnya belum selesai. Tunggu sebentar."))
    values = {"account_id": actor.account_id, "calendar": calendar, "declared_at": at, "moved": 0, "is_stale": False}
    recount_id: int = session.execute(insert(Recount).values(**values).returning(Recount.id)).scalar_one()
    note_office(session, actor, "recount_declared", {"recount": recount_id, "calendar": calendar}, at)
    return recount_id


def move_deadlines(session: Session, recount_id: int, calendar: str, transfer_id: int, clock: Clock) -> int:
    """Move the open deadlines of one transfer, each recorded and told to its holder; return how many moved."""
    card = find_card_by_id(session, transfer_id, lock=True)
    if card is None or people.calendar_mark(session) != calendar:
        return 0
    moved = 0
    for move in list_moves(session, clock.today(), transfer_id):
        if inbox.move_deadline(session, move.task_id, move.before, move.after):
            _record(session, move, recount_id, calendar, clock.now())
            if not move.is_secret:
                _tell(session, move, clock.now())
                moved += 1
    session.execute(update(Recount).where(Recount.id == recount_id).values(moved=Recount.moved + moved))
    return moved


def _tell(session: Session, move: Move, at: datetime) -> None:
    text = T(
        "Batas waktu tugas Anda untuk usulan {number} menjadi {due_on}, karena kalender kerja berubah.",
        number=move.number,
        due_on=move.after.due_on,
    )
    holder, address = move.holder, f"/tugas/{move.task_id}"
    inbox.notify(
        session, [NewNotice("deadline_moved", text, at, holder.employee_id, holder.role, holder.unit_id, address)]
    )


def _record(session: Session, move: Move, recount_id: int, calendar: str, at: datetime) -> None:
    payload: dict[str, object] = {
        "recount": recount_id,
        "calendar": calendar,
        "kind": move.kind,
        "from": str(move.before.due_on),
        "to": str(move.after.due_on),
    }
    if VOICE_OF_KIND.get(move.kind) is not Voice.PEER:
        payload["task"] = move.task_id
    trail.record(session, move.transfer_id, "deadline_moved", actor=SYSTEM, payload=payload, at=at)


def finish_recount(session: Session, recount_id: int, calendar: str, at: datetime) -> None:
    """Note that an act is done, or that the calendar changed again before it was."""
    is_stale = people.calendar_mark(session) != calendar
    unfinished = update(Recount).where(Recount.id == recount_id, Recount.finished_at.is_(None))
    session.execute(unfinished.values(finished_at=at, is_stale=is_stale))
