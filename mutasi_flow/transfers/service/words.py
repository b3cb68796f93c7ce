"""Words for the entries of the trail about a transfer."""

from mutasi_flow.core.texts import T, Text

WORDS: dict[str, Text] = {
    "drafted": T("Berkas dibuka"),
    "edited": T("Isi usulan diubah"),
    "submitted": T("Usulan dikirim"),
    "resubmitted": T("Usulan dikirim ulang"),
    "returned": T("Dikembalikan untuk perbaikan"),
    "withdrawn": T("Ditarik oleh pengusul"),
    "opined": T("Tanggapan diberikan"),
    "silence_recorded": T("Tidak menjawab sampai batas waktu"),
    "silence_replaced": T("Surat yang datang kemudian dicatat sebagai jawaban"),
    "task_handed_on": T("Tugas beralih kepada pejabat pengganti"),
    "paper_attached": T("Dokumen diunggah"),
    "paper_scanned": T("Dokumen diperiksa dari virus"),
    "letter_written": T("Surat pendukung dibuat"),
    "letter_signed": T("Surat pendukung ditandatangani"),
    "paper_judged": T("Dokumen diperiksa"),
    "destination_considered": T("Tujuan lain dipertimbangkan"),
    "weighed": T("Pertimbangan atas tanggapan ditulis"),
    "consultation_concluded": T("Konsultasi disimpulkan"),
    "postponed": T("Ditunda"),
    "resumed": T("Masa tunda berakhir"),
    "approved": T("Disetujui"),
    "rejected": T("Tidak disetujui"),
    "reopened": T("Dibuka kembali"),
    "cancelled": T("Dibatalkan"),
    "decreed": T("SK diterbitkan"),
    "rendered": T("Berkas surat dibuat"),
    "revoked": T("SK dicabut"),
    "taken_back": T("Langkah terakhir diurungkan"),
    "imported": T("Dicatat dari berkas sebelum sistem dipakai"),
}
"""Every audit action of the road, in the words that people read."""
