"""How letters were signed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import LetterState, SigningMethod
from mutasi_flow.letters.model import LetterSignature
from mutasi_flow.letters.queries.rows import LetterRow


class SignatureRow(NamedTuple):
    """One recorded signature of a letter, with the file that shows it."""

    id: int
    letter_id: int
    method: SigningMethod
    signed_on: date
    signer: str
    file_key: str
    sha256: str
    size_bytes: int
    media_type: str
    found: dict[str, Any]
    recorded_by_id: int | None
    recorded_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str


_ROW = select(*(getattr(LetterSignature, name) for name in SignatureRow._fields)).order_by(LetterSignature.id)
_OF_LETTER = _ROW.where(LetterSignature.letter_id == bindparam("letter"))
_STANDING = LetterSignature.withdrawn_at.is_(None)


def list_signatures(session: Session, letter_id: int) -> Sequence[SignatureRow]:
    """Return all that was recorded about the signing of a letter, also what was withdrawn, oldest first."""
    return [SignatureRow(*row) for row in session.execute(_OF_LETTER, {"letter": letter_id})]


def find_signature(session: Session, letter_id: int) -> SignatureRow | None:
    """Return the signature that counts, or None when nobody has signed yet."""
    row = session.execute(_OF_LETTER.where(_STANDING), {"letter": letter_id}).first()
    return SignatureRow(*row) if row else None


def get_signature(session: Session, letter_id: int) -> SignatureRow:
    """Return the signature that counts.

    Raises:
        NotFound: nobody has signed yet.
    """
    found = find_signature(session, letter_id)
    if found is None:
        raise NotFound(T("Belum ada tanda tangan yang tercatat pada surat ini."))
    return found


def list_by_digest(session: Session, sha256: str) -> list[SignatureRow]:
    """Return every record whose file has this digest, also what was withdrawn, oldest first."""
    return [SignatureRow(*row) for row in session.execute(_ROW.where(LetterSignature.sha256 == sha256))]


def final_file_key(session: Session, letter: LetterRow) -> str:
    """Return where the file lies that counts: the one with the electronic signature, else the printed one."""
    signature = find_signature(session, letter.id) if letter.state is LetterState.SIGNED else None
    is_electronic = signature is not None and signature.method is not SigningMethod.INK
    return signature.file_key if signature and is_electronic else letter.file_key
