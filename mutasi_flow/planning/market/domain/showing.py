"""What may be shown of few people, and what the outcome of a wish is called. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import SMALLEST_SHOWN


def may_show_points(applicants: int) -> bool:
    """Whether the fewest points with which somebody came in may be told: not where few applied."""
    return applicants >= SMALLEST_SHOWN


class Verdict(StrEnum):
    """What became of a wish; the words of ``planning.verdicts``."""

    GRANTED = "granted"
    RULE = "rule"
    DEARER = "dearer"
    TAKEN = "taken"
    CLOSED = "closed"
    HELD = "held"


VERDICT_WORDS: Mapping[Verdict, Text] = {
    Verdict.GRANTED: T("Anda mendapat tempat ini."),
    Verdict.DEARER: T("Pilihan yang lebih Anda inginkan sudah didapat."),
    Verdict.TAKEN: T(
        "Kursi di sini diberikan kepada peserta lain: poin dan urutan pilihan mereka lebih kuat, atau hanya "
        "dengan mereka lebih banyak orang dapat pindah."
    ),
    Verdict.CLOSED: T("Tidak ada kursi yang terbuka di sini dalam putaran ini."),
    Verdict.HELD: T("Ada kursi, tetapi unit Anda sekarang akan kekurangan orang dan tidak ada yang menggantikan."),
}
"""Why, in words; what a rule forbids says the rule."""
RULE_WORDS: Mapping[str, Text] = {
    "P00": T("Tempat ini tidak dapat dituju: jabatannya lain, atau tidak ada dalam daftar formasi."),
    "P01": T("Kedudukan hukum Anda tidak aktif pada hari perhitungan."),
    "P02": T("Masa tugas Anda di jabatan sekarang belum cukup."),
    "P03": T("Waktu Anda sampai pensiun terlalu singkat."),
    "P04": T("Golongan Anda di luar yang disyaratkan."),
    "P05": T("Pendidikan Anda tidak sesuai syarat."),
    "P06": T("Ada sertifikat yang disyaratkan dan belum tercatat."),
    "P07": T("Ada hukuman disiplin atau proses hukum yang sedang berjalan."),
    "P08": T("Predikat kinerja terakhir belum mencapai Baik."),
    "P10": T("Anda sedang cuti, tugas belajar, atau sakit."),
    "P11": T("Keluarga Anda bertugas di unit itu, atau langsung di atas atau di bawahnya."),
    "P14": T("PPPK hanya pindah unit dengan jabatan yang sama."),
}
OTHER_RULE = T("Aturan perpindahan tidak membolehkannya.")


def words_of(verdict: Verdict, rule: str) -> Text:
    """Return why a wish was granted or not."""
    return RULE_WORDS.get(rule, OTHER_RULE) if verdict is Verdict.RULE else VERDICT_WORDS[verdict]
