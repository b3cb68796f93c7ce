"""Reading the trail."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.audit.model import AuditEntry
from mutasi_flow.core.audit.recording import list_waiting


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One entry as shown to people and programs; ``id`` is 0 while it waits for the commit."""

    id: int
    chain: str
    seq: int
    at: datetime
    actor_id: int | None
    actor: str
    capacity: str
    warrant: str
    action: str
    about_kind: str
    about_id: int
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What to look for; empty means everything."""

    chain: str = ""
    action: str = ""
    actor: str = ""
    before_id: int | None = None
    """Only entries with a lower number: the next page."""
    apart_from: Collection[str] = ()
    """Chains that do not exist for the reader."""


_COLUMNS = (
    AuditEntry.id,
    AuditEntry.chain,
    AuditEntry.seq,
    AuditEntry.at,
    AuditEntry.actor_id,
    AuditEntry.actor,
    AuditEntry.capacity,
    AuditEntry.warrant,
    AuditEntry.action,
    AuditEntry.about_kind,
    AuditEntry.about_id,
    AuditEntry.payload,
)
_TRAIL = select(*_COLUMNS).where(AuditEntry.chain == bindparam("of_chain")).order_by(AuditEntry.seq)


def trail(session: Session, chain: str) -> Sequence[TrailRow]:
    """Return the history of one chain, oldest first, with what this transaction has recorded itself (``id`` 0)."""
    rows = [_shown(*row) for row in session.execute(_TRAIL, {"of_chain": chain})]
    for values in list_waiting(session, chain):
        rows.append(_waiting(chain, len(rows) + 1, values))
    return rows


def list_entries(session: Session, wanted: TrailFilter, limit: int) -> Sequence[TrailRow]:
    """Return the newest entries that match, newest first."""
    statement = select(*_COLUMNS).order_by(AuditEntry.id.desc()).limit(limit)
    if wanted.chain:
        statement = statement.where(AuditEntry.chain == wanted.chain)
    if wanted.action:
        statement = statement.where(AuditEntry.action == wanted.action)
    if wanted.actor:
        statement = statement.where(AuditEntry.actor.icontains(wanted.actor, autoescape=True))
    if wanted.apart_from:
        statement = statement.where(AuditEntry.chain.not_in(wanted.apart_from))
    if wanted.before_id is not None:
        statement = statement.where(AuditEntry.id < wanted.before_id)
    return [_shown(*row) for row in session.execute(statement)]


def count_entries(session: Session, chains: Collection[str]) -> int:
    """Count the entries of these chains."""
    return session.scalar(select(func.count()).where(AuditEntry.chain.in_(chains))) or 0 if chains else 0


def _shown(*row: Any) -> TrailRow:
    return TrailRow(*(*row[:-1], orjson.loads(row[-1])))


def _waiting(chain: str, seq: int, values: Mapping[str, Any]) -> TrailRow:
    return TrailRow(id=0, chain=chain, seq=seq, **{**values, "payload": orjson.loads(values["payload"])})
