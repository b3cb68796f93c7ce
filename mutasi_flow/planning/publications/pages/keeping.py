"""Publishing a solution, answering what employees say to it, and taking it back."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_form,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.people import queries as people
from mutasi_flow.planning.matching.pages.turning import read_start, turn
from mutasi_flow.planning.plans.queries import READERS, PlanRow, SolutionRow, get_plan, get_solution
from mutasi_flow.planning.plans.service import may_plan
from mutasi_flow.planning.publications.forms import read_answer, read_publication, read_reason, start_publication
from mutasi_flow.planning.publications.pages.shown import WORDS, told_words
from mutasi_flow.planning.publications.queries.comments import list_comments, may_name
from mutasi_flow.planning.publications.queries.redacting import redact
from mutasi_flow.planning.publications.queries.rows import PublicationRow, find_promise, get_publication, list_versions
from mutasi_flow.planning.publications.service.commenting import answer_comment
from mutasi_flow.planning.publications.service.publishing import publish, withdraw

pages = Blueprint("publications", __name__)

COMMENTS = 20


def _ask(plan: PlanRow, solution: SolutionRow, form: Form) -> Answer:
    session, store, today = current_session(), current_runtime().files, current_clock().today()
    found = redact(session, store, plan, solution, today)
    page = render_template(
        "planning/publish.html",
        plan=plan,
        solution=solution,
        form=form,
        least=people.comment_days(session),
        promise=find_promise(session, plan.id, today),
        count=len(found.moves),
        hidden=solution.moves - len(found.moves),
        standing=next((one for one in list_versions(session, plan.id) if one.ended_at is None), None),
        **told_words(found.told),
        **WORDS,
    )
    return page, form.status


@pages.get("/papan/hasil/<int:solution_id>/umumkan")
@requires(Permission.PLAN)
def ask(solution_id: int) -> Answer:
    """Ask for the days, and show what everybody would read."""
    session, today = current_session(), current_clock().today()
    plan, solution = get_solution(session, solution_id, current_actor())
    promise = find_promise(session, plan.id, today)
    return _ask(plan, solution, start_publication(today, people.comment_days(session), promise))


@pages.post("/papan/hasil/<int:solution_id>/umumkan")
@requires(Permission.PLAN)
@writes
def create(solution_id: int) -> Answer:
    """Publish it."""
    form, session, actor, store = read_form(), current_session(), current_actor(), current_runtime().files
    plan, solution = get_solution(session, solution_id, actor)
    with form.catching():
        new, version = read_publication(form)
        by: dict[str, Any] = {"actor": actor, "clock": current_clock(), "expected_version": version}
        key = publish(session, store, solution_id, new, **by)
        show_notice(T("Rencana diumumkan. Pegawai yang bersangkutan diberi tahu pada hari pertamanya."))
        return redirect(url_for("publications.show", publication_id=key), 303)
    return _ask(plan, solution, form)


@pages.get("/papan/<int:plan_id>/pengumuman")
@requires(*READERS)
def index(plan_id: int) -> Answer:
    """List what was told of a plan."""
    plan = get_plan(current_session(), plan_id, current_actor())
    rows = list_versions(current_session(), plan.id)
    return render_template("planning/publications.html", plan=plan, rows=rows, **WORDS)


def _show(plan: PlanRow, row: PublicationRow, form: Form) -> Answer:
    session, actor, today = current_session(), current_actor(), current_clock().today()
    may_answer = may_plan(actor, plan.unit_path)
    sees_comments, start = may_name(actor, plan.unit_path), read_start()
    page = render_template(
        "planning/publication.html",
        plan=plan,
        row=row,
        form=form,
        today=today,
        start=start,
        comments=list_comments(session, row.id, start=start, limit=COMMENTS) if sees_comments else [],
        **turn("publications.show", start, COMMENTS, row.comments if sees_comments else 0, publication_id=row.id),
        may_answer=may_answer,
        waiting=[one for one in list_versions(session, plan.id) if one.id != row.id and one.answered < one.comments],
        sees_comments=sees_comments,
        **WORDS,
    )
    return page, form.status


@pages.get("/papan/pengumuman/<int:publication_id>")
@requires(*READERS)
def show(publication_id: int) -> Answer:
    """Show what employees said to a publication, and what was answered."""
    return _show(*get_publication(current_session(), publication_id, current_actor()), Form())


@pages.post("/papan/pengumuman/<int:publication_id>/jawab/<int:comment_id>")
@requires(Permission.PLAN)
@writes
def answer(publication_id: int, comment_id: int) -> Answer:
    """Say how a comment was weighed."""
    form, session, actor = read_form(), current_session(), current_actor()
    plan, row = get_publication(session, publication_id, actor)
    with form.catching():
        words, is_change = read_answer(form, comment_id)
        key = answer_comment(session, comment_id, words, is_change=is_change, actor=actor, clock=current_clock())
        if key != row.id:
            raise NotFound
        show_notice(T("Jawaban tersimpan dan dapat dibaca umum."))
        return redirect(url_for("publications.show", publication_id=publication_id), 303)
    return _show(plan, row, form)


@pages.post("/papan/pengumuman/<int:publication_id>/tarik")
@requires(Permission.PLAN)
@writes
def take_back(publication_id: int) -> Answer:
    """Withdraw it."""
    form, session, actor = read_form(), current_session(), current_actor()
    plan, row = get_publication(session, publication_id, actor)
    with form.catching():
        withdraw(session, publication_id, read_reason(form), actor=actor, clock=current_clock())
        show_notice(T("Pengumuman ditarik."))
        return redirect(url_for("publications.show", publication_id=publication_id), 303)
    return _show(plan, row, form)
