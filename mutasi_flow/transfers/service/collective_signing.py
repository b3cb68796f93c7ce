"""The signature on a collective decree: one letter, one file, and everybody in its annex is told at once.

A certified copy of it is signed in the same way, and tells nobody.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.uploads import Examined
from mutasi_flow.letters import queries as letter_queries
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts.annex import NAME_LAJUR
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.service import NewSignature
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.queries import TransferCard, list_cards_by_id, may_see
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.signing import (
    AFTER_TODAY,
    Returned,
    as_officer,
    ink_signature,
    may_record_signature,
    returned_signature,
)


def list_members(session: Session, decree: LetterRow) -> Sequence[tuple[LetterRow, TransferCard]]:
    """Return excerpt and transfer of everybody who stands in a collective decree, in the order in which rows are locked.

    Those of a copy are those of its decree.
    """
    found = sorted(letter_queries.list_members(session, decree.copy_of_id or decree.id), key=lambda one: one[1])
    excerpts = letter_queries.get_letters(session, [excerpt for excerpt, _ in found])
    cards = {card.id: card for card in list_cards_by_id(session, [transfer for _, transfer in found])}
    return [(excerpts[excerpt], cards[transfer]) for excerpt, transfer in found]


def find_change(session: Session, decree: LetterRow) -> Text | None:
    """Say that the annex no longer names those who stand in it: somebody has left since it was composed.

    Others may have joined meanwhile, so that there are as many as before: each must stand in the own place.
    """
    rows = letter_queries.get_context(session, decree.id)["annex"]["rows"]
    listed = {place: row[NAME_LAJUR - 1][0] for place, row in enumerate(rows, start=1)}
    if listed == letter_queries.list_named(session, decree.id):
        return None
    return T("Ada pegawai yang keluar sejak SK kolektif ini disusun. Susun ulang dahulu.")


def may_record_whole(cards: Sequence[TransferCard], actor: Actor) -> bool:
    """Whether the actor may record here that a collective decree was signed; never one that names the actor."""
    return bool(cards) and all(may_record_signature(card, actor) for card in cards)


def keep_whole(
    session: Session,
    files: FileStore,
    decree: LetterRow,
    new: NewSignature,
    *,
    named: Callable[[TransferCard], Actor],
    clock: Clock,
) -> None:
    """Let a collective decree count as signed, write that down for everybody in it and tell both sides of each.

    ``named`` gives the signer, or who records, as the trail of a transfer names the person.

    Raises:
        InvalidInput: the day cannot be.
        Conflict: the letter does not wait for a signature, or somebody has left it.
    """
    at, cards = clock.now(), [card for _, card in list_members(session, decree)]
    if new.signed_on > clock.today():
        raise InvalidInput(AFTER_TODAY, field="signed_on")
    if not cards:
        raise Conflict(T("SK ini sudah tidak berlaku."))
    is_copy, by = decree.copy_of_id is not None, named(cards[0])
    if not is_copy and (changed := find_change(session, decree)) is not None:
        raise Conflict(changed)
    digest = letters.record_signature(session, files, decree.id, new, by_id=by.account_id, at=at)
    signed = {"method": new.method.value, "signed_on": new.signed_on.isoformat(), "sha256": digest}
    payload = {"letter": decree.number, "letter_id": decree.id, **signed}
    if is_copy:
        record_whole(session, decree.about_id, "following_letter_signed", payload, actor=by, at=at)
        return
    text = T("SK {letter} sudah ditandatangani.", letter=decree.number)
    for card in cards:
        trail.record(session, card.id, "decree_signed", actor=named(card), payload=payload, at=at)
    tasks.tell_all(session, cards, event="decree_signed", text=text, at=at)
    record_whole(session, decree.about_id, "decree_signed", payload | {"people": len(cards)}, actor=by, at=at)


def sign_whole_in_ink(
    session: Session,
    files: FileStore,
    decree: LetterRow,
    *,
    signed_on: date,
    scan: Examined,
    actor: Actor,
    clock: Clock,
) -> None:
    """Record that a printed collective decree was signed by hand; ``scan`` shows it.

    Raises:
        NotPermitted, InvalidInput, Conflict: as :func:`keep_whole` and for who may not record it.
    """
    take_members(session, decree, actor)
    new = ink_signature(session, decree, signed_on=signed_on, scan=scan)
    keep_whole(session, files, decree, new, named=lambda card: as_officer(card, actor), clock=clock)


def sign_whole_elsewhere(
    session: Session, files: FileStore, decree: LetterRow, returned: Returned, *, actor: Actor, clock: Clock
) -> None:
    """Record that a collective decree was signed electronically in another application.

    Raises:
        NotPermitted, Conflict, Refused: as for the decree on one person.
    """
    take_members(session, decree, actor)
    new = returned_signature(session, files, decree, returned, clock.zone)
    keep_whole(session, files, decree, new, named=lambda card: as_officer(card, actor), clock=clock)


def withdraw_whole(session: Session, decree: LetterRow, because: str, *, actor: Actor, clock: Clock) -> None:
    """Take back what was recorded by mistake; the collective decree waits for its signature again.

    Raises:
        NotPermitted, NotFound: nobody may, or nothing is recorded.
        Conflict: an excerpt has been signed on the strength of it, or another decree has changed it.
    """
    take_members(session, decree, actor)
    members, at, is_copy = list_members(session, decree), clock.now(), decree.copy_of_id is not None
    method = letters.withdraw_signature(session, decree.id, because, by_id=actor.account_id, at=at)
    payload = {"letter": decree.number, "letter_id": decree.id, "method": method.value, "reason": because}
    for _, card in () if is_copy else members:
        by = as_officer(card, actor)
        trail.record(session, card.id, "decree_signature_withdrawn", actor=by, payload=payload, at=at)
    by = as_officer(members[0][1], actor)
    record_whole(session, decree.about_id, "decree_signature_withdrawn", payload, actor=by, at=at)


def take_members(session: Session, decree: LetterRow, actor: Actor) -> Sequence[TransferCard]:
    """Return the transfers of everybody in a collective decree, to whoever may act on all of them.

    Raises:
        NotFound: one of them is kept from the actor.
        NotPermitted: one of them is not the actor's to act on.
    """
    cards = [card for _, card in list_members(session, decree)]
    if not all(may_see(session, card, actor) for card in cards):
        raise NotFound
    if not may_record_whole(cards, actor):
        raise NotPermitted
    return cards


def record_whole(
    session: Session, batch_id: int, action: str, payload: dict[str, Any], *, actor: Actor, at: datetime
) -> None:
    """Write what was done to a collective decree into the trail of its batch."""
    audit.record(
        session,
        chain=trail.chain_of(batch_id, trail.BATCH),
        action=action,
        actor=actor,
        about_kind=trail.BATCH,
        about_id=batch_id,
        payload=payload,
        at=at,
    )
