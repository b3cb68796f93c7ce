"""Complete invented contexts for previews and tests."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from mutasi_flow.letters.contexts.changes import (
    Cited,
    Subject,
    objection_ruling,
    transfer_amendment,
    transfer_revocation,
)
from mutasi_flow.letters.contexts.frozen import freeze
from mutasi_flow.letters.contexts.house import SHIPPED, House
from mutasi_flow.letters.contexts.parts import DecreeMove, DecreePerson
from mutasi_flow.letters.contexts.transfer import TransferDecree, transfer_decree
from mutasi_flow.people.domain import EmploymentStatus

SAMPLE_CODE = "7K3M0QXA5TRW9BHD"


@dataclass(frozen=True, slots=True)
class SampleOffice:
    """An invented regency."""

    name: str = "Pemerintah Kabupaten Sagara"
    region: str = "Kabupaten Sagara"
    seat: str = "Teluk Pandan"
    province: str = "Nusa Kencana"
    agency: str = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"
    head_title: str = "BUPATI"
    head_name: str = "Dr. Hadi Wibowo, M.Si."
    is_demo: bool = True


PERSON = DecreePerson("Wulan Setyowati, S.K.M.", "198604122010012014", EmploymentStatus.PNS, "Penata, III/c")
MOVE = DecreeMove(
    from_unit="Puskesmas Teluk Pandan, Dinas Kesehatan",
    from_jabatan="Penyuluh Kesehatan Masyarakat Ahli Muda",
    to_unit="Puskesmas Gunung Sari, Dinas Kesehatan",
    to_jabatan="Penyuluh Kesehatan Masyarakat Ahli Muda",
    own_request=True,
)
SUBJECT = Subject(SampleOffice(), PERSON, MOVE)
DECREE = Cited("800.1.3.1/48/BKPSDM/2026", date(2026, 3, 2))
RULED_ON = date(2026, 4, 6)


def _issued(decree: TransferDecree, number: str) -> dict[str, Any]:
    return {
        **freeze(decree),
        "number": number,
        "code": SAMPLE_CODE,
        "issued_at": f"{decree.dated_on.isoformat()}T02:00:00+00:00",
        "verification_url": "https://mutasi.sagarakab.example/verifikasi",
    }


def sample_transfer_decree(
    house: House = SHIPPED, move: DecreeMove = MOVE, person: DecreePerson = PERSON
) -> dict[str, Any]:
    """Return an issued decree of an invented person in an invented regency."""
    decree = transfer_decree(
        office=SampleOffice(),
        person=person,
        move=move,
        considered=(
            "Usul mutasi nomor MUT-2026-00417 tanggal 12 Januari 2026",
            "Pendapat Kepala Puskesmas Teluk Pandan dan Kepala Puskesmas Gunung Sari",
            "Persetujuan pejabat yang berwenang tanggal 23 Februari 2026",
        ),
        effective_on=date(2026, 4, 1),
        dated_on=DECREE.dated_on,
        house=house,
    )
    return _issued(decree, DECREE.number)


def sample_transfer_revocation(
    house: House = SHIPPED, move: DecreeMove = MOVE, person: DecreePerson = PERSON
) -> dict[str, Any]:
    """Return an issued revocation of the sample decree."""
    because = "keberatan yang bersangkutan diterima karena ibunya dirawat di Teluk Pandan"
    subject = Subject(SampleOffice(), person, move, house=house)
    return _issued(transfer_revocation(subject, DECREE, because, RULED_ON), "800.1.3.1/61/BKPSDM/2026")


def sample_transfer_amendment(
    house: House = SHIPPED, move: DecreeMove = MOVE, person: DecreePerson = PERSON
) -> dict[str, Any]:
    """Return an issued amendment of the sample decree."""
    because = "serah terima tugas memerlukan waktu sampai akhir tahun ajaran"
    subject = Subject(SampleOffice(), person, move, house=house)
    amended = transfer_amendment(subject, DECREE, because, date(2026, 7, 1), RULED_ON)
    return _issued(amended, "800.1.3.1/62/BKPSDM/2026")


def sample_objection_ruling() -> dict[str, Any]:
    """Return an issued ruling on an objection to the sample decree."""
    ruling = objection_ruling(
        SUBJECT,
        "Surat keberatan tanggal 10 Maret 2026",
        decision=f"Keputusan {DECREE}",
        because="kebutuhan pegawai pada unit tujuan telah diperiksa kembali dan tetap lebih mendesak",
        outcome=("Menolak keberatan tersebut.", f"Menyatakan Keputusan {DECREE} tetap berlaku."),
        dated_on=RULED_ON,
    )
    return _issued(ruling, "800.1.3.1/60/BKPSDM/2026")
