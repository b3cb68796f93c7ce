"""What was decided about plans, for whoever plans, deliberates, decides or inspects there."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.people.model import Employee
from mutasi_flow.planning.minutes.model import LeftOut, PlanMinutes
from mutasi_flow.planning.plans.model import PlanMove, PlanScenario, PlanSolution
from mutasi_flow.planning.plans.queries import PlanRow, get_plan
from mutasi_flow.transfers.domain.team import Advice
from mutasi_flow.transfers.model import Sitting, SittingItem, SittingPlan

KIND, ABOUT = "plan_minutes", "plan"
READERS = (Permission.PLAN, Permission.DELIBERATE, Permission.TRANSFERS_DECIDE, Permission.AUDIT_READ)
"""Who reads what was said about people by name; one who only reads need does not."""


class MinutesRow(NamedTuple):
    """Minutes with their letter; ``left_out`` moves of them do not go on. Those of a sitting on paper name none."""

    letter: LetterRow
    scenario: str
    solution_id: int
    held_on: date
    left_out: int
    sitting_id: int | None = None


class LeftOutRow(NamedTuple):
    """A move that does not go on, or not yet."""

    place: int
    name: str
    reason: str
    is_deferred: bool = False


def may_read(actor: Actor, unit_path: str) -> bool:
    """Whether the actor reads minutes of plans about these units."""
    return any(actor.may(permission, unit_path) for permission in READERS)


def get_readable(session: Session, plan_id: int, actor: Actor) -> PlanRow:
    """Return a plan whose minutes the actor reads.

    Raises:
        NotFound: there is none for this person.
    """
    plan = get_plan(session, plan_id, actor)
    if not may_read(actor, plan.unit_path):
        raise NotFound
    return plan


def list_minutes(session: Session, plan_id: int) -> list[MinutesRow]:
    """Return the minutes of a plan, the newest first: of sittings in which it was heard, and of those held on paper."""
    written = {row.id: row for row in letters.list_about(session, ABOUT, plan_id, kinds=(KIND,))}
    left_out = select(func.count()).where(LeftOut.minutes_id == PlanMinutes.id).scalar_subquery()
    on_paper = (
        select(PlanMinutes.letter_id, PlanScenario.name, PlanSolution.id, PlanMinutes.held_on, left_out)
        .join(PlanSolution, PlanSolution.id == PlanMinutes.solution_id)
        .join(PlanScenario, PlanScenario.id == PlanSolution.scenario_id)
        .where(PlanMinutes.plan_id == plan_id)
    )
    not_chosen = select(func.count()).where(
        SittingItem.sitting_plan_id == SittingPlan.id, SittingItem.advice != Advice.RECOMMENDED
    )
    heard = (
        select(
            SittingPlan.letter_id,
            SittingPlan.scenario,
            SittingPlan.solution_id,
            Sitting.held_on,
            not_chosen.scalar_subquery(),
            SittingPlan.sitting_id,
        )
        .join(Sitting, Sitting.id == SittingPlan.sitting_id)
        .where(SittingPlan.plan_id == plan_id, SittingPlan.letter_id.is_not(None))
    )
    rows = [MinutesRow(written[row[0]], *row[1:]) for one in (on_paper, heard) for row in session.execute(one)]
    return sorted(rows, key=lambda row: row.letter.id, reverse=True)


def key_of_latest(rows: Sequence[MinutesRow]) -> int:
    """Return the key of the latest of these minutes, 0 where there are none."""
    return rows[0].letter.id if rows else 0


def list_left_out(session: Session, solution_id: int) -> dict[int, LeftOutRow]:
    """Return what of a result does not go on by the minutes of its plan that hold, by key of the move.

    Minutes of a sitting on paper say it of the whole plan; of a move that was heard later, the last sitting counts.
    """
    plan_id = (
        select(PlanScenario.plan_id)
        .join(PlanSolution, PlanSolution.scenario_id == PlanScenario.id)
        .where(PlanSolution.id == solution_id)
        .scalar_subquery()
    )
    newest = select(func.max(PlanMinutes.id)).where(PlanMinutes.plan_id == plan_id).scalar_subquery()
    on_paper = (
        select(PlanMove.id, PlanMove.place, Employee.name, LeftOut.reason)
        .join(LeftOut, LeftOut.move_id == PlanMove.id)
        .join(Employee, Employee.id == PlanMove.employee_id)
        .where(LeftOut.minutes_id == newest, PlanMove.solution_id == solution_id)
    )
    heard = (
        select(PlanMove.id, PlanMove.place, Employee.name, SittingItem.reason, SittingItem.advice)
        .join(SittingPlan, SittingPlan.id == SittingItem.sitting_plan_id)
        .join(PlanMove, PlanMove.id == SittingItem.move_id)
        .join(Employee, Employee.id == PlanMove.employee_id)
        .where(SittingPlan.solution_id == solution_id, SittingPlan.letter_id.is_not(None))
        .order_by(SittingPlan.letter_id, SittingItem.id)
    )
    found = {row[0]: LeftOutRow(*row[1:]) for row in session.execute(on_paper)}
    for key, place, name, reason, advice in session.execute(heard):
        found[key] = LeftOutRow(place, name, reason, advice is Advice.DEFERRED)
        if advice is Advice.RECOMMENDED:
            del found[key]
    return dict(sorted(found.items(), key=lambda one: one[1].place))


def list_decided(session: Session, solution_id: int) -> set[int]:
    """Return the moves of a result of which a closed sitting said yes or no, by key."""
    statement = (
        select(SittingItem.move_id)
        .join(SittingPlan, SittingPlan.id == SittingItem.sitting_plan_id)
        .where(
            SittingPlan.solution_id == solution_id,
            SittingPlan.letter_id.is_not(None),
            SittingItem.advice != Advice.DEFERRED,
        )
    )
    return {key for key in session.scalars(statement) if key is not None}


def was_put_on_agenda(session: Session, plan_id: int) -> bool:
    """Whether a plan stands, or stood, on the agenda of a sitting."""
    return session.scalar(select(SittingPlan.id).where(SittingPlan.plan_id == plan_id).limit(1)) is not None


def get_letter(session: Session, plan_id: int, letter_id: int) -> LetterRow:
    """Return the letter of minutes of a plan.

    Raises:
        NotFound: there is no such letter about it.
    """
    rows: Sequence[MinutesRow] = list_minutes(session, plan_id)
    found = next((row.letter for row in rows if row.letter.id == letter_id), None)
    if found is None:
        raise NotFound(letters.NO_LETTER)
    return found
