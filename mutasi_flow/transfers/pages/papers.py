"""Papers of a transfer: upload, read, judge."""

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
from mutasi_flow.transfers.documents import (
    STANDING_LABELS,
    WITH_AUTHOR,
    find_item,
    list_written,
    load_checklist,
    load_kinds,
)
from mutasi_flow.transfers.domain import REASON_CATEGORIES
from mutasi_flow.transfers.forms import read_paper, read_verdict
from mutasi_flow.transfers.pages.shown import get_editable
from mutasi_flow.transfers.queries import TransferCard, get_card
from mutasi_flow.transfers.receiving import examined_file, examines, kept_words, send_paper
from mutasi_flow.transfers.service import attach_paper, judge_paper, may_attach

pages = Blueprint("papers", __name__)


def _show(card: TransferCard, form: Form) -> Answer:
    """Show the whole list, or, when the form is about one paper only, that one."""
    only = form.value("only")
    if only:
        return _show_one(card, only, form)
    proof = next((one.proof for one in REASON_CATEGORIES if one.code == card.reason_category), None)
    page = render_template(
        "transfers/papers.html",
        card=card,
        form=form,
        items=load_checklist(current_session(), card, current_clock()),
        standings=STANDING_LABELS,
        proof=proof,
    )
    return page, form.status


def _show_one(card: TransferCard, kind: str, form: Form) -> Answer:
    item = find_item(current_session(), card, kind, current_clock())
    if item is None or not may_attach(card, current_actor()):
        raise NotFound
    is_letter = load_kinds(current_session())[kind].is_letter
    is_with_author = card.state in WITH_AUTHOR
    back = url_for("filing.sections" if is_with_author else "review.show", number=card.number)
    page = render_template("transfers/paper.html", card=card, form=form, item=item, is_letter=is_letter, back=back)
    return page, form.status


@pages.get("/usulan/<number>/dokumen")
@requires()
def index(number: str) -> Answer:
    """Show the papers and offer to add one."""
    return _show(get_editable(number), read_form())


@pages.get("/usulan/<number>/dokumen/ganti/<kind>")
@requires()
def replace(number: str, kind: str) -> Answer:
    """Offer to put one paper in the place of another, or where none is yet."""
    card = get_card(current_session(), number, current_actor())
    letter = list_written(current_session(), card.id).get(kind)
    printed = {"letter_number": letter.number, "letter_on": letter.dated_on.isoformat()} if letter else {}
    return _show_one(card, kind, Form({"only": kind, **printed}))


@pages.post("/usulan/<number>/dokumen")
@requires()
@examines
@writes
def add(number: str) -> Answer:
    """Add a paper."""
    session, actor, form = current_session(), current_actor(), read_form()
    card, kinds = get_card(session, number, actor), load_kinds(session)
    with form.catching():
        upload = read_paper(form, examined_file(), kinds)
        attach_paper(session, current_runtime().files, number, upload, actor=actor, clock=current_clock())
        show_notice(kept_words(upload, kinds[upload.kind].name))
        with_author = "filing.sections" if form.value("only") else "papers.index"
        page = with_author if card.state in WITH_AUTHOR else "review.show"
        return redirect(url_for(page, number=number), 303)
    return _show(card, form)


@pages.get("/usulan/<number>/dokumen/<int:paper_id>")
@requires()
def read(number: str, paper_id: int) -> Answer:
    """Send an uploaded paper."""
    return send_paper(number, paper_id)


@pages.post("/usulan/<number>/dokumen/<int:paper_id>/hasil")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def judge(number: str, paper_id: int) -> Answer:
    """Write the verdict on a paper."""
    verdict, reason = read_verdict(read_form())
    judge_paper(
        current_session(), number, paper_id, verdict, reason=reason, actor=current_actor(), clock=current_clock()
    )
    show_notice(T("Hasil pemeriksaan dokumen tersimpan."))
    return redirect(url_for("review.show", number=number), 303)
