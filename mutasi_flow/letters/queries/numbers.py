"""The numbers themselves: how registers write them, and which are set aside or void."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import (
    CLASSIFICATION,
    MARKS,
    NumberParts,
    ReservedState,
    Shape,
    find_gaps,
    format_number,
    read_sequence,
    shape_from,
    skeleton,
)
from mutasi_flow.letters.model import Letter, RegisterYear, ReservedNumber
from mutasi_flow.people import queries as people


class Reserved(NamedTuple):
    """A number set aside."""

    id: int
    register: str
    year: int
    sequence: int | None
    number: str
    dated_on: date
    purpose: str
    about_kind: str
    about_id: int | None
    is_printed_apart: bool
    state: ReservedState
    because: str
    letter_id: int | None
    reserved_at: datetime

    @property
    def is_outside(self) -> bool:
        """Whether another office gave it."""
        return self.sequence is None


@dataclass(frozen=True, slots=True)
class Numbering:
    """How one register gives numbers in one year, with what the office says for all registers filled in."""

    register: str
    year: int
    last: int
    shape: Shape
    is_elsewhere: bool
    usual: str
    unit: str

    def write(self, sequence: int, kind: str, dated_on: date) -> str:
        """Return the number at a place of the book.

        Raises:
            InvalidInput: the pattern is unusable.
        """
        parts = NumberParts(self.classification, sequence, self.unit, dated_on, self.mark)
        return format_number(self.shape.pattern_of(kind, self.usual), parts)

    @property
    def classification(self) -> str:
        """The archive code."""
        return self.shape.classification or CLASSIFICATION

    @property
    def mark(self) -> str:
        """What stands before the sequence."""
        return "" if self.shape.has_own_pattern else MARKS.get(self.register, "")

    @property
    def skeletons(self) -> frozenset[str]:
        """What its numbers have in common, by pattern."""
        patterns = {self.shape.pattern or self.usual, *self.shape.patterns.values()}
        return frozenset(
            skeleton(one, classification=self.classification, unit=self.unit, mark=self.mark) for one in patterns
        )


_ROW = select(*(getattr(ReservedNumber, name) for name in Reserved._fields))
_OF_BOOK = _ROW.where(
    ReservedNumber.register == bindparam("register"),
    ReservedNumber.year == bindparam("year"),
    ReservedNumber.state != ReservedState.USED,
).order_by(ReservedNumber.sequence, ReservedNumber.id)
_FOR = Prepared(
    _ROW.where(
        ReservedNumber.about_kind == bindparam("kind"),
        ReservedNumber.about_id == bindparam("key"),
        ReservedNumber.register == bindparam("register"),
        or_(ReservedNumber.year == bindparam("year"), ReservedNumber.sequence.is_(None)),
        ReservedNumber.state == ReservedState.RESERVED,
    ).order_by(ReservedNumber.sequence.is_not(None), ReservedNumber.id)
)
_SHAPE = Prepared(
    select(RegisterYear.year, RegisterYear.last, RegisterYear.shape, RegisterYear.is_elsewhere)
    .where(RegisterYear.register == bindparam("register"), RegisterYear.year <= bindparam("year"))
    .order_by(RegisterYear.year.desc())
    .limit(1)
)


def load_numbering(session: Session, register: str, year: int) -> Numbering:
    """Return how a register gives numbers in a year; a year that has not begun goes on as the one before."""
    office, found = people.get_office(session), run(session, _SHAPE, {"register": register, "year": year}).first()
    known, last, stored, is_elsewhere = found or (year, 0, {}, False)
    return complete(register, year, last if known == year else 0, stored, office, is_elsewhere=is_elsewhere)


def complete(
    register: str, year: int, last: int, stored: Mapping[str, Any], office: people.OfficeCard, *, is_elsewhere: bool
) -> Numbering:
    """Return the numbering of a row, with what the office says for all registers."""
    shape = shape_from(stored)
    unit = shape.unit or office.number_unit
    return Numbering(register, year, last, shape, bool(is_elsewhere), office.number_format, unit)


def is_numbered_elsewhere(session: Session, register: str, year: int) -> bool:
    """Whether another office numbers the letters of a book."""
    found = run(session, _SHAPE, {"register": register, "year": year}).first()
    return found is not None and bool(found.is_elsewhere)


def find_reserved(session: Session, about_kind: str, about_id: int, register: str, year: int) -> Reserved | None:
    """Return the number that waits for a letter of ``year`` about one thing, or None.

    One of another office brings its own day with it, so it also serves when a new year has begun meanwhile; one of our
    own book serves its year only.
    """
    key = {"kind": about_kind, "key": about_id, "register": register, "year": year}
    row = run(session, _FOR, key).first()
    return Reserved(*row) if row else None


def list_waiting_about(session: Session, about_kind: str, about_ids: Sequence[int]) -> Sequence[Reserved]:
    """Return the numbers that still wait for the letters about some things."""
    of_them = (ReservedNumber.about_kind == about_kind, ReservedNumber.about_id.in_(about_ids))
    return [
        Reserved(*row) for row in session.execute(_ROW.where(*of_them, ReservedNumber.state == ReservedState.RESERVED))
    ]


def get_reserved(session: Session, reserved_id: int) -> Reserved:
    """Return a number that was set aside, whatever became of it.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_ROW.where(ReservedNumber.id == reserved_id)).first()
    if row is None:
        raise NotFound(T("Nomor ini tidak ada di buku agenda."))
    return Reserved(*row)


def list_unused(session: Session, register: str, year: int) -> Sequence[Reserved]:
    """Return the numbers of a book that no letter bears: set aside, and void; in their order."""
    return [Reserved(*row) for row in session.execute(_OF_BOOK, {"register": register, "year": year})]


def list_gaps(session: Session, numbering: Numbering) -> Sequence[tuple[int, int]]:
    """Return the places of a book of which nothing is known.

    Our own book has none: each number is a letter, set aside or void. In another office's book they may be letters of
    others; they are told, and stop nothing.
    """
    if not numbering.is_elsewhere:
        places = [
            *session.scalars(_places(Letter, numbering)),
            *session.scalars(_places(ReservedNumber, numbering)),
        ]
        return find_gaps([*(place for place in places if place is not None), numbering.last + 1], 1)
    patterns = [numbering.shape.pattern or numbering.usual, *numbering.shape.patterns.values()]
    read = (
        next(filter(None, (read_sequence(one, text) for one in patterns)), None) for text in _texts(session, numbering)
    )
    return find_gaps([place for place in read if place is not None])


def _places(table: type[Letter | ReservedNumber], numbering: Numbering) -> Any:
    return select(table.sequence).where(table.register == numbering.register, table.year == numbering.year)


def _texts(session: Session, numbering: Numbering) -> set[str]:
    found: set[str] = set()
    for table in (Letter, ReservedNumber):
        of_book = (table.register == numbering.register, table.year == numbering.year, table.sequence.is_(None))
        found.update(session.scalars(select(table.number).where(*of_book)))
    return found


def list_known_numbers(session: Session, register: str, year: int, numbers: Sequence[str]) -> frozenset[str]:
    """Return which of the numbers a letter bears, or somebody recorded in the book of the year."""
    borne = select(Letter.number).where(Letter.number.in_(numbers))
    kept = select(ReservedNumber.number).where(
        ReservedNumber.register == register, ReservedNumber.year == year, ReservedNumber.number.in_(numbers)
    )
    return frozenset(session.scalars(borne.union_all(kept)))


def is_known_number(session: Session, number: str) -> bool:
    """Whether a letter bears the number, or it is set aside or void; capitals do not matter."""
    text = number.casefold()
    letter = select(Letter.id).where(or_(Letter.number == number, func.lower(Letter.number) == text))
    kept = select(ReservedNumber.id).where(func.lower(ReservedNumber.number) == text)
    return session.execute(letter.limit(1)).first() is not None or session.execute(kept.limit(1)).first() is not None
