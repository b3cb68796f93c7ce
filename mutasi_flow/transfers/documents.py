"""The room of papers: uploads of a transfer, their verdict, and letters that stand for a unit's answer."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from unicodedata import category

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.domain import PaperKind, PaperVerdict, Voice
from mutasi_flow.transfers.model import Paper
from mutasi_flow.transfers.queries import TransferCard

LARGEST_PAPER_BYTES = 10_000_000
LONGEST_FILENAME = 200

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
)

PAPER_LABELS: dict[PaperKind, Text] = {
    PaperKind.SIGNED_REQUEST: T("Surat permohonan bertanda tangan"),
    PaperKind.PROOF: T("Bukti alasan"),
    PaperKind.RELEASE: T("Surat melepas dari unit asal"),
    PaperKind.ACCEPTANCE: T("Surat menerima dari unit tujuan"),
}

VOICE_OF_LETTER = {PaperKind.RELEASE: Voice.RELEASING, PaperKind.ACCEPTANCE: Voice.RECEIVING}
"""Letters that, once verified, complete the task of a unit head."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    kind: PaperKind
    filename: str
    data: bytes
    letter_number: str = ""
    letter_on: date | None = None


def sniff(data: bytes) -> tuple[str, str]:
    """Return media type and suffix by content, never by name.

    Raises:
        InvalidInput: empty, too large, or neither PDF nor JPEG nor PNG.
    """
    if not data:
        raise InvalidInput(T("Berkas ini kosong. Pilih berkas lain."), field="file")
    if len(data) > LARGEST_PAPER_BYTES:
        limit = LARGEST_PAPER_BYTES // 1_000_000
        raise InvalidInput(T("Berkas terlalu besar. Batasnya {limit} MB.", limit=limit), field="file")
    for signature, media_type, suffix in _SIGNATURES:
        if data.startswith(signature):
            return media_type, suffix
    raise InvalidInput(T("Berkas harus berupa PDF, JPEG, atau PNG."), field="file")


def safe_filename(name: str) -> str:
    """Return the last part of a name without control and direction characters, for showing only."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if category(letter)[0] != "C")[:LONGEST_FILENAME] or "berkas"


def attach(
    session: Session, files: FileStore, card: TransferCard, upload: Upload, *, actor: Actor, at: datetime
) -> int:
    """Keep a paper of the transfer; the former one of the same kind is replaced, not deleted. Return its key.

    Raises:
        InvalidInput: the file cannot be used, or a letter lacks its number or date.
    """
    media_type, suffix = sniff(upload.data)
    if upload.kind in VOICE_OF_LETTER and not (upload.letter_number.strip() and upload.letter_on):
        raise InvalidInput(T("Isi nomor dan tanggal surat."), field="letter_number")
    key = files.put(upload.data, suffix)
    paper_id: int = session.execute(
        insert(Paper).returning(Paper.id),
        {
            "transfer_id": card.id,
            "kind": upload.kind,
            "filename": safe_filename(upload.filename),
            "media_type": media_type,
            "file_key": key,
            "sha256": hashlib.sha256(upload.data).hexdigest(),
            "size_bytes": len(upload.data),
            "uploaded_at": at,
            "uploaded_by_id": actor.account_id,
            "letter_number": upload.letter_number.strip(),
            "letter_on": upload.letter_on,
            "verdict": PaperVerdict.WAITING,
        },
    ).scalar_one()
    session.execute(
        update(Paper)
        .where(
            Paper.transfer_id == card.id,
            Paper.kind == upload.kind,
            Paper.id != paper_id,
            Paper.replaced_by_id.is_(None),
        )
        .values(replaced_by_id=paper_id)
    )
    return paper_id


@dataclass(frozen=True, slots=True)
class Judged:
    """A paper after its verdict."""

    kind: PaperKind
    letter: str


def judge(session: Session, card: TransferCard, paper_id: int, verdict: PaperVerdict, reason: str) -> Judged:
    """Write what the verifier found about one paper.

    Raises:
        InvalidInput: a refusal without its reason.
        NotFound: the paper is not one of this transfer.
    """
    if verdict is PaperVerdict.REFUSED and not reason.strip():
        raise InvalidInput(T("Tuliskan apa yang harus diperbaiki pada dokumen ini."), field="reason")
    row = session.execute(
        select(Paper.kind, Paper.letter_number, Paper.letter_on).where(
            Paper.id == paper_id, Paper.transfer_id == card.id, Paper.replaced_by_id.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    session.execute(update(Paper).where(Paper.id == paper_id).values(verdict=verdict, verdict_reason=reason.strip()))
    letter = f"{row.letter_number} ({row.letter_on:%d-%m-%Y})" if row.letter_on else row.letter_number
    return Judged(row.kind, letter)
