"""Common jabatan as facts: enough to begin with; an office imports the rest from its own SIASN download.

The retirement age (BUP) belongs to the jabatan: 60 for senior executives, 58 for other structural officials and
pelaksana (UU 20/2023 art. 55), by grade for functional ones, with exceptions per family. Codes are ours:
family and SIASN grade (``GURU-PT``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mutasi_flow.people.domain.kinds import JabatanKind

GENERAL_RETIREMENT_AGE = 58
EXECUTIVE_RETIREMENT_AGE = 60


@dataclass(frozen=True, slots=True)
class JabatanFact:
    """A jabatan as the product knows it; ``retirement_age`` in years."""

    code: str
    name: str
    kind: JabatanKind
    level: str
    retirement_age: int


@dataclass(frozen=True, slots=True)
class FunctionalLevel:
    """A grade of functional jabatan: SIASN code, word in the name, usual BUP, least education level."""

    code: str
    word: str
    retirement_age: int
    least_education: str
    """Expertise grades ask for S-1 or D-IV, the highest for S-2; skill grades for SLTA (PP 11/2017 as amended)."""


_LEVELS = (
    FunctionalLevel("PM", "Pemula", 58, "15"),
    FunctionalLevel("TR", "Terampil", 58, "15"),
    FunctionalLevel("MH", "Mahir", 58, "15"),
    FunctionalLevel("PY", "Penyelia", 58, "15"),
    FunctionalLevel("PT", "Ahli Pertama", 58, "35"),
    FunctionalLevel("MU", "Ahli Muda", 58, "35"),
    FunctionalLevel("MA", "Ahli Madya", 60, "35"),
    FunctionalLevel("UT", "Ahli Utama", 65, "45"),
)
FUNCTIONAL_LEVELS: dict[str, FunctionalLevel] = {level.code: level for level in _LEVELS}


@dataclass(frozen=True, slots=True)
class _Family:
    code: str
    name: str
    levels: str
    ages: Mapping[str, int] = field(default_factory=dict)
    """Retirement ages that differ from the usual one of the grade."""


_EXPERT = "PT MU MA"
_SKILLED = "TR MH PY"
_TEACHER_AGES = {"PT": 60, "MU": 60, "MA": 60, "UT": 60}

_FAMILIES: tuple[_Family, ...] = (
    _Family("GURU", "Guru", "PT MU MA UT", _TEACHER_AGES),
    _Family("PENGAWAS-SEKOLAH", "Pengawas Sekolah", "MU MA UT"),
    _Family("DOKTER", "Dokter", "PT MU MA UT"),
    _Family("DOKTER-GIGI", "Dokter Gigi", _EXPERT),
    _Family("PERAWAT", "Perawat", f"{_SKILLED} {_EXPERT}"),
    _Family("BIDAN", "Bidan", f"{_SKILLED} {_EXPERT}"),
    _Family("APOTEKER", "Apoteker", _EXPERT),
    _Family("ASISTEN-APOTEKER", "Asisten Apoteker", _SKILLED),
    _Family("NUTRISIONIS", "Nutrisionis", "TR MH PT MU"),
    _Family("SANITASI", "Tenaga Sanitasi Lingkungan", "TR MH PT MU"),
    _Family("PRANATA-LABKES", "Pranata Laboratorium Kesehatan", "TR MH PT MU"),
    _Family("PEREKAM-MEDIS", "Perekam Medis", "TR MH PT"),
    _Family("EPIDEMIOLOG", "Epidemiolog Kesehatan", "PT MU"),
    _Family("PENYULUH-PERTANIAN", "Penyuluh Pertanian", "TR MH PT MU MA"),
    _Family("PENYULUH-PERIKANAN", "Penyuluh Perikanan", "PT MU"),
    _Family("MEDIK-VETERINER", "Medik Veteriner", "PT MU"),
    _Family("ARSIPARIS", "Arsiparis", "TR PT MU"),
    _Family("PUSTAKAWAN", "Pustakawan", "PT MU"),
    _Family("PRANATA-KOMPUTER", "Pranata Komputer", "TR MH PT MU MA"),
    _Family("PRANATA-HUMAS", "Pranata Hubungan Masyarakat", "PT MU"),
    _Family("STATISTISI", "Statistisi", "PT MU"),
    _Family("ANALIS-SDMA", "Analis Sumber Daya Manusia Aparatur", _EXPERT),
    _Family("ANALIS-KEBIJAKAN", "Analis Kebijakan", _EXPERT),
    _Family("PERENCANA", "Perencana", _EXPERT),
    _Family("AUDITOR", "Auditor", "TR PT MU MA"),
    _Family("PPUPD", "Pengawas Penyelenggaraan Urusan Pemerintahan Daerah", _EXPERT),
    _Family("PENGADAAN", "Pengelola Pengadaan Barang/Jasa", "PT MU"),
    _Family("PERANCANG", "Perancang Peraturan Perundang-undangan", "PT MU"),
    _Family("PENATA-RUANG", "Penata Ruang", "PT MU"),
    _Family("JALAN-JEMBATAN", "Penata Kelola Jalan dan Jembatan", "PT MU"),
    _Family("PEKERJA-SOSIAL", "Pekerja Sosial", "TR PT MU"),
    _Family("SATPOL-PP", "Polisi Pamong Praja", "PM TR MH PT"),
    _Family("DAMKAR", "Pemadam Kebakaran", "PM TR MH"),
    _Family("PENGUJI-KENDARAAN", "Penguji Kendaraan Bermotor", _SKILLED),
)


def _expand(family: _Family) -> tuple[JabatanFact, ...]:
    return tuple(
        JabatanFact(
            f"{family.code}-{level.code}",
            f"{family.name} {level.word}",
            JabatanKind.FUNCTIONAL,
            level.code,
            family.ages.get(level.code, level.retirement_age),
        )
        for level in (FUNCTIONAL_LEVELS[code] for code in family.levels.split())
    )


FUNCTIONAL_JABATAN: tuple[JabatanFact, ...] = tuple(fact for family in _FAMILIES for fact in _expand(family))

_GENERAL_NAMES: dict[str, str] = {
    "PENELAAH-KEBIJAKAN": "Penelaah Teknis Kebijakan",
    "PENATA-LAYANAN": "Penata Layanan Operasional",
    "PENATA-KELOLA": "Penata Kelola Sistem dan Teknologi Informasi",
    "PENATA-KEUANGAN": "Penata Laporan Keuangan",
    "PENGOLAH-DATA": "Pengolah Data dan Informasi",
    "PENGELOLA-LAYANAN": "Pengelola Layanan Operasional",
    "PENGELOLA-KESEHATAN": "Pengelola Layanan Kesehatan",
    "PENGADMINISTRASI": "Pengadministrasi Perkantoran",
    "OPERATOR-LAYANAN": "Operator Layanan Operasional",
    "PENGELOLA-UMUM": "Pengelola Umum Operasional",
}

GENERAL_JABATAN: tuple[JabatanFact, ...] = tuple(
    JabatanFact(code, name, JabatanKind.GENERAL, "", GENERAL_RETIREMENT_AGE) for code, name in _GENERAL_NAMES.items()
)


def default_retirement_age(kind: JabatanKind, level: str) -> int | None:
    """Return the usual BUP for a jabatan that states none; None when the grade does not tell.

    ``level`` is the echelon (``II.b``) of a structural jabatan or the SIASN grade (``MU``) of a functional one.
    """
    if kind is JabatanKind.GENERAL:
        return GENERAL_RETIREMENT_AGE
    if kind is JabatanKind.STRUCTURAL:
        echelon = level.partition(".")[0]
        if not echelon:
            return None
        return EXECUTIVE_RETIREMENT_AGE if echelon in ("I", "II") else GENERAL_RETIREMENT_AGE
    known = FUNCTIONAL_LEVELS.get(level)
    return known.retirement_age if known else None


PRACTISING = (
    "apoteker",
    "asisten apoteker",
    "asisten penata anestesi",
    "bidan",
    "dokter",
    "fisioterapis",
    "nutrisionis",
    "okupasi terapis",
    "penata anestesi",
    "perawat",
    "perekam medis",
    "pranata laboratorium kesehatan",
    "psikolog klinis",
    "radiografer",
    "refraksionis",
    "teknisi gigi",
    "tenaga sanitasi lingkungan",
    "terapis",
)
"""How the names of jabatan begin whose holders need a licence (SIP) for the facility where they practise."""


def is_teacher(name: str) -> bool:
    """Whether holders of the jabatan teach a class."""
    return name.casefold().startswith("guru")


def is_practising(name: str) -> bool:
    """Whether holders of the jabatan need a licence for the facility."""
    return name.casefold().startswith(PRACTISING)
