"""Numbers before their letters: how a register writes them, setting them aside, and letting them go.

A number that was set aside and is not used stays in the book as void, with its reason; nobody gets it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, bindparam, column, insert, text, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, Refused
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.domain import (
    COUNTING_REGISTERS,
    LONGEST_NUMBER,
    REGISTER_LABELS,
    ReservedState,
    Shape,
    check_number_format,
    missing_characters,
    normalize,
)
from mutasi_flow.letters.model import RegisterYear, ReservedNumber
from mutasi_flow.letters.queries.numbers import (
    Numbering,
    Reserved,
    complete,
    is_known_number,
    list_known_numbers,
    load_numbering,
)
from mutasi_flow.people import queries as people
from mutasi_flow.people.service.trail import note_office

MOST_AT_ONCE = 1_000
LONGEST_REASON = 300

# Raised in the transaction of the act: a rollback takes the numbers back, and the row lock makes the next one wait.
# A new year begins with the shape of the one before; a book that another office numbers gives nothing.
_NEXT = Prepared(
    text(
        "INSERT INTO register_years (register, year, last, shape, is_elsewhere) "
        "SELECT :register, :year, CASE WHEN earlier.is_elsewhere THEN 0 ELSE :count END, "
        "COALESCE(earlier.shape, '{}'), COALESCE(earlier.is_elsewhere, FALSE) FROM (SELECT 1 AS one) AS once "
        "LEFT JOIN register_years AS earlier ON earlier.register = :register AND earlier.year = "
        "(SELECT MAX(year) FROM register_years WHERE register = :register AND year < :year) WHERE TRUE "
        "ON CONFLICT (register, year) DO UPDATE SET last = register_years.last + "
        "CASE WHEN register_years.is_elsewhere THEN 0 ELSE :count END RETURNING last, shape, is_elsewhere"
    ).columns(column("last", Integer), column("shape", JSON), column("is_elsewhere", Boolean))
)
_USE = Prepared(
    update(ReservedNumber)
    .where(ReservedNumber.id == bindparam("reserved"), ReservedNumber.state == ReservedState.RESERVED)
    .values(state=ReservedState.USED, letter_id=bindparam("letter"), settled_at=bindparam("at"))
    .returning(ReservedNumber.id)
)


@dataclass(frozen=True, slots=True)
class Purpose:
    """For what a number is set aside: words for the book, and the thing whose letter gets it, where that is known."""

    words: str
    about_kind: str = ""
    about_id: int | None = None
    is_printed_apart: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)


def take_numbers(
    session: Session, register: str, dated_on: date, kind: str, count: int = 1
) -> Sequence[tuple[int, str]]:
    """Take the next places of a book with their numbers, in the transaction of the caller.

    A place whose number somebody recorded by hand, here or on a letter from before, is passed over: it has its letter.

    Raises:
        Refused: another office numbers this book, so the number must be recorded first.
    """
    taken: list[tuple[int, str]] = []
    while len(taken) < count:
        fresh = _take_places(session, register, dated_on, kind, count - len(taken))
        by_hand = list_known_numbers(session, register, dated_on.year, [number for _, number in fresh])
        taken += [one for one in fresh if one[1] not in by_hand]
    return taken


def _take_places(session: Session, register: str, dated_on: date, kind: str, count: int) -> Sequence[tuple[int, str]]:
    office = people.get_office(session)
    values = {"register": register, "year": dated_on.year, "count": count}
    last, stored, is_elsewhere = run(session, _NEXT, values).one()
    if is_elsewhere:
        raise Refused(
            T("Nomor belum ada."),
            (
                T(
                    "Buku {book} dinomori kantor lain. Catat dahulu nomor dari kantor itu di buku agenda.",
                    book=REGISTER_LABELS[register],
                ),
            ),
        )
    book = complete(register, dated_on.year, last, stored, office, is_elsewhere=False)
    return [(place, book.write(place, kind, dated_on)) for place in range(last - count + 1, last + 1)]


def reserve(
    session: Session,
    register: str,
    purposes: Sequence[Purpose],
    *,
    dated_on: date,
    kind: str,
    actor: Actor,
    at: datetime,
) -> Sequence[Reserved]:
    """Set the next numbers aside, one for each purpose, all or none.

    Raises:
        InvalidInput: none or too many are wanted, or a purpose is missing.
        Refused: another office numbers this book.
    """
    if not 1 <= len(purposes) <= MOST_AT_ONCE:
        raise InvalidInput(T("Cadangkan 1 sampai {limit} nomor sekaligus.", limit=MOST_AT_ONCE), field="count")
    for one in purposes:
        _check_words(one.words, "purpose", T("Tuliskan untuk apa nomor ini dicadangkan."))
    taken = take_numbers(session, register, dated_on, kind, len(purposes))
    kept = [
        _keep(session, register, number, place, dated_on=dated_on, purpose=purpose, actor=actor, at=at)
        for (place, number), purpose in zip(taken, purposes, strict=True)
    ]
    payload = {"register": register, "numbers": [one.number for one in kept], "purpose": purposes[0].words}
    note_office(session, actor, "numbers_reserved", payload, at)
    return kept


def record_outside_number(
    session: Session, register: str, number: str, purpose: Purpose, *, dated_on: date, actor: Actor, at: datetime
) -> Reserved:
    """Keep a number that another office gave, until its letter is written.

    Raises:
        InvalidInput: it cannot be printed, or is too long.
        Conflict: a letter bears it, or it was set aside before; numbers are given once.
    """
    clean = normalize(number)
    if not clean or len(clean) > LONGEST_NUMBER or missing_characters(clean):
        raise InvalidInput(
            T("Tulis nomor seperti pada suratnya, paling panjang {n} huruf.", n=LONGEST_NUMBER), "number"
        )
    run(session, _NEXT, {"register": register, "year": dated_on.year, "count": 0})  # nobody takes a number meanwhile
    if is_known_number(session, clean):
        raise Conflict(T("Nomor {number} sudah ada di buku agenda. Satu nomor untuk satu surat.", number=clean))
    kept = _keep(session, register, clean, None, dated_on=dated_on, purpose=purpose, actor=actor, at=at)
    note_office(session, actor, "number_recorded", {"register": register, "number": clean}, at)
    return kept


def _keep(
    session: Session,
    register: str,
    number: str,
    place: int | None,
    *,
    dated_on: date,
    purpose: Purpose,
    actor: Actor,
    at: datetime,
) -> Reserved:
    values = {
        "register": register,
        "year": dated_on.year,
        "sequence": place,
        "number": number,
        "dated_on": dated_on,
        "purpose": purpose.words,
        "about_kind": purpose.about_kind,
        "about_id": purpose.about_id,
        "is_printed_apart": purpose.is_printed_apart,
        "details": dict(purpose.details),
        "state": ReservedState.RESERVED,
        "because": "",
        "reserved_by_id": actor.account_id,
        "reserved_at": at,
    }
    columns = [getattr(ReservedNumber, name) for name in Reserved._fields]
    return Reserved(*session.execute(insert(ReservedNumber).values(values).returning(*columns)).one())


def use_reserved(session: Session, reserved: Reserved, letter_id: int, at: datetime) -> None:
    """Join a letter to the number that was set aside for it.

    Raises:
        Conflict: somebody let the number go, or used it, in the meantime.
    """
    if run(session, _USE, {"reserved": reserved.id, "letter": letter_id, "at": at}).first() is None:
        raise Conflict(T("Nomor {number} tidak lagi dicadangkan.", number=reserved.number))


def void_numbers(session: Session, keys: Sequence[int], because: str, *, actor: Actor, at: datetime) -> Sequence[str]:
    """Let numbers go that no letter will bear; they stay in the book as void, with the reason. Return them.

    Raises:
        InvalidInput: there is no reason.
        Conflict: one of them is used or void already.
    """
    _check_words(because, "because", T("Tuliskan alasan nomor ini tidak dipakai."))
    statement = (
        update(ReservedNumber)
        .where(ReservedNumber.id.in_(keys), ReservedNumber.state == ReservedState.RESERVED)
        .values(state=ReservedState.VOID, because=because.strip(), settled_at=at)
        .returning(ReservedNumber.number)
    )
    gone = sorted(session.scalars(statement))
    if len(gone) != len(set(keys)):
        raise Conflict(T("Nomor ini sudah dipakai atau sudah batal."))
    note_office(session, actor, "numbers_voided", {"numbers": gone, "because": because.strip()}, at)
    return gone


def print_apart(session: Session, keys: Sequence[int]) -> None:
    """Say that the letters of numbers that wait are printed together by whoever issues them."""
    session.execute(update(ReservedNumber).where(ReservedNumber.id.in_(keys)).values(is_printed_apart=True))


def assign_number(session: Session, reserved_id: int, purpose: Purpose) -> None:
    """Let a number that waits serve another letter.

    Raises:
        NotFound: it does not wait.
    """
    statement = (
        update(ReservedNumber)
        .where(ReservedNumber.id == reserved_id, ReservedNumber.state == ReservedState.RESERVED)
        .values(purpose=purpose.words, about_kind=purpose.about_kind, about_id=purpose.about_id)
        .returning(ReservedNumber.id)
    )
    if session.execute(statement).first() is None:
        raise NotFound(T("Nomor ini sudah dipakai atau sudah batal."))


def _check_words(words: str, name: str, missing: Text) -> None:
    if not words.strip():
        raise InvalidInput(missing, field=name)
    if len(words) > LONGEST_REASON:
        raise InvalidInput(T("Paling panjang {limit} huruf.", limit=LONGEST_REASON), field=name)


def shape_register(
    session: Session, register: str, year: int, shape: Shape, *, is_elsewhere: bool, actor: Actor, at: datetime
) -> None:
    """Say how a register writes its numbers from the next one on; what has a number keeps it.

    Raises:
        InvalidInput: a pattern is unusable, or would repeat the numbers of another register.
    """
    if register not in COUNTING_REGISTERS:
        raise NotFound
    for pattern in filter(None, (shape.pattern, *shape.patterns.values())):
        check_number_format(pattern)
    present, office = load_numbering(session, register, year), people.get_office(session)
    wanted = complete(register, year, present.last, shape.as_json(), office, is_elsewhere=is_elsewhere)
    if not is_elsewhere:
        _refuse_repeating(session, wanted)
    values = {"shape": shape.as_json(), "is_elsewhere": is_elsewhere}
    of_year = (RegisterYear.register == register, RegisterYear.year == year)
    if (
        session.execute(update(RegisterYear).where(*of_year).values(values).returning(RegisterYear.year)).first()
        is None
    ):
        session.execute(insert(RegisterYear).values(register=register, year=year, last=0, **values))
    note_office(session, actor, "register_shaped", {"register": register, "year": year, **values}, at)


def _refuse_repeating(session: Session, wanted: Numbering) -> None:
    for other in COUNTING_REGISTERS:
        if other == wanted.register:
            continue
        book = load_numbering(session, other, wanted.year)
        if not book.is_elsewhere and not wanted.skeletons.isdisjoint(book.skeletons):
            raise InvalidInput(
                T(
                    "Pola ini akan mengulang nomor buku {book}. Beri pembeda, misalnya huruf.",
                    book=REGISTER_LABELS[other],
                ),
                field="pattern",
            )
