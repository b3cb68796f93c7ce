"""What happened to a transfer, as its reader may see it: peers stay unnamed."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.audit import TrailRow
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import VOICE_LABELS, Voice
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.cards import TransferCard

_OWN = select(Transfer.id).where(Transfer.employee_id == bindparam("employee_id"))


def list_history(session: Session, card: TransferCard, actor: Actor) -> Sequence[TrailRow]:
    """Return the entries about the transfer, oldest first; who spoke as a peer is for those who may know it."""
    rows = audit.trail(session, trail.chain_of(card.id))
    return rows if knows_peers(card, actor) else [unnamed(row) for row in rows]


def knows_peers(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor may know which peers spoke: never on the own transfer, whatever role is held beside."""
    is_own = actor.employee_id is not None and actor.employee_id == card.employee_id
    return not is_own and actor.apart_from(card.employee_id).may(Permission.PEER_NAMES, card.from_path)


def hide_peers(session: Session, rows: Sequence[TrailRow], actor: Actor) -> Sequence[TrailRow]:
    """Return entries of the whole office with those peers unnamed whom the actor may not know."""
    if not actor.may(Permission.PEER_NAMES, ""):
        return [unnamed(row) for row in rows]
    if actor.employee_id is None:
        return rows
    own = set(session.scalars(_OWN, {"employee_id": actor.employee_id}))
    return [unnamed(row) if row.about_kind == trail.ABOUT and row.about_id in own else row for row in rows]


def unnamed(row: TrailRow) -> TrailRow:
    """Return the entry without what tells one peer from another, and without the kind of a conflict of interest."""
    if row.payload.get("voice") != Voice.PEER.value:
        kept = {name: value for name, value in row.payload.items() if name != "interest"}
        return replace(row, payload=kept) if "interest" in row.payload else row
    label = str(VOICE_LABELS[Voice.PEER])
    return replace(row, actor_id=None, actor=label, capacity="", warrant="", payload={"voice": Voice.PEER.value})
