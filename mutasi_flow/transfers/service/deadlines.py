"""The clock of the road: silence after a deadline is recorded, postponements end, and the road goes on."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.texts import T
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import find_card_by_id
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.workflow import OPEN_STATES, State


def lapse_overdue_voices(session: Session, transfer_id: int, clock: Clock) -> int:
    """Record the silences of one transfer and open its next stage; return how many voices were silent."""
    card = find_card_by_id(session, transfer_id, lock=True)
    if card is None or card.state is not State.PROPOSED:
        return 0
    at, today = clock.now(), clock.today()
    lapsed = tasks.lapse_overdue(session, card, today=today, at=at)
    if lapsed:
        stage = max(task.stage for task in lapsed)
        tasks.open_next_stage(session, card, stage, today=today, at=at)
        trail.record(session, card.id, "silence_recorded", actor=SYSTEM, payload={"voices": len(lapsed)}, at=at)
    return len(lapsed)


def list_ended_postponements(session: Session, today: date) -> Sequence[int]:
    """Return the keys of transfers whose postponement has run out."""
    ended = select(Transfer.id).where(Transfer.postponed_until <= today, Transfer.state.in_(OPEN_STATES))
    return session.scalars(ended.order_by(Transfer.id)).all()


def end_postponement(session: Session, transfer_id: int, clock: Clock) -> bool:
    """Let the transfer go on from the day named when it was postponed; return whether it did.

    The version stays: nothing that a page shows as content has changed.
    """
    card, at, today = find_card_by_id(session, transfer_id, lock=True), clock.now(), clock.today()
    if card is None or card.postponed_until is None or card.postponed_until > today:
        return False
    session.execute(update(Transfer).where(Transfer.id == card.id).values(postponed_until=None))
    text = T("Masa tunda usulan {number} sudah berakhir. Usulan berjalan lagi.", number=card.number)
    tasks.tell_both_sides(session, card, event="resumed", text=text, at=at)
    trail.record(session, card.id, "resumed", actor=SYSTEM, payload={"until": card.postponed_until.isoformat()}, at=at)
    return True
