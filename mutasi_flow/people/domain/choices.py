"""What the fields of particulars may say: bonds, proceedings, papers, competences, assessments, needs; each in words."""

from enum import StrEnum

from mutasi_flow.core.texts import T, Text


class Relation(StrEnum):
    """What somebody is to an employee."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    IN_LAW = "in_law"
    OTHER = "other"

    @property
    def inverse(self) -> "Relation":
        """The same bond seen from the other person."""
        return {Relation.PARENT: Relation.CHILD, Relation.CHILD: Relation.PARENT}.get(self, self)


class ProceedingKind(StrEnum):
    """What runs against an employee and keeps the person from moving meanwhile (BKN 5/2019 art. 3 (1) f)."""

    DISCIPLINE = "discipline"
    COURT = "court"


class CredentialKind(StrEnum):
    """A paper that lets somebody do the work: a teacher's certificate, or a licence to practise at one facility."""

    TEACHING = "teaching"
    PRACTICE = "practice"


class CompetenceKind(StrEnum):
    """The three kinds of competence of a civil servant (PermenPANRB 38/2017)."""

    TECHNICAL = "technical"
    MANAGERIAL = "managerial"
    SOCIOCULTURAL = "sociocultural"


class AssessmentAxis(StrEnum):
    """The two things by which talent management looks at somebody (PermenPANRB 3/2020)."""

    PERFORMANCE = "performance"
    POTENTIAL = "potential"


class NeedKind(StrEnum):
    """What a school or facility needs beside the need of its posts."""

    LESSONS = "lessons"
    """Hours a week of a subject."""
    MINIMUM = "minimum"
    """Persons of a profession below which it may not fall."""


RELATION_LABELS: dict[Relation, Text] = {
    Relation.SPOUSE: T("Suami atau istri"),
    Relation.PARENT: T("Orang tua"),
    Relation.CHILD: T("Anak"),
    Relation.SIBLING: T("Saudara kandung"),
    Relation.IN_LAW: T("Mertua, menantu, atau ipar"),
    Relation.OTHER: T("Keluarga lain"),
}
PROCEEDING_LABELS: dict[ProceedingKind, Text] = {
    ProceedingKind.DISCIPLINE: T("Pemeriksaan disiplin"),
    ProceedingKind.COURT: T("Proses peradilan"),
}
CREDENTIAL_LABELS: dict[CredentialKind, Text] = {
    CredentialKind.TEACHING: T("Sertifikat pendidik"),
    CredentialKind.PRACTICE: T("Surat izin praktik (SIP)"),
}
COMPETENCE_LABELS: dict[CompetenceKind, Text] = {
    CompetenceKind.TECHNICAL: T("Teknis"),
    CompetenceKind.MANAGERIAL: T("Manajerial"),
    CompetenceKind.SOCIOCULTURAL: T("Sosial kultural"),
}
AXIS_LABELS: dict[AssessmentAxis, Text] = {
    AssessmentAxis.PERFORMANCE: T("Kinerja"),
    AssessmentAxis.POTENTIAL: T("Potensi"),
}
NEED_LABELS: dict[NeedKind, Text] = {
    NeedKind.LESSONS: T("Jam pelajaran per minggu"),
    NeedKind.MINIMUM: T("Jumlah paling sedikit"),
}
