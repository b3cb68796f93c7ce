"""Who takes part, with which choices, points and corrections."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.planning.market.domain import EntryState, Part, Verdict, as_read, words_of
from mutasi_flow.planning.market.model import ExchangeChoice, ExchangeCorrection, ExchangeEntry
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.visible import IS_PUBLIC
from mutasi_flow.transfers.workflow import State


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One person in one round; field order is the order of the statement."""

    id: int
    round_id: int
    employee_id: int
    name: str
    state: EntryState
    unit_id: int
    unit: str
    unit_path: str
    jabatan_id: int
    jabatan: str
    now_unit_id: int | None
    now_jabatan_id: int | None
    legal_position: str
    stored_parts: Mapping[str, int | None]
    points: int | None
    out_because: str
    to_unit_id: int | None
    to_unit: str | None
    to_jabatan_id: int | None
    to_jabatan: str | None
    rank: int | None
    chain: int | None
    transfer_id: int | None
    transfer: str | None
    """Number of the transfer; None where there is none, or none to be told of."""
    transfer_state: State | None
    transfer_note: str

    @property
    def parts(self) -> dict[Part, int | None]:
        """The amount of each part; None where not known."""
        return as_read(self.stored_parts)

    @property
    def is_where_it_was(self) -> bool:
        """Whether the person is still where the entry says."""
        return (self.now_unit_id, self.now_jabatan_id) == (self.unit_id, self.jabatan_id)


class ChoiceRow(NamedTuple):
    """A frozen choice with what became of it."""

    rank: int
    unit_id: int
    unit: str
    jabatan_id: int
    jabatan: str
    verdict: Verdict | None
    rule: str

    @property
    def why(self) -> Text | None:
        """What became of it, in words."""
        return None if self.verdict is None else words_of(self.verdict, self.rule)


class CorrectionRow(NamedTuple):
    """A correction that was asked for; ``answered_at`` is None while it waits."""

    id: int
    entry_id: int
    round_id: int
    employee_id: int
    name: str
    unit: str
    unit_path: str
    part: Part
    request: str
    asked_at: datetime
    answer: str
    amount: int | None
    answered_at: datetime | None


_target, _target_jabatan = aliased(Unit), aliased(Jabatan)
_ENTRY: Select[*tuple[Any, ...]] = (
    select(
        ExchangeEntry.id,
        ExchangeEntry.round_id,
        ExchangeEntry.employee_id,
        Employee.name,
        ExchangeEntry.state,
        ExchangeEntry.unit_id,
        Unit.name,
        Unit.path,
        ExchangeEntry.jabatan_id,
        Jabatan.name,
        Employee.unit_id,
        Employee.jabatan_id,
        Employee.legal_position,
        ExchangeEntry.parts,
        ExchangeEntry.points,
        ExchangeEntry.out_because,
        ExchangeEntry.to_unit_id,
        _target.name,
        ExchangeEntry.to_jabatan_id,
        _target_jabatan.name,
        ExchangeEntry.rank,
        ExchangeEntry.chain,
        ExchangeEntry.transfer_id,
        Transfer.number,
        Transfer.state,
        ExchangeEntry.transfer_note,
    )
    .join(Employee, Employee.id == ExchangeEntry.employee_id)
    .join(Unit, Unit.id == ExchangeEntry.unit_id)
    .join(Jabatan, Jabatan.id == ExchangeEntry.jabatan_id)
    .outerjoin(_target, _target.id == ExchangeEntry.to_unit_id)
    .outerjoin(_target_jabatan, _target_jabatan.id == ExchangeEntry.to_jabatan_id)
    .outerjoin(Transfer, and_(Transfer.id == ExchangeEntry.transfer_id, IS_PUBLIC))
)


def find_entry(session: Session, round_id: int, employee_id: int | None) -> EntryRow | None:
    """Return what somebody has in a round."""
    mine = (ExchangeEntry.round_id == round_id, ExchangeEntry.employee_id == employee_id)
    row = session.execute(_ENTRY.where(*mine)).first()
    return EntryRow(*row) if row else None


def get_entry(session: Session, entry_id: int) -> EntryRow:
    """Return one.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_ENTRY.where(ExchangeEntry.id == entry_id)).first()
    if row is None:
        raise NotFound(T("Peserta ini tidak ada."))
    return EntryRow(*row)


def list_entries(session: Session, round_id: int, states: Collection[EntryState]) -> Sequence[EntryRow]:
    """Return who takes part, by key; those who move stand by their swap, cycle or chain."""
    wanted = (ExchangeEntry.round_id == round_id, ExchangeEntry.state.in_(states))
    statement = _ENTRY.where(*wanted).order_by(ExchangeEntry.chain, ExchangeEntry.id)
    return [EntryRow(*row) for row in session.execute(statement)]


def count_entries(session: Session, round_id: int) -> Mapping[EntryState, int]:
    """Return how many there are in each state."""
    statement = select(ExchangeEntry.state, func.count()).where(ExchangeEntry.round_id == round_id)
    found = {state: int(count) for state, count in session.execute(statement.group_by(ExchangeEntry.state))}
    return {state: found.get(state, 0) for state in EntryState}


def list_choices(session: Session, entry_id: int) -> Sequence[ChoiceRow]:
    """Return the frozen choices of somebody, dearest first."""
    statement = (
        select(
            ExchangeChoice.rank,
            ExchangeChoice.unit_id,
            Unit.name,
            ExchangeChoice.jabatan_id,
            Jabatan.name,
            ExchangeChoice.verdict,
            ExchangeChoice.rule,
        )
        .join(Unit, Unit.id == ExchangeChoice.unit_id)
        .join(Jabatan, Jabatan.id == ExchangeChoice.jabatan_id)
        .where(ExchangeChoice.entry_id == entry_id)
        .order_by(ExchangeChoice.rank)
    )
    return [ChoiceRow(*row) for row in session.execute(statement)]


_CORRECTION: Select[*tuple[Any, ...]] = (
    select(
        ExchangeCorrection.id,
        ExchangeCorrection.entry_id,
        ExchangeEntry.round_id,
        ExchangeEntry.employee_id,
        Employee.name,
        Unit.name,
        Unit.path,
        ExchangeCorrection.part,
        ExchangeCorrection.request,
        ExchangeCorrection.asked_at,
        ExchangeCorrection.answer,
        ExchangeCorrection.amount,
        ExchangeCorrection.answered_at,
    )
    .join(ExchangeEntry, ExchangeEntry.id == ExchangeCorrection.entry_id)
    .join(Employee, Employee.id == ExchangeEntry.employee_id)
    .join(Unit, Unit.id == ExchangeEntry.unit_id)
    .order_by(ExchangeCorrection.id)
)


def list_corrections(session: Session, entry_id: int) -> Sequence[CorrectionRow]:
    """Return what somebody asked for, oldest first."""
    return [CorrectionRow(*row) for row in session.execute(_CORRECTION.where(ExchangeCorrection.entry_id == entry_id))]


def list_unanswered(session: Session, round_id: int) -> Sequence[CorrectionRow]:
    """Return what waits for an answer, oldest first; of those who still take part."""
    waiting = (
        ExchangeEntry.round_id == round_id,
        ExchangeCorrection.answered_at.is_(None),
        ExchangeEntry.state == EntryState.JOINED,
    )
    return [CorrectionRow(*row) for row in session.execute(_CORRECTION.where(*waiting))]


def get_correction(session: Session, correction_id: int) -> CorrectionRow:
    """Return one.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_CORRECTION.where(ExchangeCorrection.id == correction_id)).first()
    if row is None:
        raise NotFound(T("Permintaan ini tidak ada."))
    return CorrectionRow(*row)
