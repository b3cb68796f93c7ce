"""Reading letters. Rows, not entities; the frozen context is read only where the letter itself is made."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.letters.contexts import PublicFacts, thaw
from mutasi_flow.letters.contexts.copies import CERTIFIED_COPY, MEMBER_EXCERPT
from mutasi_flow.letters.domain import DECREE_REGISTER, IMPORTED_REGISTER, LetterState, Standing, standing_of
from mutasi_flow.letters.model import Letter

PAGE = 50
NO_LETTER = T("Surat tidak ditemukan.")
"""Said of a letter that is not there and of one that is not shown alike."""


class LetterRow(NamedTuple):
    """A letter as pages and answers show it, without its context."""

    id: int
    kind: str
    number: str
    dated_on: date
    about_kind: str
    about_id: int
    state: LetterState
    code: str
    file_key: str
    sha256: str
    size_bytes: int | None
    made_with: dict[str, Any]
    created_at: datetime
    rendered_at: datetime | None
    revoked_at: datetime | None
    replaced_by_id: int | None
    is_secret: bool = False
    amended_by_id: int | None = None
    revoked_by_id: int | None = None
    copy_of_id: int | None = None

    @property
    def standing(self) -> Standing:
        """What may be said about it in public."""
        return standing_of(
            self.state,
            is_revoked=self.revoked_at is not None,
            is_replaced=self.replaced_by_id is not None,
            is_amended=self.amended_by_id is not None,
        )

    @property
    def later_id(self) -> int | None:
        """The letter that says what holds now: it replaced, revoked or amended this one."""
        return self.replaced_by_id or self.revoked_by_id or self.amended_by_id


@dataclass(frozen=True, slots=True)
class PublicLetter:
    """What the verification page may show; the personal part was masked when the letter was issued."""

    row: LetterRow
    facts: PublicFacts
    later: LetterRow | None = None
    """The letter that replaced, revoked or amended it."""
    earlier: tuple[LetterRow, ...] = ()
    """The letters that it replaced, revoked or amended itself."""
    changes: tuple[LetterRow, ...] = ()
    """Further letters that changed what a decree on several people says about some of them."""


_whole = aliased(Letter)
_ROW = select(*(getattr(Letter, name) for name in LetterRow._fields))
_BY_ID = _ROW.where(Letter.id == bindparam("key"))
_CODED = _ROW.where(Letter.code == bindparam("code"))
_BY_CODE = _ROW.add_columns(Letter.context["public"]).where(Letter.code == bindparam("code"), ~Letter.is_secret)
_ABOUT = Prepared(
    _ROW.where(Letter.about_kind == bindparam("kind"), Letter.about_id == bindparam("key")).order_by(Letter.id)
)
_BY_NUMBER = _ROW.where(Letter.number == bindparam("number"), Letter.copy_of_id.is_(None)).order_by(Letter.id)
_BY_DIGEST = _ROW.where(Letter.sha256 == bindparam("sha256")).order_by(Letter.id)
_CONTEXT = select(Letter.context).where(Letter.id == bindparam("key"))
_RELATED = _ROW.where(
    ~Letter.is_secret,
    or_(
        Letter.id == bindparam("later"),
        Letter.replaced_by_id == bindparam("key"),
        Letter.revoked_by_id == bindparam("key"),
        Letter.amended_by_id == bindparam("key"),
        Letter.id.in_(
            select(func.coalesce(_whole.revoked_by_id, _whole.amended_by_id)).where(
                _whole.copy_of_id == bindparam("key"), _whole.kind == MEMBER_EXCERPT
            )
        ),
    ),
).order_by(Letter.id)
_LATEST_STATES = (
    select(Letter.about_id, func.coalesce(_whole.state, Letter.state))
    .outerjoin(_whole, and_(_whole.id == Letter.copy_of_id, Letter.kind == MEMBER_EXCERPT))
    .where(
        Letter.about_kind == bindparam("kind"),
        Letter.about_id.in_(bindparam("ids", expanding=True)),
        or_(Letter.register.in_((DECREE_REGISTER, IMPORTED_REGISTER)), Letter.kind == MEMBER_EXCERPT),
        Letter.revoked_at.is_(None),
    )
    .order_by(Letter.id)
)
_LATEST = _ROW.order_by(Letter.id.desc())


def get_letter(session: Session, letter_id: int) -> LetterRow:
    """Return a letter.

    Raises:
        NotFound: there is no such letter.
    """
    row = session.execute(_BY_ID, {"key": letter_id}).first()
    if row is None:
        raise NotFound(NO_LETTER)
    return LetterRow(*row)


def hold(session: Session, letter_ids: Collection[int]) -> None:
    """Lock letters, by their keys, until the end of the transaction; files that they are of are locked before."""
    session.execute(select(Letter.id).where(Letter.id.in_(letter_ids)).order_by(Letter.id).with_for_update())


def get_letters(session: Session, letter_ids: Collection[int]) -> Mapping[int, LetterRow]:
    """Return letters by their keys."""
    return {row[0]: LetterRow(*row) for row in session.execute(_ROW.where(Letter.id.in_(letter_ids)))}


def get_context(session: Session, letter_id: int) -> Mapping[str, Any]:
    """Return the frozen context of a letter.

    Raises:
        NotFound: there is no such letter.
    """
    context: Mapping[str, Any] | None = session.execute(_CONTEXT, {"key": letter_id}).scalar()
    if context is None:
        raise NotFound(NO_LETTER)
    return context


def get_contexts(session: Session, letter_ids: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return the frozen contexts of letters."""
    found = session.execute(select(Letter.id, Letter.context).where(Letter.id.in_(letter_ids))).all()
    return dict(found)


def find_by_code(session: Session, code: str) -> PublicLetter | None:
    """Return what is public about the letter with this verification code."""
    found = session.execute(_BY_CODE, {"code": code}).first()
    if found is None:
        return None
    row = LetterRow(*found[:-1])
    related = [LetterRow(*one) for one in session.execute(_RELATED, {"later": row.later_id, "key": row.id})]
    later = next((one for one in related if one.id == row.later_id), None)
    others = [one for one in related if one.id != row.later_id]
    earlier = {
        one.number: one for one in others if row.id in (one.replaced_by_id, one.revoked_by_id, one.amended_by_id)
    }
    changes = tuple(one for one in others if one.number not in earlier)
    return PublicLetter(row, thaw(PublicFacts, found[-1]), later, tuple(earlier.values()), changes)


def find_coded(session: Session, code: str) -> LetterRow | None:
    """Return the letter or the copy with this code; a copy shares its number with its decree, but never its code."""
    row = session.execute(_CODED, {"code": code}).first()
    return LetterRow(*row) if row else None


def find_by_number(session: Session, number: str) -> LetterRow | None:
    """Return the letter with this number, not a copy of it; the latest, should a book of another office repeat one."""
    rows = session.execute(_BY_NUMBER, {"number": number}).all()
    return LetterRow(*rows[-1]) if rows else None


def is_taken(session: Session, number: str, dated_on: date) -> bool:
    """Whether a letter from elsewhere may not bear the number: our own book, or a letter of another day, has it.

    One collective decree of the past is recorded once per person, under one number and date.
    """
    taken = or_(Letter.sequence.is_not(None), Letter.dated_on != dated_on)
    return session.execute(select(Letter.id).where(Letter.number == number, taken)).first() is not None


def list_printed(session: Session, sha256: str) -> Sequence[LetterRow]:
    """Return the letters whose stored bytes have this digest: one, or all for which one file from elsewhere was recorded."""
    return [LetterRow(*row) for row in session.execute(_BY_DIGEST, {"sha256": sha256})]


def list_about(session: Session, about_kind: str, about_id: int, *, kinds: Collection[str] = ()) -> Sequence[LetterRow]:
    """Return the letters about one thing, oldest first; only those of some kinds, when they are named."""
    rows = [LetterRow(*row) for row in run(session, _ABOUT, {"kind": about_kind, "key": about_id})]
    return [row for row in rows if not kinds or row.kind in kinds]


def list_members(session: Session, decree_id: int) -> Sequence[tuple[int, int]]:
    """Return excerpt and what it is about for everybody who still stands in a collective decree."""
    standing = (Letter.copy_of_id == decree_id, Letter.kind == MEMBER_EXCERPT, Letter.revoked_at.is_(None))
    found = session.execute(select(Letter.id, Letter.about_id).where(*standing).order_by(Letter.id))
    return [(letter_id, about_id) for letter_id, about_id in found]


def list_named(session: Session, decree_id: int) -> Mapping[int, str]:
    """Return the names of those who still stand in a collective decree, by the place that the excerpt of each tells."""
    said = (Letter.context["place"].as_integer(), Letter.context["clauses"][0]["rows"][0]["value"].as_string())
    standing = (Letter.copy_of_id == decree_id, Letter.kind == MEMBER_EXCERPT, Letter.revoked_at.is_(None))
    return dict(session.execute(select(*said).where(*standing)).all())


def list_copies(session: Session, decree_id: int) -> list[LetterRow]:
    """Return the copies that say all of a decree, oldest first."""
    of_decree = _ROW.where(Letter.copy_of_id == decree_id, Letter.kind == CERTIFIED_COPY).order_by(Letter.id)
    return [LetterRow(*row) for row in session.execute(of_decree)]


def latest_states(session: Session, about_kind: str, about_ids: Collection[int]) -> Mapping[int, LetterState]:
    """Return how far the last decree about each thing is; things without one are left out.

    One decree on many is as far for each of them as it is itself, whatever became of the excerpts.
    """
    found = run(session, _LATEST_STATES, {"kind": about_kind, "ids": list(about_ids)}) if about_ids else ()
    return {about_id: LetterState(state) for about_id, state in found}


def numbers_of(session: Session, letter_ids: Collection[int]) -> Mapping[int, str]:
    """Return the numbers of letters; a draft without one, or a letter that is gone, is left out."""
    found = session.execute(select(Letter.id, Letter.number).where(Letter.id.in_(letter_ids), Letter.number != ""))
    return {row.id: row.number for row in found}


def list_secret(session: Session) -> Sequence[int]:
    """Return the letters that nobody but the readers of what they are about knows."""
    return list(session.execute(select(Letter.id).where(Letter.is_secret)).scalars())


def list_letters(
    session: Session, *, state: LetterState | None = None, before_id: int | None = None, limit: int = PAGE
) -> Sequence[LetterRow]:
    """Return letters, newest first; ``before_id`` continues after the last one seen."""
    wanted = _LATEST.limit(limit)
    if state is not None:
        wanted = wanted.where(Letter.state == state)
    if before_id is not None:
        wanted = wanted.where(Letter.id < before_id)
    return [LetterRow(*row) for row in session.execute(wanted)]


def find_letter(session: Session, letter_id: int | None) -> LetterRow | None:
    """Return a letter; None for no key."""
    return None if letter_id is None else get_letter(session, letter_id)


def find_amended(session: Session, letter_id: int) -> LetterRow | None:
    """Return the letter that another one changed, by the key of that other one."""
    changed = _ROW.where(Letter.amended_by_id == letter_id, Letter.copy_of_id.is_(None)).order_by(Letter.id)
    row = session.execute(changed.limit(1)).first()
    return LetterRow(*row) if row else None
