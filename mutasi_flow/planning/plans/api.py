"""API v1 of plans: the same readers, planners and refusals as on the pages."""

from flask import Blueprint, jsonify

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_json,
    read_mark,
    read_number,
    requires,
    translate,
    writes,
)
from mutasi_flow.planning.plans import schemas
from mutasi_flow.planning.plans.domain import USUAL_PRICE, Edit
from mutasi_flow.planning.plans.queries import (
    READERS,
    PlanRow,
    ScenarioRow,
    code_places,
    counts_of,
    find_snapshot,
    get_plan,
    get_scenario,
    list_moves,
    list_plans,
    list_scenarios,
    reads_input,
)
from mutasi_flow.planning.plans.service import NewScenario, add_scenario, ask_solving, take_snapshot, try_edit
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.scenario import read_edit
from mutasi_flow.transfers.schemas import parse

blueprint = Blueprint("plans_api", __name__, url_prefix="/api/v1")

USUAL_PAGE, LARGEST_PAGE = 100, 500


def find_scenario(plan_id: int, scenario_id: int) -> tuple[PlanRow, ScenarioRow]:
    """Return a scenario of the plan that the address names.

    Raises:
        NotFound: there is none for this person.
    """
    plan, row = get_scenario(current_session(), scenario_id, current_actor())
    if plan.id != plan_id:
        raise NotFound(T("Skenario tidak ditemukan."))
    return plan, row


def _show_scenario(plan_id: int, scenario_id: int, status: int = 200) -> Answer:
    _plan, row = find_scenario(plan_id, scenario_id)
    return jsonify(schemas.scenario_json(row, translate)), status


@blueprint.get("/plans")
@requires(*READERS)
def index() -> Answer:
    """List the plans that the caller may read."""
    session = current_session()
    rows = list_plans(session, current_actor())
    counts = counts_of(session, [row.id for row in rows])
    return jsonify({"items": [schemas.plan_json(row, counts.get(row.id, 0)) for row in rows]})


@blueprint.get("/plans/<int:plan_id>")
@requires(*READERS)
def show(plan_id: int) -> Answer:
    """Show one plan."""
    session = current_session()
    plan = get_plan(session, plan_id, current_actor())
    count = counts_of(session, [plan.id]).get(plan.id, 0)
    return jsonify(schemas.whole_plan_json(plan, count, find_snapshot(session, plan.id)))


@blueprint.get("/plans/<int:plan_id>/scenarios")
@requires(*READERS)
def list_of_plan(plan_id: int) -> Answer:
    """List the scenarios of a plan with their latest results."""
    session = current_session()
    plan = get_plan(session, plan_id, current_actor())
    return jsonify({"items": [schemas.scenario_json(row, translate) for row in list_scenarios(session, plan.id)]})


@blueprint.post("/plans/<int:plan_id>/scenarios")
@requires(Permission.PLAN)
@writes
def add(plan_id: int) -> Answer:
    """Add a scenario with its edits; it waits to be asked for."""
    session = current_session()
    plan, given = get_plan(session, plan_id, current_actor()), parse(schemas.ScenarioInput, read_json())
    usual = USUAL_PRICE.get(given.measure, 0.0)
    price = usual if given.move_price is None else given.move_price
    policy = Policy(given.measure, price, given.max_moves, experience=given.experience)
    new = NewScenario(given.name, policy, _read_edits(plan, given.edits))
    key = add_scenario(session, plan.id, new, actor=current_actor(), clock=current_clock())
    return _show_scenario(plan.id, key, 201)


def _read_edits(plan: PlanRow, texts: list[str]) -> list[Edit]:
    if not texts:
        return []
    snapshot = take_snapshot(current_session(), current_runtime().files, plan)
    edits = [read_edit(snapshot, text) for text in texts]
    for edit in edits:
        try_edit(snapshot, edit)
    return edits


@blueprint.get("/plans/<int:plan_id>/scenarios/<int:scenario_id>")
@requires(*READERS)
def show_scenario(plan_id: int, scenario_id: int) -> Answer:
    """Show one scenario, and how far it is."""
    return _show_scenario(plan_id, scenario_id)


@blueprint.post("/plans/<int:plan_id>/scenarios/<int:scenario_id>/solve")
@requires(Permission.PLAN)
@writes
def solve(plan_id: int, scenario_id: int) -> Answer:
    """Have a worker solve a scenario."""
    _plan, row = find_scenario(plan_id, scenario_id)
    ask_solving(current_session(), row.id, actor=current_actor(), clock=current_clock())
    return _show_scenario(plan_id, scenario_id, 202)


@blueprint.get("/plans/<int:plan_id>/scenarios/<int:scenario_id>/moves")
@requires(*READERS)
def moves(plan_id: int, scenario_id: int) -> Answer:
    """List the moves of the latest result, page by page."""
    session, (plan, row) = current_session(), find_scenario(plan_id, scenario_id)
    if row.solution_id is None:
        raise NotFound(T("Skenario ini belum pernah dihitung."))
    limit = read_number("limit", USUAL_PAGE, least=1, most=LARGEST_PAGE)
    rows = list_moves(session, row.solution_id, after=read_mark("cursor") or 0, limit=limit)
    if not reads_input(current_actor(), plan.unit_path):
        rows = [one._replace(wish=None) for one in rows]
    return jsonify(schemas.moves_json(row.solution_id, rows, code_places(session, rows), limit))
