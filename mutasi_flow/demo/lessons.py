"""Lessons of the demo's schools and who gives them: full loads first, so some teachers are short and some hours open."""

from collections import defaultdict
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.demo.backstage import Backstage
from mutasi_flow.people.domain import SERVING_CODES, NeedKind, is_teacher
from mutasi_flow.people.model import PRESENT_NEED, Employee, Jabatan, Post, ServiceNeed, Teaching
from mutasi_flow.planning.frontline.domain import subject_of
from mutasi_flow.planning.frontline.service import ask_sharing
from mutasi_flow.planning.hours.problem import Terms
from mutasi_flow.workload.domain import LESSON_HOURS

TIMETABLE = "Jadwal pelajaran semester ini"
KNOWN_SHARE = 0.93
FARTHEST_KM = 40.0
"""The schools of the invented regency lie far apart."""


def record_lessons(session: Session, at: datetime, random: Random) -> None:
    """Write the hours of every subject at every school, and those that its teachers give."""
    needs = session.execute(
        select(Post.unit_id, Jabatan.name, PRESENT_NEED)
        .join(Jabatan, Jabatan.id == Post.jabatan_id)
        .where(PRESENT_NEED > 0, func.lower(Jabatan.name).like("guru%"))
        .order_by(Post.id)
    )
    left = {(unit_id, subject_of(name)): round(need * LESSON_HOURS) for unit_id, name, need in needs}
    base = {"from_on": _semester(at.date()), "to_on": None, "source": TIMETABLE, "recorded_at": at}
    lessons = [
        {**base, "unit_id": unit_id, "kind": NeedKind.LESSONS, "subject": subject, "amount": hours}
        for (unit_id, subject), hours in left.items()
        if hours
    ]
    if lessons:
        session.execute(insert(ServiceNeed.__table__), lessons)  # type: ignore[arg-type]
    given = _given(session, left, random)
    if given:
        session.execute(insert(Teaching.__table__), [{**base, **row} for row in given])  # type: ignore[arg-type]


def _given(session: Session, left: dict[tuple[int, str], int], random: Random) -> list[dict[str, Any]]:
    staff = session.execute(
        select(Employee.id, Employee.unit_id, Jabatan.name)
        .join(Jabatan, Jabatan.id == Employee.jabatan_id)
        .where(Employee.legal_position.in_(SERVING_CODES), Employee.unit_id.is_not(None))
        .order_by(Employee.id)
    )
    teachers: dict[tuple[int, str], list[int]] = defaultdict(list)
    for employee_id, unit_id, name in staff:
        if is_teacher(name) and unit_id is not None:
            teachers[unit_id, subject_of(name)].append(employee_id)
    rows = []
    for cell, people in teachers.items():
        for employee_id in people:
            hours = min(LESSON_HOURS, left.get(cell, 0))
            left[cell] = left.get(cell, 0) - hours
            if hours and random.random() < KNOWN_SHARE:
                rows.append({"employee_id": employee_id, "unit_id": cell[0], "subject": cell[1], "hours": hours})
    return rows


def _semester(day: date) -> date:
    """Return the first day of the half of the school year that a day lies in."""
    return date(day.year, 1 if day.month < 7 else 7, 1)  # noqa: PLR2004 - school years begin in July


def share_hours(stage: Backstage) -> None:
    """Have the planner share out the hours of the whole office; a worker does it."""
    stage.play(Role.PLANNER, _share)


def _share(session: Session, actor: Actor, clock: Clock) -> None:
    ask_sharing(session, None, Terms(most_km=FARTHEST_KM), 1, actor=actor, clock=clock)
