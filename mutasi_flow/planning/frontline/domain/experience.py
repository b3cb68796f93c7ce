"""Who counts as experienced: years in service, or the grade of the jabatan; a dated choice of the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import full_months, is_practising, is_teacher

MONTHS = 12
MOST_YEARS = 40


class Staff(StrEnum):
    """Whose threshold it is."""

    TEACHERS = "teachers"
    HEALTH = "health"


STAFF_LABELS: dict[Staff, Text] = {Staff.TEACHERS: T("Guru"), Staff.HEALTH: T("Tenaga kesehatan")}


class Grade(StrEnum):
    """From which grade of a functional jabatan somebody counts as experienced, whatever the years."""

    NONE = "none"
    MUDA = "muda"
    MADYA = "madya"


GRADE_LABELS: dict[Grade, Text] = {
    Grade.NONE: T("Jenjang tidak dihitung"),
    Grade.MUDA: T("Ahli Muda atau Mahir ke atas"),
    Grade.MADYA: T("Ahli Madya atau Penyelia ke atas"),
}
_REACHED: Mapping[Grade, frozenset[str]] = {
    Grade.NONE: frozenset(),
    Grade.MUDA: frozenset({"MU", "MA", "UT", "MH", "PY"}),
    Grade.MADYA: frozenset({"MA", "UT", "PY"}),
}


@dataclass(frozen=True, slots=True)
class Term:
    """The threshold: ``years`` in service, or ``grade``; one of the two is enough."""

    years: int
    grade: Grade

    def judge(self, appointed_on: date | None, level: str, day: date) -> bool | None:
        """Whether somebody is experienced on a day; None while what would tell is not on record."""
        if level in _REACHED[self.grade]:
            return True
        if appointed_on is not None:
            return full_months(appointed_on, day) >= self.years * MONTHS
        return None


def staff_of(jabatan: str) -> Staff | None:
    """Return whose threshold holds for a jabatan by its name; None for neither teachers nor health workers."""
    if is_teacher(jabatan):
        return Staff.TEACHERS
    return Staff.HEALTH if is_practising(jabatan) else None


USUAL_TERMS: dict[Staff, Term] = {Staff.TEACHERS: Term(8, Grade.MUDA), Staff.HEALTH: Term(5, Grade.MUDA)}
"""What holds until the office chooses; no regulation names a figure."""
