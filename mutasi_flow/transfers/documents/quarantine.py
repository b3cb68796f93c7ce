"""The quarantine: with a virus scanner named in the settings, a paper waits until the scanner has called it clean."""

import logging
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.uploads.scanner import ScannerDown, scan
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.documents.checklist import label_kinds
from mutasi_flow.transfers.domain import PaperVerdict, Scan
from mutasi_flow.transfers.model import Paper
from mutasi_flow.transfers.queries import TransferCard, get_card_by_id
from mutasi_flow.transfers.workflow import State

AT_ONCE = 50
_log = logging.getLogger(__name__)


def list_quarantined(session: Session) -> list[tuple[int, str]]:
    """Return keys and files of papers that wait for the scanner, oldest first."""
    rows = session.execute(
        select(Paper.id, Paper.file_key).where(Paper.scan == Scan.WAITING).order_by(Paper.id).limit(AT_ONCE)
    )
    return [(paper_id, key) for paper_id, key in rows]


def ask_scanner(address: str, files: FileStore, key: str) -> str | None:
    """Return what was found in a stored file, empty when it is clean, None while the scanner gives no answer."""
    try:
        return scan(address, files.get(key))
    except ScannerDown as down:
        _log.warning("the virus scanner gives no answer: %s", down)
        return None


def release(session: Session, paper_id: int, found: str, *, clock: Clock) -> bool:
    """Write the scanner's answer once: a clean paper is let out, an infected one is refused and never sent.

    Return False when somebody wrote it before.
    """
    values: dict[str, object] = {"scan": Scan.CLEAN}
    if found:
        reason = f"Berkas ini mengandung virus ({found[:200]}). Bersihkan perangkat Anda, lalu unggah berkas yang baru."
        values = {"scan": Scan.INFECTED, "verdict": PaperVerdict.REFUSED, "verdict_reason": reason}
    statement = update(Paper).where(Paper.id == paper_id, Paper.scan == Scan.WAITING).values(**values)
    wanted = (Paper.transfer_id, Paper.kind, Paper.uploaded_by_id)
    paper = session.execute(statement.returning(*wanted)).one_or_none()
    if paper is None:
        return False
    at, payload = clock.now(), {"paper": paper_id, "found": found}
    trail.record(session, paper.transfer_id, "paper_scanned", actor=SYSTEM, payload=payload, at=at)
    if found:
        _tell(session, get_card_by_id(session, paper.transfer_id), paper.kind, paper.uploaded_by_id, at=at)
    return True


def _tell(session: Session, card: TransferCard, kind: str, uploaded_by_id: int | None, *, at: datetime) -> None:
    """Tell whoever uploaded it what to do, and whoever verifies that nobody can open it."""
    document, place = label_kinds(session).get(kind, Text(kind)), f"/usulan/{card.number}"
    employee_id = access.employee_of(session, uploaded_by_id) if uploaded_by_id is not None else None
    mend = T(
        "Dokumen {document} pada usulan {number} mengandung virus, jadi tidak dapat dibuka siapa pun. "
        "Bersihkan perangkat Anda, lalu unggah berkas yang baru.",
        document=document,
        number=card.number,
    )
    held = T(
        "Dokumen {document} pada usulan {number} mengandung virus. Berkasnya di karantina dan tidak dapat dibuka; "
        "pengunggahnya sudah diminta menggantinya.",
        document=document,
        number=card.number,
    )
    notices = [NewNotice("paper_infected", mend, at, employee_id=employee_id, address=place)] if employee_id else []
    if card.state is not State.DRAFT:
        role, unit_id = Role.VERIFIER.value, card.from_unit_id
        notices.append(NewNotice("paper_infected", held, at, role=role, unit_id=unit_id, address=place))
    if card.is_secret:
        inbox.notify_readers(session, trail.ABOUT, card.id, notices)
    else:
        inbox.notify(session, notices)
