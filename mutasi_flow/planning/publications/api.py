"""API v1 of published plans: the same readers, speakers and refusals as on the pages."""

from flask import Blueprint, jsonify

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound, NotPermitted
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_employee_id,
    current_session,
    public,
    read_json,
    read_mark,
    read_number,
    requires,
    translate,
    writes,
)
from mutasi_flow.planning.plans.queries import READERS, get_plan
from mutasi_flow.planning.publications import schemas
from mutasi_flow.planning.publications.queries.comments import (
    list_answers,
    list_comments,
    list_own_comments,
    may_name,
)
from mutasi_flow.planning.publications.queries.rows import (
    PublicationRow,
    find_own_move,
    get_public,
    get_publication,
    list_public,
    list_versions,
)
from mutasi_flow.planning.publications.service.commenting import answer_comment, comment
from mutasi_flow.transfers.schemas import parse

blueprint = Blueprint("publications_api", __name__, url_prefix="/api/v1")

USUAL_PAGE, LARGEST_PAGE = 100, 500


def _public(publication_id: int) -> PublicationRow:
    return get_public(current_session(), publication_id, current_clock().today())


def _page() -> tuple[int, int]:
    """Return where the page begins and how many are on it."""
    return read_mark("cursor") or 0, read_number("limit", USUAL_PAGE, least=1, most=LARGEST_PAGE)


def _next(start: int, limit: int, found: int) -> int | None:
    return start + limit if found == limit else None


@blueprint.get("/publications")
@public
def index() -> Answer:
    """List the publications that stand."""
    today = current_clock().today()
    rows = list_public(current_session(), today)
    return jsonify({"items": [schemas.publication_json(row, today) for row in rows]})


@blueprint.get("/publications/<int:publication_id>")
@public
def show(publication_id: int) -> Answer:
    """Show what everybody is told."""
    return jsonify(schemas.whole_publication_json(_public(publication_id), current_clock().today(), translate))


@blueprint.get("/publications/<int:publication_id>/answers")
@public
def answers(publication_id: int) -> Answer:
    """List how comments were weighed, while the publication stands."""
    row, (start, limit) = _public(publication_id), _page()
    found = list_answers(current_session(), row, start=start, limit=limit) if row.ended_at is None else []
    return jsonify(schemas.answers_json(found, _next(start, limit, len(found))))


@blueprint.get("/plans/<int:plan_id>/publications")
@requires(*READERS)
def list_of_plan(plan_id: int) -> Answer:
    """List all versions of what was told of a plan, those to come as well."""
    session, today = current_session(), current_clock().today()
    plan = get_plan(session, plan_id, current_actor())
    return jsonify({"items": [schemas.publication_json(row, today) for row in list_versions(session, plan.id)]})


@blueprint.get("/publications/<int:publication_id>/comments")
@requires(*READERS)
def comments(publication_id: int) -> Answer:
    """List the comments on one version with who gave them; for the personnel office only."""
    session, actor = current_session(), current_actor()
    plan, row = get_publication(session, publication_id, actor)
    if not may_name(actor, plan.unit_path):
        raise NotPermitted
    start, limit = _page()
    found = list_comments(session, row.id, start=start, limit=limit)
    return jsonify(schemas.comments_json(found, _next(start, limit, len(found))))


@blueprint.get("/publications/<int:publication_id>/own")
@requires(Permission.SELF)
def own(publication_id: int) -> Answer:
    """Show what a publication means for the caller, and what the caller said to it."""
    return _own(_public(publication_id))


def _own(row: PublicationRow, status: int = 200) -> Answer:
    session, key = current_session(), current_employee_id()
    move, said = find_own_move(session, row, key), list_own_comments(session, row, key)
    return jsonify(schemas.own_part_json(move, said, translate)), status


@blueprint.post("/publications/<int:publication_id>/comments")
@requires(Permission.SELF)
@writes
def say(publication_id: int) -> Answer:
    """Comment on a published plan."""
    row, given = _public(publication_id), parse(schemas.CommentInput, read_json())
    comment(current_session(), row.id, given.category, given.words, actor=current_actor(), clock=current_clock())
    return _own(row, 201)


@blueprint.post("/publications/<int:publication_id>/comments/<int:comment_id>/answer")
@requires(Permission.PLAN)
@writes
def answer(publication_id: int, comment_id: int) -> Answer:
    """Say how a comment was weighed."""
    session, actor = current_session(), current_actor()
    _plan, row = get_publication(session, publication_id, actor)
    given = parse(schemas.CommentAnswerInput, read_json())
    key = answer_comment(session, comment_id, given.answer, is_change=given.change, actor=actor, clock=current_clock())
    if key != row.id:
        raise NotFound
    found = next(one for one in list_comments(session, row.id) if one.id == comment_id)
    return jsonify(schemas.comment_json(found))
