"""Complete invented contexts for previews and tests."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from mutasi_flow.letters.contexts.frozen import freeze
from mutasi_flow.letters.contexts.parts import DecreeMove, DecreePerson
from mutasi_flow.letters.contexts.transfer import transfer_decree
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


def sample_transfer_decree() -> dict[str, Any]:
    """Return an issued decree of an invented person in an invented regency."""
    decree = transfer_decree(
        office=SampleOffice(),
        person=DecreePerson("Wulan Setyowati, S.K.M.", "198604122010012014", EmploymentStatus.PNS, "Penata, III/c"),
        move=DecreeMove(
            from_unit="Puskesmas Teluk Pandan, Dinas Kesehatan",
            from_jabatan="Penyuluh Kesehatan Masyarakat Ahli Muda",
            to_unit="Puskesmas Gunung Sari, Dinas Kesehatan",
            to_jabatan="Penyuluh Kesehatan Masyarakat Ahli Muda",
            own_request=True,
        ),
        considered=(
            "Usul mutasi nomor MUT-2026-00417 tanggal 12 Januari 2026",
            "Pendapat Kepala Puskesmas Teluk Pandan dan Kepala Puskesmas Gunung Sari",
            "Persetujuan pejabat yang berwenang tanggal 23 Februari 2026",
        ),
        effective_on=date(2026, 4, 1),
        dated_on=date(2026, 3, 2),
        verification_url="https://mutasi.sagarakab.example/verifikasi",
    )
    return {
        **freeze(decree),
        "number": "800.1.3.1/48/BKPSDM/2026",
        "code": SAMPLE_CODE,
        "issued_at": "2026-03-02T02:00:00+00:00",
    }
