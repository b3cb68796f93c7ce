"""Schools by subject: hours that lessons ask, teachers who are there, where each school lies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import SERVING_CODES, NeedKind, Point, is_teacher, subject_key
from mutasi_flow.people.model import PRESENT_NEED, Employee, Jabatan, Post, ServiceNeed, Teaching, Unit
from mutasi_flow.people.queries import below
from mutasi_flow.planning.frontline.domain import (
    Basis,
    Staff,
    SubjectLoad,
    Term,
    Totals,
    plain_subject,
    subject_of,
    sum_up,
)
from mutasi_flow.planning.frontline.queries.terms import term_on
from mutasi_flow.planning.matching.queries.ground import Ground, load_ground
from mutasi_flow.rules.queries import load_rulebook
from mutasi_flow.workload.domain import LESSON_HOURS

K = TypeVar("K")
N = TypeVar("N")
TEACHING_LOAD = "R23"
"""The rule whose figure is the full load of a teacher; an office sets its own version of it."""
HARD_FROM = 25
"""Index of hardship from which a school counts as hard to serve at; a plan counts from there, too."""


class Spot(NamedTuple):
    """A school: where it is, and whether serving there is hard (None while that is not known)."""

    unit_id: int
    code: str
    name: str
    path: str
    district: str
    point: Point | None
    is_hard: bool | None


class SubjectRow(NamedTuple):
    """A subject at a school."""

    school: Spot
    key: str
    subject: str
    """As it is written most; empty where no jabatan and no lesson says."""
    load: SubjectLoad


class TeacherRow(NamedTuple):
    """A teacher at the own school; ``hours`` are those on record at all schools, None where none are."""

    id: int
    name: str
    unit_id: int
    jabatan: str
    subject: str
    hours: int | None
    is_experienced: bool | None


@dataclass(frozen=True)
class SchoolMap:
    """Every subject at every school, by school and subject."""

    rows: Sequence[SubjectRow]
    full_load: float
    term: Term

    @cached_property
    def totals(self) -> Totals:
        """All of it together."""
        return sum_up((row.load for row in self.rows), self.full_load)

    @cached_property
    def by_subject(self) -> Mapping[str, tuple[str, Totals]]:
        """Name and totals of each subject, the most hours missing first."""
        return _grouped([(row.key, row.subject, row.load) for row in self.rows], self.full_load)

    @cached_property
    def by_school(self) -> Mapping[int, tuple[Spot, Totals]]:
        """Each school with its totals, the most hours missing first."""
        return _grouped([(row.school.unit_id, row.school, row.load) for row in self.rows], self.full_load)

    def of_subject(self, key: str) -> Sequence[SubjectRow]:
        """Return the schools of one subject, the most hours missing first."""
        found = [row for row in self.rows if row.key == key]
        return sorted(found, key=lambda row: (row.load.gap is None, row.load.gap or 0, row.school.name))

    @cached_property
    def hard(self) -> tuple[int, int, int]:
        """How many schools are hard to serve at, in how many of them somebody is experienced, and how many are not judged."""
        told = [(spot, totals) for spot, totals in self.by_school.values() if spot.is_hard]
        unknown = sum(spot.is_hard is None for spot, _totals in self.by_school.values())
        return len(told), sum(totals.experienced > 0 for _spot, totals in told), unknown


def _grouped(rows: Iterable[tuple[K, N, SubjectLoad]], full_load: float) -> dict[K, tuple[N, Totals]]:
    """Return name and totals of each key, the most hours missing first."""
    loads: dict[K, list[SubjectLoad]] = defaultdict(list)
    names: dict[K, N] = {}
    for key, name, load in rows:
        loads[key].append(load)
        names.setdefault(key, name)
    totals = {key: sum_up(found, full_load) for key, found in loads.items()}
    order = sorted(totals, key=lambda key: (-totals[key].short, str(names[key])))
    return {key: (names[key], totals[key]) for key in order}


def load_school_map(session: Session, paths: Sequence[str], day: date, ground: Ground | None = None) -> SchoolMap:
    """Return the subjects of the schools below these units on a day."""
    full_load, term = full_load_on(session, day), term_on(session, Staff.TEACHERS, day)
    teachers = list_teachers(session, paths, day, term)
    asked, names = _asked(session, paths, day, full_load)
    taught: dict[tuple[int, str], int] = defaultdict(int)
    for row in running_lessons(session, day, _inside(Teaching.unit_id, paths)):
        key = row.unit_id, subject_key(plain_subject(row.subject))
        taught[key] += row.hours
        names.setdefault(key[1], plain_subject(row.subject))
    here: dict[tuple[int, str], list[TeacherRow]] = defaultdict(list)
    for one in teachers:
        here[one.unit_id, subject_key(one.subject)].append(one)
        names.setdefault(subject_key(one.subject), one.subject)
    cells = {*asked, *here, *taught}
    spots = _spots(ground or load_ground(session), {unit_id for unit_id, _key in cells})
    rows = [
        SubjectRow(spots[unit_id], key, names[key], _load(asked, taught, here, (unit_id, key), full_load))
        for unit_id, key in cells
    ]
    rows.sort(key=lambda row: (row.school.name, row.school.unit_id, row.subject, row.key))
    return SchoolMap(rows, full_load, term)


def _load(
    asked: Mapping[tuple[int, str], tuple[float, Basis]],
    taught: Mapping[tuple[int, str], int],
    here: Mapping[tuple[int, str], Sequence[TeacherRow]],
    cell: tuple[int, str],
    full_load: float,
) -> SubjectLoad:
    hours, basis = asked.get(cell, (None, None))
    own = here.get(cell, ())
    return SubjectLoad(
        hours,
        len(own),
        full_load,
        basis,
        taught.get(cell),
        sum(one.is_experienced is True for one in own),
        sum(one.is_experienced is None for one in own),
    )


def full_load_on(session: Session, day: date) -> float:
    """Return the hours a week of a full load on a day: the figure of the rule, even while the office asks it of nobody."""
    found = (one for one in load_rulebook(session).in_force(day) if one.rule.code == TEACHING_LOAD)
    version = next(found, None)
    return float(version.limits["least_hours"]) if version else float(LESSON_HOURS)


def list_teachers(session: Session, paths: Sequence[str], day: date, term: Term) -> list[TeacherRow]:
    """Return who serves as a teacher below these units, by name; the subject is what most hours are given in."""
    columns = (Employee.id, Employee.name, Employee.unit_id, Jabatan.name, Jabatan.level, Employee.appointed_on)
    found = session.execute(
        select(*columns)
        .join(Jabatan, Jabatan.id == Employee.jabatan_id)
        .where(
            Employee.legal_position.in_(SERVING_CODES),
            Employee.unit_id.is_not(None),
            _is_called_teacher(),
            _inside(Employee.unit_id, paths),
        )
        .order_by(Employee.name, Employee.id)
    ).all()
    hours: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    own = Teaching.employee_id.in_(select(Employee.id).where(_inside(Employee.unit_id, paths)))
    for row in running_lessons(session, day, own):
        hours[row.employee_id][plain_subject(row.subject)] += row.hours
    return [
        TeacherRow(
            key,
            name,
            unit_id,
            jabatan,
            _main(hours[key]) if key in hours else subject_of(jabatan),
            sum(hours[key].values()) if key in hours else None,
            term.judge(appointed_on, level, day),
        )
        for key, name, unit_id, jabatan, level, appointed_on in found
        if is_teacher(jabatan) and unit_id is not None
    ]


def _main(hours: Mapping[str, int]) -> str:
    return min(hours, key=lambda subject: (-hours[subject], subject))


def running_lessons(session: Session, day: date, where: ColumnElement[bool]) -> Sequence[Any]:
    """Return the hours on record on a day: who, at which school, in which subject, how many."""
    row = Teaching
    columns = (row.employee_id, row.unit_id, row.subject, row.hours)
    return session.execute(select(*columns).where(*_running(row, day), where).order_by(row.id)).all()


def _running(table: type[Teaching | ServiceNeed], day: date) -> tuple[ColumnElement[bool], ...]:
    return or_(table.from_on.is_(None), table.from_on <= day), or_(table.to_on.is_(None), table.to_on >= day)


def _is_called_teacher() -> ColumnElement[bool]:
    return func.lower(Jabatan.name).like("guru%")


def _inside(column: Any, paths: Sequence[str]) -> ColumnElement[bool]:
    scope = below(paths)
    return true() if scope is None else column.in_(select(Unit.id).where(scope))


def _asked(
    session: Session, paths: Sequence[str], day: date, full_load: float
) -> tuple[dict[tuple[int, str], tuple[float, Basis]], dict[str, str]]:
    """Return the hours that lessons ask, by school and subject, and how the subjects are written."""
    asked: dict[tuple[int, str], float] = defaultdict(float)
    names: dict[str, str] = {}
    need = ServiceNeed
    recorded = session.execute(
        select(need.unit_id, need.subject, need.amount)
        .where(need.kind == NeedKind.LESSONS, *_running(need, day), _inside(need.unit_id, paths))
        .order_by(need.id)
    )
    for unit_id, subject, amount in recorded:
        plain = plain_subject(subject)
        asked[unit_id, subject_key(plain)] += amount
        names.setdefault(subject_key(plain), plain)
    known = {cell: (hours, Basis.RECORDED) for cell, hours in asked.items()}
    return known | _from_posts(session, paths, known.keys(), names, full_load), names


def _from_posts(
    session: Session, paths: Sequence[str], known: Iterable[tuple[int, str]], names: dict[str, str], full_load: float
) -> dict[tuple[int, str], tuple[float, Basis]]:
    """Return the need of teachers' posts as hours, where no lessons are on record."""
    persons: dict[tuple[int, str], float] = defaultdict(float)
    posts = session.execute(
        select(Post.unit_id, Jabatan.name, PRESENT_NEED)
        .join(Jabatan, Jabatan.id == Post.jabatan_id)
        .where(_is_called_teacher(), PRESENT_NEED.is_not(None), _inside(Post.unit_id, paths))
    )
    taken = set(known)
    for unit_id, jabatan, need in posts:
        subject = subject_of(jabatan)
        key = unit_id, subject_key(subject)
        if is_teacher(jabatan) and key not in taken:
            persons[key] += need
            names.setdefault(key[1], subject)
    return {key: (need * full_load, Basis.ANALYSED) for key, need in persons.items()}


def _spots(ground: Ground, unit_ids: Iterable[int]) -> dict[int, Spot]:
    return {unit_id: spot_of(ground, unit_id) for unit_id in unit_ids}


def spot_of(ground: Ground, unit_id: int) -> Spot:
    """Return where a unit is and how hard serving there is."""
    unit, place = ground.units[unit_id], ground.place_of(unit_id)
    if place is None:
        return Spot(unit_id, unit.code, unit.name, unit.path, "", None, None)
    index = place.hardship
    is_hard = index.least >= HARD_FROM if (index.least >= HARD_FROM) == (index.most >= HARD_FROM) else None
    return Spot(unit_id, unit.code, unit.name, unit.path, place.district, place.point, is_hard)
