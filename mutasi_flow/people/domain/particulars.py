"""Particulars: dated, sourced rows about an employee or a unit that rules ask.

Each kind says which fields it has; pages, sheets and the trail read that.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain.choices import (
    AXIS_LABELS,
    COMPETENCE_LABELS,
    CREDENTIAL_LABELS,
    NEED_LABELS,
    PROCEEDING_LABELS,
    RELATION_LABELS,
)
from mutasi_flow.people.domain.fields import Field, Owner, ParticularKind, Shape

E = TypeVar("E", bound=StrEnum)


MOST_HOURS, MOST_AMOUNT = 60, 999
MOST_LEVEL, MOST_SCORE = 5, 100
"""Competences are assessed on a scale of 1 to 5, performance and potential on one of 1 to 100."""


def _labels(labels: Mapping[E, Text]) -> dict[str, Text]:
    return {one.value: label for one, label in labels.items()}


RELATIVES = ParticularKind(
    "relatives",
    T("Keluarga di kantor ini"),
    T(
        "Suami atau istri, orang tua, anak, saudara, dan ipar yang juga pegawai di sini. Hanya bagian kepegawaian dan "
        "pejabat yang memutus yang melihatnya."
    ),
    Owner.EMPLOYEE,
    (
        Field(
            "relative_id", T("NIP keluarga"), Shape.EMPLOYEE, "NIP KELUARGA", T("NIP pegawai yang menjadi keluarganya.")
        ),
        Field(
            "relation",
            T("Hubungan"),
            Shape.CHOICE,
            "HUBUNGAN",
            T(
                "Apa keluarga itu bagi pegawai ini: suami atau istri, orang tua, anak, saudara kandung, ipar, "
                "atau keluarga lain."
            ),
            _labels(RELATION_LABELS),
            synonyms=("hubungan_keluarga",),
        ),
    ),
    is_own=True,
)
PROCEEDINGS = ParticularKind(
    "proceedings",
    T("Proses disiplin atau peradilan"),
    T("Pemeriksaan yang sedang berjalan; akhiri barisnya bila sudah ada keputusan."),
    Owner.EMPLOYEE,
    (
        Field(
            "kind",
            T("Proses"),
            Shape.CHOICE,
            "PROSES",
            T("Pemeriksaan disiplin atau proses peradilan."),
            _labels(PROCEEDING_LABELS),
            synonyms=("jenis_proses",),
        ),
    ),
)
TEACHING = ParticularKind(
    "teaching",
    T("Jam mengajar"),
    T("Mata pelajaran dan jam mengajar per minggu di setiap sekolah."),
    Owner.EMPLOYEE,
    (
        Field(
            "unit_id",
            T("Kode sekolah"),
            Shape.UNIT,
            "KODE UNIT",
            T("Kode unit sekolah."),
            synonyms=("kode_sekolah", "unor_id"),
        ),
        Field(
            "subject",
            T("Mata pelajaran"),
            Shape.WORDS,
            "MATA PELAJARAN",
            T("Mata pelajaran yang diajarkan."),
            synonyms=("mapel",),
        ),
        Field(
            "hours",
            T("Jam per minggu"),
            Shape.NUMBER,
            "JAM",
            T("Jam mengajar per minggu."),
            synonyms=("jam_per_minggu",),
        ),
    ),
    most=MOST_HOURS,
)
CREDENTIALS = ParticularKind(
    "credentials",
    T("Sertifikat pendidik dan izin praktik"),
    T("Sertifikat pendidik menurut mata pelajaran; izin praktik (SIP) menurut profesi dan fasilitas."),
    Owner.EMPLOYEE,
    (
        Field(
            "kind",
            T("Jenis"),
            Shape.CHOICE,
            "JENIS",
            T("Sertifikat pendidik atau surat izin praktik (SIP)."),
            _labels(CREDENTIAL_LABELS),
            synonyms=("jenis_dokumen",),
        ),
        Field(
            "subject",
            T("Mata pelajaran atau profesi"),
            Shape.WORDS,
            "BIDANG",
            T("Mata pelajaran pada sertifikat, atau profesi pada izin praktik."),
            synonyms=("mapel", "mata_pelajaran", "profesi"),
        ),
        Field("number", T("Nomor"), Shape.WORDS, "NOMOR", T("Nomor sertifikat atau izin.")),
        Field(
            "unit_id",
            T("Kode fasilitas"),
            Shape.UNIT,
            "KODE UNIT",
            T("Kode unit fasilitas tempat izin praktik berlaku."),
            is_required=False,
            synonyms=("kode_fasilitas", "unor_id"),
        ),
    ),
)
TRAININGS = ParticularKind(
    "trainings",
    T("Pelatihan untuk jabatan baru"),
    T("Pelatihan yang diperlukan sebelum atau sesudah pindah ke jabatan lain; tulis juga bila ternyata tidak perlu."),
    Owner.EMPLOYEE,
    (
        Field(
            "jabatan_id",
            T("Kode jabatan baru"),
            Shape.JABATAN,
            "KODE JABATAN",
            T("Kode jabatan yang akan diduduki."),
            synonyms=("jabatan_id",),
        ),
        Field(
            "subject",
            T("Pelatihan"),
            Shape.WORDS,
            "PELATIHAN",
            T("Nama pelatihan, atau mengapa tidak perlu."),
            synonyms=("nama_pelatihan", "diklat"),
        ),
    ),
)
COMPETENCES = ParticularKind(
    "competences",
    T("Kompetensi"),
    T("Hasil uji kompetensi: tingkat 1 sampai 5, mulai hari penilaian sampai masa berlakunya habis."),
    Owner.EMPLOYEE,
    (
        Field(
            "kind",
            T("Jenis"),
            Shape.CHOICE,
            "JENIS",
            T("Teknis, manajerial, atau sosial kultural."),
            _labels(COMPETENCE_LABELS),
            synonyms=("jenis_kompetensi",),
        ),
        Field(
            "subject",
            T("Kompetensi"),
            Shape.WORDS,
            "KOMPETENSI",
            T("Nama kompetensi seperti di standar jabatan, misalnya Kerja sama."),
            synonyms=("nama_kompetensi", "keahlian"),
        ),
        Field(
            "level",
            T("Tingkat"),
            Shape.NUMBER,
            "TINGKAT",
            T("Tingkat 1 sampai 5."),
            synonyms=("level", "level_kompetensi", "nilai"),
        ),
    ),
    most=MOST_LEVEL,
)
ASSESSMENTS = ParticularKind(
    "assessments",
    T("Penilaian kinerja dan potensi"),
    T(
        "Hasil penilaian untuk manajemen talenta: nilai 1 sampai 100, mulai hari penilaian sampai masa berlakunya habis."
    ),
    Owner.EMPLOYEE,
    (
        Field(
            "axis",
            T("Yang dinilai"),
            Shape.CHOICE,
            "YANG DINILAI",
            T("Kinerja atau potensi."),
            _labels(AXIS_LABELS),
            synonyms=("jenis_penilaian", "sumbu"),
        ),
        Field(
            "score", T("Nilai"), Shape.NUMBER, "NILAI", T("Nilai 1 sampai 100."), synonyms=("skor", "nilai_penilaian")
        ),
    ),
    most=MOST_SCORE,
    module="nine_box",
)
GOALS = ParticularKind(
    "goals",
    T("Tujuan pengembangan"),
    T(
        "Apa yang ingin dicapai pegawai ini dan sampai kapan; disepakati dalam dialog kinerja. Pegawai boleh menulisnya sendiri."
    ),
    Owner.EMPLOYEE,
    (
        Field(
            "subject",
            T("Tujuan"),
            Shape.WORDS,
            "TUJUAN",
            T("Yang ingin dicapai, misalnya memimpin tim kecil."),
            synonyms=("tujuan_pengembangan",),
        ),
        Field(
            "jabatan_id",
            T("Kode jabatan yang dituju"),
            Shape.JABATAN,
            "KODE JABATAN",
            T("Kode jabatan yang dituju, bila ada."),
            is_required=False,
            synonyms=("jabatan_id",),
        ),
    ),
    is_own=True,
)
SERVICE_NEEDS = ParticularKind(
    "needs",
    T("Kebutuhan layanan"),
    T("Jam pelajaran per minggu di sekolah, dan jumlah paling sedikit tenaga kesehatan di fasilitas."),
    Owner.UNIT,
    (
        Field(
            "kind",
            T("Jenis"),
            Shape.CHOICE,
            "JENIS",
            T("Jam pelajaran per minggu, atau jumlah paling sedikit."),
            _labels(NEED_LABELS),
            synonyms=("jenis_kebutuhan",),
        ),
        Field(
            "subject",
            T("Mata pelajaran atau profesi"),
            Shape.WORDS,
            "BIDANG",
            T("Mata pelajaran, atau awal nama jabatan seperti Perawat."),
            synonyms=("mapel", "mata_pelajaran", "profesi"),
        ),
        Field(
            "amount", T("Banyaknya"), Shape.NUMBER, "BANYAKNYA", T("Jam per minggu, atau orang."), synonyms=("jumlah",)
        ),
    ),
    most=MOST_AMOUNT,
)
PARTICULARS: Mapping[str, ParticularKind] = {
    one.name: one
    for one in (
        RELATIVES,
        PROCEEDINGS,
        TEACHING,
        CREDENTIALS,
        TRAININGS,
        COMPETENCES,
        ASSESSMENTS,
        GOALS,
        SERVICE_NEEDS,
    )
}
"""Every kind, by name."""


def subject_key(subject: str) -> str:
    """Return what ways to write the same subject or profession have in common."""
    return " ".join(subject.casefold().split())
