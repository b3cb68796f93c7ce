"""Batches as pages read them: which there are, and what was decided about each transfer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import thaw_values
from mutasi_flow.inbox.model import IS_OPEN, Task
from mutasi_flow.people.model import Unit
from mutasi_flow.transfers.domain import BatchOutcome, Choice
from mutasi_flow.transfers.model import Batch, BatchItem, Transfer
from mutasi_flow.transfers.queries.queue import office_paths
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.routes import DECIDE

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch; field order is the order of the statement."""

    id: int
    name: str
    decider_id: int
    decider: str
    decider_employee_id: int | None
    version: int
    created_by_id: int
    created_by: str
    created_at: datetime
    pressed_at: datetime | None
    closed_at: datetime | None
    size: int
    """Transfers that still wait in it."""


@dataclass(frozen=True, slots=True)
class BatchItemRow:
    """One transfer of a batch; field order is the order of the statement."""

    id: int
    transfer_id: int
    is_open: bool
    choice: Choice | None
    reason: str
    weighed: Mapping[str, str]
    seen_version: int | None
    seen_flags: Sequence[str]
    outcome: BatchOutcome | None
    kept_notes: Mapping[str, Any]

    @property
    def notes(self) -> Sequence[Text]:
        """The sentences that say why it was refused, or what changed."""
        return tuple(thaw_values(self.kept_notes).values())


_decider, _maker = aliased(Account), aliased(Account)
_SIZE = select(func.count()).where(BatchItem.batch_id == Batch.id, BatchItem.is_open).scalar_subquery()
_ROWS: Select[*tuple[Any, ...]] = (
    select(
        Batch.id,
        Batch.name,
        Batch.decider_id,
        _decider.name,
        _decider.employee_id,
        Batch.version,
        Batch.created_by_id,
        _maker.name,
        Batch.created_at,
        Batch.pressed_at,
        Batch.closed_at,
        _SIZE,
    )
    .join(_decider, _decider.id == Batch.decider_id)
    .join(_maker, _maker.id == Batch.created_by_id)
)
_ITEMS: Select[*tuple[Any, ...]] = select(
    BatchItem.id,
    BatchItem.transfer_id,
    BatchItem.is_open,
    BatchItem.choice,
    BatchItem.reason,
    BatchItem.weighed,
    BatchItem.seen_version,
    BatchItem.seen_flags,
    BatchItem.outcome,
    BatchItem.notes,
).order_by(BatchItem.id)


_BY_ID = Prepared(_ROWS.where(Batch.id == bindparam("batch_id")))
_LOCK_ITEM = Prepared(select(BatchItem.batch_id).where(BatchItem.id == bindparam("item_id")).with_for_update())
_ITEM = Prepared(_ITEMS.where(BatchItem.id == bindparam("item_id")))


def find_batch(session: Session, batch_id: int, *, lock: bool = False) -> BatchRow | None:
    """Return a batch, or None; with ``lock`` nobody else changes it until the end of the transaction."""
    if lock:
        session.execute(select(Batch.id).where(Batch.id == batch_id).with_for_update())
    row = run(session, _BY_ID, {"batch_id": batch_id}).one_or_none()
    return None if row is None else BatchRow(*row)


def list_batch_items(session: Session, batch_id: int) -> Sequence[BatchItemRow]:
    """Return the transfers of a batch in the order in which they were put into it."""
    return [BatchItemRow(*row) for row in session.execute(_ITEMS.where(BatchItem.batch_id == batch_id))]


def lock_batch_item(session: Session, item_id: int) -> tuple[int, BatchItemRow] | None:
    """Return the batch and the item, locked until the end of the transaction, or None."""
    batch_id: int | None = run(session, _LOCK_ITEM, {"item_id": item_id}).scalar_one_or_none()
    if batch_id is None:
        return None
    return batch_id, BatchItemRow(*run(session, _ITEM, {"item_id": item_id}).one())


def is_over(actor: Actor, from_path: str) -> bool:
    """Whether the actor works for the unit that a transfer leaves."""
    return any(from_path.startswith(path) for path in office_paths(actor))


def _from_below(paths: Sequence[str]) -> ColumnElement[bool]:
    return or_(false(), *(func.coalesce(Unit.path, "").startswith(path, autoescape=True) for path in paths))


def list_open_batches(session: Session, actor: Actor) -> Sequence[BatchRow]:
    """Return the open batches that wait for the actor, that the actor made, or that lie within the actor's units."""
    paths = office_paths(actor)
    outside = (
        select(BatchItem.id)
        .join(Transfer, Transfer.id == BatchItem.transfer_id)
        .outerjoin(Unit, Unit.id == Transfer.from_unit_id)
        .where(
            BatchItem.batch_id == Batch.id,
            ~and_(_from_below(paths), is_readable(actor)),
        )
        .exists()
    )
    own = or_(Batch.decider_id == actor.account_id, Batch.created_by_id == actor.account_id)
    wanted = _ROWS.where(Batch.closed_at.is_(None), or_(own, ~outside))
    return [BatchRow(*row) for row in session.execute(wanted.order_by(Batch.id.desc()).limit(MOST_LISTED))]


def names_of_open(session: Session, transfer_ids: Sequence[int]) -> Mapping[int, str]:
    """Return in which open batch each of the transfers waits, by key of the transfer."""
    rows = (
        select(BatchItem.transfer_id, Batch.name)
        .join(Batch, Batch.id == BatchItem.batch_id)
        .where(BatchItem.is_open, BatchItem.transfer_id.in_(transfer_ids))
    )
    return dict(session.execute(rows).all())


def list_decidable(session: Session, actor: Actor, limit: int) -> Sequence[int]:
    """Return the transfers within the actor's units that wait for a decision, the nearest deadline first."""
    rows = (
        select(Transfer.id)
        .join(Task, (Task.about_kind == "transfer") & (Task.about_id == Transfer.id))
        .outerjoin(Unit, Unit.id == Transfer.from_unit_id)
        .where(IS_OPEN, Task.kind == DECIDE, _from_below(office_paths(actor)), is_readable(actor))
        .order_by(Task.due_on, Task.id)
        .limit(limit)
    )
    return session.scalars(rows).all()


def awaiting_decision(session: Session, transfer_ids: Sequence[int]) -> Sequence[int]:
    """Return which of the transfers wait for a decision now."""
    rows = select(Task.about_id).where(
        IS_OPEN, Task.about_kind == "transfer", Task.kind == DECIDE, Task.about_id.in_(transfer_ids)
    )
    return session.scalars(rows).all()


def get_batch(session: Session, batch_id: int, *, lock: bool = False) -> BatchRow:
    """Return a batch, without asking who reads.

    Raises:
        NotFound: there is none.
    """
    found = find_batch(session, batch_id, lock=lock)
    if found is None:
        raise NotFound(T("Paket ini tidak ditemukan."))
    return found
