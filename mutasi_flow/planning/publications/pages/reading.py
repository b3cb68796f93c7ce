"""Published plans for everybody, and for an employee what a plan means for the own person."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_employee_id,
    current_runtime,
    current_session,
    find_visitor,
    public,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.planning.matching.pages.turning import read_start, turn
from mutasi_flow.planning.publications.domain import CATEGORY_LABELS, PublicationState
from mutasi_flow.planning.publications.forms import read_comment
from mutasi_flow.planning.publications.pages.shown import WORDS, told_words
from mutasi_flow.planning.publications.queries.asking import list_questions, tell_why
from mutasi_flow.planning.publications.queries.comments import count_carried, list_answers, list_own_comments
from mutasi_flow.planning.publications.queries.rows import (
    PublicationRow,
    find_own_move,
    get_public,
    list_public,
    list_versions,
)
from mutasi_flow.planning.publications.service.commenting import comment

pages = Blueprint("published", __name__)

ANSWERS = 10
MOVING = "pindah"
"""The question why somebody does not move at all; others are wishes by key."""


@pages.get("/rencana")
@public
def index() -> Answer:
    """List the plans that stand published."""
    today = current_clock().today()
    return render_template("planning/published_list.html", rows=list_public(current_session(), today), today=today)


@pages.get("/rencana/<int:publication_id>")
@public
def show(publication_id: int) -> Answer:
    """Show what is told of a plan; somebody who is signed in finds the own part at the top."""
    found = get_public(current_session(), publication_id, current_clock().today())
    return _show(found, Form())


def _show(found: PublicationRow, form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    stands, start = found.state is PublicationState.PUBLISHED, read_start()
    versions = list_versions(session, found.plan_id)
    answered, comments = count_carried(found, versions)
    page = render_template(
        "planning/published.html",
        form=form,
        row=found,
        stands=stands,
        today=today,
        later=next((one for one in versions if one.version > found.version and one.window.has_begun(today)), None),
        takes_comments=found.takes_comments(today),
        answered=answered,
        comment_count=comments,
        answers=list_answers(session, found, start=start, limit=ANSWERS) if stands else [],
        **turn("published.show", start, ANSWERS, answered if stands else 0, publication_id=found.id),
        category_choices=[(one.value, translate(label)) for one, label in CATEGORY_LABELS.items()],
        **_own_part(found),
        **(told_words(found.told) if stands else {}),
        **WORDS,
    )
    return page, form.status


def _own_part(found: PublicationRow) -> dict[str, Any]:
    visitor, session = find_visitor(), current_session()
    key = visitor.actor.employee_id if visitor is not None else None
    if key is None:
        return {"is_employee": False, "own": None, "comments": []}
    return {
        "is_employee": True,
        "own": find_own_move(session, found, key),
        "comments": list_own_comments(session, found, key),
    }


@pages.post("/rencana/<int:publication_id>/tanggapan")
@requires(Permission.SELF)
@writes
def say(publication_id: int) -> Answer:
    """Comment on a plan."""
    form, session, clock = read_form(), current_session(), current_clock()
    found = get_public(session, publication_id, clock.today())
    with form.catching():
        category, words = read_comment(form)
        comment(session, found.id, category, words, actor=current_actor(), clock=clock)
        show_notice(T("Tanggapan terkirim. Jawabannya muncul di halaman ini."))
        return redirect(url_for("published.show", publication_id=publication_id, _anchor="tanggapan"), 303)
    return _show(found, form)


@pages.get("/rencana/<int:publication_id>/mengapa")
@requires(Permission.SELF)
def why(publication_id: int) -> Answer:
    """Answer somebody why not: not at all, or not where an own wish of before the publication leads."""
    session, today, employee_id = current_session(), current_clock().today(), current_employee_id()
    found = get_public(session, publication_id, today)
    wishes, asked = list_questions(session, found, employee_id, today), request.args.get("tentang", "")
    wish = next((one for one in wishes if str(one.id) == asked), None)
    if wish is None and asked not in {"", MOVING}:
        raise NotFound(T("Yang dapat ditanyakan hanya minat Anda sendiri yang tercatat sebelum rencana diumumkan."))
    store = current_runtime().files
    return render_template(
        "planning/published_why.html",
        row=found,
        wishes=wishes,
        asked=asked,
        wish=wish,
        own=find_own_move(session, found, employee_id),
        reason=tell_why(session, store, found, employee_id, wish=wish, today=today) if asked else None,
    )
