"""Asking for a decree to be revoked."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_session, read_form, requires, writes
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.queries import TransferCard, get_card
from mutasi_flow.transfers.service.revoking import file_revocation, may_file_revocation

pages = Blueprint("revoking", __name__)


def _card(number: str) -> TransferCard:
    session, actor = current_session(), current_actor()
    card = get_card(session, number, actor)
    if not may_file_revocation(session, card, actor):
        raise NotFound(T("Tidak ada SK yang dapat Anda usulkan untuk dicabut pada usulan ini."))
    return card


@pages.get("/usulan/<number>/pencabutan")
@requires(Permission.TRANSFERS_PROPOSE)
def ask(number: str) -> Answer:
    """Ask for the reason, and say what a revocation brings about."""
    return render_template("transfers/revoking.html", card=_card(number), form=Form())


@pages.post("/usulan/<number>/pencabutan")
@requires(Permission.TRANSFERS_PROPOSE)
@writes
def open_file(number: str) -> Answer:
    """Open the file; its author looks at it once more and sends it."""
    form, card = read_form(), _card(number)
    with form.catching():
        reason = form.text("reason", T("Alasan"), max_length=LONGEST_REASON, multiline=True)
        form.check()
        filed = file_revocation(current_session(), number, reason, actor=current_actor(), clock=current_clock())
        return redirect(url_for("filing.check", number=filed), 303)
    return render_template("transfers/revoking.html", card=card, form=form), form.status
