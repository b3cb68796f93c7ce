"""A further peer is invited by hand, where some of those asked will not answer.

Who that is follows from the same rule as before: nobody chooses a friendly voice.
"""

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.transfers import consultation, trail
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.routes import MINIMUM_PEERS, OPINION_KINDS
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.perform import get_locked, refuse_stale
from mutasi_flow.transfers.service.stepping import list_taken
from mutasi_flow.transfers.workflow import State


def may_invite_peer(session: Session, card: TransferCard, actor: Actor) -> bool:
    """Whether the actor verifies here, and peers are being asked of whom too few have answered for a summary."""
    verifies = actor.apart_from(card.employee_id).may(Permission.TRANSFERS_VERIFY, card.from_path)
    if card.state is not State.PROPOSED or not verifies or card.bars(actor.employee_id):
        return False
    waiting = inbox_queries.open_tasks(session, trail.ABOUT, card.id)
    are_asked = any(task.kind == OPINION_KINDS[Voice.PEER] for task in waiting)
    return are_asked and consultation.count_peers(session, card) < MINIMUM_PEERS


def invite_peer(
    session: Session, number: str, *, actor: Actor, clock: Clock, expected_version: int | None = None
) -> None:
    """Ask one more colleague.

    Raises:
        NotFound, Stale: as for every act on a transfer.
        NotPermitted: the actor does not verify here, or no peers are being asked.
        Refused: nobody else may be asked.
    """
    card = get_locked(session, number, actor)
    refuse_stale(session, card, expected_version)
    if not may_invite_peer(session, card, actor):
        raise NotPermitted
    today, taken = clock.today(), list_taken(session, card)
    asked = consultation.find_substitute(session, card, Voice.PEER, taken=taken, today=today)
    if asked is None:
        raise Refused(T("Tidak ada rekan lain yang dapat diundang."))
    tasks.ask_voices(session, card, [asked], today=today, at=clock.now())
    actor = actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    trail.record(session, card.id, "peer_invited", actor=actor, payload={"voice": Voice.PEER.value}, at=clock.now())
