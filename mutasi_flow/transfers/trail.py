"""Entries of the road in the audit trail: one chain per transfer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor

ABOUT = "transfer"
BATCH = "decree_batch"
"""What a decree on several transfers is about; batches themselves are a later subject."""
ABOUT_BATCH, ABOUT_SITTING, ABOUT_PERTEK, ABOUT_DECISION_PAPER = "batch", "sitting", "pertek", "decision_paper"
"""What else on the road has chains of its own; whoever hides a confidential transfer hides those that name it."""


def chain_of(key: int, about: str = ABOUT) -> str:
    """Return the name of the chain of a transfer, or of what else it is ``about``."""
    return f"{about}:{key}"


def record(
    session: Session, transfer_id: int, action: str, *, actor: Actor, payload: Mapping[str, Any], at: datetime
) -> None:
    """Write one entry about a transfer, in the transaction of the act itself."""
    audit.record(
        session,
        chain=chain_of(transfer_id),
        action=action,
        actor=actor,
        about_kind=ABOUT,
        about_id=transfer_id,
        payload=payload,
        at=at,
    )
