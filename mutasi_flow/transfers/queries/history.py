"""What happened to a transfer, as its reader may see it: peers stay unnamed."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.audit import TrailRow
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import VOICE_LABELS, Voice
from mutasi_flow.transfers.queries.cards import TransferCard


def list_history(session: Session, card: TransferCard, actor: Actor) -> Sequence[TrailRow]:
    """Return the entries about the transfer, oldest first; who spoke as a peer is for those who may know it."""
    rows = audit.trail(session, trail.chain_of(card.id))
    return rows if actor.may(Permission.PEER_NAMES, card.from_path) else [unnamed(row) for row in rows]


def unnamed(row: TrailRow) -> TrailRow:
    """Return the entry without what tells one peer from another: name, stance and task; other entries as they are."""
    if row.payload.get("voice") != Voice.PEER.value:
        return row
    label = str(VOICE_LABELS[Voice.PEER])
    return replace(row, actor_id=None, actor=label, capacity="", warrant="", payload={"voice": Voice.PEER.value})
