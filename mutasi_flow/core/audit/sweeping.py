"""Writing down ends of chains whose commit was not followed by an anchor (a crash, a full disk)."""

from typing import cast

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.audit.anchors import Anchor, Anchors
from mutasi_flow.core.audit.model import AuditEntry, TrailHead

OVERLAP = 500
"""Entries looked at again: on a database server a lower number may be committed after a higher one."""
_LAST = select(func.coalesce(func.max(AuditEntry.id), 0))
_HEADS = select(TrailHead.chain, TrailHead.seq, TrailHead.last_id, TrailHead.last_hash)


def anchor_new_heads(session: Session, anchors: Anchors) -> int:
    """Anchor every chain that has entries since the last sweep, once more where it was anchored already; count them.

    On a database server this also gathers, on the worker's machine, what other machines wrote.
    """
    seen, last = anchors.swept(), cast("int", session.scalar(_LAST))
    if last == seen:
        return 0
    changed = select(AuditEntry.chain).where(AuditEntry.id > seen - OVERLAP)
    heads = _anchors(session, _HEADS.where(TrailHead.chain.in_(changed)))
    if anchors.append(heads):
        anchors.mark_swept(last)
    return len(heads)


def list_heads(session: Session) -> list[Anchor]:
    """Return the present end of every chain, for keeping elsewhere."""
    return _anchors(session, _HEADS.order_by(TrailHead.chain))


def _anchors(session: Session, statement: Select[str, int, int, str]) -> list[Anchor]:
    return [Anchor(*row) for row in session.execute(statement)]
