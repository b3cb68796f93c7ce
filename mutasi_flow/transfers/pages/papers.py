"""Papers of a transfer: upload, read, judge."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
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
from mutasi_flow.transfers.documents import STANDING_LABELS, load_checklist, load_kinds
from mutasi_flow.transfers.domain import REASON_CATEGORIES
from mutasi_flow.transfers.forms import read_paper, read_verdict
from mutasi_flow.transfers.pages.shown import get_editable
from mutasi_flow.transfers.queries import TransferCard, get_card
from mutasi_flow.transfers.receiving import examined_file, examines, kept_words, send_paper
from mutasi_flow.transfers.service import attach_paper, judge_paper
from mutasi_flow.transfers.workflow import State

pages = Blueprint("papers", __name__)


def _show(card: TransferCard, form: object, status: int = 200) -> Answer:
    proof = next((one.proof for one in REASON_CATEGORIES if one.code == card.reason_category), None)
    page = render_template(
        "transfers/papers.html",
        card=card,
        form=form,
        items=load_checklist(current_session(), card, current_clock()),
        standings=STANDING_LABELS,
        proof=proof,
    )
    return page, status


@pages.get("/usulan/<number>/dokumen")
@requires()
def index(number: str) -> Answer:
    """Show the papers and offer to add one."""
    return _show(get_editable(number), read_form())


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
        is_with_author = card.state in {State.DRAFT, State.RETURNED}
        page = "papers.index" if is_with_author else "review.show"
        return redirect(url_for(page, number=number), 303)
    return _show(card, form, form.status)


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
