"""Where bound letters lie, and how long; apart from binding, which needs the library of PDF."""

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from mutasi_flow.core.downloads import drop_unnamed, made_too_long_ago
from mutasi_flow.decrees.batches.model import DecreeBundle

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

BUNDLES = "bundles"
"""Where they lie until their days are over."""


def drop_old_bundles(runtime: "Runtime") -> int:
    """Drop what was bound so long ago that its days are over, and what was bound anew since; it is bound again on request."""
    with runtime.database.writing() as session:
        session.execute(delete(DecreeBundle).where(DecreeBundle.made_at < made_too_long_ago(runtime)))
        kept = session.scalars(select(DecreeBundle.file_key)).all()
    return drop_unnamed(runtime, BUNDLES, kept)
