"""The office's own texts of letters: what holds, a draft with its preview and its differences, and the publication."""

from collections.abc import Mapping

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
from mutasi_flow.letters.contexts.worded_samples import SLOTS, shipped_text
from mutasi_flow.letters.domain import LONGEST_PART, PARTS, side_by_side
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.letters.queries import find_draft, list_texts_in_force, list_versions
from mutasi_flow.letters.service import drop_draft, publish_text, save_draft

pages = Blueprint("letter_texts", __name__)
KIND_LABELS = {kind.name: kind.label for kind in LETTER_KINDS if kind.name in SLOTS}


def _in_force(kind: str) -> tuple[int, Mapping[str, str]]:
    """Return version and text that hold today; version 0 is the shipped one."""
    found = list_texts_in_force(current_session(), current_clock().today())
    text = next((one for one in found if one.kind == kind), None)
    return (text.version, text.parts) if text else (0, shipped_text(kind))


def _page(kind: str, form: Form | None = None) -> Answer:
    if kind not in SLOTS:
        raise NotFound
    session, (version, present) = current_session(), _in_force(kind)
    draft = find_draft(session, kind)
    shown = draft.parts if draft else present
    given = form or Form(
        {**shown, "seen": draft.digest if draft else "", "from_on": current_clock().today().isoformat()}
    )
    page = render_template(
        "letters/admin/text.html",
        form=given,
        kind=kind,
        label=KIND_LABELS[kind],
        parts=PARTS,
        slots=SLOTS[kind],
        draft=draft,
        version=version,
        versions=list_versions(session, kind),
        differences={name: side_by_side(present[name], draft.parts[name]) for name in PARTS} if draft else {},
    )
    return page, given.status


@pages.get("/admin/naskah")
@requires(Permission.ADMIN)
def index() -> Answer:
    """List the kinds whose text the office may write, with what holds today."""
    session = current_session()
    rows = [(kind, label, _in_force(kind)[0], find_draft(session, kind)) for kind, label in KIND_LABELS.items()]
    return render_template("letters/admin/texts.html", rows=rows)


@pages.get("/admin/naskah/<kind>")
@requires(Permission.ADMIN)
def show(kind: str) -> Answer:
    """Show the draft of a kind, or what holds as the start of one."""
    return _page(kind)


@pages.post("/admin/naskah/<kind>")
@requires(Permission.ADMIN)
@writes
def save(kind: str) -> Answer:
    """Keep the draft and have its preview printed."""
    form = read_form()
    with form.catching():
        given = {name: form.text(name, label, max_length=LONGEST_PART, multiline=True) for name, label in PARTS.items()}
        form.check()
        seen, at = form.value("seen"), current_clock().now()
        save_draft(current_session(), kind, given, seen=seen, actor=current_actor(), at=at)
        show_notice(T("Konsep disimpan. Pratinjaunya siap kurang dari satu menit."))
        return redirect(url_for("letter_texts.show", kind=kind), 303)
    return _page(kind, form)


@pages.get("/admin/naskah/<kind>/pratinjau.pdf")
@requires(Permission.ADMIN)
def preview(kind: str) -> Answer:
    """Send the preview of the draft."""
    draft = find_draft(current_session(), kind)
    if draft is None or not draft.is_previewed:
        raise NotFound(T("Pratinjaunya belum siap."))
    headers = {"Content-Type": "application/pdf", "Content-Disposition": "inline; filename=pratinjau.pdf"}
    return current_runtime().files.get(draft.preview_key), 200, headers


@pages.post("/admin/naskah/<kind>/terbit")
@requires(Permission.ADMIN)
@writes
def publish(kind: str) -> Answer:
    """Publish the draft from a day on."""
    form, clock = read_form(), current_clock()
    with form.catching():
        from_on = form.day("from_on", T("Berlaku mulai"))
        form.check()
        publish_text(
            current_session(),
            kind,
            seen=form.value("seen"),
            from_on=from_on,
            actor=current_actor(),
            today=clock.today(),
            at=clock.now(),
        )
        show_notice(T("Naskah diterbitkan, berlaku mulai {day}.", day=from_on))
        return redirect(url_for("letter_texts.show", kind=kind), 303)
    draft = find_draft(current_session(), kind)
    return _page(kind, _kept(form, draft.parts if draft else {}))


def _kept(form: Form, parts: Mapping[str, str]) -> Form:
    """Return the form with the draft's words, since the publication does not send them."""
    kept = Form({**parts, "seen": form.value("seen"), "from_on": form.value("from_on")})
    kept.errors, kept.refusals = form.errors, form.refusals
    return kept


@pages.post("/admin/naskah/<kind>/hapus")
@requires(Permission.ADMIN)
@writes
def drop(kind: str) -> Answer:
    """Throw the draft away."""
    drop_draft(current_session(), kind, actor=current_actor(), at=current_clock().now())
    show_notice(T("Konsep dihapus. Yang berlaku tidak berubah."))
    return redirect(url_for("letter_texts.show", kind=kind), 303)
