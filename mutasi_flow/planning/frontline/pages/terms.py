"""Who counts as experienced: read by who reads the maps, kept by planners of the whole office."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.planning.frontline import queries, service
from mutasi_flow.planning.frontline.domain import GRADE_LABELS, STAFF_LABELS, USUAL_TERMS, Grade, Staff, Term
from mutasi_flow.planning.frontline.forms import read_term

pages = Blueprint("experience", __name__, url_prefix="/ambang-pengalaman")


def sentence(term: Term) -> Text:
    """Say who counts as experienced."""
    if term.grade is Grade.NONE:
        return T("Berpengalaman: masa kerja paling sedikit {years} tahun.", years=term.years)
    words = {"years": term.years, "grade": GRADE_LABELS[term.grade]}
    return T("Berpengalaman: masa kerja paling sedikit {years} tahun, atau {grade}.", **words)


@pages.get("")
@requires(Permission.BALANCE_READ)
def show() -> Answer:
    """Show the thresholds of today and all on record."""
    return _page(Form())


def _page(form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    held = {staff: queries.load_term(session, staff, today) for staff in Staff}
    page = render_template(
        "planning/experience.html",
        form=form,
        held={staff: (sentence(row.term if row else USUAL_TERMS[staff]), row) for staff, row in held.items()},
        rows=[(row, sentence(row.term)) for row in queries.list_terms(session)],
        labels=STAFF_LABELS,
        staff=[(one.value, translate(label)) for one, label in STAFF_LABELS.items()],
        grades=[(one.value, translate(label)) for one, label in GRADE_LABELS.items()],
        may_keep=any(current_actor().may(permission, "") for permission in service.KEEPING),
    )
    return page, form.status


@pages.post("")
@requires(*service.KEEPING)
@writes
def set_term() -> Answer:
    """Let another threshold hold from a day on."""
    form = read_form()
    with form.catching():
        staff, term, from_on, source = read_term(form)
        service.set_term(current_session(), staff, term, from_on, source, actor=current_actor(), clock=current_clock())
        show_notice(T("Ambang baru berlaku mulai {day}.", day=from_on))
        return redirect(url_for("experience.show"), 303)
    return _page(form)
