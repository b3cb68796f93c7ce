"""A new edition of a letter that nobody signed: other words under the same number, day and code; the former one is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict
from mutasi_flow.core.jobs import enqueue
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.letters.model import Letter, LetterEdition
from mutasi_flow.letters.service.issuing import RENDER_LETTER, prepare, render_key

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
    edition = keep_edition(session, letter_id, because, by_id=by_id, at=at)
    frozen = prepare(session, context, may_be_electronic=True)
    kept = {name: former.context[name] for name in _KEPT if name in former.context}
    renewed = {**frozen, **kept, "issued_at": at.isoformat()}
    empty: dict[str, Any] = {"file_key": "", "sha256": "", "size_bytes": None, "rendered_at": None, "made_with": {}}
    session.execute(
        update(Letter).where(Letter.id == letter_id).values(context=renewed, state=LetterState.QUEUED, **empty)
    )
    enqueue(session, RENDER_LETTER, {"letter": letter_id}, f"{render_key(letter_id)}:{edition + 1}")
    return edition + 1


def keep_edition(session: Session, letter_id: int, because: str, *, by_id: int | None, at: datetime) -> int:
    """Keep the words and the file of a letter beside it before it gets others; return the number of that edition."""
    wanted = (Letter.context, Letter.file_key, Letter.sha256, Letter.size_bytes)
    former = session.execute(select(*wanted).where(Letter.id == letter_id)).mappings().one()
    before = select(func.count()).where(LetterEdition.letter_id == letter_id)
    edition = session.execute(before).scalar_one() + 1
    values = {
        "letter_id": letter_id,
        "edition": edition,
        "because": because,
        "replaced_by_id": by_id,
        "replaced_at": at,
    }
    session.execute(insert(LetterEdition).values(**values, **former))
    return edition
