"""Lessons of schools and the subjects of teachers, as tables of a plan: only where lessons are on record."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from mutasi_flow.planning.frontline.domain import Basis, Staff
from mutasi_flow.planning.frontline.queries import list_teachers, load_school_map
from mutasi_flow.planning.frontline.queries.terms import term_on
from mutasi_flow.planning.plans.queries.staff import About, figure

LESSONS = ("unit_kode", "mapel", "jam")
Rows = list[tuple[About, tuple[str, ...]]]


def load_subjects(session: Session, path: str, on: date) -> tuple[Rows, Mapping[int, str]]:
    """Return the hours of each subject at each school, and the subject of each teacher by key.

    A school whose lessons are not on record has those that the need of its posts makes. Where none are on record at all,
    there is nothing to tell subjects by.
    """
    found = load_school_map(session, [path], on)
    if not any(row.load.basis is Basis.RECORDED for row in found.rows):
        return [], {}
    rows: Rows = [
        (About("unit", row.school.code, row.school.name), (row.school.code, row.subject, figure(round(row.load.asked))))
        for row in found.rows
        if row.load.asked is not None and row.subject
    ]
    teachers = list_teachers(session, [path], on, term_on(session, Staff.TEACHERS, on))
    return sorted(rows, key=lambda one: one[1]), {one.id: one.subject for one in teachers}
