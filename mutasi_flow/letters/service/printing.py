"""The three beats of printing a letter: read its frozen context, make the bytes, store their digest.

A letter is never printed into two different files: once its digest is stored, the job finds nothing to do.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.jobs import JobArgs
from mutasi_flow.letters.contexts import canonical
from mutasi_flow.letters.domain import LetterState, file_key_of
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import get_context, get_letter
from mutasi_flow.letters.render import NO_IMAGES
from mutasi_flow.letters.render.engines import render

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Printed:
    """A stored file: where it is, what it is, and what made it."""

    file_key: str
    sha256: str
    size_bytes: int
    made_with: dict[str, Any]
    rendered_at: datetime
    says: str
    """Digest of the context that it shows."""


def read_unprinted(session: Session, args: JobArgs) -> Mapping[str, Any] | None:
    """Return the frozen context of letter ``args["letter"]``, or None when it has been printed already."""
    return session.execute(
        select(Letter.context).where(Letter.id == int(args["letter"]), Letter.sha256 == ""),
    ).scalar()


def print_letter(context: Mapping[str, Any] | None, runtime: "Runtime") -> Printed | None:
    """Print and put the file away; repeating it gives the same bytes under the same key."""
    if context is None:
        return None
    rendered = render(context, images_of(context, runtime))
    return Printed(
        file_key=runtime.files.put(rendered.data, ".pdf"),
        sha256=hashlib.sha256(rendered.data).hexdigest(),
        size_bytes=len(rendered.data),
        made_with=dict(rendered.made_with),
        rendered_at=runtime.clock.now(),
        says=_digest(context),
    )


def _digest(context: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(context)).hexdigest()


def images_of(context: Mapping[str, Any], runtime: "Runtime") -> Mapping[str, bytes]:
    """Return the pictures that a letter names, from the store of files; their digest is part of the letter."""
    key = file_key_of(str(context.get("emblem", "")))
    return {context["emblem"]: runtime.files.get(key)} if key else NO_IMAGES


def store_printed(session: Session, args: JobArgs, printed: Printed | None) -> None:
    """Note the file on its letter, with a line in the trail; a letter that already has one keeps it, a signed one stays so.

    The text of a decree may have been composed anew while it was printed: that file shows another one and is let go.
    """
    letter_id = int(args["letter"])
    if printed is None or _digest(get_context(session, letter_id)) != printed.says:
        return
    stored = session.execute(
        update(Letter)
        .where(Letter.id == letter_id, Letter.sha256 == "")
        .values(
            file_key=printed.file_key,
            sha256=printed.sha256,
            size_bytes=printed.size_bytes,
            made_with=printed.made_with,
            rendered_at=printed.rendered_at,
            state=case((Letter.state == LetterState.QUEUED, LetterState.RENDERED), else_=Letter.state),
        )
        .returning(Letter.id)
    ).scalar()
    if stored is None:
        return
    letter = get_letter(session, letter_id)
    audit.record(
        session,
        chain=f"{letter.about_kind}:{letter.about_id}",
        action="rendered",
        actor=SYSTEM,
        about_kind="letter",
        about_id=letter_id,
        payload={"sha256": printed.sha256, "size_bytes": printed.size_bytes, "made_with": printed.made_with},
        at=printed.rendered_at,
    )
