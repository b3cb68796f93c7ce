"""API v1 of plans before a team: put on an agenda, taken back, and their minutes."""

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
    writes,
)
from mutasi_flow.planning.hearings.schemas import AgendaInput, agenda_json, minutes_json
from mutasi_flow.planning.hearings.service import Proposal, propose, withdraw_proposal
from mutasi_flow.planning.minutes.queries import READERS, get_readable, list_left_out, list_minutes
from mutasi_flow.planning.plans.api import find_scenario
from mutasi_flow.planning.plans.queries import get_plan
from mutasi_flow.transfers.deliberation import find_sitting_of_plan, list_open_sittings
from mutasi_flow.transfers.schemas import parse

blueprint = Blueprint("hearings_api", __name__, url_prefix="/api/v1")


def _show(plan_id: int, status: int = 200) -> Answer:
    session = current_session()
    standing = find_sitting_of_plan(session, plan_id)
    return jsonify(agenda_json(standing[0] if standing else None, list_open_sittings(session))), status


@blueprint.get("/plans/<int:plan_id>/agenda")
@requires(Permission.PLAN)
def agenda(plan_id: int) -> Answer:
    """Show on which agenda a plan stands, and on which it may be put."""
    return _show(get_plan(current_session(), plan_id, current_actor()).id)


@blueprint.post("/plans/<int:plan_id>/agenda")
@requires(Permission.PLAN)
@writes
def put(plan_id: int) -> Answer:
    """Put the latest result of a scenario on the agenda of a sitting."""
    given, session = parse(AgendaInput, read_json()), current_session()
    _plan, row = find_scenario(plan_id, given.scenario_id)
    if row.solution_id is None:
        raise NotFound(T("Skenario ini belum pernah dihitung."))
    new = Proposal(row.solution_id, given.sitting(), given.because, everything=given.everything)
    propose(session, current_runtime().files, new, actor=current_actor(), clock=current_clock())
    return _show(plan_id, 201)


@blueprint.post("/plans/<int:plan_id>/agenda/withdraw")
@requires(Permission.PLAN)
@writes
def withdraw(plan_id: int) -> Answer:
    """Take a plan off the agenda."""
    withdraw_proposal(current_session(), plan_id, actor=current_actor(), clock=current_clock())
    return _show(plan_id)


@blueprint.get("/plans/<int:plan_id>/minutes")
@requires(*READERS)
def minutes(plan_id: int) -> Answer:
    """List the minutes of a plan."""
    session = current_session()
    plan = get_readable(session, plan_id, current_actor())
    rows = list_minutes(session, plan.id)
    left_out = list_left_out(session, rows[0].solution_id).values() if rows else ()
    return jsonify(minutes_json(rows, left_out))
