"""API v1 of the dossier: note who takes it, then read the bundle."""

from flask import Blueprint, jsonify

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_session, requires, writes
from mutasi_flow.transfers import dossier
from mutasi_flow.transfers.receiving import send_dossier
from mutasi_flow.transfers.schemas.dossier import DossierJson

blueprint = Blueprint("dossier_api", __name__, url_prefix="/api/v1")


@blueprint.post("/transfers/<number>/dossier")
@requires(Permission.AUDIT_READ)
@writes
def take(number: str) -> Answer:
    """Note who takes the dossier; the answer says where it is and until when."""
    clock = current_clock()
    dossier.take(current_session(), number, current_actor(), clock)
    found = DossierJson(file=f"/api/v1/transfers/{number}/dossier.zip", until=clock.now() + dossier.OPEN_FOR)
    return jsonify(found.model_dump(mode="json")), 201


@blueprint.get("/transfers/<number>/dossier.zip")
@requires(Permission.AUDIT_READ)
def send(number: str) -> Answer:
    """Send the bundle."""
    return send_dossier(number)
