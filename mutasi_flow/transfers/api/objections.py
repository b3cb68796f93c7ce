"""API v1 of objections: reading and filing one; it is ruled on by completing its task."""

from flask import Blueprint, jsonify

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_session, read_json, requires, writes
from mutasi_flow.transfers import objections, schemas
from mutasi_flow.transfers.queries import get_card
from mutasi_flow.transfers.schemas.objections import ObjectionInput, objection_json

blueprint = Blueprint("objections_api", __name__, url_prefix="/api/v1")


def _show(number: str, status: int) -> Answer:
    session = current_session()
    objection = objections.find_objection(session, get_card(session, number, current_actor()).id)
    if objection is None:
        raise NotFound(T("Usulan ini tidak mempunyai keberatan."))
    return jsonify(objection_json(objection)), status


@blueprint.get("/transfers/<number>/objection")
@requires()
def show(number: str) -> Answer:
    """Show the objection to the decision on a transfer."""
    return _show(number, 200)


@blueprint.post("/transfers/<number>/objection")
@requires(Permission.SELF, *objections.RECORDING)
@writes
def add(number: str) -> Answer:
    """File an objection to the decision on a transfer."""
    given = schemas.parse(ObjectionInput, read_json())
    new = objections.NewObjection(given.ground, given.reason, given.letter, given.received_on)
    objections.file_objection(current_session(), number, new, actor=current_actor(), clock=current_clock())
    return _show(number, 201)
