"""Closed lists of words that the tables of people store."""

from enum import StrEnum

from mutasi_flow.core.texts import T, Text


class EmploymentStatus(StrEnum):
    """Kind of civil servant; follows from the legal position (kedudukan hukum), not from the shape of the NIP."""

    PNS = "pns"
    CPNS = "cpns"
    PPPK = "pppk"


class JabatanKind(StrEnum):
    """Kind of jabatan: structural (managerial), functional (JF), general (pelaksana)."""

    STRUCTURAL = "structural"
    FUNCTIONAL = "functional"
    GENERAL = "general"


class Sex(StrEnum):
    """Sex as the 15th digit of the NIP states it (1 male, 2 female)."""

    MALE = "male"
    FEMALE = "female"


class Predicate(StrEnum):
    """Yearly performance predicate (SKP), best first; PermenPANRB 6/2022."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    NEEDS_IMPROVEMENT = "needs_improvement"
    POOR = "poor"
    VERY_POOR = "very_poor"

    @property
    def code(self) -> int:
        """SIASN code: 1 is best, 5 is worst."""
        return tuple(Predicate).index(self) + 1

    @property
    def is_good(self) -> bool:
        """Whether it is "baik" or better."""
        return self in (Predicate.VERY_GOOD, Predicate.GOOD)


class Severity(StrEnum):
    """Weight of a disciplinary sanction (PP 94/2021)."""

    LIGHT = "light"
    MODERATE = "moderate"
    HEAVY = "heavy"


STATUS_LABELS: dict[EmploymentStatus, Text] = {
    EmploymentStatus.PNS: T("PNS"),
    EmploymentStatus.CPNS: T("CPNS"),
    EmploymentStatus.PPPK: T("PPPK"),
}

JABATAN_KIND_LABELS: dict[JabatanKind, Text] = {
    JabatanKind.STRUCTURAL: T("Jabatan struktural"),
    JabatanKind.FUNCTIONAL: T("Jabatan fungsional"),
    JabatanKind.GENERAL: T("Pelaksana"),
}

SEX_LABELS: dict[Sex, Text] = {Sex.MALE: T("Laki-laki"), Sex.FEMALE: T("Perempuan")}

PREDICATE_LABELS: dict[Predicate, Text] = {
    Predicate.VERY_GOOD: T("Sangat baik"),
    Predicate.GOOD: T("Baik"),
    Predicate.NEEDS_IMPROVEMENT: T("Butuh perbaikan"),
    Predicate.POOR: T("Kurang"),
    Predicate.VERY_POOR: T("Sangat kurang"),
}

SEVERITY_LABELS: dict[Severity, Text] = {
    Severity.LIGHT: T("Ringan"),
    Severity.MODERATE: T("Sedang"),
    Severity.HEAVY: T("Berat"),
}
