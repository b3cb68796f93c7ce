"""What kind of person usually holds a jabatan: schooling, titles, share of women, rank."""

from dataclasses import dataclass

from mutasi_flow.people.domain import FUNCTIONAL_LEVELS, RANKS, EmploymentStatus, JabatanFact, JabatanKind


@dataclass(frozen=True, slots=True)
class Schooling:
    """An education: SIASN level, name, and the titles it gives."""

    level: str
    name: str
    title_after: str = ""
    title_before: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Schoolings to choose from and the share of women; the first schooling is the most common."""

    schoolings: tuple[Schooling, ...]
    women: float = 0.5


_SLTA = Schooling("15", "SMA IPS")
_SMK = Schooling("17", "SMK Administrasi Perkantoran")
_DIPLOMA = Schooling("30", "D-III Administrasi Perkantoran", "A.Md.")
_BACHELORS = (
    Schooling("40", "S-1 Administrasi Negara", "S.A.P."),
    Schooling("40", "S-1 Ekonomi", "S.E."),
    Schooling("40", "S-1 Hukum", "S.H."),
    Schooling("40", "S-1 Ilmu Pemerintahan", "S.I.P."),
    Schooling("35", "D-IV Pemerintahan", "S.S.T.P."),
)
_MASTERS = (
    Schooling("45", "S-2 Administrasi Publik", "M.A.P."),
    Schooling("45", "S-2 Manajemen", "S.E., M.M."),
    Schooling("45", "S-2 Ilmu Pemerintahan", "S.I.P., M.Si."),
)


def _teacher(subject: str, women: float) -> Profile:
    name = f"S-1 {subject}"
    return Profile((Schooling("40", name, "S.Pd."), Schooling("42", "Profesi Guru", "S.Pd., Gr.")), women)


_FAMILIES: dict[str, Profile] = {
    "GURU-KELAS": _teacher("Pendidikan Guru Sekolah Dasar", 0.82),
    "GURU-AGAMA": Profile((Schooling("40", "S-1 Pendidikan Agama Islam", "S.Pd.I."),), 0.7),
    "GURU-PJOK": _teacher("Pendidikan Jasmani", 0.25),
    "GURU-MATEMATIKA": _teacher("Pendidikan Matematika", 0.76),
    "GURU-IPA": _teacher("Pendidikan IPA", 0.78),
    "GURU-IPS": _teacher("Pendidikan IPS", 0.7),
    "GURU-BINDO": _teacher("Pendidikan Bahasa Indonesia", 0.8),
    "GURU-BING": _teacher("Pendidikan Bahasa Inggris", 0.78),
    "GURU-SENI": _teacher("Pendidikan Seni", 0.65),
    "GURU-BK": _teacher("Bimbingan dan Konseling", 0.75),
    "GURU": _teacher("Pendidikan", 0.76),
    "KEPALA-SEKOLAH": Profile(
        (Schooling("40", "S-1 Pendidikan", "S.Pd."), Schooling("45", "S-2 Manajemen Pendidikan", "S.Pd., M.Pd.")), 0.6
    ),
    "KEPALA-PUSKESMAS": Profile(
        (
            Schooling("40", "S-1 Kesehatan Masyarakat", "S.K.M."),
            Schooling("42", "Profesi Dokter", "", "dr."),
            Schooling("45", "S-2 Kesehatan Masyarakat", "S.K.M., M.Kes."),
        ),
        0.55,
    ),
    "DIREKTUR-RSUD": Profile((Schooling("47", "Spesialis Penyakit Dalam", "Sp.PD.", "dr."),), 0.4),
    "DOKTER-GIGI": Profile((Schooling("42", "Profesi Dokter Gigi", "", "drg."),), 0.7),
    "DOKTER": Profile((Schooling("42", "Profesi Dokter", "", "dr."),), 0.6),
    "PERAWAT": Profile((Schooling("42", "Profesi Ners", "S.Kep., Ns."),), 0.7),
    "BIDAN": Profile((Schooling("35", "D-IV Kebidanan", "S.Tr.Keb."),), 1.0),
    "APOTEKER": Profile((Schooling("42", "Profesi Apoteker", "S.Farm., Apt."),), 0.8),
    "PENYULUH-PERTANIAN": Profile((Schooling("40", "S-1 Agribisnis", "S.P."),), 0.4),
    "PENYULUH-PERIKANAN": Profile((Schooling("40", "S-1 Perikanan", "S.Pi."),), 0.4),
    "MEDIK-VETERINER": Profile((Schooling("42", "Profesi Dokter Hewan", "", "drh."),), 0.5),
    "PRANATA-KOMPUTER": Profile((Schooling("40", "S-1 Teknik Informatika", "S.Kom."),), 0.4),
    "AUDITOR": Profile((Schooling("40", "S-1 Akuntansi", "S.Ak."),), 0.5),
    "JALAN-JEMBATAN": Profile((Schooling("40", "S-1 Teknik Sipil", "S.T."),), 0.25),
    "PENATA-RUANG": Profile((Schooling("40", "S-1 Perencanaan Wilayah", "S.T."),), 0.4),
    "SATPOL-PP": Profile((_SLTA, _SMK), 0.15),
    "DAMKAR": Profile((_SLTA, _SMK), 0.05),
    "PENGADMINISTRASI": Profile((_SLTA, _SMK), 0.5),
    "OPERATOR-LAYANAN": Profile((_SLTA, _SMK), 0.35),
    "PENGELOLA-UMUM": Profile((Schooling("10", "SMP"), _SLTA), 0.15),
    "PENGOLAH-DATA": Profile((_DIPLOMA,), 0.55),
    "PENGELOLA-LAYANAN": Profile((_DIPLOMA,), 0.45),
    "PENGELOLA-KESEHATAN": Profile((Schooling("30", "D-III Kesehatan", "A.Md.Kes."),), 0.7),
}
_MEDICAL_DIPLOMA = Profile((Schooling("30", "D-III Kesehatan", "A.Md.Kes."),), 0.7)
_SKILLED_MEDICAL: dict[str, Profile] = {
    **dict.fromkeys(
        ("ASISTEN-APOTEKER", "NUTRISIONIS", "SANITASI", "PRANATA-LABKES", "PEREKAM-MEDIS"), _MEDICAL_DIPLOMA
    ),
    "PERAWAT": Profile((Schooling("30", "D-III Keperawatan", "A.Md.Kep."),), 0.7),
    "BIDAN": Profile((Schooling("30", "D-III Kebidanan", "A.Md.Keb."),), 1.0),
}
_SKILLED = Profile((_DIPLOMA, Schooling("30", "D-III Teknik", "A.Md.T.")), 0.4)
_EXPERT_FROM = "35"


def profile_of(jabatan: JabatanFact) -> Profile:
    """Return who usually holds ``jabatan``."""
    if jabatan.kind is JabatanKind.STRUCTURAL:
        return Profile((*_MASTERS, *_BACHELORS[:3]), 0.3)
    family, _, level = jabatan.code.rpartition("-")
    known = FUNCTIONAL_LEVELS.get(level)
    if known is None or not family:
        return _FAMILIES.get(jabatan.code) or _general(jabatan)
    if known.least_education < _EXPERT_FROM and family not in {"SATPOL-PP", "DAMKAR"}:
        return _SKILLED_MEDICAL.get(family, _SKILLED)
    return _FAMILIES.get(family, Profile(_BACHELORS, 0.5))


def _general(jabatan: JabatanFact) -> Profile:
    """Guess from the words of a jabatan that an office named itself."""
    if jabatan.kind is JabatanKind.FUNCTIONAL:
        is_teacher = jabatan.name.casefold().startswith("guru")
        return _FAMILIES["GURU"] if is_teacher else Profile(_BACHELORS, 0.5)
    is_simple = jabatan.name.split()[0] in {"Pengadministrasi", "Operator", "Pramu", "Pengemudi", "Petugas"}
    return Profile((_SLTA, _SMK) if is_simple else _BACHELORS, 0.5)


_ECHELON_RANKS: dict[str, tuple[str, str]] = {
    "II.a": ("43", "44"),
    "II.b": ("42", "43"),
    "III.a": ("41", "42"),
    "III.b": ("34", "41"),
    "IV.a": ("33", "34"),
    "IV.b": ("32", "33"),
}
_START_RANK: tuple[tuple[str, str, str], ...] = (
    ("05", "11", "21"),
    ("10", "13", "23"),
    ("15", "21", "32"),
    ("30", "23", "33"),
    ("35", "31", "34"),
    ("45", "32", "42"),
)
_PNS_LADDER = tuple(code for code, rank in RANKS.items() if rank.status is EmploymentStatus.PNS)
_PPPK_RANKS: tuple[tuple[str, str], ...] = (("05", "I"), ("10", "IV"), ("15", "V"), ("30", "VII"), ("35", "IX"))
YEARS_PER_RANK = 4
FUNCTIONAL_CEILING = "42"


def rank_for(jabatan: JabatanFact, schooling: Schooling, years: int, *, higher: bool) -> str:
    """Return the rank of a PNS: by echelon, or by schooling and a step every four years up to the ceiling.

    ``higher`` picks the upper of the two ranks an echelon allows.
    """
    if jabatan.level in _ECHELON_RANKS:
        return _ECHELON_RANKS[jabatan.level][int(higher)]
    _, start, ceiling = next(row for row in reversed(_START_RANK) if row[0] <= schooling.level)
    if jabatan.kind is JabatanKind.FUNCTIONAL and ceiling == "34":
        ceiling = FUNCTIONAL_CEILING
    first, last = _PNS_LADDER.index(start), _PNS_LADDER.index(ceiling)
    return _PNS_LADDER[min(last, first + years // YEARS_PER_RANK)]


def contract_rank_for(schooling: Schooling) -> str:
    """Return the grade of a PPPK by schooling (Perpres 98/2020)."""
    return next(grade for level, grade in reversed(_PPPK_RANKS) if level <= schooling.level)
