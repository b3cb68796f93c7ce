"""Where a file stands in SIASN: the codes of its services in words, and what each means for the transfer here.

The codes are the public list of BKD clients (``status-usul``). Codes that name the same step of several services are
kept, since a file may carry any of them; an office adds or rewords codes by its own rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.transfers.model import SiasnMark, SiasnStatus

LONGEST_NOTE = 2000
LONGEST_CODE = 8
LONGEST_WORDS = 300


class Meaning(StrEnum):
    """What a code means for the transfer here."""

    UNDER_WAY = "under_way"
    MEND = "mend"
    REFUSED = "refused"
    GRANTED = "granted"
    CANCELLED = "cancelled"
    DONE = "done"


MEANING_LABELS: dict[Meaning, Text] = {
    Meaning.UNDER_WAY: T("Sedang diproses BKN. Tunggu."),
    Meaning.MEND: T("Perlu diperbaiki (BTS): lengkapi berkas di SIASN, lalu kirim lagi."),
    Meaning.REFUSED: T("Tidak memenuhi syarat (TMS): catat penolakannya, usulan dibuka kembali."),
    Meaning.GRANTED: T("Pertek selesai: catat baris suratnya di sini."),
    Meaning.CANCELLED: T("Dibatalkan di SIASN: periksa apakah usulan di sini masih berjalan."),
    Meaning.DONE: T("Data di SIASN sudah diperbarui."),
}


@dataclass(frozen=True, slots=True)
class Status:
    """One code in words, with what it means here."""

    code: str
    words: str
    meaning: Meaning
    is_own: bool = False
    """Whether the office added or reworded it."""


def _rows(meaning: Meaning, words: Mapping[str, str]) -> list[Status]:
    return [Status(code, text, meaning) for codes, text in words.items() for code in codes.split()]


_UNDER_WAY = {
    "1": "Input Berkas",
    "2": "Berkas Disimpan (Terverifikasi)",
    "3": "Surat Usulan",
    "4": "Approval Surat Usulan",
    "7": "Menunggu Cetak SK: menyetujui",
    "10": "Cetak SK",
    "12": "Terima Usulan",
    "15": "Validasi: Disetujui",
    "16": "Berkas Disetujui",
    "17": "Menunggu Paraf Pertek",
    "18": "Paraf Pertek Gagal",
    "19": "Sudah Paraf Pertek",
    "20": "Menunggu TTD Pertek",
    "27 28 29 30 35 36 49": "Paraf atau TTE SK",
    "33": "Menunggu Layanan",
    "46 47 48": "TTD SK Instansi",
    "55": "Approval Tingkat Provinsi",
    "59": "Menunggu Buat SK",
    "60": "Persidangan",
    "61 62 63 64": "SK PNS",
}
_MEND = {
    "5": "Perbaikan Dokumen",
    "8": "Menunggu Cetak SK: perbaikan pertek",
    "14": "Validasi: Perbaikan Dokumen",
    "21": "TTD Pertek Ditolak",
    "24 25 26 37": "Perbaikan Pertek",
    "34 50 51 52 56 67": "Perbaikan Dokumen",
    "39 40 41 42 43 44 45 66": "Perbaikan SK",
}
SHIPPED: Mapping[str, Status] = MappingProxyType(
    {
        status.code: status
        for status in sorted(
            (
                *_rows(Meaning.UNDER_WAY, _UNDER_WAY),
                *_rows(Meaning.MEND, _MEND),
                *_rows(Meaning.REFUSED, {"6": "Tidak Memenuhi Syarat (TMS)", "13": "Validasi: TMS"}),
                *_rows(Meaning.GRANTED, {"22": "Sudah TTD Pertek", "23": "Surat Keluar"}),
                *_rows(
                    Meaning.CANCELLED,
                    {
                        "9": "Menunggu Cetak SK: pembatalan pertek",
                        "38 57 58": "Pembatalan Pertek",
                        "65": "Pembatalan NIP atau Pertek",
                        "99": "Usulan Dihapus",
                    },
                ),
                *_rows(
                    Meaning.DONE,
                    {
                        "11": "Profil PNS Telah Diperbarui",
                        "31": "Telah Update di Profile",
                        "32": "Pembuatan SK Berhasil",
                    },
                ),
            ),
            key=lambda status: int(status.code),
        )
    }
)


def load_statuses(session: Session) -> Mapping[str, Status]:
    """Return every code, the shipped ones as the office reworded them, and the office's own behind."""
    rows = session.scalars(select(SiasnStatus).order_by(SiasnStatus.code))
    own = {row.code: Status(row.code, row.words, Meaning(row.meaning), is_own=True) for row in rows}
    return {**SHIPPED, **own}


def word_status(session: Session, status: Status, *, actor: Actor, at: datetime) -> None:
    """Add a code, or reword one.

    Raises:
        InvalidInput: code or words are missing or too long.
    """
    if not status.code or len(status.code) > LONGEST_CODE:
        raise InvalidInput(T("Kode status paling panjang {limit} huruf.", limit=LONGEST_CODE), field="code")
    if not status.words or len(status.words) > LONGEST_WORDS:
        raise InvalidInput(T("Tuliskan bunyi statusnya."), field="words")
    given = {"words": status.words, "meaning": status.meaning.value}
    present = session.get(SiasnStatus, status.code)
    if present is None:
        values = {"code": status.code, **given, "added_by_id": actor.account_id, "added_at": at}
        session.execute(insert(SiasnStatus).values(**values))
    else:
        present.words, present.meaning = status.words, status.meaning.value
        present.added_by_id, present.added_at = actor.account_id, at
    note_office(session, actor, "siasn_status_worded", {"code": status.code, **given}, at)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a file stood on a day."""

    code: str
    words: str
    seen_on: date
    note: str
    recorded_by: str | None


def list_marks(session: Session, transfer_id: int) -> Sequence[Mark]:
    """Return where a file stood, the latest first."""
    wanted = (
        select(SiasnMark.code, SiasnMark.words, SiasnMark.seen_on, SiasnMark.note, Account.name)
        .outerjoin(Account, Account.id == SiasnMark.recorded_by_id)
        .where(SiasnMark.transfer_id == transfer_id)
        .order_by(SiasnMark.seen_on.desc(), SiasnMark.id.desc())
    )
    return [Mark(*row) for row in session.execute(wanted)]


@dataclass(frozen=True, slots=True)
class NewMark:
    """What somebody saw in SIASN."""

    code: str
    seen_on: date
    note: str = ""


def keep_mark(session: Session, transfer_id: int, new: NewMark, *, actor: Actor, at: datetime, today: date) -> Status:
    """Keep where the file stands; return the status.

    Raises:
        InvalidInput: the code is unknown, the day is still to come, or the note is too long.
    """
    status = load_statuses(session).get(new.code)
    if status is None:
        raise InvalidInput(T("Kode status SIASN ini tidak dikenal."), field="code")
    if new.seen_on > today:
        raise InvalidInput(T("Tanggal status tidak boleh sesudah hari ini."), field="seen_on")
    if len(new.note) > LONGEST_NOTE:
        raise InvalidInput(T("Catatan paling panjang {limit} huruf.", limit=LONGEST_NOTE), field="note")
    values = {"code": status.code, "words": status.words, "seen_on": new.seen_on, "note": new.note}
    by = {"recorded_at": at, "recorded_by_id": actor.account_id}
    session.execute(insert(SiasnMark).values(transfer_id=transfer_id, **values, **by))
    return status
