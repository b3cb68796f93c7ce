"""The board of a solution: units before and after, moves, what stays short, the flows, the curve, and its files."""

from typing import Any

from flask import Blueprint, render_template, request

from mutasi_flow.core.web import Answer, attach, current_actor, current_runtime, current_session, read_mark, requires
from mutasi_flow.inbox.domain import thaw_texts
from mutasi_flow.planning.plans.forms import PHI_LABELS
from mutasi_flow.planning.plans.pages.drawing import draw_curve, draw_flows
from mutasi_flow.planning.plans.pages.shown import WORDS
from mutasi_flow.planning.plans.queries import (
    PAGE,
    READERS,
    Opened,
    PlanRow,
    SolutionRow,
    count_changes,
    count_critical,
    count_shares,
    find_snapshot,
    get_solution,
    hand_out,
    list_changes,
    list_effects,
    list_flows,
    list_moves,
    list_scenarios,
    list_short,
    name_jabatan,
    name_units,
    open_solution,
    reads_input,
)
from mutasi_flow.planning.plans.service import may_plan
from mutasi_flow.planning.sentences import name_tier

pages = Blueprint("plan_boards", __name__)

UNITS_SHOWN, SHORT_SHOWN, FLOWS_SHOWN, FLOWS_DRAWN = 10, 8, 40, 12


def opened_of(solution: SolutionRow) -> Opened:
    """Return a solution with its input."""
    return open_solution(current_runtime().files, solution.input_key, solution.plan_key)


def tabs_of(plan: PlanRow, solution_id: int) -> dict[str, Any]:
    """Return what stands at the top of every page of a solution."""
    solved = [row for row in list_scenarios(current_session(), plan.id) if row.solution_id is not None]
    return {"plan": plan, "solved": solved, "is_latest": any(row.solution_id == solution_id for row in solved)}


@pages.get("/papan/hasil/<int:solution_id>")
@requires(*READERS)
def show(solution_id: int) -> Answer:
    """Show what the moves do, in words, figures and bars."""
    session, actor = current_session(), current_actor()
    plan, solution = get_solution(session, solution_id, actor)
    opened = opened_of(solution)
    effects = list_effects(opened)
    nips = [str(nip) for nip in opened.snapshot.staff.nip]
    return render_template(
        "planning/board.html",
        solution=solution,
        effects=effects[:UNITS_SHOWN],
        units=len(effects),
        newly_critical=[one.sentence for one in effects if one.newly_critical],
        critical=count_critical(opened),
        shares=count_shares(session, solution_id, nips, plan.effective_on),
        notes=thaw_texts(solution.figures["notes"]),
        input_sha256=opened.snapshot.sha256,
        taken=find_snapshot(session, plan.id),
        may_change=may_plan(actor, plan.unit_path),
        reads_input=reads_input(actor, plan.unit_path),
        **_aims(opened),
        **_short(solution, opened),
        **moves_of(plan, solution_id),
        **tabs_of(plan, solution_id),
        **WORDS,
    )


def moves_of(plan: PlanRow, solution_id: int) -> dict[str, Any]:
    """One page of the moves that were looked for, and what those to another jabatan mean."""
    session = current_session()
    words = request.args.get("q", "")
    rows = list_moves(session, solution_id, words=words, after=read_mark("sesudah") or 0)
    return {
        "moves": rows,
        "words": words,
        "following": rows[-1].place if len(rows) == PAGE else None,
        "changes": list_changes(session, rows, plan.effective_on),
        "jabatan_changes": count_changes(session, [solution_id])[solution_id],
    }


def _short(solution: SolutionRow, opened: Opened) -> dict[str, Any]:
    short = list_short(current_runtime().files, solution.plan_key)
    return {
        "short": short[:SHORT_SHOWN],
        "short_count": len(short),
        "alone": sum(not row.candidates for row in short),
        "jabatan_names": name_jabatan(current_session(), [row.jabatan for row in short[:SHORT_SHOWN]]),
        "unit_names": name_units(opened),
    }


def _aims(opened: Opened) -> dict[str, Any]:
    """What was weighed, and what came of each aim."""
    policy = opened.plan.policy
    named = [name_tier(tier, policy.experience) for tier in policy.tiers]
    return {
        "measure": PHI_LABELS[policy.phi],
        "experience": policy.experience,
        "tiers": list(zip(named, opened.plan.tiers, strict=True)),
    }


@pages.get("/papan/hasil/<int:solution_id>/alur")
@requires(*READERS)
def flows(solution_id: int) -> Answer:
    """Draw who goes from which unit to which."""
    plan, solution = get_solution(current_session(), solution_id, current_actor())
    rows = list_flows(current_session(), solution_id)
    return render_template(
        "planning/flows.html",
        solution=solution,
        rows=rows[:FLOWS_SHOWN],
        count=len(rows),
        picture=draw_flows(rows[:FLOWS_DRAWN]),
        drawn=min(len(rows), FLOWS_DRAWN),
        **tabs_of(plan, solution_id),
    )


@pages.get("/papan/hasil/<int:solution_id>/kurva")
@requires(*READERS)
def curve(solution_id: int) -> Answer:
    """Draw how much each number of moves brings."""
    plan, solution = get_solution(current_session(), solution_id, current_actor())
    return render_template(
        "planning/curve.html",
        solution=solution,
        points=solution.frontier,
        picture=draw_curve([(point["moves"], point["gain"]) for point in solution.frontier]),
        **tabs_of(plan, solution_id),
    )


@pages.get("/papan/hasil/<int:solution_id>/berkas.zip")
@requires(*READERS)
def files(solution_id: int) -> Answer:
    """Send what the visitor may take along of a solution."""
    plan, solution = get_solution(current_session(), solution_id, current_actor())
    whole = reads_input(current_actor(), plan.unit_path)
    found = hand_out(current_runtime().files, solution, whole=whole)
    return attach(found, "application/zip", f"rencana-{solution_id}.zip")
