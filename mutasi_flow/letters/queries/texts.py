"""The office's own texts of letters: the draft of a kind, and its published versions."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.letters.model import LetterTextVersion


class DraftText(NamedTuple):
    """A text that is being written; it is previewed when ``previewed`` is the digest of its words."""

    id: int
    kind: str
    parts: dict[str, Any]
    digest: str
    preview_key: str
    previewed: str
    changed_at: datetime

    @property
    def is_previewed(self) -> bool:
        """Whether the stored preview shows exactly these words."""
        return bool(self.preview_key) and self.previewed == self.digest


class TextVersion(NamedTuple):
    """A published version of the text of a kind of letter."""

    id: int
    kind: str
    version: int
    parts: dict[str, Any]
    from_on: date
    published_at: datetime


_DRAFT = select(*(getattr(LetterTextVersion, name) for name in DraftText._fields)).where(
    LetterTextVersion.published_at.is_(None)
)
_VERSIONS = (
    select(*(getattr(LetterTextVersion, name) for name in TextVersion._fields))
    .where(LetterTextVersion.published_at.is_not(None))
    .order_by(LetterTextVersion.version.desc())
)


def find_draft(session: Session, kind: str) -> DraftText | None:
    """Return the draft of a kind, or None when nobody is writing one."""
    row = session.execute(_DRAFT.where(LetterTextVersion.kind == kind)).first()
    return DraftText(*row) if row else None


def list_versions(session: Session, kind: str) -> Sequence[TextVersion]:
    """Return the published versions of a kind, the last first."""
    return [TextVersion(*row) for row in session.execute(_VERSIONS.where(LetterTextVersion.kind == kind))]
