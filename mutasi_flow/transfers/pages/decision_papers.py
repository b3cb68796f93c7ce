"""Papers for a decision, of one transfer or of a whole agenda: one press, then one file from the worker."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.queries import TransferCard, get_card
from mutasi_flow.transfers.receiving import send_letter

pages = Blueprint("decision_papers", __name__)

MAKERS = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_REVIEW)
READERS = (*MAKERS, Permission.AUDIT_READ)
OF_SITTING = (*MAKERS, Permission.DELIBERATE)


def _card(number: str) -> TransferCard:
    card = get_card(current_session(), number, current_actor())
    if not deliberation.may_read_bundle(card, current_actor()):
        raise NotFound
    return card


@pages.get("/usulan/<number>/bahan-putusan")
@requires(*READERS)
def show(number: str) -> Answer:
    """Show the prints made so far, and offer to make one."""
    card = _card(number)
    return render_template(
        "transfers/decision_papers.html",
        card=card,
        letters=deliberation.list_bundles(current_session(), card.id),
        may_make=deliberation.may_bundle(card, current_actor()) and card.state in deliberation.READY,
    )


@pages.post("/usulan/<number>/bahan-putusan")
@requires(*MAKERS)
@writes
def make(number: str) -> Answer:
    """Make the papers."""
    made = deliberation.make_bundle(current_session(), number, actor=current_actor(), clock=current_clock())
    show_notice(T("Bahan putusan dibuat dengan nomor {number}. Berkasnya sedang disiapkan.", number=made.number))
    return redirect(url_for("decision_papers.show", number=number), 303)


@pages.get("/usulan/<number>/bahan-putusan/<int:letter_id>.pdf")
@requires(*READERS)
def download(number: str, letter_id: int) -> Answer:
    """Send the print; while the worker prepares it, lead back to the page."""
    found = deliberation.list_bundles(current_session(), _card(number).id)
    letter = next((one for one in found if one.id == letter_id), None)
    if letter is None:
        raise NotFound
    return send_letter(letter) if letter.file_key else redirect(url_for("decision_papers.show", number=number), 303)


@pages.post("/sidang/<int:sitting_id>/bahan-putusan")
@requires(*OF_SITTING)
@writes
def make_for_sitting(sitting_id: int) -> Answer:
    """Make the papers for a whole agenda."""
    made = deliberation.make_sitting_bundle(current_session(), sitting_id, actor=current_actor(), clock=current_clock())
    show_notice(T("Bahan {count} usulan dibuat. Berkasnya sedang disiapkan.", count=made.transfers))
    return redirect(url_for("sittings.show", sitting_id=sitting_id), 303)


@pages.get("/sidang/<int:sitting_id>/bahan-putusan/<int:letter_id>.pdf")
@requires(*OF_SITTING)
def download_for_sitting(sitting_id: int, letter_id: int) -> Answer:
    """Send the print of an agenda to whoever may see all that it names."""
    session, actor = current_session(), current_actor()
    board = deliberation.get_board(session, sitting_id, actor)
    if not deliberation.may_bundle_sitting(board, actor):
        raise NotFound
    found = deliberation.list_sitting_bundles(session, sitting_id)
    letter = next((one for one in found if one.id == letter_id), None)
    if letter is None or not all(deliberation.sees_item(session, item, actor) for item in board.items):
        raise NotFound
    return send_letter(letter) if letter.file_key else redirect(url_for("sittings.show", sitting_id=sitting_id), 303)
