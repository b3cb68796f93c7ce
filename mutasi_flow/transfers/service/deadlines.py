"""The clock of the road: voices that did not answer in time are recorded as silent, and the road goes on."""

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import Clock
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.queries import find_card_by_id
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.workflow import State


def lapse_overdue_voices(session: Session, transfer_id: int, clock: Clock) -> int:
    """Record the silences of one transfer and open its next stage; return how many voices were silent."""
    card = find_card_by_id(session, transfer_id, lock=True)
    if card is None or card.state is not State.PROPOSED:
        return 0
    at, today = clock.now(), clock.today()
    lapsed = tasks.lapse_overdue(session, card, today=today, at=at)
    if lapsed:
        tasks.open_next_stage(session, card, today=today, at=at)
        trail.record(session, card.id, "silence_recorded", actor=SYSTEM, payload={"voices": lapsed}, at=at)
    return lapsed
