"""The description of API v1."""

from flask import Blueprint, jsonify

from mutasi_flow.core.web import Answer, public
from mutasi_flow.office.schemas import openapi

blueprint = Blueprint("office_api", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
@public
def describe() -> Answer:
    """Send the OpenAPI document."""
    return jsonify(openapi())
