"""Supporting letters: what each would say, signing it with the own account, or printing it for ink."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.errors import NotFound
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
    writes,
)
from mutasi_flow.letters import queries as letters
from mutasi_flow.transfers.documents import DOCUMENT_OF, is_signed
from mutasi_flow.transfers.queries import TransferCard, get_card
from mutasi_flow.transfers.receiving import send_letter
from mutasi_flow.transfers.service import compose_letter, write_letter
from mutasi_flow.transfers.trail import ABOUT

pages = Blueprint("supporting", __name__)
SIGN, PRINT = "sign", "print"


def _show(card: TransferCard, document: str, form: Form) -> Answer:
    writing = compose_letter(current_session(), card, document, actor=current_actor(), clock=current_clock())
    present = writing.offer.letter
    signed = present is not None and is_signed(present)
    page = render_template("transfers/letter.html", card=card, writing=writing, form=form, is_signed=signed)
    return page, form.status


@pages.get("/usulan/<number>/surat/<document>")
@requires()
def show(number: str, document: str) -> Answer:
    """Show what the letter says, and offer to sign or print it."""
    return _show(get_card(current_session(), number, current_actor()), document, Form())


@pages.post("/usulan/<number>/surat/<document>")
@requires()
@writes
def write(number: str, document: str) -> Answer:
    """Sign the letter with the own account, or have it printed for ink."""
    session, actor, form = current_session(), current_actor(), read_form()
    card = get_card(session, number, actor)
    with form.catching():
        how = form.choice("how", T("Cara"), (SIGN, PRINT))
        form.check()
        if how == SIGN and not form.flag("declared"):
            form.fail("declared", T("Centang pernyataan dahulu."))
            form.check()
        issued = write_letter(session, number, document, signing=how == SIGN, actor=actor, clock=current_clock())
        show_notice(T("Surat nomor {number} tersimpan.", number=issued.number))
        return redirect(url_for("supporting.show", number=number, document=document), 303)
    return _show(card, document, form)


@pages.get("/usulan/<number>/surat/<int:letter_id>.pdf")
@requires()
def download(number: str, letter_id: int) -> Answer:
    """Send the stored bytes of a supporting letter; while the worker still prepares them, lead back to its page."""
    card = get_card(current_session(), number, current_actor())
    letter = letters.get_letter(current_session(), letter_id)
    if (letter.about_kind, letter.about_id) != (ABOUT, card.id) or letter.kind not in DOCUMENT_OF:
        raise NotFound(letters.NO_LETTER)
    if not letter.file_key:
        return redirect(url_for("supporting.show", number=number, document=DOCUMENT_OF[letter.kind]), 303)
    return send_letter(letter)
