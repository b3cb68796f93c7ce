"""The matrix of who decides and who signs, before the administrator."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.access import queries as access
from mutasi_flow.access import service
from mutasi_flow.access.domain import ACT_LABELS, FORM_LABELS
from mutasi_flow.access.forms import read_authority
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import Conflict
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
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JABATAN_KIND_LABELS
from mutasi_flow.transfers.pages.requirements import LEGAL_KINDS

pages = Blueprint("authorities", __name__)


def _page(form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    rows = access.list_authorities(session)
    heads = {row.head_id: people.employee_name(session, row.head_id) for row in rows if row.head_id is not None}
    page = render_template(
        "transfers/authorities.html",
        form=form,
        rows=[row for row in rows if row.to_on is None or row.to_on >= today],
        past=[row for row in rows if row.to_on is not None and row.to_on < today],
        heads=heads,
        act_words=ACT_LABELS,
        post_words=JABATAN_KIND_LABELS,
        kind_words=LEGAL_KINDS,
        acts=[(act.value, translate(label)) for act, label in ACT_LABELS.items()],
        forms=[(one.value, translate(label)) for one, label in FORM_LABELS.items()],
        kinds=[(kind.value, translate(label)) for kind, label in LEGAL_KINDS.items()],
        posts=[(kind.value, translate(label)) for kind, label in JABATAN_KIND_LABELS.items()],
    )
    return page, form.status


@pages.get("/admin/wewenang")
@requires(Permission.ADMIN)
def show() -> Answer:
    """Show the rows, and offer to add one."""
    return _page(Form({"from_on": current_clock().today().isoformat(), "act": "decide", "form": "own"}))


@pages.post("/admin/wewenang")
@requires(Permission.ADMIN)
@writes
def add() -> Answer:
    """Add a row."""
    session, form = current_session(), read_form()
    with form.catching():

        def find_unit(code: str) -> int | None:
            unit = people.find_unit_by_code(session, code)
            return unit.id if unit else None

        new = read_authority(form, find_unit)
        try:
            service.add_authority(session, new, actor=current_actor(), at=current_clock().now())
        except Conflict as held:
            form.refusals.append(held.text)
        else:
            show_notice(T("Wewenang tersimpan: {official}, berlaku mulai {day}.", official=new.title, day=new.from_on))
            return redirect(url_for("authorities.show"), 303)
    return _page(form)


@pages.post("/admin/wewenang/<int:authority_id>/akhiri")
@requires(Permission.ADMIN)
@writes
def end(authority_id: int) -> Answer:
    """Let a row end with today."""
    clock, actor = current_clock(), current_actor()
    today = clock.today()
    service.end_authority(current_session(), authority_id, today, actor=actor, today=today, at=clock.now())
    show_notice(T("Wewenang itu berakhir hari ini."))
    return redirect(url_for("authorities.show"), 303)
