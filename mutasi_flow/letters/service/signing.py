"""Recording that a letter was signed without us: in ink, or in another application.

The printed bytes never change; the signed file is kept beside them under its own digest.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict, InvalidInput
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.contexts.copies import MEMBER_EXCERPT
from mutasi_flow.letters.domain import LetterState, SigningMethod
from mutasi_flow.letters.model import Letter, LetterSignature
from mutasi_flow.letters.queries import (
    LetterRow,
    find_letter,
    get_letter,
    get_signature,
    list_by_digest,
    list_printed,
)


@dataclass(frozen=True, slots=True)
class NewSignature:
    """A signed letter that came back; ``found`` is JSON about its electronic signatures."""

    method: SigningMethod
    signed_on: date
    signer: str
    data: bytes
    suffix: str
    media_type: str
    found: dict[str, Any]


def record_signature(
    session: Session, files: FileStore, letter_id: int, new: NewSignature, *, by_id: int | None, at: datetime
) -> str:
    """Keep the signed file, let the letter count as signed from now on, and return the digest of the file.

    Raises:
        NotFound: there is no such letter.
        Conflict: it is not printed yet, already signed, no longer in force, or a copy of what nobody signed; or the
            file is the unsigned print of a letter, or shows the signature of another one.
        InvalidInput: it would have been signed before it was dated.
    """
    letter = get_letter(session, letter_id)
    if new.signed_on < letter.dated_on:
        raise InvalidInput(
            T("Surat ini bertanggal {day}, jadi tidak dapat ditandatangani sebelumnya.", day=letter.dated_on),
            field="signed_on",
        )
    original = find_letter(session, letter.copy_of_id)
    if original is not None and original.state is not LetterState.SIGNED:
        raise Conflict(T("Petikan dan salinan ditandatangani sesudah SK-nya."))
    digest = hashlib.sha256(new.data).hexdigest()
    _refuse_taken(session, letter_id, digest)
    if not mark_signed(session, letter_id):
        raise Conflict(_why_not(letter))
    session.execute(
        insert(LetterSignature).values(
            letter_id=letter_id,
            method=new.method,
            signed_on=new.signed_on,
            signer=new.signer,
            file_key=files.put(new.data, new.suffix),
            sha256=digest,
            size_bytes=len(new.data),
            media_type=new.media_type,
            found=new.found,
            recorded_by_id=by_id,
            recorded_at=at,
            withdrawn_because="",
        )
    )
    return digest


def withdraw_signature(
    session: Session, letter_id: int, because: str, *, by_id: int | None, at: datetime
) -> SigningMethod:
    """Take back what was recorded by mistake; file and entry stay, the letter waits for its signature again.

    Copies that nobody signed lose their force: the letter may be worded anew before it is signed.

    Raises:
        NotFound: no signature of this letter counts.
        Conflict: the letter has lost its force, or a copy was signed or a part of it amended on the strength of it.
    """
    present, letter = get_signature(session, letter_id), get_letter(session, letter_id)
    if letter.amended_by_id is not None and letter.copy_of_id is None:
        later = get_letter(session, letter.amended_by_id).number
        raise Conflict(T("SK ini sudah diubah dengan SK {number}, jadi catatannya tetap.", number=later))
    copies = (Letter.copy_of_id == letter_id, Letter.revoked_at.is_(None))
    if session.scalar(select(Letter.id).where(*copies, Letter.state == LetterState.SIGNED).limit(1)) is not None:
        raise Conflict(T("Petikan atau salinannya sudah disahkan, jadi catatannya tetap."))
    statement = update(Letter).where(Letter.id == letter_id, Letter.revoked_at.is_(None))
    if session.execute(statement.values(state=LetterState.RENDERED).returning(Letter.id)).scalar() is None:
        raise Conflict(_why_not(letter))
    session.execute(
        update(LetterSignature)
        .where(LetterSignature.id == present.id)
        .values(withdrawn_at=at, withdrawn_by_id=by_id, withdrawn_because=because)
    )
    session.execute(update(Letter).where(*copies, Letter.kind != MEMBER_EXCERPT).values(revoked_at=at))
    return present.method


def _refuse_taken(session: Session, letter_id: int, digest: str) -> None:
    """Let a file show the signature of one letter only: else who reads the one reads the other, and proves both by it."""
    if list_printed(session, digest):
        raise Conflict(
            T("Berkas ini naskah cetakan yang belum ditandatangani. Unggah pindaian naskah bertanda tangan.")
        )
    counting = (one.letter_id for one in list_by_digest(session, digest) if one.withdrawn_at is None)
    other = find_letter(session, next((key for key in counting if key != letter_id), None))
    if other is None:
        return
    if other.is_secret:
        raise Conflict(T("Berkas yang sama sudah tercatat untuk surat lain. Pindai setiap surat tersendiri."))
    raise Conflict(
        T("Berkas yang sama sudah tercatat untuk surat {number}. Pindai setiap surat tersendiri.", number=other.number)
    )


def mark_signed(session: Session, letter_id: int) -> bool:
    """Let a printed letter count as signed; return False when it is not waiting for that."""
    waiting = (Letter.id == letter_id, Letter.state == LetterState.RENDERED, Letter.revoked_at.is_(None))
    statement = update(Letter).where(*waiting).values(state=LetterState.SIGNED).returning(Letter.id)
    return session.execute(statement).scalar() is not None


def _why_not(letter: LetterRow) -> Text:
    if letter.revoked_at is not None:
        return T("Surat {number} sudah dicabut.", number=letter.number)
    if letter.state is LetterState.QUEUED:
        return T("Berkas surat ini masih disiapkan. Coba lagi sebentar.")
    return T("Surat {number} sudah tercatat bertanda tangan.", number=letter.number)
