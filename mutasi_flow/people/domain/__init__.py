"""Words, facts and calculations about people; pure, without database or clock."""

from mutasi_flow.people.domain.kinds import (
    JABATAN_KIND_LABELS,
    PREDICATE_LABELS,
    SEVERITY_LABELS,
    SEX_LABELS,
    STATUS_LABELS,
    EmploymentStatus,
    JabatanKind,
    Predicate,
    Severity,
    Sex,
)

__all__ = [
    "JABATAN_KIND_LABELS",
    "PREDICATE_LABELS",
    "SEVERITY_LABELS",
    "SEX_LABELS",
    "STATUS_LABELS",
    "EmploymentStatus",
    "JabatanKind",
    "Predicate",
    "Severity",
    "Sex",
]
