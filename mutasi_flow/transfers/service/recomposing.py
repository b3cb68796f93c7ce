"""A new edition of a decree that nobody has signed: what file, records and office say today, in place of what they said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import Conflict, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.letters import queries as letter_queries
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts import (
    Signatory,
    TransferDecree,
    issuer_of,
    thaw,
    transfer_amendment,
    transfer_decree,
    transfer_revocation,
)
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.queries import TransferCard, get_card_by_id
from mutasi_flow.transfers.service.decree import (
    AMENDMENT,
    DELEGATION,
    KIND,
    MOVING,
    NO_FIRST_DAY,
    REVOCATION,
    Signer,
    cite,
    considered,
    subject_of,
)
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import State


def may_recompose(card: TransferCard, kind: str) -> bool:
    """Whether a letter of this kind can be written anew: as long as the file stands where that letter brought it."""
    if kind == REVOCATION:
        return card.state is (State.REVOKED if card.revokes_id is None else State.DECREED)
    return kind in {KIND, AMENDMENT} and card.state is State.DECREED


def recompose(session: Session, card: TransferCard, letter_id: int, *, today: date, zone: ZoneInfo) -> TransferDecree:
    """Compose a decree, its amendment or its revocation anew from what file, records and office say today.

    It bears the day of the new edition. Who signs stays as it was: a delegated official or a penjabat as named, else
    whoever is head of region now.

    Raises:
        Refused: the card has no first day, or why an earlier decree is changed was not kept.
        Conflict: a later letter has changed it.
    """
    letter, former = letter_queries.get_letter(session, letter_id), letter_queries.get_context(session, letter_id)
    if letter.amended_by_id is not None:
        raise Conflict(T("SK ini sudah diubah dengan SK lain, jadi tidak disusun ulang."))
    dated_on = letters.day_of_edition(session, letter_id, today)
    if letter.kind == KIND:
        return _recompose_decree(session, card, former, dated_on=dated_on, zone=zone)
    because, changed = former.get("because", ""), _changed_by(session, card, letter)
    if not because or changed is None:
        raise Refused(T("Alasan perubahan ini tidak tersimpan, jadi suratnya tidak dapat disusun ulang."))
    about, cited = changed[0], cite(session, changed[1])
    subject = replace(subject_of(session, about, Signer(SYSTEM), dated_on), signatory=_named(session, former))
    if letter.kind == REVOCATION:
        return transfer_revocation(subject, cited, because, dated_on)
    if about.effective_on is None:
        raise Refused(NO_FIRST_DAY)
    return transfer_amendment(subject, cited, because, about.effective_on, dated_on)


def _changed_by(session: Session, card: TransferCard, letter: LetterRow) -> tuple[TransferCard, LetterRow] | None:
    """Return the transfer that a letter changes or revokes, and the last letter on which its placement rested."""
    about = get_card_by_id(session, card.revokes_id) if card.revokes_id is not None else card
    found = letter_queries.list_about(session, ABOUT, about.id, kinds=MOVING)
    changed = (one for one in reversed(found) if letter.id in {one.amended_by_id, one.revoked_by_id})
    return next(((about, one) for one in changed), None)


def _named(session: Session, former: Mapping[str, Any]) -> Signatory | None:
    """Return who signs as a former text names it; None: the head of region."""
    named = thaw(Signatory, former["signatory"])
    return None if named.lines == (f"{issuer_of(people.get_office(session))},",) else named


def _recompose_decree(
    session: Session, card: TransferCard, former: Mapping[str, Any], *, dated_on: date, zone: ZoneInfo
) -> TransferDecree:
    if card.effective_on is None:
        raise Refused(NO_FIRST_DAY)
    subject = subject_of(session, card, Signer(SYSTEM), dated_on)
    delegations = [paper.rstrip(".;") for paper in former["noting"] if paper.startswith(DELEGATION)]
    return transfer_decree(
        office=subject.office,
        person=subject.person,
        move=subject.move,
        considered=[*considered(session, card, dated_on, zone), *delegations],
        effective_on=card.effective_on,
        dated_on=dated_on,
        signatory=_named(session, former),
        house=subject.house,
    )
