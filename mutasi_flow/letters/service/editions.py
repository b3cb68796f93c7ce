"""A new edition of a letter that nobody signed: other words under the same number and code; the former one is kept.

Its day is that of the edition: a decree must not be older than the papers that it now names. The number stays, so no
place of the book is used twice or left open; a number that names its month or year, or that another office gave, keeps
its day with it.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict
from mutasi_flow.core.jobs import enqueue
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.letters.model import Letter, LetterEdition
from mutasi_flow.letters.queries.numbers import load_numbering
from mutasi_flow.letters.service.issuing import RENDER_LETTER, prepare, render_key


def day_of_edition(session: Session, letter_id: int, today: date) -> date:
    """Return the day that a new edition of a letter bears: today, when its number would be written the same today."""
    wanted = (Letter.register, Letter.year, Letter.sequence, Letter.kind, Letter.dated_on)
    register, year, sequence, kind, former = session.execute(select(*wanted).where(Letter.id == letter_id)).one()
    if sequence is None or today.year != year or today <= former:
        return former
    book = load_numbering(session, register, year)
    return today if book.write(sequence, kind, today) == book.write(sequence, kind, former) else former


_KEPT = ("number", "code", "verification_url")


def renew_edition(
    session: Session, letter_id: int, context: Any, *, because: str, by_id: int | None, at: datetime
) -> int:
    """Give a letter the words of ``context`` and have it printed anew; return the number of its new edition.

    Raises:
        Conflict: it is signed, or has lost its force.
        InvalidInput: a text is too long, or holds a character that the letter font lacks.
    """
    wanted = (Letter.context, Letter.state, Letter.revoked_at)
    former = session.execute(select(*wanted).where(Letter.id == letter_id).with_for_update()).one()
    if former.state is LetterState.SIGNED or former.revoked_at is not None:
        raise Conflict(T("Surat yang sudah ditandatangani atau dicabut tidak disusun ulang."))
    edition = keep_editions(session, [letter_id], because, by_id=by_id, at=at)[letter_id]
    frozen = prepare(session, context, may_be_electronic=True)
    kept = {name: former.context[name] for name in _KEPT if name in former.context}
    renewed = {**frozen, **kept, "issued_at": at.isoformat()}
    session.execute(update(Letter).where(Letter.id == letter_id).values(**unprinted(renewed)))
    enqueue(session, RENDER_LETTER, {"letter": letter_id}, f"{render_key(letter_id)}:{edition + 1}")
    return edition + 1


def unprinted(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a letter that says something else now and is to be printed."""
    return {
        "context": context,
        "dated_on": date.fromisoformat(context["dated_on"]),
        "state": LetterState.QUEUED,
        "file_key": "",
        "sha256": "",
        "size_bytes": None,
        "made_with": {},
        "rendered_at": None,
    }


def keep_editions(
    session: Session, letter_ids: Collection[int], because: str, *, by_id: int | None, at: datetime
) -> Mapping[int, int]:
    """Keep words and file of letters beside them before they get others; return the number of each such edition."""
    wanted = (Letter.id.label("letter_id"), Letter.context, Letter.file_key, Letter.sha256, Letter.size_bytes)
    former = session.execute(select(*wanted).where(Letter.id.in_(letter_ids)).order_by(Letter.id)).mappings().all()
    counted = select(LetterEdition.letter_id, func.count()).where(LetterEdition.letter_id.in_(letter_ids))
    before = dict(session.execute(counted.group_by(LetterEdition.letter_id)).all())
    common = {"because": because, "replaced_by_id": by_id, "replaced_at": at}
    rows = [{**one, **common, "edition": before.get(one["letter_id"], 0) + 1} for one in former]
    if rows:
        session.execute(insert(LetterEdition), rows)
    return {row["letter_id"]: row["edition"] for row in rows}
