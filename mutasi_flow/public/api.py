"""API v1 for everybody: verification of a letter."""

from flask import Blueprint, jsonify

from mutasi_flow.core.web import Answer, current_session, public, translate
from mutasi_flow.letters.queries import find_signature
from mutasi_flow.public.schemas import find_letter, limited, verification_json

blueprint = Blueprint("verification_api", __name__, url_prefix="/api/v1")


@blueprint.get("/verify/<code>")
@limited
@public
def verify(code: str) -> Answer:
    """Show how the letter with this code stands."""
    letter = find_letter(current_session(), code)
    signature = find_signature(current_session(), letter.row.id)
    answer = jsonify(verification_json(letter, signature, translate))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
