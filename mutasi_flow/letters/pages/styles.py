"""The switches of letters, before the administrator: what holds today, and a form for the next row."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
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
from mutasi_flow.letters.domain import FIRST_LABELS, PAPERS
from mutasi_flow.letters.forms import read_style
from mutasi_flow.letters.queries import find_style, list_styles
from mutasi_flow.letters.service import NewStyle, add_style

pages = Blueprint("letter_styles", __name__)
TICKED = "ya"


def _page(form: Form) -> Answer:
    session = current_session()
    page = render_template(
        "letters/admin/styles.html",
        form=form,
        rows=list_styles(session),
        present=find_style(session, current_clock().today()),
        papers=[(code, translate(label)) for code, label in PAPERS.items()],
        labels=[(label, label) for label in FIRST_LABELS],
    )
    return page, form.status


@pages.get("/admin/tata-surat")
@requires(Permission.ADMIN)
def show() -> Answer:
    """Show the switches that hold today, as the start of the next row."""
    today = current_clock().today()
    given = find_style(current_session(), today) or NewStyle(today)
    names = ("first_label", "paper", "certifier_title", "certifier_name", "certifier_rank", "certifier_nip")
    invocation = {"has_invocation": TICKED} if given.has_invocation else {}
    return _page(Form({"from_on": today.isoformat(), **{name: getattr(given, name) for name in names}, **invocation}))


@pages.post("/admin/tata-surat")
@requires(Permission.ADMIN)
@writes
def add() -> Answer:
    """Add a row."""
    form, clock = read_form(), current_clock()
    with form.catching():
        style = read_style(form)
        add_style(current_session(), style, actor=current_actor(), today=clock.today(), at=clock.now())
        show_notice(T("Tersimpan, berlaku mulai {day}.", day=style.from_on))
        return redirect(url_for("letter_styles.show"), 303)
    return _page(form)
