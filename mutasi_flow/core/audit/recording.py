"""Writing the trail: entries wait in the session and are chained just before its commit.

Chaining late, and always in the order of chain names, keeps the locks on the ends of chains short and makes
deadlocks impossible: no transaction waits for another row while it holds one. Costs three statements per commit,
however many chains it touches.
"""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Table, bindparam, event, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, SessionTransaction

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.audit.anchors import Anchor, Anchors
from mutasi_flow.core.audit.model import AuditEntry, TrailHead
from mutasi_flow.core.audit.seals import START, canonical, entry_hash, head_seal, moment
from mutasi_flow.core.prepared import Prepared

KEY = "trail_key"
ANCHORS = "anchors"
WAITING = "trail_waiting"
WRITTEN = "trail_written"

_entries = cast("Table", AuditEntry.__table__)
_heads = cast("Table", TrailHead.__table__)
_NEW_HEAD = {"seq": 0, "last_id": 0, "last_hash": START, "seal": ""}
_CLAIM = {
    dialect.dialect.name: Prepared(
        (made := dialect.insert(_heads))
        .on_conflict_do_update(index_elements=[_heads.c.chain], set_={"chain": made.excluded.chain})
        .returning(_heads.c.chain, _heads.c.seq, _heads.c.last_id, _heads.c.last_hash),
        columns=("chain", *_NEW_HEAD),
    )
    for dialect in (sqlite, postgresql)
}
"""Reads the ends of chains and locks them; a chain that is new begins here."""
_APPEND = Prepared(
    insert(_entries).returning(_entries.c.chain, _entries.c.id),
    columns=tuple(column.name for column in _entries.columns if column.name != "id"),
)
_ADVANCE = Prepared(
    update(_heads)
    .where(_heads.c.chain == bindparam("of_chain"))
    .values({name: bindparam(f"new_{name}") for name in ("seq", "last_id", "last_hash", "seal")})
)


class _Head(NamedTuple):
    seq: int
    last_id: int
    last_hash: str


@dataclass(frozen=True, slots=True)
class _Waiting:
    savepoint: SessionTransaction | None
    chain: str
    values: dict[str, Any]


def record(
    session: Session,
    *,
    chain: str,
    action: str,
    actor: Actor,
    about_kind: str,
    about_id: int,
    payload: Mapping[str, Any],
    at: datetime,
) -> None:
    """Say what happened; the entry is committed with the work itself, or not at all.

    Args:
        session: Of the transaction that does the work.
        chain: Whose history this is: ``transfer:17``, ``account:4``, ``people:202603`` or ``office``.
        action: Past tense: ``submitted``.
        actor: Who, in which capacity, on which warrant.
        about_kind: Kind of the thing it is about.
        about_id: Key of that thing.
        payload: Details that JSON can hold; no names, NIPs or reasons that another table keeps.
        at: When.
    """
    values = {
        "at": at,
        "actor_id": actor.account_id,
        "actor": actor.name,
        "capacity": actor.capacity,
        "warrant": actor.warrant,
        "action": action,
        "about_kind": about_kind,
        "about_id": about_id,
        "payload": canonical(payload),
    }
    if not session.in_transaction():
        session.begin()  # as the first statement would; so that a rollback, too, finds a transaction to end
    waiting = session.info.setdefault(WAITING, [])
    waiting.append(_Waiting(session.get_nested_transaction(), chain, values))


def list_waiting(session: Session, chain: str) -> Sequence[Mapping[str, Any]]:
    """Return what this transaction has recorded about ``chain`` and not yet written, oldest first."""
    waiting: list[_Waiting] = session.info.get(WAITING, [])
    return [entry.values for entry in waiting if entry.chain == chain]


def _write(session: Session) -> None:
    chains: dict[str, deque[dict[str, Any]]] = defaultdict(deque)
    for entry in session.info.pop(WAITING):
        chains[entry.chain].append(entry.values)
    session.flush()
    session.info[WRITTEN] = _extend(session.connection(), session.info[KEY], dict(sorted(chains.items())))


def _extend(connection: Connection, key: bytes, chains: dict[str, deque[dict[str, Any]]]) -> dict[str, _Head]:
    heads = _claim(connection, list(chains))
    while chains:
        rows = [_seal(key, chain, heads[chain], waiting.popleft()) for chain, waiting in chains.items()]
        ids: dict[str, int] = dict(_APPEND.execute(connection, rows if len(rows) > 1 else rows[0]).all())
        for row in rows:  # each chain once in a round
            heads[row["chain"]] = _Head(row["seq"], ids[row["chain"]], row["hash"])
        chains = {chain: waiting for chain, waiting in chains.items() if waiting}
    _ADVANCE.execute(connection, [_advanced(key, chain, head) for chain, head in heads.items()])
    return heads


def _claim(connection: Connection, chains: Sequence[str]) -> dict[str, _Head]:
    claim = _CLAIM[connection.dialect.name]
    found = claim.execute(connection, [{"chain": chain, **_NEW_HEAD} for chain in chains])
    return {chain: _Head(*rest) for chain, *rest in found}


def _seal(key: bytes, chain: str, head: _Head, values: dict[str, Any]) -> dict[str, Any]:
    seq = head.seq + 1
    fields = (
        chain,
        seq,
        moment(values["at"]),
        values["actor_id"],
        values["actor"],
        values["capacity"],
        values["warrant"],
        values["action"],
        values["about_kind"],
        values["about_id"],
        values["payload"],
        head.last_id,
        head.last_hash,
    )
    return {
        **values,
        "chain": chain,
        "seq": seq,
        "previous_id": head.last_id,
        "previous_hash": head.last_hash,
        "hash": entry_hash(key, fields),
    }


def _advanced(key: bytes, chain: str, head: _Head) -> dict[str, Any]:
    return {
        "of_chain": chain,
        "new_seq": head.seq,
        "new_last_id": head.last_id,
        "new_last_hash": head.last_hash,
        "new_seal": head_seal(key, chain, head.seq, head.last_id, head.last_hash),
    }


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    if session.info.get(WAITING) and not session.in_nested_transaction():
        _write(session)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    if WRITTEN not in session.info or session.in_nested_transaction():
        return
    heads: dict[str, _Head] = session.info.pop(WRITTEN)
    anchors: Anchors | None = session.info.get(ANCHORS)
    if anchors is not None:
        anchors.append(Anchor(chain, *head) for chain, head in heads.items())


@event.listens_for(Session, "after_soft_rollback")
def _after_soft_rollback(session: Session, ended: SessionTransaction) -> None:
    if WAITING in session.info:
        session.info[WAITING] = [entry for entry in session.info[WAITING] if not _within(entry.savepoint, ended)]


@event.listens_for(Session, "after_transaction_end")
def _after_transaction_end(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:  # closed without commit: nothing may leak into the next transaction
        session.info.pop(WAITING, None)
        session.info.pop(WRITTEN, None)


def _within(savepoint: SessionTransaction | None, ended: SessionTransaction) -> bool:
    while savepoint is not None:
        if savepoint is ended:
            return True
        savepoint = savepoint.parent
    return False
