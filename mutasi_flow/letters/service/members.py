"""A decree on many people and the excerpt of each: texts that stay open until all are known who stand in them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.texts import T
from mutasi_flow.letters.contexts import MemberExcerpt, canonical
from mutasi_flow.letters.contexts.copies import MEMBER_EXCERPT
from mutasi_flow.letters.domain import COPY_REGISTER, LetterState
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import LetterRow, list_members
from mutasi_flow.letters.service.editions import keep_editions, unprinted
from mutasi_flow.letters.service.issuing import Issued, amend, prepare, revoke, write_letter

OF_THE_ISSUE = ("number", "code", "issued_at", "verification_url")
"""What was given with the number and outlasts every new text."""
BECAUSE = T("SK kolektif disusun ulang.")


def issue_member(
    session: Session,
    decree: LetterRow,
    context: MemberExcerpt,
    *,
    about_kind: str,
    about_id: int,
    at: datetime,
    is_secret: bool,
) -> Issued:
    """Issue the excerpt for one person of a collective decree, under the number and the day of that; not printed yet.

    Raises:
        InvalidInput: a text is too long, or holds a character that the letter font lacks; the sentence names it.
    """
    values = {
        "kind": context.kind,
        "register": COPY_REGISTER,
        "sequence": None,
        "about_kind": about_kind,
        "about_id": about_id,
        "state": LetterState.QUEUED,
        "is_secret": is_secret,
        "copy_of_id": decree.id,
    }
    frozen = prepare(session, context, may_be_electronic=True)
    if is_secret and not decree.is_secret:
        session.execute(update(Letter).where(Letter.id == decree.id).values(is_secret=True))
    return write_letter(session, values, frozen, decree.number, dated_on=decree.dated_on, at=at)


def word_anew(session: Session, context: Any, former: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a letter would say with a text; None when it says that already. Number, code and moment stay.

    Raises:
        InvalidInput: a text is too long, or holds a character that the letter font lacks; the sentence names it.
    """
    frozen = prepare(session, context, may_be_electronic=True) | {name: former[name] for name in OF_THE_ISSUE}
    return None if canonical(frozen) == canonical(former) else frozen


def store_texts(session: Session, texts: Mapping[int, dict[str, Any]], at: datetime) -> Collection[int]:
    """Give letters that nobody has signed their new texts, to be printed; return which got one.

    The day of each is that of its text, and a former print is kept as an edition. A letter that has been signed or has
    lost its force is left as it is.
    """
    waits = (Letter.state.in_((LetterState.QUEUED, LetterState.RENDERED)), Letter.revoked_at.is_(None))
    known = select(Letter.id, Letter.sha256).where(Letter.id.in_(texts), *waits).order_by(Letter.id).with_for_update()
    printed = dict(session.execute(known).all())
    keep_editions(session, [key for key, sha256 in printed.items() if sha256], str(BECAUSE), by_id=None, at=at)
    values = [{"id": key, **unprinted(texts[key])} for key in printed]
    if values:
        session.execute(update(Letter), values)
    return printed


def void_unsigned(session: Session, letter_id: int) -> None:
    """Let a letter that nobody signed never have been: its number stays in the book as withdrawn."""
    unsigned = (Letter.id == letter_id, Letter.state != LetterState.SIGNED)
    session.execute(update(Letter).where(*unsigned).values(state=LetterState.VOID))


_of_whole = aliased(Letter)


def disclose_whole(session: Session, about_kind: str, about_id: int) -> None:
    """Let the public page know a collective decree when the last excerpt that was confidential has been announced."""
    whole = select(Letter.copy_of_id).where(
        Letter.about_kind == about_kind, Letter.about_id == about_id, Letter.copy_of_id.is_not(None)
    )
    hidden = exists().where(_of_whole.copy_of_id == Letter.id, _of_whole.kind == MEMBER_EXCERPT, _of_whole.is_secret)
    wanted = update(Letter).where(Letter.id.in_(whole), Letter.is_secret, ~hidden)
    session.execute(wanted.values(is_secret=False).execution_options(synchronize_session=False))


def amend_member(session: Session, excerpt: LetterRow, amended_by: int) -> None:
    """Note which letter changes a collective decree for one person: the excerpt and the decree lead to it, the rest stands."""
    amend(session, excerpt.id, amended_by)
    _lead(session, excerpt, amended_by)


def revoke_member(session: Session, excerpt: LetterRow, at: datetime, *, revoked_by: int | None) -> LetterRow:
    """Take the force of a collective decree away for one person; after the last one it has none at all.

    Raises:
        Conflict: it has been revoked before.
    """
    revoked = revoke(session, excerpt.id, at, revoked_by=revoked_by)
    if revoked_by is None or excerpt.copy_of_id is None:
        return revoked
    if not list_members(session, excerpt.copy_of_id):
        revoke(session, excerpt.copy_of_id, at, revoked_by=revoked_by)
    else:
        _lead(session, excerpt, revoked_by)
    return revoked


def _lead(session: Session, excerpt: LetterRow, later: int) -> None:
    """Let the decree, and copies that say all of it, lead to what changed one row of it."""
    whole = (Letter.id == excerpt.copy_of_id) | (
        (Letter.copy_of_id == excerpt.copy_of_id) & (Letter.kind != excerpt.kind)
    )
    session.execute(update(Letter).where(whole).values(amended_by_id=later))
