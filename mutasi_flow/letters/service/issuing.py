"""Giving a letter its number, and taking its force away again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, or_, update
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, InvalidInput
from mutasi_flow.core.jobs import enqueue
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.letters.contexts import DecreeCopy, PublicFacts, freeze, prepared_for
from mutasi_flow.letters.domain import (
    COPY_REGISTER,
    DECREE_REGISTER,
    IMPORTED_REGISTER,
    LONGEST_TEXT,
    LetterState,
    describe_character,
    make_code,
    missing_characters,
    normalized,
    texts_in,
)
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import LetterRow, get_letter, is_taken, list_about
from mutasi_flow.letters.queries.numbers import Reserved
from mutasi_flow.letters.service.numbering import take_numbers, use_reserved

RENDER_LETTER = "render_letter"
VERIFICATION_PATH = "/verifikasi"
PUBLIC_URL = "public_url"
SIGNING_METHOD = "signing_method"

_ISSUE = Prepared(
    insert(Letter).returning(Letter.id),
    columns=(
        "kind",
        "register",
        "year",
        "sequence",
        "number",
        "dated_on",
        "about_kind",
        "about_id",
        "context",
        "state",
        "code",
        "created_at",
        "made_with",
        "is_secret",
        "copy_of_id",
    ),
)


@dataclass(frozen=True, slots=True)
class Issued:
    """What the act needs to know about its letter."""

    id: int
    number: str
    code: str


def _checked(context: Any) -> dict[str, Any]:
    """Freeze, normalise, and refuse what cannot be printed, before a number is taken."""
    frozen: dict[str, Any] = normalized(freeze(context))
    for place, words in texts_in(frozen):
        if len(words) > LONGEST_TEXT:
            raise InvalidInput(
                T(
                    "Isian {place} terlalu panjang untuk surat: {length} huruf, paling banyak {limit}. Singkatkan dahulu.",
                    place=place,
                    length=len(words),
                    limit=LONGEST_TEXT,
                ),
                field=place,
            )
        if missing := missing_characters(words):
            raise InvalidInput(
                T(
                    "Huruf {characters} pada isian {place} tidak dapat dicetak di surat. Perbaiki datanya dahulu.",
                    characters=", ".join(describe_character(sign) for sign in missing[:3]),
                    place=place,
                ),
                field=place,
            )
    return frozen


def issue(
    session: Session,
    *,
    kind: str,
    about_kind: str,
    about_id: int,
    context: Any,
    dated_on: date,
    at: datetime,
    register: str = DECREE_REGISTER,
    is_signed: bool = False,
    is_secret: bool = False,
    may_be_electronic: bool = False,
    reserved: Reserved | None = None,
) -> Issued:
    """Give the next number of ``register`` in the year of ``dated_on``, freeze ``context`` and queue the printing.

    The number exists when and only when the caller's transaction commits, so the book has no gaps. ``context`` is a
    frozen dataclass of ``letters.contexts`` or the JSON of one; number, code and moment are added to it here.
    ``is_signed`` says that the act itself is the signature, as when somebody states something under the own account;
    ``is_secret`` that the public page does not know it yet; ``may_be_electronic`` that officials sign such letters in
    this program when it is set up for that: the box is then prepared for it. A number that was set aside for the letter
    is ``reserved``.

    Raises:
        InvalidInput: a text is too long, or holds a character that the letter font lacks; the sentence names it.
        Refused: another office numbers this book, and its number is not recorded yet.
        Conflict: the number that was set aside has been let go.
    """
    frozen = prepare(session, context, may_be_electronic=may_be_electronic)
    sequence, number = (
        (reserved.sequence, reserved.number) if reserved else take_numbers(session, register, dated_on, kind)[0]
    )
    values = {
        "kind": kind,
        "register": register,
        "sequence": sequence,
        "about_kind": about_kind,
        "about_id": about_id,
        "state": LetterState.SIGNED if is_signed else LetterState.QUEUED,
        "is_secret": is_secret,
        "copy_of_id": None,
    }
    issued = write_letter(session, values, frozen, number, dated_on=dated_on, at=at)
    if reserved is not None:
        use_reserved(session, reserved, issued.id, at)
    if reserved is None or not reserved.is_printed_apart:
        enqueue(session, RENDER_LETTER, {"letter": issued.id}, render_key(issued.id))
    return issued


def issue_copy(
    session: Session, original: LetterRow, context: DecreeCopy, at: datetime, *, may_be_electronic: bool = False
) -> Issued:
    """Issue an excerpt or a certified copy of a letter: it bears the number and the day of that one and takes none.

    It is about the same thing, hidden as long as the letter is, loses its force with it, and leads to what amended it.

    Raises:
        InvalidInput: a text is too long, or holds a character that the letter font lacks; the sentence names it.
    """
    values = {
        "kind": context.kind,
        "register": COPY_REGISTER,
        "sequence": None,
        "about_kind": original.about_kind,
        "about_id": original.about_id,
        "state": LetterState.QUEUED,
        "is_secret": original.is_secret,
        "copy_of_id": original.id,
    }
    frozen = prepare(session, context, may_be_electronic=may_be_electronic)
    issued = write_letter(session, values, frozen, original.number, dated_on=original.dated_on, at=at)
    if original.amended_by_id is not None:
        amend(session, issued.id, original.amended_by_id)
    enqueue(session, RENDER_LETTER, {"letter": issued.id}, render_key(issued.id))
    return issued


def prepare(session: Session, context: Any, *, may_be_electronic: bool) -> dict[str, Any]:
    """Freeze and check; when officials sign in this program, the box is prepared for it."""
    frozen = _checked(context)
    if may_be_electronic and (method := session.info.get(SIGNING_METHOD)):
        frozen["signature"] = freeze(prepared_for(method))
    return frozen


def write_letter(
    session: Session, values: Mapping[str, Any], frozen: dict[str, Any], number: str, *, dated_on: date, at: datetime
) -> Issued:
    """Write a letter under a number that was taken for it; number, code and moment are added to what it says."""
    code = make_code()
    added = {
        "number": number,
        "code": code,
        "issued_at": at.isoformat(),
        "verification_url": frozen.get("verification_url") or _verification_url(session),
    }
    letter = {
        **values,
        "year": dated_on.year,
        "number": number,
        "dated_on": dated_on,
        "context": frozen | _checked(added),
        "code": code,
        "created_at": at,
        "made_with": {},
    }
    letter_id: int = run(session, _ISSUE, letter).scalar_one()
    return Issued(letter_id, number, code)


def render_key(letter_id: int) -> str:
    """Return the business key of the printing: a letter is printed once."""
    return f"{RENDER_LETTER}:{letter_id}"


def _verification_url(session: Session) -> str:
    return f"{str(session.info[PUBLIC_URL]).rstrip('/')}{VERIFICATION_PATH}"


def revoke(
    session: Session, letter_id: int, at: datetime, replaced_by: int | None = None, *, revoked_by: int | None = None
) -> LetterRow:
    """Take the force of a letter and of its copies away; files and numbers stay as they are.

    ``replaced_by`` is a letter that stands in its place, ``revoked_by`` one that only revokes it.

    Raises:
        NotFound: there is no such letter.
        Conflict: it has been revoked before.
    """
    letter = get_letter(session, letter_id)
    if letter.revoked_at is not None:
        raise Conflict(T("Surat {number} sudah dicabut.", number=letter.number))
    session.execute(
        update(Letter)
        .where(Letter.id == letter_id)
        .values(revoked_at=at, replaced_by_id=replaced_by, revoked_by_id=revoked_by),
    )
    copies = (Letter.copy_of_id == letter_id, Letter.revoked_at.is_(None))
    session.execute(update(Letter).where(*copies).values(revoked_at=at, revoked_by_id=revoked_by))
    return get_letter(session, letter_id)


def amend(session: Session, letter_id: int, amended_by: int) -> None:
    """Note which letter changes a part of another one and of its copies; all stay in force, and lead to each other."""
    changed = or_(Letter.id == letter_id, Letter.copy_of_id == letter_id)
    session.execute(update(Letter).where(changed).values(amended_by_id=amended_by))


def revoke_about(session: Session, about_kind: str, about_id: int, *, kind: str, at: datetime) -> Sequence[LetterRow]:
    """Revoke every letter of one kind about one thing that still has force, and return them."""
    return [
        revoke(session, letter.id, at)
        for letter in list_about(session, about_kind, about_id, kinds=(kind,))
        if letter.revoked_at is None
    ]


def keep_secret(session: Session, about_kind: str, about_id: int, *, is_secret: bool) -> None:
    """Hide the letters about one thing from the public page, or let it know them from now on."""
    of_it = (Letter.about_kind == about_kind, Letter.about_id == about_id)
    session.execute(update(Letter).where(*of_it).values(is_secret=is_secret))


def import_letter(
    session: Session,
    *,
    kind: str,
    number: str,
    dated_on: date,
    about_kind: str,
    about_id: int,
    public: PublicFacts,
    at: datetime,
    is_signed: bool = False,
    file: Mapping[str, Any] | None = None,
) -> Issued:
    """Record a letter that was made elsewhere, under the number it has there; our own book is not touched.

    ``file`` holds ``file_key``, ``sha256`` and ``size_bytes`` of a stored scan or PDF. ``is_signed`` says that
    somebody checked the signature on it; without it the public page keeps saying that it is unsigned.

    Raises:
        Conflict: the number stands in our own book, or for a letter of another date (one collective decree may be
            recorded once per person).
    """
    if is_taken(session, number, dated_on):
        raise Conflict(T("Surat nomor {number} sudah tercatat.", number=number))
    code = make_code()
    values = {
        "kind": kind,
        "register": IMPORTED_REGISTER,
        "year": dated_on.year,
        "sequence": None,
        "number": number,
        "dated_on": dated_on,
        "about_kind": about_kind,
        "about_id": about_id,
        "context": {"kind": kind, "number": number, "public": freeze(public)},
        "state": LetterState.SIGNED if is_signed else LetterState.RENDERED,
        "code": code,
        "created_at": at,
        "made_with": {},
        **(file or {}),
    }
    letter_id = session.execute(insert(Letter).values(values).returning(Letter.id)).scalar_one()
    return Issued(letter_id, number, code)
