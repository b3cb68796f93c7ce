"""The regulations that letters cite: the list, a form for a new one, and the end of one."""

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
from mutasi_flow.letters.domain import CITING_KINDS
from mutasi_flow.letters.forms import read_basis
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.letters.queries import list_bases
from mutasi_flow.letters.service import add_basis, end_basis
from mutasi_flow.letters.service.house import STEP
from mutasi_flow.people.domain import STATUS_LABELS

pages = Blueprint("legal_bases", __name__)
KIND_LABELS = {kind.name: kind.label for kind in LETTER_KINDS if kind.name in CITING_KINDS}


def _page(form: Form) -> Answer:
    rows, today = list_bases(current_session()), current_clock().today()
    is_past = {one.id: one.to_on is not None and one.to_on < today for one in rows}
    page = render_template(
        "letters/admin/bases.html",
        form=form,
        present=[one for one in rows if not is_past[one.id]],
        past=[one for one in rows if is_past[one.id]],
        today=today,
        kind_labels=KIND_LABELS,
        kinds=[(name, translate(label)) for name, label in KIND_LABELS.items()],
        status_labels={one.value: label for one, label in STATUS_LABELS.items()},
        statuses=[(one.value, translate(label)) for one, label in STATUS_LABELS.items()],
    )
    return page, form.status


@pages.get("/admin/dasar-hukum")
@requires(Permission.ADMIN)
def show() -> Answer:
    """Show the regulations in the order in which letters cite them."""
    rows, today = list_bases(current_session()), current_clock().today()
    place = max((one.position for one in rows), default=0) + STEP
    return _page(Form({"position": str(place), "from_on": today.isoformat()}))


@pages.post("/admin/dasar-hukum")
@requires(Permission.ADMIN)
@writes
def add() -> Answer:
    """Add a regulation."""
    form = read_form()
    with form.catching():
        add_basis(current_session(), read_basis(form), actor=current_actor(), at=current_clock().now())
        show_notice(T("Dasar hukum disimpan. Surat yang sudah bernomor tidak berubah."))
        return redirect(url_for("legal_bases.show"), 303)
    return _page(form)


@pages.post("/admin/dasar-hukum/<int:key>")
@requires(Permission.ADMIN)
@writes
def end(key: int) -> Answer:
    """Say until when a regulation may be cited."""
    form = read_form()
    last = form.optional_day("to_on", T("Berlaku sampai"))
    form.check()
    end_basis(current_session(), key, last, actor=current_actor(), at=current_clock().now())
    show_notice(T("Dasar hukum disimpan. Surat yang sudah bernomor tidak berubah."))
    return redirect(url_for("legal_bases.show"), 303)
