"""Subjects, hours, professions and experience as pure figures."""

from mutasi_flow.planning.frontline.domain.experience import (
    GRADE_LABELS,
    STAFF_LABELS,
    USUAL_TERMS,
    Grade,
    Staff,
    Term,
    staff_of,
)
from mutasi_flow.planning.frontline.domain.lessons import (
    BASIS_LABELS,
    STANDING_LABELS,
    Basis,
    Standing,
    SubjectLoad,
    Totals,
    sum_up,
)
from mutasi_flow.planning.frontline.domain.ratios import PRESSURE, Ratio
from mutasi_flow.planning.frontline.domain.sharing import SHARING_LABELS, SharingState
from mutasi_flow.planning.frontline.domain.subjects import plain_subject, subject_of

__all__ = [
    "BASIS_LABELS",
    "GRADE_LABELS",
    "PRESSURE",
    "SHARING_LABELS",
    "STAFF_LABELS",
    "STANDING_LABELS",
    "USUAL_TERMS",
    "Basis",
    "Grade",
    "Ratio",
    "SharingState",
    "Staff",
    "Standing",
    "SubjectLoad",
    "Term",
    "Totals",
    "plain_subject",
    "staff_of",
    "subject_of",
    "sum_up",
]
