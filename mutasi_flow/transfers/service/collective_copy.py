"""The certified copy (salinan) of a collective decree: all of its text, certified for whoever needs the whole list."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, Refused
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters import queries as letter_queries
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts import certified_copy
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.service import Issued
from mutasi_flow.transfers.service.collective import NO_CERTIFIER
from mutasi_flow.transfers.service.collective_signing import record_whole, take_members
from mutasi_flow.transfers.service.following import NOT_NOW
from mutasi_flow.transfers.service.signing import as_officer


def find_reason_against(decree: LetterRow, copies: Sequence[LetterRow]) -> Text | None:
    """Say why no copy is made of a collective decree now; None when one is."""
    if decree.revoked_at is not None:
        return T("SK ini sudah dicabut, jadi surat lanjutannya tidak dibuat lagi.")
    if decree.state is not LetterState.SIGNED:
        return T("Surat ini dibuat setelah SK ditandatangani.")
    if decree.is_secret:
        return T("Salinan dibuat setelah semua yang tersebut dalam SK ini diumumkan.")
    if any(one.state is LetterState.SIGNED and one.revoked_at is None for one in copies):
        return T("Surat ini sudah ada dan sudah ditandatangani.")
    return None


def write_copy(session: Session, decree: LetterRow, *, actor: Actor, clock: Clock) -> Issued:
    """Write the certified copy of a collective decree and have it printed; an unsigned former one is replaced.

    Raises:
        NotFound: somebody in the decree is kept from the actor.
        NotPermitted: the actor may not act on everybody in it.
        Conflict: the decree is not signed, has no force, is confidential still, or such a copy is signed already.
        Refused: the office has named nobody who certifies.
    """
    cards, at = take_members(session, decree, actor), clock.now()
    copies = letter_queries.list_copies(session, decree.id)
    if (reason := find_reason_against(decree, copies)) is not None:
        raise Conflict(reason)
    certifier = letter_queries.get_house(session, clock.today()).certifier
    if certifier is None:
        raise Refused(NOT_NOW, (NO_CERTIFIER,))
    copy = certified_copy(letter_queries.get_context(session, decree.id), certifier)
    issued = letters.issue_copy(session, decree, copy, at, may_be_electronic=True)
    for former in copies:
        if former.revoked_at is None:
            letters.revoke(session, former.id, at, replaced_by=issued.id)
    payload = {"letter": issued.number, "letter_id": issued.id, "kind": copy.kind, "decree": decree.number}
    by = as_officer(cards[0], actor)
    record_whole(session, decree.about_id, "following_letter_written", payload, actor=by, at=at)
    return issued
