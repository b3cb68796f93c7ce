"""The signed decree comes back: on paper with its scan, or as a PDF that was signed in another application."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import PDF, Examined
from mutasi_flow.letters import queries as letter_queries
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts import canonical
from mutasi_flow.letters.contexts.copies import MEMBER_EXCERPT
from mutasi_flow.letters.domain import FoundSignature, SignedFile, SigningMethod, doubts_about, refuse_signed
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.service import NewSignature
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.queries.rulings import find_transfer_id
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.decree import FOLLOWING, SIGNED, leaves_unsigned
from mutasi_flow.transfers.service.perform import get_locked

OFFICERS = (Permission.TRANSFERS_DECREE, Permission.TRANSFERS_VERIFY)
"""Who issues decrees, and the office that prints them and carries them to the signature."""
UNNAMED = "-"
BEFORE_WHOLE = T("Petikan ditandatangani sesudah SK kolektifnya.")
AFTER_TODAY = T("Tanggal tanda tangan tidak boleh sesudah hari ini.")


@dataclass(frozen=True, slots=True)
class Returned:
    """A PDF that came back, what was found in it, and whether somebody compared it with the letter."""

    data: bytes
    found: SignedFile
    is_compared: bool = False
    must_trust: bool = False
    """Whether the office has named the issuers of certificates that it trusts."""


def may_record_signature(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor may record here that a decree was signed; never about the own transfer."""
    own = actor.apart_from(card.employee_id)
    return actor.employee_id != card.employee_id and any(own.may(one, card.from_path) for one in OFFICERS)


def _get(session: Session, number: str, letter_id: int, actor: Actor) -> tuple[TransferCard, LetterRow]:
    card = get_locked(session, number, actor)
    if not may_record_signature(card, actor):
        raise NotPermitted
    letter = letter_queries.get_letter(session, letter_id)
    is_of_file = find_transfer_id(session, letter) == card.id
    if not is_of_file or letter.kind not in SIGNED | FOLLOWING | {MEMBER_EXCERPT}:
        raise NotFound(T("Usulan ini belum mempunyai SK."))
    if leaves_unsigned(session, letter):
        raise Conflict(BEFORE_WHOLE)
    return card, letter


def signatory_of(session: Session, letter_id: int) -> str:
    """Return the official whom the letter names above the signature; a dash for a letter that was made elsewhere."""
    named = letter_queries.get_context(session, letter_id).get("signatory") or {}
    return str(named.get("name") or UNNAMED)


def sign_in_ink(
    session: Session,
    files: FileStore,
    number: str,
    letter_id: int,
    *,
    signed_on: date,
    scan: Examined,
    actor: Actor,
    clock: Clock,
) -> None:
    """Record that the printed decree was signed by hand; ``scan`` shows it.

    Raises:
        NotFound, NotPermitted; InvalidInput when the day cannot be; Conflict when the letter does not wait for it.
    """
    card, letter = _get(session, number, letter_id, actor)
    new = ink_signature(session, letter, signed_on=signed_on, scan=scan)
    keep_signature(session, files, card, letter, new, actor=as_officer(card, actor), clock=clock)


def ink_signature(session: Session, letter: LetterRow, *, signed_on: date, scan: Examined) -> NewSignature:
    """Return what a scan shows: the official whom the letter names signed it by hand."""
    signer, found = signatory_of(session, letter.id), {"pages": scan.pages}
    return NewSignature(SigningMethod.INK, signed_on, signer, scan.data, scan.suffix, scan.media_type, found)


def sign_elsewhere(
    session: Session, files: FileStore, number: str, letter_id: int, returned: Returned, *, actor: Actor, clock: Clock
) -> None:
    """Record that the decree was signed electronically in another application; the PDF must be the one that went out.

    Raises:
        NotFound, NotPermitted, Conflict; Refused when the signature does not hold, or when something about the file
        must be settled by a person and nobody has said so.
    """
    card, letter = _get(session, number, letter_id, actor)
    new = returned_signature(session, files, letter, returned, clock.zone)
    keep_signature(session, files, card, letter, new, actor=as_officer(card, actor), clock=clock)


def returned_signature(
    session: Session, files: FileStore, letter: LetterRow, returned: Returned, zone: ZoneInfo
) -> NewSignature:
    """Return the electronic signature of a PDF that came back.

    Raises:
        Refused: it does not hold, or something must be settled by a person and nobody has said so.
        InvalidInput: the file does not say when it was signed.
    """
    is_prefix = bool(letter.file_key) and returned.data.startswith(files.get(letter.file_key))
    context = letter_queries.get_context(session, letter.id)
    is_ours = is_prefix or returned.found.letter_sha256 == hashlib.sha256(canonical(context)).hexdigest()
    refused = refuse_signed(returned.found, number=letter.number, is_ours=is_ours, must_trust=returned.must_trust)
    if refused:
        raise Refused(T("Berkas ini tidak dapat dicatat sebagai SK yang ditandatangani."), tuple(refused))
    signatures = returned.found.signatures
    doubts = doubts_about(signatures, signatory=signatory_of(session, letter.id), is_rewritten=not is_prefix)
    if doubts and not returned.is_compared:
        asked = T("Cocokkan berkas dengan SK yang kami cetak, lalu tandai bahwa sudah cocok.")
        raise Refused(T("Ada yang harus Anda cocokkan dahulu."), (*doubts, asked))
    found = {
        "signatures": [one.as_json() for one in signatures],
        "settled": [str(one) for one in doubts],
        "is_rewritten": not is_prefix,
    }
    return NewSignature(
        SigningMethod.ELSEWHERE,
        _day_of(signatures, zone),
        ", ".join(one.signer for one in signatures),
        returned.data,
        ".pdf",
        PDF,
        found,
    )


def _day_of(signatures: tuple[FoundSignature, ...], zone: ZoneInfo) -> date:
    """Return the day of the last signature.

    Raises:
        InvalidInput: the file does not say when it was signed.
    """
    moments: list[datetime] = [one.signed_at for one in signatures if one.signed_at]
    if not moments:
        raise InvalidInput(T("Berkas ini tidak menyebut kapan ditandatangani."), field="file")
    return max(moments).astimezone(zone).date()


def keep_signature(
    session: Session,
    files: FileStore,
    card: TransferCard,
    letter: LetterRow,
    new: NewSignature,
    *,
    actor: Actor,
    clock: Clock,
) -> None:
    """Let the decree count as signed, write that down and tell both sides; ``actor`` as the trail names the person.

    Raises:
        InvalidInput: the day cannot be; Conflict: the letter does not wait for a signature.
    """
    at = clock.now()
    if new.signed_on > clock.today():
        raise InvalidInput(AFTER_TODAY, field="signed_on")
    digest = letters.record_signature(session, files, letter.id, new, by_id=actor.account_id, at=at)
    payload = {
        "letter": letter.number,
        "letter_id": letter.id,
        "method": new.method.value,
        "signed_on": new.signed_on.isoformat(),
        "sha256": digest,
    }
    action = "decree_signed" if letter.kind in SIGNED else "following_letter_signed"
    trail.record(session, card.id, action, actor=actor, payload=payload, at=at)
    said = (
        T("SK {letter} sudah ditandatangani.") if letter.kind in SIGNED else T("Surat {letter} sudah ditandatangani.")
    )
    text = T(said.message, letter=letter.number)
    tasks.tell_both_sides(session, card, event="decree_signed", text=text, at=at)


def withdraw_signature(
    session: Session, number: str, letter_id: int, because: str, *, actor: Actor, clock: Clock
) -> None:
    """Take back what was recorded by mistake; the decree waits for its signature again.

    Raises:
        NotFound, NotPermitted; Conflict when the decree is no longer in force.
    """
    card, letter = _get(session, number, letter_id, actor)
    at = clock.now()
    method = letters.withdraw_signature(session, letter.id, because, by_id=actor.account_id, at=at)
    payload = {"letter": letter.number, "letter_id": letter.id, "method": method.value, "reason": because}
    actor = as_officer(card, actor)
    trail.record(session, card.id, "decree_signature_withdrawn", actor=actor, payload=payload, at=at)


def as_officer(card: TransferCard, actor: Actor) -> Actor:
    """Return the actor with the permission by which officers act on a decree."""
    used = next(one for one in OFFICERS if actor.may(one, card.from_path))
    return actor.using(used, card.from_path)
