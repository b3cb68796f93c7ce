"""Papers that are written here instead of uploaded: which letter stands for which document, and what there is."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from mutasi_flow.letters import queries as letters
from mutasi_flow.letters import service as printing
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.transfers.trail import ABOUT

LETTER_OF: Mapping[str, str] = MappingProxyType(
    {
        "signed_request": "transfer_request",
        "discipline_clearance": "discipline_statement",
        "study_clearance": "study_statement",
        "release": "release_letter",
        "acceptance": "acceptance_letter",
        "cover_letter": "cover_letter",
    }
)
"""Kind of letter by code of the document that it stands for."""
DOCUMENT_OF: Mapping[str, str] = MappingProxyType({kind: document for document, kind in LETTER_OF.items()})


def list_written(session: Session, transfer_id: int) -> Mapping[str, LetterRow]:
    """Return the letters in force that stand for documents, by code; the younger one counts."""
    rows = letters.list_about(session, ABOUT, transfer_id)
    return {DOCUMENT_OF[row.kind]: row for row in rows if row.kind in DOCUMENT_OF and row.revoked_at is None}


def is_signed(letter: LetterRow) -> bool:
    """Whether the letter is signed, with the own account or in ink."""
    return letter.state is LetterState.SIGNED


def withdraw_request(session: Session, transfer_id: int, at: datetime) -> None:
    """Take the force from a request whose content has changed since."""
    printing.revoke_about(session, ABOUT, transfer_id, kind=LETTER_OF["signed_request"], at=at)


def accept_scan(session: Session, transfer_id: int, document: str, number: str) -> LetterRow | None:
    """Let a scan that was found good stand for the signature on the printed letter; its number, when given, must fit."""
    letter = list_written(session, transfer_id).get(document)
    if letter is None or number not in {"", letter.number} or not printing.mark_signed(session, letter.id):
        return None
    return letter
