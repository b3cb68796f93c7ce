"""The requirement matrix before the administrator: what is asked, since when, why, and a case tried on it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

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
from mutasi_flow.people.domain import JABATAN_KIND_LABELS, JabatanKind
from mutasi_flow.transfers.documents import (
    MAKER_LABELS,
    NEED_LABELS,
    Case,
    add_kind,
    add_reason,
    add_requirement,
    choose,
    choose_reasons,
    label_kinds,
    load_matrix,
    load_reasons,
)
from mutasi_flow.transfers.domain import Door, LegalKind
from mutasi_flow.transfers.forms import read_kind, read_ready_reason, read_requirement

pages = Blueprint("requirements", __name__)

DOORS: dict[Door, Text] = {
    Door.OWN: T("Permintaan sendiri"),
    Door.UNIT: T("Permintaan unit"),
    Door.PLAN: T("Rencana mutasi"),
}
LEGAL_KINDS: dict[LegalKind, Text] = {
    LegalKind.A: T("A: dalam satu pemerintah daerah"),
    LegalKind.B: T("B: antardaerah dalam satu provinsi"),
    LegalKind.C: T("C: antarprovinsi"),
    LegalKind.D: T("D: dengan instansi pusat"),
}


def _case() -> Case:
    """Read the sample case of the address; what is missing or unknown falls back to the most usual one."""
    kind, door, post = (request.args.get(name, "") for name in ("jenis", "pintu", "jabatan"))
    return Case(
        LegalKind(kind) if kind in set(LegalKind) else LegalKind.A,
        Door(door) if door in set(Door) else Door.OWN,
        JabatanKind(post) if post in set(JabatanKind) else None,
    )


def _choices() -> dict[str, list[tuple[str, str]]]:
    given: tuple[tuple[str, dict[Any, Text]], ...] = (
        ("needs", NEED_LABELS),
        ("makers", MAKER_LABELS),
        ("legal_kinds", LEGAL_KINDS),
        ("doors", DOORS),
        ("posts", JABATAN_KIND_LABELS),
    )
    return {name: [(key.value, translate(label)) for key, label in labels.items()] for name, labels in given}


def _page(form: Form) -> Answer:
    session, case, today = current_session(), _case(), current_clock().today()
    matrix = load_matrix(session)
    page = render_template(
        "transfers/requirements.html",
        form=form,
        case=case,
        chosen=choose(matrix, case, today),
        own=[row for row in matrix if row.id is not None],
        names=label_kinds(session),
        needs_words=NEED_LABELS,
        reasons=choose_reasons(load_reasons(session), today),
        tried=Form({"jenis": case.legal_kind, "pintu": case.door, "jabatan": case.post_kind or ""}),
        **_choices(),
    )
    return page, form.status


@pages.get("/admin/syarat-dokumen")
@requires(Permission.ADMIN)
def show() -> Answer:
    """Show what is asked in a sample case, and the office's own rows."""
    today = current_clock().today().isoformat()
    return _page(Form({"from_on": today, "reason_from_on": today}))


def _write(act: Callable[[Form], Text]) -> Answer:
    form = read_form()
    with form.catching():
        show_notice(act(form))
        return redirect(url_for("requirements.show"), 303)
    return _page(form)


@pages.post("/admin/syarat-dokumen")
@requires(Permission.ADMIN)
@writes
def add() -> Answer:
    """Add a version of a row."""

    def act(form: Form) -> Text:
        session, clock, names = current_session(), current_clock(), label_kinds(current_session())
        row = read_requirement(form, names)
        add_requirement(session, row, actor=current_actor(), today=clock.today(), at=clock.now())
        return T("Syarat tersimpan: {document}, berlaku mulai {day}.", document=names[row.document], day=row.from_on)

    return _write(act)


@pages.post("/admin/syarat-dokumen/jenis")
@requires(Permission.ADMIN)
@writes
def name_kind() -> Answer:
    """Add a kind of document."""

    def act(form: Form) -> Text:
        kind = read_kind(form)
        add_kind(current_session(), kind, actor=current_actor(), at=current_clock().now())
        return T("Jenis dokumen ditambahkan: {document}.", document=kind.name)

    return _write(act)


@pages.post("/admin/syarat-dokumen/alasan")
@requires(Permission.ADMIN)
@writes
def name_reason() -> Answer:
    """Add a version of a ready reason for refusing a paper."""

    def act(form: Form) -> Text:
        session, clock = current_session(), current_clock()
        row = read_ready_reason(form, label_kinds(session))
        add_reason(session, row, actor=current_actor(), today=clock.today(), at=clock.now())
        return T("Alasan tersimpan: {reason}", reason=row.text)

    return _write(act)
