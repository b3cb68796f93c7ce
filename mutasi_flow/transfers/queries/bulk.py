"""Bulk acts as their maker sees them: which transfers, and what became of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import thaw_values
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.domain import BulkOutcome
from mutasi_flow.transfers.model import BulkItem, BulkRun, Transfer
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.workflow import Action, State


@dataclass(frozen=True, slots=True)
class RunRow:
    """One bulk act; field order is the order of the statement."""

    id: int
    account_id: int
    action: Action
    reason: str
    until: date | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One transfer of it; field order is the order of the statement."""

    id: int
    number: str
    employee_name: str
    state: State
    seen_version: int
    outcome: BulkOutcome
    kept_notes: Mapping[str, Any]
    version_after: int | None
    present_version: int
    before: Mapping[str, Any]

    @property
    def notes(self) -> Sequence[Text]:
        """The sentences that say why it was refused, or what changed."""
        return tuple(thaw_values(self.kept_notes).values())

    @property
    def is_undoable(self) -> bool:
        """Whether nothing has changed it since; what else has happened is found when it is undone."""
        return self.outcome is BulkOutcome.DONE and self.version_after == self.present_version


_RUN = select(BulkRun.id, BulkRun.account_id, BulkRun.action, BulkRun.reason, BulkRun.until, BulkRun.created_at)
_ITEMS = (
    select(
        BulkItem.id,
        Transfer.number,
        Employee.name,
        Transfer.state,
        BulkItem.version,
        BulkItem.outcome,
        BulkItem.notes,
        BulkItem.version_after,
        Transfer.version,
        BulkItem.before,
    )
    .join(Transfer, Transfer.id == BulkItem.transfer_id)
    .join(Employee, Employee.id == Transfer.employee_id)
)


def get_run(session: Session, run_id: int, actor: Actor) -> RunRow:
    """Return a bulk act of the actor.

    Raises:
        NotFound: there is none for this person.
    """
    row = session.execute(_RUN.where(BulkRun.id == run_id, BulkRun.account_id == actor.account_id)).one_or_none()
    if row is None:
        raise NotFound(T("Tindakan massal ini tidak ditemukan."))
    return RunRow(row[0], row[1], Action(row[2]), *row[3:])


def list_items(session: Session, run_id: int, actor: Actor) -> Sequence[ItemRow]:
    """Return the transfers of a bulk act in the order in which they were chosen."""
    items = _ITEMS.where(BulkItem.run_id == run_id, is_readable(actor)).order_by(BulkItem.id)
    return [ItemRow(*row) for row in session.execute(items)]


def lock_item(session: Session, item_id: int) -> tuple[int, ItemRow] | None:
    """Return an item and its run, locked until the end of the transaction, or None."""
    run_id = session.scalar(select(BulkItem.run_id).where(BulkItem.id == item_id).with_for_update())
    if run_id is None:
        return None
    return run_id, ItemRow(*session.execute(_ITEMS.where(BulkItem.id == item_id)).one())


def count_outcomes(items: Sequence[ItemRow]) -> Mapping[BulkOutcome, int]:
    """Count what became of the transfers."""
    return Counter(item.outcome for item in items)
