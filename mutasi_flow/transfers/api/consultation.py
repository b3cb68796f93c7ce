"""API v1 of the consultation: what was said, and stepping aside."""

from flask import Blueprint, jsonify

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_json,
    requires,
    translate,
    writes,
)
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.schemas import Aside, AsideInput
from mutasi_flow.transfers import schemas
from mutasi_flow.transfers.consultation import load_summary
from mutasi_flow.transfers.queries import eyes_of, get_card, list_opinions, view_rows
from mutasi_flow.transfers.schemas.consultation import opinions_json
from mutasi_flow.transfers.service import Declared, step_aside

blueprint = Blueprint("consultation_api", __name__, url_prefix="/api/v1")


@blueprint.get("/transfers/<number>/opinions")
@requires()
def show(number: str) -> Answer:
    """Show what was said about a transfer, as far as it is for the caller."""
    session, actor = current_session(), current_actor()
    card, clock = get_card(session, number, actor), current_clock()
    opinions = list_opinions(session, card.id)
    seen = view_rows(opinions, eyes_of(session, card, actor, clock))
    summary = load_summary(session, card, actor, clock, opinions)
    return jsonify(opinions_json(seen, summary, translate))


@blueprint.post("/tasks/<int:task_id>/step-aside")
@requires()
@writes
def leave(task_id: int) -> Answer:
    """Declare a conflict of interest; what somebody else holds does not exist for the bearer."""
    session, actor = current_session(), current_actor()
    if not inbox.may_complete(session, inbox.get_task(session, task_id), actor):
        raise NotFound(inbox.NO_TASK)
    given = schemas.parse(AsideInput, read_json())
    step_aside(session, task_id, Declared(given.interest, given.reason), actor=actor, clock=current_clock())
    session.flush()
    is_open = inbox.get_task(session, task_id).status is TaskStatus.OPEN
    return jsonify(Aside(task=task_id, passed_on=is_open).model_dump())
