"""Steps taken by the clock, before the administrator: what holds today, and a form for the next row."""

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
from mutasi_flow.transfers.domain.automatic import OCCASION_LABELS, in_force
from mutasi_flow.transfers.forms.consultation import read_automatic
from mutasi_flow.transfers.service.automatic import add_rule, list_rules

pages = Blueprint("automatic", __name__)


def _page(form: Form) -> Answer:
    rules, today = list_rules(current_session()), current_clock().today()
    page = render_template(
        "transfers/automatic.html",
        form=form,
        rules=rules,
        present=[(label, in_force(rules, occasion, today)) for occasion, label in OCCASION_LABELS.items()],
        labels=OCCASION_LABELS,
        occasions=[(one.value, translate(label)) for one, label in OCCASION_LABELS.items()],
    )
    return page, form.status


@pages.get("/admin/langkah-otomatis")
@requires(Permission.ADMIN)
def show() -> Answer:
    """Show the rows."""
    return _page(Form({"from_on": current_clock().today().isoformat()}))


@pages.post("/admin/langkah-otomatis")
@requires(Permission.ADMIN)
@writes
def add() -> Answer:
    """Add a row."""
    form, clock = read_form(), current_clock()
    with form.catching():
        rule = read_automatic(form)
        add_rule(current_session(), rule, actor=current_actor(), today=clock.today(), at=clock.now())
        show_notice(T("Tersimpan, berlaku mulai {day}.", day=rule.from_on))
        return redirect(url_for("automatic.show"), 303)
    return _page(form)
