"""The books of letters: every number that was given, in its order, as far as the reader may know what it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.letters.domain import LetterState, SigningMethod, Standing, standing_of
from mutasi_flow.letters.model import Letter, LetterSignature
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.model import Objection, Transfer
from mutasi_flow.transfers.queries.lists import find_visible
from mutasi_flow.transfers.queries.rulings import IS_ABOUT_OBJECTION, TRANSFER_OF_LETTER
from mutasi_flow.transfers.queries.visible import is_listed

PAGE = 50


class RegisterRow(NamedTuple):
    """One number of a book.

    Of a letter about a transfer that the reader does not see only number and day are told: the book has no gaps, so
    leaving it out would tell as much. Of a confidential one not even the number.
    """

    id: int
    number: str
    dated_on: date
    kind: str
    transfer_id: int | None
    transfer: str | None
    employee_name: str | None
    state: LetterState
    revoked_at: datetime | None
    replaced_by_id: int | None
    amended_by_id: int | None
    signed_on: date | None
    is_secret: bool
    sequence: int | None
    signer: str | None
    method: SigningMethod | None
    is_hidden: bool = False

    @property
    def standing(self) -> Standing:
        """What holds of it today."""
        return standing_of(
            self.state,
            is_revoked=self.revoked_at is not None,
            is_replaced=self.replaced_by_id is not None,
            is_amended=self.amended_by_id is not None,
        )


@dataclass(frozen=True, slots=True)
class Book:
    """One register in one year: how many numbers it gave, and how many of its letters wait for their signature."""

    register: str
    year: int
    letters: int
    unsigned: int


_STANDING_SIGNATURE = and_(LetterSignature.letter_id == Letter.id, LetterSignature.withdrawn_at.is_(None))
_IS_UNSIGNED = and_(Letter.state.in_((LetterState.QUEUED, LetterState.RENDERED)), Letter.revoked_at.is_(None))
_ROWS: Select[*tuple[Any, ...]] = (
    select(
        Letter.id,
        Letter.number,
        Letter.dated_on,
        Letter.kind,
        Transfer.id,
        Transfer.number,
        Employee.name,
        Letter.state,
        Letter.revoked_at,
        Letter.replaced_by_id,
        Letter.amended_by_id,
        LetterSignature.signed_on,
        Letter.is_secret,
        Letter.sequence,
        LetterSignature.signer,
        LetterSignature.method,
    )
    .outerjoin(Objection, IS_ABOUT_OBJECTION)
    .outerjoin(Transfer, Transfer.id == TRANSFER_OF_LETTER)
    .outerjoin(Employee, Employee.id == Transfer.employee_id)
    .outerjoin(LetterSignature, _STANDING_SIGNATURE)
    .order_by(Letter.id.desc())
)


def list_books(session: Session) -> Sequence[Book]:
    """Return every register of every year that gave a number, the last year first."""
    unsigned = func.sum(case((and_(_IS_UNSIGNED, ~Letter.is_secret), 1), else_=0))
    statement = (
        select(Letter.register, Letter.year, func.count(), unsigned)
        .group_by(Letter.register, Letter.year)
        .order_by(Letter.year.desc(), Letter.register)
    )
    return [Book(*row) for row in session.execute(statement)]


def list_register(
    session: Session,
    actor: Actor,
    book: Book,
    *,
    is_unsigned: bool = False,
    below: int | None = None,
    limit: int = PAGE,
) -> Sequence[RegisterRow]:
    """Return the letters of a book, the last first; ``below`` continues under the letter with that key."""
    statement = _ROWS.where(
        Letter.register == book.register,
        Letter.year == book.year,
        and_(_IS_UNSIGNED, or_(~Letter.is_secret, is_listed(actor))) if is_unsigned else true(),
        Letter.id < below if below is not None else true(),
    ).limit(limit)
    rows = [RegisterRow(*row) for row in session.execute(statement)]
    visible = find_visible(session, actor, {row.transfer_id for row in rows if row.transfer_id is not None})
    return [row if _is_told(row, visible) else _hidden(row) for row in rows]


def _is_told(row: RegisterRow, visible: frozenset[int]) -> bool:
    return row.transfer_id in visible if row.transfer_id is not None else not row.is_secret


def _hidden(row: RegisterRow) -> RegisterRow:
    number = "" if row.is_secret else row.number
    return row._replace(
        number=number,
        kind="",
        transfer_id=None,
        transfer=None,
        employee_name=None,
        signed_on=None,
        signer=None,
        method=None,
        is_hidden=True,
    )
