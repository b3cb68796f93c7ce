"""Who reads what of an opinion, before the administrator: the matrix in force, and a form for the next row."""

from typing import Any

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
from mutasi_flow.transfers.consultation import add_sight
from mutasi_flow.transfers.domain import VOICE_LABELS
from mutasi_flow.transfers.forms.consultation import read_sight
from mutasi_flow.transfers.queries import load_matrix
from mutasi_flow.transfers.visibility import MOMENT_LABELS, PART_LABELS, READER_LABELS

pages = Blueprint("sights", __name__)

_WORDS: dict[str, dict[Any, Text]] = {
    "voices": VOICE_LABELS,
    "readers": READER_LABELS,
    "parts": PART_LABELS,
    "moments": MOMENT_LABELS,
}


def _page(form: Form) -> Answer:
    matrix, today = load_matrix(current_session()), current_clock().today()
    page = render_template(
        "transfers/sights.html",
        form=form,
        chosen=matrix.in_force(today),
        own=[row for row in matrix.rows if row.id is not None],
        choices={
            name: [(key.value, translate(label)) for key, label in labels.items()] for name, labels in _WORDS.items()
        },
        **_WORDS,
    )
    return page, form.status


@pages.get("/admin/pembaca-tanggapan")
@requires(Permission.ADMIN)
def show() -> Answer:
    """Show what holds today, and the office's own rows."""
    return _page(Form({"from_on": current_clock().today().isoformat()}))


@pages.post("/admin/pembaca-tanggapan")
@requires(Permission.ADMIN)
@writes
def add() -> Answer:
    """Add a row."""
    form, clock = read_form(), current_clock()
    with form.catching():
        row = read_sight(form)
        add_sight(current_session(), row, actor=current_actor(), today=clock.today(), at=clock.now())
        show_notice(T("Tersimpan, berlaku mulai {day}.", day=row.from_on))
        return redirect(url_for("sights.show"), 303)
    return _page(form)
