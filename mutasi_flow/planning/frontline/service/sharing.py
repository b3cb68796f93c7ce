"""Lesson hours are shared out by a worker: asked for, solved, checked by other code, and kept once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.inbox.domain import freeze_values
from mutasi_flow.people.model import Office, Unit
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.planning.frontline.domain import SharingState
from mutasi_flow.planning.frontline.model import LessonSharing
from mutasi_flow.planning.frontline.queries.hours import Question, load_lessons
from mutasi_flow.planning.hours.checking import check, hours_taken
from mutasi_flow.planning.hours.problem import Outcome, Terms
from mutasi_flow.planning.hours.solving import share_out
from mutasi_flow.planning.hours.tables import summary

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

SHARE = "share_lesson_hours"
SHARERS = (Permission.PLAN, Permission.TRANSFERS_FILE_FOR)
"""Who shares hours out below a unit: planners, and the staffing officers of the agency."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came out, and when."""

    clock: Clock
    state: SharingState
    found: Mapping[str, Any] = field(default_factory=dict)


def ask_sharing(session: Session, unit_id: int | None, terms: Terms, group: int, *, actor: Actor, clock: Clock) -> int:
    """Ask for hours to be shared out below a unit (None: the whole office) by today's records. Return its key.

    Who asks for the same while it waits for a worker gets the key of what waits.

    Raises:
        NotPermitted: the actor may not do that there.
    """
    path = "" if unit_id is None else session.execute(select(Unit.path).where(Unit.id == unit_id)).scalar_one()
    if actor.account_id is None or not any(actor.may(permission, path) for permission in SHARERS):
        raise NotPermitted
    values = {
        "unit_id": unit_id,
        "day": clock.today(),
        "full_load": terms.full_load,
        "most_hours": terms.most_hours,
        "most_km": round(terms.most_km),
        "most_schools": terms.most_schools,
        "group_hours": group,
    }
    row = LessonSharing
    session.execute(select(Office.id).with_for_update())
    same = (
        getattr(row, name).is_(None) if value is None else getattr(row, name) == value for name, value in values.items()
    )
    waiting = session.scalar(select(row.id).where(row.state == SharingState.WAITING, *same).limit(1))
    if waiting is not None:
        return waiting
    asked = {"state": SharingState.WAITING, "found": {}, "asked_by_id": actor.account_id, "asked_at": clock.now()}
    key: int = session.execute(insert(row).values(**values, **asked).returning(row.id)).scalar_one()
    note_office(
        session, actor, "hours_shared", {**values, "day": clock.today().isoformat(), "sharing": key}, clock.now()
    )
    enqueue(session, SHARE, {"sharing": key}, f"{SHARE}:{key}")
    return key


def read_sharing(session: Session, args: JobArgs) -> Question | None:
    """Return what is to be shared out; None when it is no longer waited for."""
    row = session.get(LessonSharing, int(args["sharing"]))
    if row is None or row.state is not SharingState.WAITING:
        return None
    path = "" if row.unit_id is None else session.get_one(Unit, row.unit_id).path
    return _question(session, row, path, row.day)


def _question(session: Session, row: LessonSharing, path: str, day: date) -> Question:
    terms = Terms(row.full_load, row.most_hours, float(row.most_km), row.most_schools)
    return load_lessons(session, path, day, terms, row.group_hours)


def share(question: Question | None, runtime: "Runtime") -> Kept | None:
    """Share out, and check; None when nobody waits."""
    if question is None:
        return None
    outcome = share_out(question.lessons)
    if check(question.lessons, outcome.shares):
        return Kept(runtime.clock, SharingState.FAILED)
    return Kept(runtime.clock, SharingState.DONE, _found(question, outcome))


def _found(question: Question, outcome: Outcome) -> dict[str, Any]:
    lessons, taken = question.lessons, hours_taken(question.lessons, outcome.shares)
    teachers = [
        {
            "employee": question.employees[who],
            "unit": question.units[one.school],
            "subject": question.subjects[one.subject],
            "before": one.hours,
            "after": one.hours + taken[who],
            "short": max(0, lessons.short(one) - taken[who]),
        }
        for who, one in enumerate(lessons.teachers)
    ]
    shares = []
    for one in outcome.shares:
        teacher, opening = lessons.teachers[one.teacher], lessons.openings[one.opening]
        way = lessons.km(teacher.school, opening.school)
        shares.append(
            {
                "employee": question.employees[one.teacher],
                "unit": question.units[opening.school],
                "hours": one.groups * opening.group,
                "km": None if way is None else round(way, 1),
                "own": opening.school == teacher.school,
            }
        )
    notes = freeze_values({f"{at:03}": note for at, note in enumerate(lessons.notes)})
    return {**summary(lessons, outcome), "teachers": teachers, "shares": shares, "notes": notes}


def keep_sharing(session: Session, args: JobArgs, kept: Kept | None) -> None:
    """Keep what came out, once."""
    if kept is None:
        return
    row = LessonSharing
    waiting = update(row).where(row.id == int(args["sharing"]), row.state == SharingState.WAITING)
    session.execute(waiting.values(state=kept.state, found=dict(kept.found), ended_at=kept.clock.now()))
