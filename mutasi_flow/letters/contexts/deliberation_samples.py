"""Invented minutes, for previews and tests."""

from dataclasses import replace
from datetime import date
from typing import Any

from mutasi_flow.letters.contexts.changes import Cited
from mutasi_flow.letters.contexts.deliberation import Attendee, HeardItem, Sat, deliberation_minutes, plan_minutes
from mutasi_flow.letters.contexts.frozen import freeze
from mutasi_flow.letters.contexts.parts import Row, Signatory, Signature
from mutasi_flow.letters.contexts.samples import SAMPLE_CODE, SampleOffice
from mutasi_flow.letters.contexts.supporting import FOR_INK

_SIGNED = Signature(
    "account", ("Ditandatangani lewat akun sendiri", "2 Maret 2026 pukul 11.20", "tercatat dalam jejak sidang")
)
SAT = Sat(
    SampleOffice(),
    "Tim Penilai Kinerja PNS",
    Cited("800/12/BKPSDM/2026", date(2026, 1, 5)),
    date(2026, 3, 2),
    "Ruang Rapat Sekretaris Daerah",
    Signatory(("Ketua,",), "Dra. Endang Kartika, M.Si.", ("NIP 196912121994032001",)),
    _SIGNED,
    date(2026, 3, 2),
)
ATTENDEES = (
    Attendee("Dra. Endang Kartika, M.Si.", "Ketua", is_present=True, leads=True),
    Attendee("Rangga Pradana, S.H.", "Sekretaris", is_present=True),
    Attendee("Melati Anggraini, S.E., M.M.", "Anggota", is_present=True),
    Attendee("Bayu Kusnadi, S.STP.", "Anggota", is_present=False, remark="Dinas luar ke ibu kota provinsi."),
)


def _item(name: str, number: str, destination: str, result: str, **more: str) -> HeardItem:
    rows = (
        Row("NIP", "198604122010012014"),
        Row("Usulan", number),
        Row("Dari", "Kepala Seksi Pelayanan, Kecamatan Teluk Pandan"),
        Row("Ke", destination),
        Row("Pertimbangan tim", result),
        *(Row(label.replace("_", " ").capitalize(), text) for label, text in more.items()),
    )
    return HeardItem(name, rows)


def sample_deliberation_minutes() -> dict[str, Any]:
    """Return the minutes of a sitting about two candidates for one post, and one that was withdrawn."""
    post = "Kepala Bidang Mutasi, Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"
    items = (
        _item(
            "Wulan Setyowati, S.K.M.",
            "MUT-2026-00417",
            post,
            "Disarankan",
            cara="Pemungutan suara: 2 setuju, 1 tidak setuju, 0 abstain",
            catatan="Serah terima di kecamatan selesai sebelum 1 April 2026.",
        ),
        _item(
            "Gilang Saputro, S.Sos.",
            "MUT-2026-00421",
            post,
            "Ditunda ke sidang berikutnya",
            cara="Musyawarah mufakat",
            alasan="Hasil uji kompetensi belum diterima.",
            tidak_ikut_membahas="Rangga Pradana, S.H. (keluarga atau kerabat)",
        ),
    )
    quorum = "Kuorum terpenuhi: hadir 3 dari 4 anggota."
    dropped = ("MUT-2026-00430 atas nama Intan Permadi: ditarik oleh pengusul.",)
    minutes = deliberation_minutes(SAT, ATTENDEES, quorum, items, dropped)
    return _issued(freeze(minutes))


def sample_plan_minutes() -> dict[str, Any]:
    """Return the minutes of a sitting about a plan with two scenarios, of whose moves one does not go on."""
    compared = [
        HeardItem(name, (Row("Mutasi", moves), Row("Kekurangan", shortage), Row("Ketimpangan antarunit", gini)))
        for name, moves, shortage, gini in (
            ("Apa adanya", "30", "73,68 menjadi 61,48 orang", "0,1 menjadi 0,07"),
            ("Paling banyak delapan mutasi", "8", "73,68 menjadi 66,99 orang", "0,1 menjadi 0,08"),
        )
    ]
    decided = (
        "Dipilih skenario “Paling banyak delapan mutasi”, dihitung 27 Februari 2026.",
        "Alasan: perbaikan terbesar dengan perpindahan paling sedikit.",
        f"SHA-256 masukan: {' '.join(['1f' * 8] * 4)}",
        f"SHA-256 sertifikat: {' '.join(['e0' * 8] * 4)}",
    )
    left_out = ("Intan Permadi (198903152014032015), dari SDN Lama ke SDN Baru: merawat orang tua yang sakit.",)
    quorum = "Kuorum terpenuhi: hadir 3 dari 4 anggota."
    minutes = plan_minutes(
        replace(SAT, signature=FOR_INK),
        "Pemerataan guru",
        ATTENDEES,
        quorum,
        compared=compared,
        decided=decided,
        left_out=left_out,
    )
    return _issued(freeze(minutes))


def _issued(minutes: dict[str, Any]) -> dict[str, Any]:
    return {
        **minutes,
        "number": "800.1.3.1/BA.7/BKPSDM/2026",
        "code": SAMPLE_CODE,
        "issued_at": "2026-03-02T04:20:00+00:00",
        "verification_url": "https://mutasi.sagarakab.example/verifikasi",
    }
