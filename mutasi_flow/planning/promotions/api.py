"""API v1 of promotions: moves of a scenario's latest result become transfers."""

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
    requires,
    translate,
    writes,
)
from mutasi_flow.planning.minutes.queries import may_read
from mutasi_flow.planning.plans.api import find_scenario
from mutasi_flow.planning.plans.queries import READERS, get_plan
from mutasi_flow.planning.promotions.queries import list_items, list_promotions
from mutasi_flow.planning.promotions.schemas import PromotionInput, promotion_json
from mutasi_flow.planning.promotions.service import ask_promotion
from mutasi_flow.transfers.schemas import parse

blueprint = Blueprint("promotions_api", __name__, url_prefix="/api/v1")


def _solution(plan_id: int, scenario_id: int) -> int:
    _plan, row = find_scenario(plan_id, scenario_id)
    if row.solution_id is None:
        raise NotFound(T("Skenario ini belum pernah dihitung."))
    return row.solution_id


@blueprint.get("/plans/<int:plan_id>/scenarios/<int:scenario_id>/promotions")
@requires(*READERS)
def index(plan_id: int, scenario_id: int) -> Answer:
    """List the presses about the latest result, and what came of the moves of the newest."""
    session, solution_id = current_session(), _solution(plan_id, scenario_id)
    rows = list_promotions(session, solution_id)
    items = list_items(session, rows[0].id) if rows else []
    if not may_read(current_actor(), get_plan(session, plan_id, current_actor()).unit_path):
        items = [row._replace(said={}) for row in items]
    return jsonify({"items": [promotion_json(row, () if at else items, translate) for at, row in enumerate(rows)]})


@blueprint.post("/plans/<int:plan_id>/scenarios/<int:scenario_id>/promotions")
@requires(Permission.PLAN)
@writes
def promote(plan_id: int, scenario_id: int) -> Answer:
    """Let moves of the latest result become transfers; a worker makes them."""
    session, solution_id = current_session(), _solution(plan_id, scenario_id)
    given = parse(PromotionInput, read_json())
    ask_promotion(
        session,
        current_runtime().files,
        solution_id,
        given.places,
        is_sent=given.send,
        despite=given.despite,
        actor=current_actor(),
        clock=current_clock(),
    )
    newest = list_promotions(session, solution_id)[0]
    return jsonify(promotion_json(newest, list_items(session, newest.id), translate)), 202
