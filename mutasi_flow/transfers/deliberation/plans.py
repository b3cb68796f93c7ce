"""Plans on the agenda: put there with the moves of one result, heard move by move or many at once, taken off again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.letters.contexts import freeze
from mutasi_flow.letters.contexts.deliberation import PlanCase
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.deliberation.calling import note, speaking
from mutasi_flow.transfers.deliberation.hearing import NewAdvice, refuse_unfit, write_advice
from mutasi_flow.transfers.deliberation.loading import load_board
from mutasi_flow.transfers.deliberation.records import Board, MoveItem, PlanOnAgenda
from mutasi_flow.transfers.deliberation.rights import get_open, may_prepare
from mutasi_flow.transfers.domain.team import Aside, SittingState
from mutasi_flow.transfers.model import Recusal, Sitting, SittingItem, SittingPlan, Team

ABOUT_PLAN = "plan"
MOST_MOVES = 2_000
"""One agenda holds no more moves of a plan: a team hears them one by one."""


@dataclass(frozen=True, slots=True)
class NewMove:
    """One move to be heard; ``label`` is how the agenda calls it, ``because`` why the plan has it."""

    move_id: int
    label: str
    employee_id: int
    from_unit_id: int
    from_jabatan_id: int
    to_unit_id: int
    to_jabatan_id: int
    because: str


@dataclass(frozen=True, slots=True)
class NewPlanOnAgenda:
    """A result of a plan to be heard, what its minutes will say of it, and the moves."""

    plan_id: int
    solution_id: int
    name: str
    scenario: str
    unit_path: str
    case: PlanCase
    moves: Sequence[NewMove]


class OpenSitting(NamedTuple):
    """A sitting that goes on, or is to come."""

    id: int
    held_on: date
    place: str
    team: str


def list_open_sittings(session: Session) -> list[OpenSitting]:
    """Return the sittings on whose agenda something may still be put, the nearest first."""
    statement = (
        select(Sitting.id, Sitting.held_on, Sitting.place, Team.name)
        .join(Team, Team.id == Sitting.team_id)
        .where(Sitting.state == SittingState.OPEN)
        .order_by(Sitting.held_on, Sitting.id)
    )
    return [OpenSitting(*row) for row in run(session, statement)]


def find_sitting_of_plan(session: Session, plan_id: int) -> tuple[OpenSitting, int] | None:
    """Return the open sitting on whose agenda a plan stands, and the key of the plan there."""
    statement = (
        select(Sitting.id, Sitting.held_on, Sitting.place, Team.name, SittingPlan.id)
        .join(Team, Team.id == Sitting.team_id)
        .join(SittingPlan, SittingPlan.sitting_id == Sitting.id)
        .where(SittingPlan.plan_id == plan_id, SittingPlan.is_open)
    )
    found = run(session, statement).one_or_none()
    return (OpenSitting(*found[:-1]), found[-1]) if found is not None else None


def record_of_plan(
    session: Session, plan_id: int, action: str, *, actor: Actor, payload: Mapping[str, Any], at: datetime
) -> None:
    """Write into the trail of a plan what a sitting does with it."""
    chain = f"{ABOUT_PLAN}:{plan_id}"
    audit.record(
        session,
        chain=chain,
        action=action,
        actor=actor,
        about_kind=ABOUT_PLAN,
        about_id=plan_id,
        payload=payload,
        at=at,
    )


def put_plan(session: Session, sitting_id: int, new: NewPlanOnAgenda, *, actor: Actor, clock: Clock) -> int:
    """Put moves of a plan on the agenda of a sitting, tell its members, and return the key of the plan there.

    Raises:
        NotFound: there is no such sitting.
        NotPermitted: the actor does not plan for these units.
        Conflict: the sitting has ended, or the plan stands on an agenda already.
        InvalidInput: there is nothing to be heard, or more than one agenda holds.
    """
    board, at = load_board(session, sitting_id, lock=True), clock.now()
    if not actor.may(Permission.PLAN, new.unit_path):
        raise NotPermitted
    if board.sitting.state is not SittingState.OPEN:
        raise Conflict(T("Sidang ini sudah berakhir. Tidak ada yang berubah."))
    standing = find_sitting_of_plan(session, new.plan_id)
    if standing is not None:
        raise Conflict(T("Rencana ini sudah masuk agenda sidang {day}.", day=standing[0].held_on))
    if not 0 < len(new.moves) <= MOST_MOVES:
        raise InvalidInput(T("Satu agenda memuat 1 sampai {most} mutasi sebuah rencana.", most=MOST_MOVES), "sitting")
    values = {name: getattr(new, name) for name in ("plan_id", "solution_id", "name", "scenario", "unit_path")}
    more = {"sitting_id": sitting_id, "case": freeze(new.case), "put_by_id": actor.account_id, "put_at": at}
    key: int = session.execute(insert(SittingPlan).returning(SittingPlan.id), {**values, **more}).scalar_one()
    rows = [{"sitting_id": sitting_id, "sitting_plan_id": key, **asdict(move)} for move in new.moves]
    kept = insert(SittingItem).returning(SittingItem.id, sort_by_parameter_order=True)
    _let_step_aside(session, board, dict(zip(session.scalars(kept, rows), new.moves, strict=True)))
    told = {"plan": new.plan_id, "solution": new.solution_id, "moves": len(rows)}
    by = actor.using(Permission.PLAN, new.unit_path)
    note(session, sitting_id, "plan_put_on_agenda", actor=by, payload=told, at=at)
    payload = {"sitting": sitting_id, "held_on": board.sitting.held_on.isoformat(), **told}
    record_of_plan(session, new.plan_id, "plan_put_on_agenda", actor=by, payload=payload, at=at)
    _tell_members(session, board, new, at)
    return key


def _tell_members(session: Session, board: Board, new: NewPlanOnAgenda, at: datetime) -> None:
    day, count = board.sitting.held_on, len(new.moves)
    text = T("{count} mutasi dari rencana {plan} masuk agenda sidang {day}.", count=count, plan=new.name, day=day)
    address = f"/sidang/{board.sitting.id}"
    told = [NewNotice("plan_on_agenda", text, at, employee_id=one.employee_id, address=address) for one in board.seats]
    inbox.notify(session, told)


def _let_step_aside(session: Session, board: Board, moves: Mapping[int, NewMove]) -> None:
    """Note the conflicts of interest that the records show, move by move; others are noted by the members themselves."""
    superiors = people.direct_supervisors(session, {move.employee_id for move in moves.values()})
    relatives = {seat.employee_id: set(people.list_relatives(session, seat.employee_id)) for seat in board.seats}
    rows = []
    for item_id, move in moves.items():
        for seat_id, family in relatives.items():
            ground = _ground_of(seat_id, move.employee_id, family, superiors)
            if ground is not None:
                rows.append({"item_id": item_id, "employee_id": seat_id, "ground": ground, "remark": ""})
    if rows:
        session.execute(insert(Recusal), rows)


def _ground_of(seat_id: int, employee_id: int, family: Collection[int], superiors: Mapping[int, int]) -> Aside | None:
    if seat_id == employee_id:
        return Aside.OWN
    if employee_id in family:
        return Aside.RELATIVE
    return Aside.SUPERIOR if superiors.get(employee_id) == seat_id else None


def take_plan_off(session: Session, sitting_id: int, key: int, *, actor: Actor, clock: Clock) -> PlanOnAgenda:
    """Take a plan off the agenda with all that was said of it; it waits for another sitting.

    Raises:
        NotFound: there is no such sitting, or the plan is not on its agenda.
        NotPermitted: the actor neither plans for its units nor sets the agenda.
        Conflict: the sitting has ended.
    """
    board, at = load_board(session, sitting_id, lock=True), clock.now()
    plan = board.get_plan(key)
    plans = actor.may(Permission.PLAN, plan.unit_path)
    if not plans and not may_prepare(board, actor):
        raise NotPermitted
    if board.sitting.state is not SittingState.OPEN:
        raise Conflict(T("Sidang ini sudah berakhir. Tidak ada yang berubah."))
    items = select(SittingItem.id).where(SittingItem.sitting_plan_id == key)
    session.execute(delete(Recusal).where(Recusal.item_id.in_(items)))
    session.execute(delete(SittingItem).where(SittingItem.sitting_plan_id == key))
    session.execute(delete(SittingPlan).where(SittingPlan.id == key))
    by = actor.using(Permission.PLAN, plan.unit_path) if plans else speaking(actor)
    note(session, sitting_id, "plan_taken_off_agenda", actor=by, payload={"plan": plan.plan_id}, at=at)
    payload = {"sitting": sitting_id, "held_on": board.sitting.held_on.isoformat()}
    record_of_plan(session, plan.plan_id, "plan_taken_off_agenda", actor=by, payload=payload, at=at)
    return plan


def advise_moves(
    session: Session,
    sitting_id: int,
    key: int,
    numbers: Collection[str] | None,
    new: NewAdvice,
    *,
    expected_version: int | None,
    actor: Actor,
    clock: Clock,
) -> int:
    """Write down what the team says of several moves of a plan at once; return of how many.

    With ``numbers`` None it is said of all of which nothing is said yet and for which the actor does not step aside.

    Raises:
        NotFound, NotPermitted, Conflict, Stale: as for every act in a sitting.
        NotPermitted: the actor steps aside for one of them.
        InvalidInput: none is chosen, the quorum is not met for one, or as :func:`advise`.
    """
    board, at = get_open(session, sitting_id, actor, expected_version=expected_version), clock.now()
    chosen = [item for item in board.moves_of(board.get_plan(key)) if _is_meant(board, item, numbers, actor)]
    if not chosen:
        raise InvalidInput(T("Pilih sedikitnya satu mutasi."), "number")
    for item in chosen:
        refuse_unfit(board, item, new, actor)
    told = write_advice(session, chosen, new, at)
    payload = {"moves": [item.move_id for item in chosen], **told}
    note(session, sitting_id, "advised", actor=actor, payload=payload, at=at)
    return len(chosen)


def _is_meant(board: Board, item: MoveItem, numbers: Collection[str] | None, actor: Actor) -> bool:
    if numbers is not None:
        return item.number in numbers
    return item.advice is None and actor.employee_id not in board.aside_of(item.id)
