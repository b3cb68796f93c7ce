"""Jabatan of the invented office: the facts of ``people.domain``, and the few it lacks."""

from mutasi_flow.people.domain import (
    FUNCTIONAL_JABATAN,
    GENERAL_JABATAN,
    JabatanFact,
    JabatanKind,
    default_retirement_age,
)

TEACHER_RETIREMENT_AGE = 60

_STRUCTURAL: tuple[tuple[str, str, str], ...] = (
    ("SEKDA", "Sekretaris Daerah", "II.a"),
    ("INSPEKTUR", "Inspektur Daerah", "II.b"),
    ("KADIS", "Kepala Dinas", "II.b"),
    ("KABAN", "Kepala Badan", "II.b"),
    ("KASAT", "Kepala Satuan", "II.b"),
    ("SEKRETARIS", "Sekretaris", "III.a"),
    ("KABAG", "Kepala Bagian", "III.a"),
    ("CAMAT", "Camat", "III.a"),
    ("KABID", "Kepala Bidang", "III.b"),
    ("LURAH", "Lurah", "IV.a"),
)
_LEADING: tuple[tuple[str, str], ...] = (
    ("KEPALA-SEKOLAH", "Kepala Sekolah"),
    ("KEPALA-PUSKESMAS", "Kepala Puskesmas"),
    ("DIREKTUR-RSUD", "Direktur Rumah Sakit"),
)
_TEACHERS: tuple[tuple[str, str], ...] = (
    ("GURU-KELAS", "Guru Kelas"),
    ("GURU-AGAMA", "Guru Pendidikan Agama"),
    ("GURU-PJOK", "Guru Pendidikan Jasmani"),
    ("GURU-MATEMATIKA", "Guru Matematika"),
    ("GURU-IPA", "Guru Ilmu Pengetahuan Alam"),
    ("GURU-IPS", "Guru Ilmu Pengetahuan Sosial"),
    ("GURU-BINDO", "Guru Bahasa Indonesia"),
    ("GURU-BING", "Guru Bahasa Inggris"),
    ("GURU-SENI", "Guru Seni Budaya"),
    ("GURU-BK", "Guru Bimbingan dan Konseling"),
)
"""Teachers are short by subject, so the demo has a jabatan per subject; the grade shows in the rank."""


def _functional(code: str, name: str) -> JabatanFact:
    return JabatanFact(code, name, JabatanKind.FUNCTIONAL, "", TEACHER_RETIREMENT_AGE)


def structural(code: str, name: str, echelon: str) -> JabatanFact:
    """Return a structural jabatan with the retirement age of its echelon."""
    age = default_retirement_age(JabatanKind.STRUCTURAL, echelon)
    return JabatanFact(code, name, JabatanKind.STRUCTURAL, echelon, age or TEACHER_RETIREMENT_AGE)


CATALOGUE: tuple[JabatanFact, ...] = (
    *(structural(*row) for row in _STRUCTURAL),
    *(_functional(*row) for row in (*_LEADING, *_TEACHERS)),
    *FUNCTIONAL_JABATAN,
    *GENERAL_JABATAN,
)

Shape = tuple[tuple[str, float, int | None], ...]
"""Jabatan of a kind of unit: code, share of its people, least number."""

SHAPES: dict[str, Shape] = {
    "office": (
        ("PENELAAH-KEBIJAKAN", 3, None),
        ("PENATA-LAYANAN", 2, None),
        ("PENGOLAH-DATA", 2, 1),
        ("PENGADMINISTRASI", 3, 1),
        ("OPERATOR-LAYANAN", 2, None),
        ("PENATA-KEUANGAN", 1, None),
    ),
    "secretariat": (
        ("PENATA-KEUANGAN", 2, 1),
        ("ANALIS-SDMA-PT", 1, None),
        ("PERENCANA-PT", 1, None),
        ("ARSIPARIS-TR", 1, None),
        ("PENGADMINISTRASI", 3, 1),
        ("OPERATOR-LAYANAN", 2, None),
    ),
    "personnel": (
        ("ANALIS-SDMA-PT", 3, 2),
        ("ANALIS-SDMA-MU", 2, 1),
        ("PRANATA-KOMPUTER-PT", 1, 1),
        ("PENELAAH-KEBIJAKAN", 2, None),
        ("PENGADMINISTRASI", 2, 1),
    ),
    "inspectorate": (
        ("AUDITOR-PT", 3, 2),
        ("AUDITOR-MU", 2, 1),
        ("PPUPD-PT", 2, None),
        ("PENGADMINISTRASI", 2, 1),
        ("PENGOLAH-DATA", 1, None),
    ),
    "engineering": (
        ("JALAN-JEMBATAN-PT", 2, None),
        ("PENATA-RUANG-PT", 1, None),
        ("PENELAAH-KEBIJAKAN", 2, None),
        ("PENGELOLA-UMUM", 4, 2),
        ("PENGADMINISTRASI", 2, None),
    ),
    "fisheries": (
        ("PENYULUH-PERIKANAN-PT", 3, 2),
        ("PENATA-LAYANAN", 2, None),
        ("PENGELOLA-LAYANAN", 3, None),
        ("PENGADMINISTRASI", 2, None),
    ),
    "farming": (
        ("PENYULUH-PERTANIAN-PT", 4, 2),
        ("PENYULUH-PERTANIAN-TR", 3, 1),
        ("MEDIK-VETERINER-PT", 1, None),
        ("PENGADMINISTRASI", 2, None),
    ),
    "transport": (
        ("PENGUJI-KENDARAAN-TR", 2, 1),
        ("OPERATOR-LAYANAN", 4, None),
        ("PENGELOLA-UMUM", 3, None),
        ("PENGADMINISTRASI", 2, None),
    ),
    "order": (("SATPOL-PP-TR", 6, 4), ("SATPOL-PP-PM", 4, 2), ("DAMKAR-TR", 3, 2), ("PENGADMINISTRASI", 2, None)),
    "district": (
        ("PENELAAH-KEBIJAKAN", 2, None),
        ("PENGOLAH-DATA", 2, 1),
        ("PENGADMINISTRASI", 4, 1),
        ("OPERATOR-LAYANAN", 3, None),
        ("PENATA-LAYANAN", 1, None),
    ),
    "village": (("PENGADMINISTRASI", 2, 1), ("PENGOLAH-DATA", 1, None), ("OPERATOR-LAYANAN", 1, None)),
    "primary": (
        ("GURU-KELAS", 7, 3),
        ("GURU-AGAMA", 1.2, None),
        ("GURU-PJOK", 1.2, None),
        ("PENGADMINISTRASI", 0.6, None),
    ),
    "junior": (
        ("GURU-MATEMATIKA", 2.4, 1),
        ("GURU-BINDO", 2.4, 1),
        ("GURU-BING", 1.8, 1),
        ("GURU-IPA", 2.4, 1),
        ("GURU-IPS", 2, 1),
        ("GURU-AGAMA", 1.4, None),
        ("GURU-PJOK", 1.2, None),
        ("GURU-SENI", 1.2, None),
        ("GURU-BK", 1, None),
        ("PENGADMINISTRASI", 1.6, None),
    ),
    "health": (
        ("PERAWAT-TR", 7, 3),
        ("PERAWAT-PT", 4, 1),
        ("BIDAN-TR", 8, 3),
        ("BIDAN-PT", 2, None),
        ("DOKTER-PT", 2, 1),
        ("DOKTER-GIGI-PT", 0.8, None),
        ("APOTEKER-PT", 0.8, None),
        ("ASISTEN-APOTEKER-TR", 1, 1),
        ("NUTRISIONIS-TR", 1, None),
        ("SANITASI-TR", 1, None),
        ("PRANATA-LABKES-TR", 1, None),
        ("PENGELOLA-KESEHATAN", 1, None),
        ("PENGADMINISTRASI", 1.6, None),
    ),
}
