"""Moves on their way to become transfers: presses, what came of each move, and which moves need each other."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.model import Employee
from mutasi_flow.planning.minutes.queries import list_left_out, list_minutes
from mutasi_flow.planning.plans.model import PlanMove
from mutasi_flow.planning.plans.queries import Opened
from mutasi_flow.planning.promotions.domain import ItemState, Step, find_chains
from mutasi_flow.planning.promotions.model import PlanPromotion, PlanPromotionItem
from mutasi_flow.planning.publications.queries.comments import list_open_matters
from mutasi_flow.transfers.deliberation import find_sitting_of_plan
from mutasi_flow.transfers.domain.links import MOST_LINKED
from mutasi_flow.transfers.model import BatchItem, Transfer
from mutasi_flow.transfers.workflow import State

GONE = (State.WITHDRAWN, State.CANCELLED)
"""States in which a transfer has ended without any decision; its move may become another one."""


class PromotionRow(NamedTuple):
    """One press, with how many moves are how far."""

    id: int
    asked_at: datetime
    ended_at: datetime | None
    waiting: int
    done: int
    failed: int


class ItemRow(NamedTuple):
    """One move of a press."""

    id: int
    name: str
    state: ItemState
    said: dict[str, Any]
    transfer: str | None


def steps_of(opened: Opened) -> dict[int, Step]:
    """Return the moves of a solution by their place, as cells."""
    origins = opened.snapshot.staff.cell[opened.plan.person].tolist()
    pairs = zip(origins, opened.plan.cell.tolist(), strict=True)
    return dict(enumerate(pairs, 1))


def list_chains(opened: Opened) -> list[tuple[int, ...]]:
    """Return the moves that need each other, by place: a post that would fall below what it needs waits for who comes."""
    cells, before = opened.snapshot.cells, opened.plan.levels_before
    least = np.maximum(cells.minimum, np.floor(np.nan_to_num(cells.need) + 0.5).astype(np.int64))
    steps = steps_of(opened)
    spare = {cell: int(before[cell] - least[cell]) for cell in {left for left, _entered in steps.values()}}
    return find_chains(steps, spare, MOST_LINKED)


def list_promotable(session: Session, solution_id: int) -> dict[int, int]:
    """Return the moves that are no transfer yet, or whose transfer has ended undecided: their keys by place.

    What the minutes of the plan leave out is not among them.
    """
    statement = (
        select(PlanMove.place, PlanMove.id)
        .outerjoin(Transfer, Transfer.id == PlanMove.transfer_id)
        .where(PlanMove.solution_id == solution_id, Transfer.id.is_(None) | Transfer.state.in_(GONE))
        .order_by(PlanMove.place)
    )
    left_out = list_left_out(session, solution_id)
    return {row.place: row.id for row in session.execute(statement) if row.id not in left_out}


def list_unfinished(session: Session, plan_id: int, solution_id: int, today: date) -> list[Text]:
    """Say what asks for a reason before moves of a solution go on.

    Open comments, a sitting that still hears the plan, and minutes that chose another result.
    """
    latest = next(iter(list_minutes(session, plan_id)), None)
    matters = list_open_matters(session, plan_id, today)
    standing = find_sitting_of_plan(session, plan_id)
    if standing is not None:
        matters.append(T("Rencana ini masih dalam agenda sidang {day}.", day=standing[0].held_on))
    if latest is not None and latest.solution_id != solution_id:
        number, scenario = latest.letter.number, latest.scenario
        matters.append(T("Berita acara {number} memilih hasil lain: “{scenario}”.", number=number, scenario=scenario))
    return matters


def list_promotions(session: Session, solution_id: int) -> list[PromotionRow]:
    """Return the presses about a solution, the newest first."""
    counted = [func.count(PlanPromotionItem.id).filter(PlanPromotionItem.state == state) for state in ItemState]
    statement = (
        select(PlanPromotion.id, PlanPromotion.asked_at, PlanPromotion.ended_at, *counted)
        .join(PlanPromotionItem, PlanPromotionItem.promotion_id == PlanPromotion.id)
        .where(PlanPromotion.solution_id == solution_id)
        .group_by(PlanPromotion.id, PlanPromotion.asked_at, PlanPromotion.ended_at)
        .order_by(PlanPromotion.id.desc())
    )
    rows: Sequence[Any] = session.execute(statement).all()
    return [PromotionRow(*row) for row in rows]


def list_items(session: Session, promotion_id: int, states: Sequence[ItemState] = tuple(ItemState)) -> list[ItemRow]:
    """Return what came of the moves of one press, in their order."""
    statement = (
        select(PlanPromotionItem.id, Employee.name, PlanPromotionItem.state, PlanPromotionItem.said, Transfer.number)
        .join(PlanMove, PlanMove.id == PlanPromotionItem.move_id)
        .join(Employee, Employee.id == PlanMove.employee_id)
        .outerjoin(Transfer, and_(Transfer.id == PlanMove.transfer_id, ~Transfer.is_secret))
        .where(PlanPromotionItem.promotion_id == promotion_id, PlanPromotionItem.state.in_(states))
        .order_by(PlanMove.place)
    )
    return [ItemRow(*row) for row in session.execute(statement)]


def list_gatherable(session: Session, solution_id: int, limit: int) -> list[str]:
    """Return the transfers of a solution that wait for a decision and for no official yet, by the place of their move."""
    taken = select(BatchItem.id).where(BatchItem.transfer_id == Transfer.id, BatchItem.is_open).exists()
    statement = (
        select(Transfer.number)
        .join(PlanMove, PlanMove.transfer_id == Transfer.id)
        .where(PlanMove.solution_id == solution_id, Transfer.state == State.CONSULTED, ~taken)
        .order_by(PlanMove.place)
    )
    return list(session.scalars(statement.limit(limit)))


def numbers_of(session: Session, solution_id: int) -> Mapping[int, str]:
    """Return the transfers that came of a solution, by the place of their move."""
    statement = (
        select(PlanMove.place, Transfer.number)
        .join(Transfer, Transfer.id == PlanMove.transfer_id)
        .where(PlanMove.solution_id == solution_id)
        .order_by(PlanMove.place)
    )
    return {row.place: row.number for row in session.execute(statement)}
