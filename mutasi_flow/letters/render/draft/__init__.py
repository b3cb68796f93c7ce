"""A letter as an editable draft (DOCX). It is marked as one on each page, and never counts as the letter."""

from collections.abc import Mapping, Sequence
from typing import Any

from mutasi_flow.letters.render.draft.document import DOCX, MARK, WARNING, Drafts
from mutasi_flow.letters.render.protocol import NO_IMAGES, IssuedLetter

__all__ = ["DOCX", "MARK", "WARNING", "Drafts", "draft"]


def draft(
    context: Mapping[str, Any], images: Mapping[str, bytes] = NO_IMAGES, initials: Sequence[Sequence[str]] = ()
) -> bytes:
    """Return the issued letter of ``context`` as a DOCX to edit, with the initials that were given (post, name, day)."""
    return Drafts().render(IssuedLetter(context, images, initials)).data
