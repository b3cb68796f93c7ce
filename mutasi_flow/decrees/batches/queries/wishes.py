"""Approved transfers that a batch may take in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.decrees.batches.model import DecreeRow
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.transfers.domain import Door, LegalKind
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.queue import office_paths
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.workflow import State


@dataclass(frozen=True, slots=True)
class Wish:
    """Which approved transfers are looked for."""

    unit_path: str = ""
    kind: LegalKind | None = None
    door: Door | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    numbers: Sequence[str] = ()


def list_candidates(session: Session, actor: Actor, wish: Wish, limit: int) -> Sequence[int]:
    """Return the approved transfers within the actor's units that wait in no batch, by unit and name."""
    waiting = select(DecreeRow.id).where(DecreeRow.transfer_id == Transfer.id, DecreeRow.is_open)
    paths = [path for path in office_paths(actor) if path.startswith(wish.unit_path)] or (
        [wish.unit_path] if any(wish.unit_path.startswith(path) for path in office_paths(actor)) else []
    )
    statement = (
        select(Transfer.id)
        .join(Employee, Employee.id == Transfer.employee_id)
        .outerjoin(Unit, Unit.id == Transfer.from_unit_id)
        .where(
            Transfer.state == State.APPROVED,
            Transfer.postponed_until.is_(None),
            is_readable(actor),
            ~exists(waiting),
            or_(*(func.coalesce(Unit.path, "").startswith(path, autoescape=True) for path in paths), Transfer.id < 0),
        )
        .order_by(func.coalesce(Unit.path, ""), Employee.name, Transfer.id)
        .limit(limit)
    )
    if wish.kind is not None:
        statement = statement.where(Transfer.kind == wish.kind)
    if wish.door is not None:
        statement = statement.where(Transfer.door == wish.door)
    if wish.effective_from is not None:
        statement = statement.where(Transfer.effective_on >= wish.effective_from)
    if wish.effective_to is not None:
        statement = statement.where(Transfer.effective_on <= wish.effective_to)
    if wish.numbers:
        statement = statement.where(Transfer.number.in_(wish.numbers))
    return session.scalars(statement).all()
