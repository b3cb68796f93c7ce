"""Readers' lists: who may read something confidential.

Every list of rows asks :func:`is_listed`, every page of one thing :func:`is_reader`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from mutasi_flow.access.model import Account, Reader
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.audit import AuditEntry
from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared

READ = "read_"


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A row of a readers' list; field order is the order of the statement."""

    id: int
    account_id: int
    name: str
    employee_id: int | None
    part: str
    reason: str
    since: datetime
    until: datetime | None
    added_by: str | None
    end_reason: str


_adder = aliased(Account)
_ROWS: Select[*tuple[Any, ...]] = (
    select(
        Reader.id,
        Reader.account_id,
        Account.name,
        Account.employee_id,
        Reader.part,
        Reader.reason,
        Reader.since,
        Reader.until,
        _adder.name,
        Reader.end_reason,
    )
    .join(Account, Account.id == Reader.account_id)
    .outerjoin(_adder, _adder.id == Reader.added_by_id)
    .where(Reader.about_kind == bindparam("of_kind"), Reader.about_id == bindparam("of_id"))
    .order_by(Reader.id)
)
_LISTED = Prepared(_ROWS)
_IS_READER = Prepared(
    select(Reader.id).where(
        Reader.about_kind == bindparam("of_kind"),
        Reader.about_id == bindparam("of_id"),
        Reader.account_id == bindparam("account_id"),
        Reader.until.is_(None),
    )
)


def is_listed(
    actor: Actor, about_kind: str | InstrumentedAttribute[str], about_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Return the condition that the actor stands on the readers' list of the thing with this kind and key."""
    if actor.reader_id is None:
        return false()
    return exists().where(
        Reader.about_kind == about_kind,
        Reader.about_id == about_id,
        Reader.account_id == actor.reader_id,
        Reader.until.is_(None),
    )


def is_reader(session: Session, actor: Actor, about_kind: str, about_id: int) -> bool:
    """Whether the actor stands on the readers' list of one thing."""
    asked = {"of_kind": about_kind, "of_id": about_id, "account_id": actor.reader_id or 0}
    return run(session, _IS_READER, asked).first() is not None


def list_readers(session: Session, about_kind: str, about_id: int) -> Sequence[ReaderRow]:
    """Return the whole list, ended rows included, in the order they were added."""
    return [ReaderRow(*row) for row in run(session, _LISTED, {"of_kind": about_kind, "of_id": about_id})]


def accounts_of(session: Session, employee_ids: Collection[int]) -> Sequence[int]:
    """Return the active accounts of these employees."""
    found = select(Account.id).where(Account.employee_id.in_(employee_ids), Account.is_active).order_by(Account.id)
    return list(run(session, found).scalars())


def reading_action(way: str) -> str:
    """Return how the trail calls a reading: ``read_page``, ``read_document`` …."""
    return READ + way


def list_unwritten(
    session: Session, actor: Actor, readings: Collection[tuple[str, int]], way: str, at: datetime
) -> Sequence[tuple[str, int]]:
    """Return which readings the trail does not have yet: each once per reader, way and hour."""
    chains = {f"{kind}:{key}": (kind, key) for kind, key in readings}
    hour = at.replace(minute=0, second=0, microsecond=0)
    written = select(AuditEntry.chain).where(
        AuditEntry.chain.in_(chains),
        AuditEntry.action == reading_action(way),
        AuditEntry.actor_id == actor.account_id,
        AuditEntry.at >= hour,
    )
    known = set(run(session, written).scalars())
    return [chains[chain] for chain in sorted(chains) if chain not in known]
