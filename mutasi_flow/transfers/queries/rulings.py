"""Letters about an objection, beside those about the transfer itself: both are letters of the same file."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, select
from sqlalchemy.orm import Session

from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.transfers.model import Objection
from mutasi_flow.transfers.trail import ABOUT

OBJECTION = "objection"
IS_ABOUT_OBJECTION: ColumnElement[bool] = and_(Letter.about_kind == OBJECTION, Letter.about_id == Objection.id)
"""Joins the objection of a letter; with it :data:`TRANSFER_OF_LETTER` names the file."""
TRANSFER_OF_LETTER: ColumnElement[Any] = case(
    (Letter.about_kind == ABOUT, Letter.about_id), else_=Objection.transfer_id
)


def find_transfer_id(session: Session, letter: LetterRow) -> int | None:
    """Return the transfer of whose file a letter is; None for a letter about something else."""
    if letter.about_kind == ABOUT:
        return letter.about_id
    if letter.about_kind != OBJECTION:
        return None
    return session.scalars(select(Objection.transfer_id).where(Objection.id == letter.about_id)).first()


def list_rulings(session: Session, transfer_id: int, kinds: Collection[str]) -> Sequence[LetterRow]:
    """Return the letters about the objections to a transfer, the oldest first."""
    keys = session.scalars(select(Objection.id).where(Objection.transfer_id == transfer_id).order_by(Objection.id))
    return [letter for key in keys for letter in letters.list_about(session, OBJECTION, key, kinds=kinds)]
