"""Ready reasons for refusing a paper: shipped ones, and the office's own dated rows, which go before these."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.transfers.documents.checklist import load_kinds
from mutasi_flow.transfers.model import RefusalReason


@dataclass(frozen=True, slots=True)
class ReadyReason:
    """One row; it says what to mend. An office's row with the code of another takes its place from its first day."""

    code: str
    text: Text
    document: str = ""
    """Code of the only kind of document that it fits; empty = any."""
    from_on: date = date.min
    to_on: date | None = None
    is_off: bool = False
    """No longer offered."""
    id: int | None = None
    """Key of a row of the office; shipped rows have none."""


SHIPPED: tuple[ReadyReason, ...] = (
    ReadyReason("unreadable", T("Tidak terbaca: foto ulang di tempat terang.")),
    ReadyReason("unsigned", T("Belum ditandatangani.")),
    ReadyReason("unsealed", T("Belum dicap.")),
    ReadyReason("other_person", T("Nama atau NIP tidak sesuai.")),
    ReadyReason("other_document", T("Bukan dokumen yang diminta.")),
    ReadyReason("incomplete", T("Halaman tidak lengkap.")),
    ReadyReason("lapsed", T("Sudah lewat masa berlaku: minta yang baru.")),
    ReadyReason("other_signer", T("Pejabat penandatangan tidak sesuai.")),
)


def choose_reasons(rows: Iterable[ReadyReason], on: date, document: str = "") -> Sequence[ReadyReason]:
    """Return the reasons offered on a day for a kind of document, in order; per code the youngest row in force counts."""
    chosen: dict[str, ReadyReason] = {}
    for row in rows:
        former = chosen.get(row.code)
        if (
            row.from_on <= on
            and (row.to_on is None or on <= row.to_on)
            and (former is None or _goes_before(row, former))
        ):
            chosen[row.code] = row
    return [row for row in chosen.values() if not row.is_off and row.document in {"", document or row.document}]


def _goes_before(row: ReadyReason, former: ReadyReason) -> bool:
    return (row.id is not None, row.from_on, row.id or 0) >= (former.id is not None, former.from_on, former.id or 0)


def load_reasons(session: Session) -> Sequence[ReadyReason]:
    """Return the shipped rows and the office's, of all times."""
    rows = session.scalars(select(RefusalReason).order_by(RefusalReason.id))
    own = (
        ReadyReason(one.code, Text(one.text), one.document, one.from_on, one.to_on, one.is_off, one.id) for one in rows
    )
    return (*SHIPPED, *own)


def ready_part(reasons: Iterable[ReadyReason], written: str) -> str:
    """Return the ready reason with which a verdict begins; what somebody added in own words stays out of notices."""
    known = [text for text in map(str, (one.text for one in reasons)) if text and written.startswith(text)]
    return max(known, key=len, default="")


def add_reason(session: Session, row: ReadyReason, *, actor: Actor, today: date, at: datetime) -> int:
    """Add a version of a reason; it holds from its first day on. Return its key.

    Raises:
        InvalidInput: code or words are missing, the kind of document is unknown, or the days lie in the past or the
            wrong way round.
    """
    text = str(row.text).strip()
    if not (row.code and text):
        raise InvalidInput(T("Isi kode dan bunyi alasan."), "reason_text")
    if row.document and row.document not in load_kinds(session):
        raise InvalidInput(T("Jenis dokumen ini tidak dikenal."), "reason_document")
    if row.from_on < today or (row.to_on is not None and row.to_on < row.from_on):
        raise InvalidInput(
            T("Alasan berlaku paling awal hari ini, dan tanggal akhirnya sesudah itu."), "reason_from_on"
        )
    given = {"code": row.code, "text": text, "document": row.document, "is_off": row.is_off}
    days = {"from_on": row.from_on, "to_on": row.to_on}
    values = {**given, **days, "added_by_id": actor.account_id, "added_at": at}
    row_id: int = session.execute(insert(RefusalReason).values(**values).returning(RefusalReason.id)).scalar_one()
    written = {name: value and value.isoformat() for name, value in days.items()}
    note_office(session, actor, "refusal_reason_added", {"id": row_id, **given, **written}, at)
    return row_id
