"""Lesson hours from the records: who is short of a full load, and which hours nobody gives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import true
from sqlalchemy.orm import Session

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import subject_key
from mutasi_flow.planning.frontline.domain import Basis, Staff, plain_subject
from mutasi_flow.planning.frontline.queries.schools import (
    SchoolMap,
    TeacherRow,
    list_teachers,
    load_school_map,
    running_lessons,
)
from mutasi_flow.planning.frontline.queries.terms import term_on
from mutasi_flow.planning.hours.problem import Lessons, Opening, School, Teacher, Terms


@dataclass(frozen=True, slots=True)
class Question:
    """The problem, and which records its indices speak of."""

    lessons: Lessons
    employees: Sequence[int]
    units: Sequence[int]
    subjects: Mapping[str, str]
    """How each subject is written."""


def load_lessons(session: Session, path: str, day: date, terms: Terms, group: int) -> Question:
    """Return what the records below a unit say on a day; hours are taken in groups of so many.

    Only lessons on record count as open, not those reckoned from a need in persons. A teacher whose hours are not on
    record counts as having a full load at the own school and is given nothing.
    """
    found = load_school_map(session, [path], day)
    teachers = list_teachers(session, [path], day, term_on(session, Staff.TEACHERS, day))
    given, places = Counter[tuple[int, str]](), dict[int, set[int]]()
    for row in running_lessons(session, day, true()):
        given[row.unit_id, subject_key(plain_subject(row.subject))] += row.hours
        places.setdefault(row.employee_id, set()).add(row.unit_id)
    for one in teachers:
        if one.hours is None:
            given[one.unit_id, subject_key(one.subject)] += terms.full_load
    units = sorted({row.school.unit_id for row in found.rows} | {unit for at in places.values() for unit in at})
    at = {unit_id: place for place, unit_id in enumerate(units)}
    short = [one for one in teachers if one.hours is not None and one.hours < terms.full_load and one.subject]
    short.sort(key=lambda one: one.id)
    notes = _notes(found, teachers)
    return Question(
        Lessons(
            _schools(found, units),
            [_teacher(one, at, places.get(one.id, set())) for one in short],
            _openings(found, at, given, group),
            terms,
            notes,
        ),
        [one.id for one in short],
        units,
        {key: name for key, (name, _totals) in found.by_subject.items()},
    )


def _teacher(one: TeacherRow, at: dict[int, int], places: set[int]) -> Teacher:
    elsewhere = frozenset(at[unit_id] for unit_id in places if unit_id != one.unit_id)
    return Teacher(str(one.id), at[one.unit_id], subject_key(one.subject), one.hours or 0, elsewhere)


def _schools(found: SchoolMap, units: Sequence[int]) -> list[School]:
    spots = {row.school.unit_id: row.school for row in found.rows}
    return [
        School(spots[unit_id].code, spots[unit_id].name, spots[unit_id].point, spots[unit_id].district)
        if unit_id in spots
        else School(str(unit_id), "")
        for unit_id in units
    ]


def _openings(found: SchoolMap, at: dict[int, int], given: Counter[tuple[int, str]], group: int) -> list[Opening]:
    openings = []
    for row in found.rows:
        if row.load.basis is Basis.RECORDED and row.load.asked is not None:
            left = round(row.load.asked) - given[row.school.unit_id, row.key]
            if left > 0:
                openings.append(Opening(at[row.school.unit_id], row.key, left, group))
    return sorted(openings)


def _notes(found: SchoolMap, teachers: Sequence[TeacherRow]) -> tuple[Text, ...]:
    unknown = sum(one.hours is None for one in teachers)
    unrecorded = sum(row.load.basis is not Basis.RECORDED for row in found.rows)
    notes = []
    if unknown:
        notes.append(
            T("{count} guru tanpa jam mengajar dihitung penuh di sekolahnya dan tidak diberi jam.", count=unknown)
        )
    if unrecorded:
        notes.append(
            T(
                "Jam pelajaran {count} mata pelajaran di sekolah belum tercatat; di sana tidak ada jam kosong yang diketahui.",
                count=unrecorded,
            )
        )
    return tuple(notes)
