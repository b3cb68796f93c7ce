"""Batches of decrees as pages show them: rows, figures, and the letters of each unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import note_reading
from mutasi_flow.core.texts import Text
from mutasi_flow.decrees.batches.domain import OPEN_ROWS, Progress, RowState, window_since
from mutasi_flow.decrees.batches.model import DecreeBundle, DecreeRow
from mutasi_flow.decrees.batches.queries.rows import INSIDE, BatchRow, count_if
from mutasi_flow.inbox.domain import thaw_values
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import State

PAGE = 100


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row as pages show it; field order is the order of the statement."""

    id: int
    transfer_id: int
    place: int
    state: RowState
    is_open: bool
    edition: int
    seen_version: int
    checked_version: int | None
    kept_notes: Mapping[str, Any]
    fault: str
    transfer: str
    version: int
    transfer_state: State
    is_secret: bool
    employee_id: int
    name: str
    nip: str | None
    from_unit: str
    to_unit: str
    to_jabatan: str
    letter_id: int | None
    letter: str
    letter_state: LetterState | None
    is_revoked: bool

    @property
    def notes(self) -> Sequence[Text]:
        """What stands in the way, or why it left."""
        return tuple(thaw_values(self.kept_notes).values())

    @property
    def is_changed(self) -> bool:
        """Whether the transfer is no longer as it was put in: it must be read anew before its decree."""
        return self.is_open and self.version != self.seen_version

    @property
    def is_checked(self) -> bool:
        """Whether the present transfer was checked."""
        return self.checked_version == self.version


_from_unit, _to_unit = aliased(Unit), aliased(Unit)


_SHOWN: Select[*tuple[Any, ...]] = (
    select(
        DecreeRow.id,
        DecreeRow.transfer_id,
        DecreeRow.place,
        DecreeRow.state,
        DecreeRow.is_open,
        DecreeRow.edition,
        DecreeRow.seen_version,
        DecreeRow.checked_version,
        DecreeRow.notes,
        DecreeRow.fault,
        Transfer.number,
        Transfer.version,
        Transfer.state,
        Transfer.is_secret,
        Employee.id,
        Employee.name,
        Employee.nip,
        func.coalesce(_from_unit.name, ""),
        func.coalesce(_to_unit.name, ""),
        func.coalesce(Jabatan.name, ""),
        Letter.id,
        func.coalesce(Letter.number, ""),
        Letter.state,
        Letter.revoked_at.is_not(None),
    )
    .join(Transfer, Transfer.id == DecreeRow.transfer_id)
    .join(Employee, Employee.id == Transfer.employee_id)
    .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
    .outerjoin(_to_unit, _to_unit.id == Transfer.to_unit_id)
    .outerjoin(Jabatan, Jabatan.id == Transfer.to_jabatan_id)
    .outerjoin(Letter, Letter.id == DecreeRow.letter_id)
    .order_by(DecreeRow.place, DecreeRow.id)
)


class Wanted(NamedTuple):
    """Which rows a page shows."""

    state: RowState | None = None
    only_trouble: bool = False
    after: int = 0


def list_shown(
    session: Session, batch_id: int, actor: Actor, wanted: Wanted | None = None, *, limit: int = PAGE
) -> Sequence[ShownRow]:
    """Return rows as a page shows them, less the reader's own; that a confidential one is read is noted."""
    wanted = wanted or Wanted()
    statement = _SHOWN.where(DecreeRow.batch_id == batch_id, is_readable(actor), DecreeRow.place > wanted.after)
    if wanted.state is not None:
        statement = statement.where(DecreeRow.state == wanted.state)
    if wanted.only_trouble:
        changed = and_(DecreeRow.is_open, DecreeRow.seen_version != Transfer.version)
        noted = and_(DecreeRow.state != RowState.DECREED, func.length(cast(DecreeRow.notes, String)) > len("{}"))
        statement = statement.where(or_(changed, noted, DecreeRow.fault != ""))
    if actor.employee_id is not None:
        statement = statement.where(Employee.id != actor.employee_id)
    rows = [ShownRow(*row) for row in session.execute(statement.limit(limit))]
    for row in rows:
        if row.is_secret:
            note_reading(session, ABOUT, row.transfer_id)
    return rows


def note_secret_reading(session: Session, batch_id: int) -> None:
    """Note that whatever is confidential in a batch is read, as its files are sent."""
    statement = (
        select(Transfer.id)
        .join(DecreeRow, DecreeRow.transfer_id == Transfer.id)
        .where(DecreeRow.batch_id == batch_id, DecreeRow.state == RowState.DECREED, Transfer.is_secret)
    )
    for transfer_id in session.scalars(statement):
        note_reading(session, ABOUT, transfer_id)


def load_progress(session: Session, batch: BatchRow, now: datetime) -> Progress:
    """Count how far a batch is, in one statement."""
    window = window_since(batch.started_at, now)
    is_printed = and_(DecreeRow.state == RowState.DECREED, Letter.sha256 != "")
    statement = (
        select(
            func.count(),
            count_if(DecreeRow.state.in_(OPEN_ROWS)),
            count_if(DecreeRow.state == RowState.DECREED),
            count_if(is_printed),
            count_if(Letter.state == LetterState.SIGNED),
            count_if(and_(DecreeRow.fault != "", Letter.sha256 == "")),
            count_if(and_(is_printed, Letter.rendered_at > now - window)),
        )
        .select_from(DecreeRow)
        .outerjoin(Letter, Letter.id == DecreeRow.letter_id)
        .where(DecreeRow.batch_id == batch.id, INSIDE)
    )
    total, waiting, decreed, printed, signed, faults, recent = (
        value or 0 for value in session.execute(statement).one()
    )
    return Progress(total, waiting, decreed, printed, signed, faults, recent, window)


def count_left(session: Session, batch_id: int) -> Mapping[RowState, int]:
    """Return how many rows left the batch, by how."""
    left = DecreeRow.state.in_((RowState.BLOCKED, RowState.REMOVED))
    statement = select(DecreeRow.state, func.count()).where(DecreeRow.batch_id == batch_id, left)
    return {RowState(state): count for state, count in session.execute(statement.group_by(DecreeRow.state))}


class Bundle(NamedTuple):
    """The letters of one unit, and what is bound of them."""

    unit_id: int | None
    unit: str
    letters: int
    printed: int
    signed: int


def list_units(session: Session, batch_id: int) -> Sequence[Bundle]:
    """Return the units of a batch with how many letters each has."""
    statement = (
        select(
            DecreeRow.unit_id,
            func.coalesce(Unit.name, ""),
            func.count(),
            count_if(Letter.sha256 != ""),
            count_if(Letter.state == LetterState.SIGNED),
        )
        .join(Letter, Letter.id == DecreeRow.letter_id)
        .outerjoin(Unit, Unit.id == DecreeRow.unit_id)
        .where(DecreeRow.batch_id == batch_id, DecreeRow.state == RowState.DECREED, Letter.revoked_at.is_(None))
        .group_by(DecreeRow.unit_id, Unit.name)
        .order_by(Unit.name)
    )
    return [Bundle(*row) for row in session.execute(statement)]


def list_bundles(session: Session, batch_id: int) -> Sequence[DecreeBundle]:
    """Return what was bound for a batch."""
    return session.scalars(select(DecreeBundle).where(DecreeBundle.batch_id == batch_id)).all()
