"""Batches of decrees and their rows, as workers and services read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.batches.domain import BatchState, DecreeForm, RowState
from mutasi_flow.decrees.batches.model import DecreeBatch, DecreeRow
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.model import Unit
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.queue import office_paths
from mutasi_flow.transfers.queries.visible import is_readable

MOST_LISTED = 100
GONE = T("Paket SK ini tidak ditemukan.")


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch; field order is the order of the statement."""

    id: int
    name: str
    state: BatchState
    form: DecreeForm
    signer_id: int
    signer: str
    effective_on: date | None
    version: int
    edition: int
    turn: int
    created_by_id: int
    created_by: str
    created_at: datetime
    started_at: datetime | None
    stopped_because: str
    size: int
    """Rows that belong to it, without those that left."""

    @property
    def is_collective(self) -> bool:
        """Whether one decree is issued for all of them."""
        return self.form is DecreeForm.COLLECTIVE


class Row(NamedTuple):
    """One row as workers read it."""

    id: int
    batch_id: int
    transfer_id: int
    state: RowState
    is_open: bool
    seen_version: int
    turn: int
    portion: int
    letter_id: int | None


_signer, _maker = aliased(Account), aliased(Account)
INSIDE = DecreeRow.state.in_((RowState.WAITING, RowState.NUMBERED, RowState.DECREED))
_SIZE = select(func.count()).where(DecreeRow.batch_id == DecreeBatch.id, INSIDE).scalar_subquery()
_BATCHES: Select[*tuple[Any, ...]] = (
    select(
        DecreeBatch.id,
        DecreeBatch.name,
        DecreeBatch.state,
        DecreeBatch.form,
        DecreeBatch.signer_id,
        _signer.name,
        DecreeBatch.effective_on,
        DecreeBatch.version,
        DecreeBatch.edition,
        DecreeBatch.turn,
        DecreeBatch.created_by_id,
        _maker.name,
        DecreeBatch.created_at,
        DecreeBatch.started_at,
        DecreeBatch.stopped_because,
        _SIZE,
    )
    .join(_signer, _signer.id == DecreeBatch.signer_id)
    .join(_maker, _maker.id == DecreeBatch.created_by_id)
)
_ROW = select(*(getattr(DecreeRow, name) for name in Row._fields))
_LOCK_ROW = Prepared(select(DecreeRow.id).where(DecreeRow.id == bindparam("row_id")).with_for_update())
_ROW_BY_ID = Prepared(_ROW.where(DecreeRow.id == bindparam("row_id")))
_STANDING = Prepared(select(DecreeBatch.state, DecreeBatch.turn).where(DecreeBatch.id == bindparam("batch_id")))


def find_batch(session: Session, batch_id: int, *, lock: bool = False) -> BatchRow | None:
    """Return a batch, or None; with ``lock`` nobody else changes it until the end of the transaction."""
    if lock:
        session.execute(select(DecreeBatch.id).where(DecreeBatch.id == batch_id).with_for_update())
    row = session.execute(_BATCHES.where(DecreeBatch.id == batch_id)).one_or_none()
    return None if row is None else BatchRow(*row)


def get_batch(session: Session, batch_id: int, *, lock: bool = False) -> BatchRow:
    """Return a batch, without asking who reads.

    Raises:
        NotFound: there is none.
    """
    found = find_batch(session, batch_id, lock=lock)
    if found is None:
        raise NotFound(GONE)
    return found


def is_running(session: Session, batch_id: int, turn: int) -> bool:
    """Whether the work of this turn goes on."""
    found = run(session, _STANDING, {"batch_id": batch_id}).first()
    return found is not None and (BatchState(found[0]), found[1]) == (BatchState.RUNNING, turn)


def _hidden_from(actor: Actor) -> ColumnElement[bool]:
    """Whether a batch holds something that does not exist for the actor, or lies outside the own units."""
    paths = office_paths(actor)
    inside = or_(*(func.coalesce(Unit.path, "").startswith(path, autoescape=True) for path in paths)) if paths else None
    reach = and_(is_readable(actor), inside) if inside is not None else DecreeRow.id.is_(None)
    rows = (
        select(DecreeRow.id)
        .join(Transfer, Transfer.id == DecreeRow.transfer_id)
        .outerjoin(Unit, Unit.id == Transfer.from_unit_id)
        .where(DecreeRow.batch_id == DecreeBatch.id, ~reach)
    )
    return exists(rows)


def _unreadable(actor: Actor) -> ColumnElement[bool]:
    """Whether a batch holds something confidential that does not exist for the actor."""
    rows = (
        select(DecreeRow.id)
        .join(Transfer, Transfer.id == DecreeRow.transfer_id)
        .where(DecreeRow.batch_id == DecreeBatch.id, ~is_readable(actor))
    )
    return exists(rows)


def _readable(actor: Actor) -> ColumnElement[bool]:
    own = or_(DecreeBatch.signer_id == actor.account_id, DecreeBatch.created_by_id == actor.account_id)
    return or_(and_(own, ~_unreadable(actor)), ~_hidden_from(actor))


def list_batches(session: Session, actor: Actor) -> Sequence[BatchRow]:
    """Return the batches of the actor, and those within the actor's units, the last first."""
    wanted = _BATCHES.where(_readable(actor), DecreeBatch.state != BatchState.CLOSED)
    return [BatchRow(*row) for row in session.execute(wanted.order_by(DecreeBatch.id.desc()).limit(MOST_LISTED))]


def get_readable(session: Session, batch_id: int, actor: Actor) -> BatchRow:
    """Return a batch for its signer, its maker, or whoever works for all units that its transfers leave.

    Raises:
        NotFound: there is none for this person.
    """
    row = session.execute(_BATCHES.where(DecreeBatch.id == batch_id, _readable(actor))).one_or_none()
    if row is None:
        raise NotFound(GONE)
    return BatchRow(*row)


def lock_row(session: Session, row_id: int) -> Row | None:
    """Return a row, locked until the end of the transaction."""
    if run(session, _LOCK_ROW, {"row_id": row_id}).first() is None:
        return None
    return Row(*run(session, _ROW_BY_ID, {"row_id": row_id}).one())


def list_rows(session: Session, batch_id: int, states: Collection[RowState], limit: int | None = None) -> Sequence[Row]:
    """Return the rows in some states, in their order."""
    wanted = _ROW.where(DecreeRow.batch_id == batch_id, DecreeRow.state.in_(states))
    return [Row(*row) for row in session.execute(wanted.order_by(DecreeRow.place, DecreeRow.id).limit(limit))]


def list_portion(session: Session, batch_id: int, turn: int, portion: int) -> Sequence[Row]:
    """Return the rows of one piece of work, in their order."""
    of_portion = (DecreeRow.batch_id == batch_id, DecreeRow.turn == turn, DecreeRow.portion == portion)
    return [Row(*row) for row in session.execute(_ROW.where(*of_portion).order_by(DecreeRow.place, DecreeRow.id))]


def list_members(session: Session, batch_id: int) -> Sequence[tuple[int, int]]:
    """Return excerpt and transfer of everybody on the collective decree of a batch who has not left it, in their order."""
    statement = (
        select(Letter.id, DecreeRow.transfer_id)
        .join(Letter, Letter.id == DecreeRow.letter_id)
        .where(DecreeRow.batch_id == batch_id, DecreeRow.state == RowState.DECREED, Letter.revoked_at.is_(None))
        .order_by(DecreeRow.place, DecreeRow.id)
    )
    return [(letter_id, transfer_id) for letter_id, transfer_id in session.execute(statement)]


def list_unprinted(session: Session, batch_id: int, turn: int, portion: int) -> Sequence[tuple[int, int]]:
    """Return row and letter of a piece of work that still have to be printed."""
    statement = (
        select(DecreeRow.id, Letter.id)
        .join(Letter, Letter.id == DecreeRow.letter_id)
        .where(
            DecreeRow.batch_id == batch_id, DecreeRow.turn == turn, DecreeRow.portion == portion, Letter.sha256 == ""
        )
        .order_by(DecreeRow.place)
    )
    return [(row_id, letter_id) for row_id, letter_id in session.execute(statement)]


def list_secret(session: Session, batch_id: int) -> Sequence[tuple[int, str]]:
    """Return row and transfer of the issued decrees that are still confidential."""
    statement = (
        select(DecreeRow.id, Transfer.number)
        .join(Transfer, Transfer.id == DecreeRow.transfer_id)
        .where(DecreeRow.batch_id == batch_id, DecreeRow.state == RowState.DECREED, Transfer.is_secret)
        .order_by(DecreeRow.place)
    )
    return [(row_id, number) for row_id, number in session.execute(statement)]


def is_any_unprinted(session: Session, batch_id: int) -> bool:
    """Whether a letter is still to be printed that has not failed."""
    statement = (
        select(DecreeRow.id)
        .join(Letter, Letter.id == DecreeRow.letter_id)
        .where(DecreeRow.batch_id == batch_id, Letter.sha256 == "", DecreeRow.fault == "")
    )
    return session.execute(statement.limit(1)).first() is not None


def list_unchecked(session: Session, batch_id: int, limit: int) -> Sequence[Row]:
    """Return open rows whose present transfer was not checked yet."""
    statement = (
        _ROW.join(Transfer, Transfer.id == DecreeRow.transfer_id)
        .where(
            DecreeRow.batch_id == batch_id,
            DecreeRow.state == RowState.WAITING,
            or_(DecreeRow.checked_version.is_(None), DecreeRow.checked_version != Transfer.version),
        )
        .order_by(DecreeRow.place)
        .limit(limit)
    )
    return [Row(*row) for row in session.execute(statement)]


def count_if(condition: ColumnElement[bool]) -> Any:
    """Return the expression that counts the rows in which a condition holds."""
    return func.sum(case((condition, 1), else_=0))
