"""Keeping papers and judging them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.catalogue import name_paper
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import Examined, safe_filename
from mutasi_flow.transfers.documents.checklist import load_kinds
from mutasi_flow.transfers.domain import PaperKind, PaperVerdict, Scan, Voice
from mutasi_flow.transfers.model import Paper
from mutasi_flow.transfers.queries import TransferCard

VOICE_OF_LETTER: Mapping[str, Voice] = {PaperKind.RELEASE: Voice.RELEASING, PaperKind.ACCEPTANCE: Voice.RECEIVING}
"""Letters that, once verified, complete the task of a unit head."""

NOT_BY_WHO_ATTACHED = T(
    "Surat ini berlaku sebagai jawaban unit dan Anda sendiri yang melampirkannya. "
    "Minta verifikator lain memeriksanya, atau kepala unit menjawab lewat tugasnya."
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in, looked into."""

    kind: str
    filename: str
    file: Examined
    letter_number: str = ""
    letter_on: date | None = None


def attach(
    session: Session, files: FileStore, card: TransferCard, upload: Upload, *, actor: Actor, at: datetime
) -> int:
    """Keep a paper of the transfer; the former one of the same kind is replaced, not deleted. Return its key.

    Raises:
        InvalidInput: the kind is unknown, or a letter lacks its number or date.
    """
    kind = load_kinds(session).get(upload.kind)
    if kind is None:
        raise InvalidInput(T("Jenis dokumen ini tidak dikenal."), field="kind")
    if kind.is_letter and not (upload.letter_number.strip() and upload.letter_on):
        raise InvalidInput(T("Isi nomor dan tanggal surat."), field="letter_number")
    key = files.put(upload.file.data, upload.file.suffix)
    paper_id: int = session.execute(
        insert(Paper).returning(Paper.id),
        {
            "transfer_id": card.id,
            "kind": kind.code,
            "filename": safe_filename(upload.filename),
            "media_type": upload.file.media_type,
            "file_key": key,
            "sha256": hashlib.sha256(upload.file.data).hexdigest(),
            "size_bytes": len(upload.file.data),
            "uploaded_at": at,
            "uploaded_by_id": actor.account_id,
            "letter_number": upload.letter_number.strip(),
            "letter_on": upload.letter_on,
            "verdict": PaperVerdict.WAITING,
            "scan": Scan.WAITING if session.info.get("scanner") else Scan.NONE,
        },
    ).scalar_one()
    session.execute(
        update(Paper)
        .where(
            Paper.transfer_id == card.id,
            Paper.kind == kind.code,
            Paper.id != paper_id,
            Paper.replaced_by_id.is_(None),
        )
        .values(replaced_by_id=paper_id)
    )
    return paper_id


@dataclass(frozen=True, slots=True)
class Judged:
    """A paper after its verdict."""

    kind: str
    letter: str
    letter_number: str = ""


def may_judge(kind: str, uploaded_by_id: int | None, actor: Actor) -> bool:
    """Whether the actor may judge a paper: nobody alone both brings a unit's answer and finds it good."""
    if kind not in VOICE_OF_LETTER or uploaded_by_id is None:
        return True
    absent_account = actor.standing_in.account_id if actor.standing_in else None
    return uploaded_by_id not in {actor.account_id, absent_account}


def judge(
    session: Session, card: TransferCard, paper_id: int, verdict: PaperVerdict, *, reason: str, actor: Actor
) -> Judged:
    """Write what the verifier found about one paper.

    Raises:
        InvalidInput: a refusal without its reason.
        NotFound: the paper is not one of this transfer.
        NotPermitted: it answers for a unit, and the actor attached it.
        Conflict: it waits in quarantine, or never leaves it.
    """
    if verdict is PaperVerdict.REFUSED and not reason.strip():
        raise InvalidInput(T("Tuliskan apa yang harus diperbaiki pada dokumen ini."), field="reason")
    row = session.execute(
        select(Paper.kind, Paper.scan, Paper.letter_number, Paper.letter_on, Paper.uploaded_by_id).where(
            Paper.id == paper_id, Paper.transfer_id == card.id, Paper.replaced_by_id.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    if not may_judge(row.kind, row.uploaded_by_id, actor):
        raise NotPermitted(NOT_BY_WHO_ATTACHED)
    if row.scan in {Scan.WAITING, Scan.INFECTED}:
        raise Conflict(T("Dokumen ini masih di karantina virus, jadi belum dapat diperiksa."))
    session.execute(update(Paper).where(Paper.id == paper_id).values(verdict=verdict, verdict_reason=reason.strip()))
    return Judged(row.kind, name_paper(row.letter_number, row.letter_on), row.letter_number)
