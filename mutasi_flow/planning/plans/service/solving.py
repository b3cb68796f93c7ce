"""Solving a scenario: edits on the snapshot, the plan, its proof, and the check, before any of it counts.

Everything is made from stored files and kept at once: a worker that dies leaves a scenario that still waits and the pieces
that it had finished, and who does it again comes to the same moves. What takes long is done in a process apart: a press of
stop, or another press to solve, raises the turn, and ends it within seconds. What was on its way then finds nothing to keep.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import MutasiError
from mutasi_flow.core.jobs import JobArgs
from mutasi_flow.core.texts import Text
from mutasi_flow.inbox.domain import freeze_values
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.planning.apart import run_apart
from mutasi_flow.planning.kept import drop_pieces
from mutasi_flow.planning.plans.domain import BUSY, ScenarioState
from mutasi_flow.planning.plans.model import Plan, PlanMove, PlanScenario, PlanSnapshot, PlanSolution
from mutasi_flow.planning.plans.service.computing import Computed, Order, compute
from mutasi_flow.planning.plans.service.making import policy_of, record_plan
from mutasi_flow.planning.plans.service.watching import StoppedError, Watch
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.tables import Row

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

WORTH_APART = 3_000
"""Employees from which solving is done in a process of its own; below, starting that takes longer."""
PIECES = "plan-pieces"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be solved, and by which keys the answer is told."""

    scenario_id: int
    turn: int
    plan_id: int
    snapshot_id: int
    staff: int
    file_key: str
    effective_on: date
    policy: Policy
    edits: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out: two archives, figures, and the moves; or why nothing did."""

    clock: Clock
    snapshot_id: int = 0
    plan_id: int = 0
    input_key: str = ""
    plan_key: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    frontier: Sequence[Mapping[str, Any]] = ()
    moves: Sequence[Mapping[str, Any]] = ()
    refusal: Text | None = None


def read_question(session: Session, args: JobArgs) -> Question | None:
    """Return what is to be solved; None when it is no longer wanted."""
    scenario = session.get(PlanScenario, int(args["scenario"]))
    if scenario is None or scenario.turn != int(args["turn"]) or scenario.state not in BUSY:
        return None
    plan = session.get_one(Plan, scenario.plan_id)
    taken = session.execute(
        select(PlanSnapshot.id, PlanSnapshot.staff, PlanSnapshot.file_key).where(
            PlanSnapshot.plan_id == plan.id, PlanSnapshot.turn == plan.turn
        )
    ).one()
    return Question(
        scenario.id,
        scenario.turn,
        plan.id,
        *taken,
        plan.effective_on,
        policy_of(scenario, plan.seed),
        scenario.edits,
    )


def solve_question(question: Question | None, runtime: "Runtime") -> Answer | None:
    """Solve, write, and check; None when somebody stopped it meanwhile."""
    if question is None:
        return None
    pieces = runtime.settings.data_dir / PIECES / str(question.scenario_id)
    order = Order(
        runtime.files.folder, pieces, question.file_key, question.effective_on, question.policy, question.edits
    )
    is_long = question.staff >= WORTH_APART or question.policy.exact
    watch = Watch(runtime.database, question.scenario_id, question.turn)
    try:
        found = run_apart(compute, order, watch) if is_long else compute(order, watch)
    except StoppedError:
        drop_pieces(pieces)
        return None
    except MutasiError as refusal:
        found = Computed(refusal=refusal.text)
    drop_pieces(pieces)
    with runtime.database.reading() as session:
        moves = _moves(session, found.moves)
    return Answer(
        runtime.clock,
        question.snapshot_id,
        question.plan_id,
        found.input_key,
        found.plan_key,
        found.figures,
        found.frontier,
        moves,
        found.refusal,
    )


def _moves(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the moves with the keys of the records; who is only thought of in a scenario has none."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(rows), AT_ONCE):
        found += _keyed(session, start, rows[start : start + AT_ONCE])
    return found


def _keyed(session: Session, start: int, rows: Sequence[Row]) -> list[dict[str, Any]]:
    people = _keys(session, Employee.nip, Employee.id, {row[0] for row in rows})
    units = _keys(session, Unit.code, Unit.id, {code for row in rows for code in (row[1], row[3])})
    jabatan = _keys(session, Jabatan.code, Jabatan.id, {code for row in rows for code in (row[2], row[4])})
    return [
        {
            "place": place,
            "employee_id": people[nip],
            "from_unit_id": units[from_unit],
            "from_jabatan_id": jabatan[from_jabatan],
            "to_unit_id": units[to_unit],
            "to_jabatan_id": jabatan[to_jabatan],
            "distance_km": _number(km),
            "missing": _number(missing),
            "wish": int(wish) if wish else None,
            "reason": reason,
        }
        for place, (nip, from_unit, from_jabatan, to_unit, to_jabatan, _kind, km, missing, wish, reason) in enumerate(
            rows, start + 1
        )
        if nip in people
    ]


def _keys(session: Session, name: Any, key: Any, wanted: set[str]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(select(name, key).where(name.in_(wanted)))}


def _number(text: str) -> float | None:
    return float(text) if text else None


def keep_answer(session: Session, args: JobArgs, answer: Answer | None) -> None:
    """Keep the solution with its moves, or why there is none; nothing when it is no longer wanted."""
    scenario_id, turn = int(args["scenario"]), int(args["turn"])
    if answer is None:
        return
    state = ScenarioState.FAILED if answer.refusal is not None else ScenarioState.DONE
    because = freeze_values({"text": answer.refusal}) if answer.refusal is not None else {}
    mine = update(PlanScenario).where(
        PlanScenario.id == scenario_id, PlanScenario.turn == turn, PlanScenario.state.in_(BUSY)
    )
    ended = mine.values(state=state, stage=None, progress={}, stopped_because=because).returning(PlanScenario.id)
    if session.execute(ended).first() is None or answer.refusal is not None:
        return
    at = answer.clock.now()
    values: dict[str, Any] = {
        "scenario_id": scenario_id,
        "snapshot_id": answer.snapshot_id,
        "turn": turn,
        "solved_at": at,
        "input_key": answer.input_key,
        "plan_key": answer.plan_key,
        "moves": len(answer.moves),
        "gap": answer.figures["gap"],
        "figures": dict(answer.figures),
        "frontier": list(answer.frontier),
    }
    solution_id: int = session.execute(insert(PlanSolution).values(values).returning(PlanSolution.id)).scalar_one()
    for start in range(0, len(answer.moves), AT_ONCE):
        portion = answer.moves[start : start + AT_ONCE]
        session.execute(insert(PlanMove), [{**move, "solution_id": solution_id} for move in portion])
    payload = {"scenario": scenario_id, "solution": solution_id, "moves": len(answer.moves), "plan": answer.plan_key}
    record_plan(session, answer.plan_id, "plan_solved", payload, actor=SYSTEM, at=at)
