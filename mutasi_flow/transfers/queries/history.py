"""What happened to a transfer, as its reader may see it: opinions as the matrix says, peers unnamed."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.audit import TrailRow
from mutasi_flow.core.clock import Clock
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import VOICE_LABELS, Voice
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.cards import TransferCard
from mutasi_flow.transfers.queries.sights import Eyes, eyes_of, load_matrix
from mutasi_flow.transfers.visibility import Part, Reader

_VOICES = {voice.value: voice for voice in Voice}


def list_history(session: Session, card: TransferCard, actor: Actor, clock: Clock) -> Sequence[TrailRow]:
    """Return the entries about the transfer, oldest first, with what the reader may know of who said what."""
    eyes = eyes_of(session, card, actor, clock)
    return [_shown(row, eyes) for row in audit.trail(session, trail.chain_of(card.id))]


def hide_peers(session: Session, rows: Sequence[TrailRow], actor: Actor, clock: Clock) -> Sequence[TrailRow]:
    """Return entries of the whole office with what the reader may know of who said what about which transfer."""
    keys = {row.about_id for row in rows if row.about_kind == trail.ABOUT}
    of_transfer = select(Transfer.id, Transfer.employee_id, Transfer.state).where(Transfer.id.in_(keys))
    states = {key: (employee_id, state) for key, employee_id, state in session.execute(of_transfer)}
    matrix, office = load_matrix(session), _office_readers(actor)
    shown = []
    for row in rows:
        known = states.get(row.about_id) if row.about_kind == trail.ABOUT and row.about_id is not None else None
        if known is not None:
            employee_id, state = known
            is_own = actor.employee_id is not None and actor.employee_id == employee_id
            readers = frozenset({Reader.EMPLOYEE}) if is_own else office
            row = _shown(row, Eyes(matrix, readers, actor.employee_id, state, clock))  # noqa: PLW2901 - as it is shown
        shown.append(row)
    return shown


def _office_readers(actor: Actor) -> frozenset[Reader]:
    """Say as what somebody reads the trail of the whole office."""
    if actor.may(Permission.TRANSFERS_READ, ""):
        return frozenset({Reader.INSPECTOR})
    return frozenset({Reader.ADMINISTRATOR})


def _shown(row: TrailRow, eyes: Eyes) -> TrailRow:
    voice = _VOICES.get(str(row.payload.get("voice")))
    if voice is None:
        return _without(row, "interest") if not eyes.may_name_peers() else row
    is_named, has_stance = (eyes.allows(voice, part, row.at) for part in (Part.IDENTITY, Part.STANCE))
    if voice is Voice.PEER:
        return row if is_named else _unnamed(row, voice)
    shown = row if has_stance else _without(row, "stance")
    if not eyes.may_name_peers():
        shown = _without(shown, "interest")
    return shown if is_named else _unnamed(shown, voice)


def _without(row: TrailRow, name: str) -> TrailRow:
    return replace(row, payload={key: value for key, value in row.payload.items() if key != name})


def _unnamed(row: TrailRow, voice: Voice) -> TrailRow:
    """Return the entry without what tells who spoke, nor, of a peer, what was said."""
    kept = {"voice": voice.value}
    if voice is not Voice.PEER and "stance" in row.payload:
        kept["stance"] = row.payload["stance"]
    return replace(row, actor_id=None, actor=str(VOICE_LABELS[voice]), capacity="", warrant="", payload=kept)
