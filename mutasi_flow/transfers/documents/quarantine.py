"""The quarantine: with a virus scanner named in the settings, a paper waits until the scanner has called it clean."""

import logging

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.uploads.scanner import ScannerDown, scan
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import PaperVerdict, Scan
from mutasi_flow.transfers.model import Paper

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
    transfer_id = session.execute(statement.returning(Paper.transfer_id)).scalar_one_or_none()
    if transfer_id is None:
        return False
    payload = {"paper": paper_id, "found": found}
    trail.record(session, transfer_id, "paper_scanned", actor=SYSTEM, payload=payload, at=clock.now())
    return True
