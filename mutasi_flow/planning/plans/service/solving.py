"""Solving a scenario: edits on the snapshot, the plan, its proof, and the check, before any of it counts.

Everything is made from stored files and kept at once: a worker that dies leaves a scenario that still waits, and who does
it again comes to the same moves. A press of stop, or another press to solve, raises the turn; what was on its way then
finds nothing to keep.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import MutasiError
from mutasi_flow.core.jobs import JobArgs
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import freeze_values
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.planning.folder import check_folder, summary, write_plan
from mutasi_flow.planning.frontier import frontier, gains
from mutasi_flow.planning.outcome import Plan as Found
from mutasi_flow.planning.plan import plan as make_plan
from mutasi_flow.planning.plans.domain import BUSY, ScenarioState, Stage, edit_of, gini
from mutasi_flow.planning.plans.model import Plan, PlanMove, PlanScenario, PlanSnapshot, PlanSolution
from mutasi_flow.planning.plans.queries import SUFFIX, collect, pack, read_sound, unpack
from mutasi_flow.planning.plans.service.editing import with_edits
from mutasi_flow.planning.plans.service.making import record_plan
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.tables import move_rows, unit_rows

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

POINTS = 10
"""Of the curve that shows what moves buy."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be solved, and by which keys the answer is told."""

    scenario_id: int
    turn: int
    plan_id: int
    snapshot_id: int
    file_key: str
    effective_on: date
    policy: Policy
    edits: Sequence[Mapping[str, Any]]
    people: Mapping[str, int]
    units: Mapping[str, int]
    jabatan: Mapping[str, int]


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


class _StoppedError(Exception):
    """Somebody stopped it, or asked again."""


def read_question(session: Session, args: JobArgs) -> Question | None:
    """Return what is to be solved; None when it is no longer wanted."""
    scenario = session.get(PlanScenario, int(args["scenario"]))
    if scenario is None or scenario.turn != int(args["turn"]) or scenario.state not in BUSY:
        return None
    plan = session.get_one(Plan, scenario.plan_id)
    taken = session.execute(
        select(PlanSnapshot.id, PlanSnapshot.file_key).where(
            PlanSnapshot.plan_id == plan.id, PlanSnapshot.turn == plan.turn
        )
    ).one()
    return Question(
        scenario.id,
        scenario.turn,
        plan.id,
        *taken,
        plan.effective_on,
        Policy(scenario.phi, scenario.move_price, scenario.max_moves, plan.seed, exact=scenario.is_exact),
        scenario.edits,
        {row.nip: row.id for row in session.execute(select(Employee.nip, Employee.id)) if row.nip is not None},
        {row.code: row.id for row in session.execute(select(Unit.code, Unit.id))},
        {row.code: row.id for row in session.execute(select(Jabatan.code, Jabatan.id))},
    )


def solve_question(question: Question | None, runtime: "Runtime") -> Answer | None:
    """Solve, write, and check; None when somebody stopped it meanwhile."""
    if question is None:
        return None
    try:
        return _solve(question, runtime)
    except _StoppedError:
        return None
    except MutasiError as refusal:
        return Answer(runtime.clock, refusal=refusal.text)


def _solve(question: Question, runtime: "Runtime") -> Answer:
    _enter(question, runtime, Stage.READING)
    files = unpack(runtime.files.get(question.file_key))
    files = with_edits(files, question.effective_on, [edit_of(kept) for kept in question.edits])
    snapshot = read_sound(files, question.effective_on)
    _enter(question, runtime, Stage.SOLVING)
    found = make_plan(snapshot, question.policy)
    _enter(question, runtime, Stage.CURVING)
    curve = _curve(snapshot, question.policy)
    _enter(question, runtime, Stage.CHECKING)
    with TemporaryDirectory(prefix="mutasi-plan-") as place:
        folder = Path(place) / "plan"
        write_plan(folder, snapshot, found)
        reasons = check_folder(folder, snapshot)
        if reasons:
            text = T("Hasil tidak lolos pemeriksaan: {reason}", reason=reasons[0])
            return Answer(runtime.clock, refusal=text)
        plan_key = runtime.files.put(pack(collect(folder)), SUFFIX)
    return Answer(
        runtime.clock,
        question.snapshot_id,
        question.plan_id,
        runtime.files.put(pack(files), SUFFIX),
        plan_key,
        _figures(snapshot, found),
        curve,
        _moves(question, snapshot, found),
    )


def _enter(question: Question, runtime: "Runtime", stage: Stage) -> None:
    """Say what is being done, as long as it is wanted."""
    with runtime.database.writing() as session:
        mine = update(PlanScenario).where(
            PlanScenario.id == question.scenario_id,
            PlanScenario.turn == question.turn,
            PlanScenario.state.in_(BUSY),
        )
        entered = mine.values(state=ScenarioState.SOLVING, stage=stage).returning(PlanScenario.id)
        if session.execute(entered).first() is None:
            raise _StoppedError


def _curve(snapshot: Snapshot, policy: Policy) -> list[dict[str, Any]]:
    points = frontier(snapshot, policy, POINTS)
    return [
        {
            "price": point.move_price,
            "moves": point.moves,
            "shortage": point.figures.shortage,
            "gap2": point.figures.gap2,
            "gain": round(share, 2),
        }
        for point, share in zip(points, gains(snapshot, policy, points), strict=True)
    ]


def _figures(snapshot: Snapshot, found: Found) -> dict[str, Any]:
    """Return what the board shows at the top: balance, inequality between units, distances."""
    shares = [(float(before) / float(need), float(after) / float(need))
              for _code, _name, need, before, after, *_rest in unit_rows(snapshot, found) if float(need) > 0]  # fmt: skip
    km = Eligibility(snapshot).distance(found.person, found.cell)
    known = [round(float(one), 1) for one in km if one == one]  # noqa: PLR0124 - not a number is unknown
    return {
        **summary(snapshot, found),
        "bound": found.bound,
        "tier_names": [tier.value for tier in found.policy.tiers],
        "gini_before": round(gini([before for before, _after in shares]), 4),
        "gini_after": round(gini([after for _before, after in shares]), 4),
        "mean_km": round(sum(known) / len(known), 1) if known else None,
        "most_km": max(known, default=None),
        "volunteers": int(snapshot.staff.is_volunteer[found.person].sum()),
        "notes": freeze_values({f"{at:03}": note for at, note in enumerate(found.notes[len(snapshot.notes) :])}),
    }


def _moves(question: Question, snapshot: Snapshot, found: Found) -> list[dict[str, Any]]:
    rows = move_rows(Eligibility(snapshot), found)
    return [
        {
            "place": place,
            "employee_id": question.people[nip],
            "from_unit_id": question.units[from_unit],
            "from_jabatan_id": question.jabatan[from_jabatan],
            "to_unit_id": question.units[to_unit],
            "to_jabatan_id": question.jabatan[to_jabatan],
            "distance_km": _number(km),
            "missing": _number(missing),
            "wish": int(wish) if wish else None,
            "reason": reason,
        }
        for place, (nip, from_unit, from_jabatan, to_unit, to_jabatan, _kind, km, missing, wish, reason) in enumerate(
            rows, 1
        )
        if nip in question.people
    ]


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
    ended = mine.values(state=state, stage=None, stopped_because=because).returning(PlanScenario.id)
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
