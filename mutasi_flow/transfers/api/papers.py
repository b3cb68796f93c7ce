"""API v1 of papers: the list of what is asked and there, uploads, verdicts, files."""

from typing import Any

from flask import Blueprint, jsonify

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_form,
    read_json,
    requires,
    translate,
    writes,
)
from mutasi_flow.transfers import schemas
from mutasi_flow.transfers.documents import load_checklist, load_kinds
from mutasi_flow.transfers.domain import PaperVerdict
from mutasi_flow.transfers.forms import read_paper
from mutasi_flow.transfers.queries import get_card
from mutasi_flow.transfers.receiving import examined_file, examines, send_paper
from mutasi_flow.transfers.service import attach_paper, judge_paper, write_letter

blueprint = Blueprint("papers_api", __name__, url_prefix="/api/v1")


def _list(number: str) -> Any:
    session = current_session()
    card = get_card(session, number, current_actor())
    items = load_checklist(session, card, current_clock())
    return jsonify(schemas.paper_list_json(number, items, translate))


@blueprint.get("/transfers/<number>/papers")
@requires()
def index(number: str) -> Answer:
    """List what is asked for and what is there."""
    return _list(number), 200


@blueprint.post("/transfers/<number>/papers")
@requires()
@examines
@writes
def add(number: str) -> Answer:
    """Add a paper; the former one of its kind is replaced, not deleted."""
    session, form = current_session(), read_form()
    upload = read_paper(form, examined_file(), load_kinds(session))
    attach_paper(session, current_runtime().files, number, upload, actor=current_actor(), clock=current_clock())
    return _list(number), 201


@blueprint.post("/transfers/<number>/letters")
@requires()
@writes
def write(number: str) -> Answer:
    """Write the supporting letter of a document, signed by this call or to be printed."""
    given, actor = schemas.parse(schemas.LetterInput, read_json()), current_actor()
    write_letter(current_session(), number, given.document, signing=given.sign, actor=actor, clock=current_clock())
    return _list(number), 201


@blueprint.post("/transfers/<number>/papers/<int:paper_id>/verdict")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def judge(number: str, paper_id: int) -> Answer:
    """Write the verdict on a paper."""
    given = schemas.parse(schemas.VerdictInput, read_json())
    verdict, actor, clock = PaperVerdict(given.verdict), current_actor(), current_clock()
    get_card(current_session(), number, actor)
    judge_paper(current_session(), number, paper_id, verdict, reason=given.reason, actor=actor, clock=clock)
    return _list(number), 200


@blueprint.get("/transfers/<number>/papers/<int:paper_id>")
@requires()
def read(number: str, paper_id: int) -> Answer:
    """Send a paper."""
    return send_paper(number, paper_id)
