"""Fields of work: which jabatan, studies and units belong together, told by the words in their names.

This is what holds until an office records its own requirements (``jabatan_requirements``); a name that tells nothing
belongs to no field, and then nothing is claimed. UU 20/2023 and PermenPANRB 38/2017 ask for studies that fit the
post; which ones is for each jabatan's own standard to say.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import subject_key

WORDS_KEPT = 8_192
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class WorkField:
    """A field of work and the words by which jabatan, studies and units show that they belong to it."""

    label: Text
    jabatan: tuple[str, ...]
    studies: tuple[str, ...]
    units: tuple[str, ...]

    @property
    def name(self) -> str:
        """What is kept and compared: an office may use names of its own beside these."""
        return self.label.message


FIELDS: tuple[WorkField, ...] = (
    WorkField(
        T("Pertanian dan perikanan"),
        ("penyuluh pertanian", "penyuluh perikanan", "medik veteriner", "analis ketahanan pangan"),
        ("pertanian", "agribisnis", "agroteknologi", "peternakan", "perikanan", "kelautan", "dokter hewan"),
        ("pertanian", "perikanan", "peternakan", "ketahanan pangan", "perkebunan"),
    ),
    WorkField(
        T("Kesehatan"),
        ("dokter", "perawat", "bidan", "apoteker", "asisten apoteker", "nutrisionis", "tenaga sanitasi", "epidemiolog",
         "pranata laboratorium kesehatan", "perekam medis", "pengelola layanan kesehatan", "kepala puskesmas",
         "direktur rumah sakit"),
        ("kesehatan", "keperawatan", "ners", "kebidanan", "bidan", "kedokteran", "dokter", "penyakit", "farmasi", "apoteker",
         "gizi", "sanitasi", "epidemiologi", "rekam medis"),
        ("kesehatan", "puskesmas", "rsud", "rumah sakit", "labkesda"),
    ),
    WorkField(
        T("Pendidikan"),
        ("guru", "pengawas sekolah", "kepala sekolah", "pamong belajar"),
        ("pendidikan", "keguruan", "guru", "bimbingan dan konseling", "tadris"),
        ("pendidikan", "sd", "sdn", "smp", "smpn", "tk", "sekolah"),
    ),
    WorkField(
        T("Teknologi informasi"),
        ("pranata komputer", "penata kelola sistem dan teknologi informasi", "statistisi"),
        ("informatika", "teknologi informasi", "sistem informasi", "ilmu komputer", "manajemen informatika", "statistika"),
        ("komunikasi dan informatika", "statistik"),
    ),
    WorkField(
        T("Pekerjaan umum dan perhubungan"),
        ("penata ruang", "penata kelola jalan", "penguji kendaraan", "teknik"),
        ("teknik", "arsitektur", "perencanaan wilayah", "planologi", "transportasi"),
        ("pekerjaan umum", "perumahan", "perhubungan", "penataan ruang"),
    ),
    WorkField(
        T("Keuangan dan pengawasan"),
        ("auditor", "penata laporan keuangan", "pengawas penyelenggaraan urusan", "bendahara", "analis keuangan",
         "pengelola pengadaan"),
        ("akuntansi", "ekonomi", "keuangan", "perpajakan"),
        ("keuangan", "pendapatan", "inspektorat", "pengelola keuangan"),
    ),
    WorkField(
        T("Ketertiban dan hukum"),
        ("polisi pamong praja", "pemadam kebakaran", "perancang peraturan"),
        ("hukum", "ilmu kepolisian"),
        ("satuan polisi pamong praja", "satpol pp", "pemadam", "bagian hukum", "penanggulangan bencana"),
    ),
    WorkField(
        T("Sosial dan pemberdayaan"),
        ("pekerja sosial", "penyuluh sosial", "penyuluh keluarga berencana"),
        ("kesejahteraan sosial", "sosiologi", "psikologi", "pembangunan masyarakat"),
        ("dinas sosial", "pemberdayaan", "keluarga berencana", "pengendalian penduduk"),
    ),
    WorkField(
        T("Administrasi dan kepegawaian"),
        ("analis sumber daya manusia", "arsiparis", "pranata hubungan masyarakat", "pustakawan", "analis kebijakan",
         "perencana", "penelaah teknis kebijakan"),
        ("administrasi", "manajemen", "pemerintahan", "kebijakan publik", "kearsipan", "perpustakaan", "komunikasi",
         "sekretari"),
        ("kepegawaian", "sekretariat", "kecamatan", "kelurahan", "perpustakaan", "perencanaan pembangunan"),
    ),
)  # fmt: skip
"""From the narrow to the broad: the first field whose word a name has counts."""
FIELD_NAMES: tuple[str, ...] = tuple(one.name for one in FIELDS)

STUDIES_OF: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("guru kelas", ("guru sekolah dasar", "pgsd")),
    ("guru pendidikan agama", ("pendidikan agama",)),
    ("guru pendidikan jasmani", ("pendidikan jasmani", "keolahragaan")),
    ("guru matematika", ("matematika",)),
    ("guru ilmu pengetahuan alam", ("pendidikan ipa", "pengetahuan alam", "fisika", "biologi", "kimia")),
    ("guru ilmu pengetahuan sosial", ("pendidikan ips", "pengetahuan sosial", "sejarah", "geografi", "sosiologi")),
    ("guru bahasa indonesia", ("bahasa indonesia",)),
    ("guru bahasa inggris", ("bahasa inggris",)),
    ("guru seni", ("pendidikan seni", "seni rupa", "seni musik", "seni tari")),
    ("guru bimbingan", ("bimbingan dan konseling",)),
    ("guru", ("pendidikan", "guru")),
    ("pengawas sekolah", ("pendidikan",)),
    ("dokter gigi", ("dokter gigi", "kedokteran gigi")),
    ("dokter", ("dokter", "kedokteran")),
    ("perawat", ("keperawatan", "ners")),
    ("bidan", ("kebidanan", "bidan")),
    ("asisten apoteker", ("farmasi",)),
    ("apoteker", ("apoteker", "farmasi")),
    ("nutrisionis", ("gizi",)),
    ("tenaga sanitasi", ("sanitasi", "kesehatan lingkungan")),
    ("pranata laboratorium kesehatan", ("analis kesehatan", "laboratorium")),
    ("perekam medis", ("rekam medis",)),
    ("epidemiolog", ("epidemiologi", "kesehatan masyarakat")),
    ("penyuluh pertanian", ("pertanian", "agribisnis", "agroteknologi")),
    ("penyuluh perikanan", ("perikanan", "kelautan")),
    ("medik veteriner", ("dokter hewan",)),
    ("pranata komputer", ("informatika", "teknologi informasi", "sistem informasi", "ilmu komputer")),
    ("statistisi", ("statistika",)),
    ("auditor", ("akuntansi", "ekonomi")),
    ("penata ruang", ("perencanaan wilayah", "planologi", "arsitektur")),
    ("penata kelola jalan", ("teknik sipil",)),
    ("penguji kendaraan", ("teknik", "transportasi")),
    ("pekerja sosial", ("kesejahteraan sosial",)),
    ("perancang peraturan", ("hukum",)),
    ("arsiparis", ("kearsipan",)),
    ("pustakawan", ("perpustakaan",)),
    ("analis sumber daya manusia", ("administrasi", "manajemen", "pemerintahan", "psikologi")),
)
"""Linear studies by the beginning of the name of a jabatan; the first beginning that fits counts."""


class Fit(IntEnum):
    """How a study lies to what a post asks, the nearest last."""

    OTHER = 0
    FREE = 1
    """The post asks for no field."""
    ADJACENT = 2
    """Another field of study of the same field of work."""
    LINEAR = 3


def _has(name: str, words: tuple[str, ...]) -> bool:
    return any(f" {word}" in name for word in words)


def _key(name: str) -> str:
    """Return the name so that words can be looked for by their beginning."""
    return f" {' '.join(WORD.findall(name.casefold()))} "


@lru_cache(WORDS_KEPT)
def field_of_jabatan(name: str) -> str:
    """Return the field of work of a jabatan; empty when its name tells none."""
    key = _key(name)
    return next((one.name for one in FIELDS if _has(key, one.jabatan)), "")


@lru_cache(WORDS_KEPT)
def field_of_study(name: str) -> str:
    """Return the field of work that a study belongs to; empty when its name tells none."""
    key = _key(name)
    return next((one.name for one in FIELDS if _has(key, one.studies)), "")


@lru_cache(WORDS_KEPT)
def field_of_unit(name: str) -> str:
    """Return the field of work that the name of a unit tells first; empty when it tells none."""
    key = _key(name)
    told = [(key.find(f" {word} "), place) for place, one in enumerate(FIELDS) for word in one.units]
    first = min((found for found in told if found[0] >= 0), default=None)
    return "" if first is None else FIELDS[first[1]].name


@lru_cache(WORDS_KEPT)
def studies_of(jabatan: str) -> tuple[str, ...]:
    """Return the linear studies of a jabatan by its name; none when it tells none."""
    key = subject_key(jabatan)
    return next((studies for beginning, studies in STUDIES_OF if key.startswith(beginning)), ())


@lru_cache(WORDS_KEPT)
def study_fit(study: str, asked: tuple[str, ...], field: str) -> Fit:
    """Return how a study lies to the studies that a post asks and to its field of work."""
    if asked and _has(_key(study), tuple(_key(word).strip() for word in asked)):
        return Fit.LINEAR
    is_same = bool(field) and field_of_study(study) == field
    if not asked:
        return Fit.LINEAR if is_same else Fit.FREE
    return Fit.ADJACENT if is_same else Fit.OTHER
