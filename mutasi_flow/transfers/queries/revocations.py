"""Which files ask, or asked, for the decree of a transfer to be revoked, and the other way round."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.transfers.model import Revocation, Transfer
from mutasi_flow.transfers.queries.cards import TransferCard
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.workflow import State


@dataclass(frozen=True, slots=True)
class Filed:
    """The file at the other end."""

    number: str
    state: State


_COLUMNS = select(Transfer.number, Transfer.state)


def find_revoked(session: Session, card: TransferCard, actor: Actor) -> Filed | None:
    """Return the transfer whose decree this file asks to revoke, where the actor may know of it."""
    if card.revokes_id is None:
        return None
    row = session.execute(_COLUMNS.where(Transfer.id == card.revokes_id, is_readable(actor))).one_or_none()
    return Filed(*row) if row else None


def list_revoking(session: Session, transfer_id: int) -> Sequence[int]:
    """Return the keys of the files that ask, or asked, to revoke the decree of a transfer."""
    wanted = select(Revocation.transfer_id).where(Revocation.revoked_id == transfer_id)
    return session.scalars(wanted.order_by(Revocation.transfer_id)).all()


def find_revocation(session: Session, card: TransferCard, actor: Actor) -> Filed | None:
    """Return the last file sent that asks to revoke the decree of this transfer."""
    if card.state not in {State.DECREED, State.REVOKED}:
        return None
    row = session.execute(
        _COLUMNS.join(Revocation, Revocation.transfer_id == Transfer.id)
        .where(Revocation.revoked_id == card.id, Transfer.submitted_at.is_not(None), is_readable(actor))
        .order_by(Transfer.id.desc())
        .limit(1)
    ).one_or_none()
    return Filed(*row) if row else None
