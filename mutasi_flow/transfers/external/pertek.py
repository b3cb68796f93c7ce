"""Reading technical approvals: letters, their rows, and how a transfer stands with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import rank_grade
from mutasi_flow.people.model import Unit
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.people.service.imports.words import read_rank
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.transfers.domain import PERTEK_VERDICT_LABELS, PertekVerdict
from mutasi_flow.transfers.external.matching import WEIGHTS, Compared, Field, Said, Weight, compare, obstacles
from mutasi_flow.transfers.model import MatchWeight, PertekLetter, PertekRow, Transfer
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.queries.visible import IS_SECRET, is_readable


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a letter; field order is the order of the statement."""

    id: int
    letter_id: int
    number: str
    letter_on: date
    issued_by: str
    valid_until: date | None
    transfer_id: int | None
    nip: str
    name: str
    rank: str
    from_post: str
    from_unit: str
    to_post: str
    to_unit: str
    effective_on: date | None
    verdict: PertekVerdict
    reason: str
    recorded_at: datetime

    @property
    def said(self) -> Said:
        """What it says, its rank as a grade."""
        words = (self.from_post, self.from_unit, self.to_post, self.to_unit)
        return Said(self.nip, self.name, grade_of(self.rank), *words, self.effective_on)


_ROWS: Select[*tuple[Any, ...]] = (
    select(
        PertekRow.id,
        PertekLetter.id,
        PertekLetter.number,
        PertekLetter.letter_on,
        PertekLetter.issued_by,
        PertekLetter.valid_until,
        PertekRow.transfer_id,
        PertekRow.nip,
        PertekRow.name,
        PertekRow.rank,
        PertekRow.from_post,
        PertekRow.from_unit,
        PertekRow.to_post,
        PertekRow.to_unit,
        PertekRow.effective_on,
        PertekRow.verdict,
        PertekRow.reason,
        PertekRow.recorded_at,
    )
    .join(PertekLetter, PertekLetter.id == PertekRow.letter_id)
    .order_by(PertekRow.id.desc())
)
_OF_TRANSFER = Prepared(_ROWS.where(PertekRow.transfer_id == bindparam("transfer_id")))
_WEIGHTS = Prepared(
    select(MatchWeight.field, MatchWeight.weight)
    .where(MatchWeight.from_on <= bindparam("on"))
    .order_by(MatchWeight.from_on, MatchWeight.id)
)


def grade_of(written: str) -> str:
    """Return ``III/c`` from however a rank is written; what cannot be read stays as it is."""
    if not written.strip():
        return ""
    try:
        return rank_grade(read_rank(written, written))
    except InvalidInput:
        return written


def list_rows(session: Session, transfer_id: int) -> Sequence[Row]:
    """Return what letters said about a transfer, the latest first."""
    return [Row(*row) for row in run(session, _OF_TRANSFER, {"transfer_id": transfer_id})]


def list_loose(session: Session, nip: str) -> Sequence[Row]:
    """Return rows about a person that came when no transfer waited for them, the latest first."""
    wanted = _ROWS.where(PertekRow.nip == nip, PertekRow.transfer_id.is_(None))
    return [Row(*row) for row in session.execute(wanted)] if nip else []


def load_weights(session: Session, on: date) -> Mapping[Field, Weight]:
    """Return what a difference in each field does on a day."""
    own = {Field(field): Weight(weight) for field, weight in run(session, _WEIGHTS, {"on": on})}
    return {**WEIGHTS, **own}


def weigh_field(session: Session, field: Field, weight: Weight, from_on: date, *, actor: Actor, clock: Clock) -> None:
    """Add a dated row that says what a difference in a field does.

    Raises:
        InvalidInput: it would hold in the past.
    """
    if from_on < clock.today():
        raise InvalidInput(T("Berlaku paling awal hari ini."), field="from_on")
    row = MatchWeight(field=field, weight=weight, from_on=from_on, added_by_id=actor.account_id, added_at=clock.now())
    session.add(row)
    session.flush()
    payload = {"id": row.id, "field": field.value, "weight": weight.value, "from_on": from_on.isoformat()}
    note_office(session, actor, "match_weighed", payload, clock.now())


def said_by_decree(session: Session, card: TransferCard, start: date | None) -> Said:
    """Return what the decree of a transfer would say with this first day."""
    person = people.get_employee_card(session, card.employee_id)
    above = [people.ids_in_path(path)[:-1][::-1] for path in (card.from_path, card.to_path)]
    names = _names_of(session, {unit_id for ids in above for unit_id in ids})
    office = people.get_office(session).name
    within = [(*(names[unit_id] for unit_id in ids if unit_id in names), office) for ids in above]
    return _said(person, card, start, within)


def _said(person: EmployeeCard, card: TransferCard, start: date | None, within: list[tuple[str, ...]]) -> Said:
    places = (card.from_jabatan, card.from_unit, card.to_jabatan, card.to_unit)
    return Said(person.nip or "", person.name, rank_grade(person.rank), *places, start, within[0], within[1])


def _names_of(session: Session, unit_ids: set[int]) -> Mapping[int, str]:
    if not unit_ids:
        return {}
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(sorted(unit_ids))))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a transfer stands with its pertek: the latest row, compared, and what the decree must wait for."""

    row: Row
    compared: tuple[Compared, ...]
    differences: tuple[Text, ...]
    refusals: tuple[Text, ...]
    """Why the row as such carries no decree: refused, incomplete, no longer valid."""


def stand(session: Session, card: TransferCard, row: Row, *, start: date | None, today: date) -> Standing:
    """Return how a transfer stands with a row, when its decree would begin on ``start``."""
    compared = compare(row.said, said_by_decree(session, card, start), load_weights(session, today))
    return Standing(row, compared, obstacles(compared), _refuse_row(row, today))


def _refuse_row(row: Row, today: date) -> tuple[Text, ...]:
    if row.verdict is not PertekVerdict.ACCEPTED:
        verdict = PERTEK_VERDICT_LABELS[row.verdict]
        return (T("Pertek {number}: {verdict}. {reason}", number=row.number, verdict=verdict, reason=row.reason),)
    if row.valid_until is not None and row.valid_until < today:
        return (T("Pertek {number} berlaku sampai {last}.", number=row.number, last=row.valid_until),)
    return ()


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in the list, with how many rows of each kind it has."""

    id: int
    number: str
    letter_on: date
    issued_by: str
    valid_until: date | None
    rows: int


def _is_shown(actor: Actor) -> ColumnElement[bool]:
    """Rows but those about a confidential transfer that the actor does not read."""
    return or_(
        PertekRow.transfer_id.is_(None), PertekRow.transfer_id.in_(select(Transfer.id).where(is_readable(actor)))
    )


def list_letters(session: Session, actor: Actor, limit: int = 200) -> Sequence[LetterLine]:
    """Return the letters, the latest first; one that only speaks of what is kept from the actor is no letter."""
    every = exists().where(PertekRow.letter_id == PertekLetter.id)
    wanted = (
        select(
            PertekLetter.id,
            PertekLetter.number,
            PertekLetter.letter_on,
            PertekLetter.issued_by,
            PertekLetter.valid_until,
            func.count(PertekRow.nip.distinct()),
        )
        .outerjoin(PertekRow, and_(PertekRow.letter_id == PertekLetter.id, _is_shown(actor)))
        .where(or_(PertekRow.id.is_not(None), ~every.correlate(PertekLetter)))
        .group_by(PertekLetter.id)
        .order_by(PertekLetter.letter_on.desc(), PertekLetter.id.desc())
        .limit(limit)
    )
    return [LetterLine(*row) for row in session.execute(wanted)]


def get_letter(session: Session, letter_id: int, actor: Actor) -> tuple[PertekLetter, Sequence[Row]]:
    """Return a letter with the latest row about each person.

    Raises:
        NotFound: there is no such letter.
    """
    letter = session.get(PertekLetter, letter_id)
    if letter is None:
        raise NotFound
    found: dict[str, Row] = {}
    for columns in session.execute(_ROWS.where(PertekRow.letter_id == letter_id, _is_shown(actor))):
        row = Row(*columns)
        found.setdefault(row.nip, row)
    if not found:
        raise NotFound
    return letter, list(reversed(found.values()))


def list_latest(session: Session) -> Sequence[Row]:
    """Return the latest row per letter and person, in the order they came; none about what is confidential."""
    found: dict[tuple[int, str], Row] = {}
    secret = select(Transfer.id).where(IS_SECRET)
    for columns in session.execute(
        _ROWS.where(or_(PertekRow.transfer_id.is_(None), PertekRow.transfer_id.not_in(secret)))
    ):
        row = Row(*columns)
        found.setdefault((row.letter_id, row.nip), row)
    return list(reversed(found.values()))
