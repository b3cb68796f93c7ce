"""What the invented people do: the tasks of each kind of post, in the words of workload analyses."""

from typing import NamedTuple


class WorkPlan(NamedTuple):
    """A task: what is counted, minutes of one time, and its share of the work of the post."""

    name: str
    output: str
    minutes: int
    share: float


TEACHER = (
    WorkPlan("Melaksanakan pembelajaran di kelas", "jam pelajaran", 45, 0.55),
    WorkPlan("Menyusun rencana pembelajaran", "rencana", 120, 0.15),
    WorkPlan("Menilai hasil belajar siswa", "berkas", 15, 0.18),
    WorkPlan("Membimbing siswa dan kegiatan tambahan", "kegiatan", 90, 0.12),
)
NURSE = (
    WorkPlan("Melakukan asuhan keperawatan", "pasien", 35, 0.6),
    WorkPlan("Mencatat rekam asuhan", "pasien", 8, 0.15),
    WorkPlan("Menyiapkan alat dan ruang tindakan", "kali", 20, 0.1),
    WorkPlan("Kunjungan rumah dan posyandu", "kunjungan", 90, 0.15),
)
MIDWIFE = (
    WorkPlan("Memeriksa ibu hamil", "ibu", 30, 0.4),
    WorkPlan("Menolong persalinan", "persalinan", 360, 0.25),
    WorkPlan("Pelayanan nifas, bayi, dan keluarga berencana", "kunjungan", 30, 0.25),
    WorkPlan("Melaporkan kesehatan ibu dan anak", "laporan", 120, 0.1),
)
HEALTH = (
    WorkPlan("Melayani pasien", "pasien", 15, 0.6),
    WorkPlan("Mengisi rekam medis", "berkas", 6, 0.2),
    WorkPlan("Menyusun laporan pelayanan", "laporan", 180, 0.1),
    WorkPlan("Menyuluh kesehatan masyarakat", "kegiatan", 120, 0.1),
)
CLERK = (
    WorkPlan("Mencatat surat masuk dan keluar", "surat", 10, 0.35),
    WorkPlan("Menata dan menyimpan arsip", "berkas", 12, 0.3),
    WorkPlan("Melayani permintaan data", "permintaan", 25, 0.2),
    WorkPlan("Menyiapkan rapat", "kegiatan", 60, 0.15),
)
FINANCE = (
    WorkPlan("Memeriksa bukti pembayaran", "berkas", 20, 0.4),
    WorkPlan("Membukukan transaksi", "transaksi", 10, 0.25),
    WorkPlan("Menyusun laporan keuangan bulanan", "laporan", 480, 0.2),
    WorkPlan("Menyiapkan anggaran kegiatan", "kegiatan", 240, 0.15),
)
FIELD = (
    WorkPlan("Memeriksa di lapangan", "kunjungan", 180, 0.5),
    WorkPlan("Menyusun laporan hasil pemeriksaan", "laporan", 90, 0.25),
    WorkPlan("Melayani konsultasi masyarakat", "orang", 30, 0.25),
)
ANALYST = (
    WorkPlan("Mengumpulkan dan mengolah data", "data", 45, 0.35),
    WorkPlan("Menyusun telaahan dan konsep naskah", "naskah", 180, 0.35),
    WorkPlan("Memberi layanan sesuai bidangnya", "layanan", 30, 0.2),
    WorkPlan("Melaporkan pelaksanaan tugas", "laporan", 60, 0.1),
)
LEADER = (
    WorkPlan("Memimpin dan mengarahkan kegiatan", "kegiatan", 120, 0.4),
    WorkPlan("Memeriksa dan menandatangani naskah", "naskah", 10, 0.3),
    WorkPlan("Menghadiri dan memimpin rapat", "rapat", 120, 0.3),
)
_FAMILIES: tuple[tuple[tuple[str, ...], tuple[WorkPlan, ...]], ...] = (
    (("guru",), TEACHER),
    (("perawat",), NURSE),
    (("bidan",), MIDWIFE),
    (("dokter", "apoteker", "nutrisionis", "sanitarian", "perekam", "pranata lab", "terapis", "radiografer"), HEALTH),
    (("pengadministrasi", "arsiparis", "operator", "pengelola umum"), CLERK),
    (("penata keuangan", "penata laporan", "bendahara", "auditor"), FINANCE),
    (("penyuluh", "penguji", "pengawas", "polisi", "teknik", "pengelola pelabuhan"), FIELD),
    (("kepala", "sekretaris", "camat", "lurah", "inspektur", "direktur"), LEADER),
)
SEASON = (0.9, 1.05, 1.25, 1.3, 1.0, 0.85, 0.85, 0.9, 0.95, 1.0, 1.0, 0.95)
"""How the patients of a clinic come over the year: more of them in the wet months."""
SEASONAL = frozenset({NURSE, MIDWIFE, HEALTH})


def work_of(jabatan: str) -> tuple[WorkPlan, ...]:
    """Return the tasks of a jabatan by the words of its name."""
    plain = jabatan.casefold()
    return next((plans for words, plans in _FAMILIES if any(word in plain for word in words)), ANALYST)
