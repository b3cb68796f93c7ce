"""Invented papers for a decision, for previews and tests."""

from datetime import date
from typing import Any

from mutasi_flow.letters.contexts.bundle import Chapter, DecisionNote, Frame, MatrixRow, decision_bundle
from mutasi_flow.letters.contexts.frozen import freeze
from mutasi_flow.letters.contexts.legal import short_bases_for
from mutasi_flow.letters.contexts.parts import Row, Signatory
from mutasi_flow.letters.contexts.samples import SAMPLE_CODE, SampleOffice
from mutasi_flow.people.domain import EmploymentStatus

_POST = "Kepala Bidang Mutasi, Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"
_DAY = date(2026, 3, 3)
_FRAME = Frame(
    SampleOffice(),
    "Usulan mutasi MUT-2026-00417 dan MUT-2026-00421",
    Signatory(("Analis Sumber Daya Manusia Aparatur,",), "Melati Anggraini, S.E., M.M.", ("NIP 198803032012012003",)),
    "Melati Anggraini, S.E., M.M., Analis Sumber Daya Manusia Aparatur",
    "Rangga Pradana, S.H.",
    _DAY,
    is_secret=True,
)
_CHAPTERS = (
    Chapter(
        "Persoalan",
        (
            f"MUT-2026-00417: pemindahan Wulan Setyowati, S.K.M. dari Kepala Seksi Pelayanan, Kecamatan Teluk Pandan ke {_POST}.",
            f"MUT-2026-00421: pemindahan Gilang Saputro, S.Sos. dari Kepala Subbagian Umum, Dinas Kesehatan ke {_POST}.",
        ),
    ),
    Chapter("Praanggapan", ("Data yang dipakai ialah data yang tercatat pada 3 Maret 2026.",)),
    Chapter(
        "Fakta yang memengaruhi",
        (
            "Wulan Setyowati, S.K.M.: Penata, III/c; S-1, Kesehatan Masyarakat; 6 tahun 2 bulan di jabatan ini.",
            "Gilang Saputro, S.Sos.: Penata Muda Tk. I, III/b; pendidikan (belum tercatat); 1 tahun 1 bulan di jabatan ini.",
        ),
    ),
    Chapter("Analisis", ("Kecamatan Teluk Pandan: terisi 91% dari kebutuhan, sebelumnya 100%.",)),
    Chapter(
        "Kesimpulan",
        (
            "MUT-2026-00417: tidak ada syarat yang menghalangi.",
            "MUT-2026-00421: 1 syarat menghalangi: paling sedikit dua tahun di jabatan terakhir.",
        ),
    ),
    Chapter(
        "Saran",
        (
            "MUT-2026-00417: tim penilai kinerja menyarankan (Berita Acara 800.1.3.1/BA.7/BKPSDM/2026 tanggal 2 Maret 2026).",
            "MUT-2026-00421: tim penilai kinerja menunda pembahasan.",
        ),
    ),
)
_OFFICIAL = Signatory(("BUPATI SAGARA,",), "Dr. HADI WIBOWO, M.Si.")


def _row(number: str, name: str, advice: str, *conditions: str) -> MatrixRow:
    return MatrixRow(
        (
            (number,),
            (name, "NIP 198604122010012014"),
            ("Kepala Seksi Pelayanan", "Kecamatan Teluk Pandan"),
            ("Kepala Bidang Mutasi", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
            ("Penata, III/c", "S-1, Kesehatan Masyarakat, 2008", "6 tahun 2 bulan"),
            ("2025: Baik", "2024: Sangat baik", "Tidak ada hukuman dalam catatan"),
            ("Kecamatan Teluk Pandan: terisi 91% dari kebutuhan, sebelumnya 100%.",),
            conditions or ("Tidak ada yang menghalangi",),
            (advice,),
        )
    )


def sample_decision_bundle() -> dict[str, Any]:
    """Return the papers for two candidates for one confidential post."""
    note = DecisionNote(
        "Wulan Setyowati, S.K.M.",
        (
            Row("Usulan", "MUT-2026-00417"),
            Row("NIP", "198604122010012014"),
            Row("Dari", "Kepala Seksi Pelayanan, Kecamatan Teluk Pandan"),
            Row("Ke", _POST),
        ),
        (
            "Tidak ada syarat yang menghalangi; 2 syarat belum dapat dinilai.",
            "Konsultasi dengan pegawai dan rekan kerja diganti pembahasan tim penilai kinerja (jabatan manajerial, rahasia).",
            "Tim penilai kinerja menyarankan, dengan catatan: serah terima di kecamatan selesai sebelum 1 April 2026.",
        ),
        short_bases_for(EmploymentStatus.PNS, _DAY),
        "",
        _OFFICIAL,
    )
    decided = DecisionNote(
        "Gilang Saputro, S.Sos.",
        (Row("Usulan", "MUT-2026-00421"), Row("Ke", _POST)),
        ("1 syarat menghalangi: paling sedikit dua tahun di jabatan terakhir.",),
        short_bases_for(EmploymentStatus.PNS, _DAY),
        "Tidak disetujui pada 3 Maret 2026: belum dua tahun di jabatan terakhir.",
        _OFFICIAL,
    )
    matrix = (
        _row("1.", "Wulan Setyowati, S.K.M.", "Disarankan"),
        _row(
            "2.",
            "Gilang Saputro, S.Sos.",
            "Ditunda ke sidang berikutnya",
            "Paling sedikit dua tahun di jabatan terakhir",
        ),
    )
    return {
        **freeze(decision_bundle(_FRAME, _CHAPTERS, matrix, (note, decided))),
        "number": "800.1.3.1/SP.61/BKPSDM/2026",
        "code": SAMPLE_CODE,
        "issued_at": "2026-03-03T02:00:00+00:00",
        "verification_url": "https://mutasi.sagarakab.example/verifikasi",
    }
