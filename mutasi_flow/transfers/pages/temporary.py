"""Another last day for a temporary placement: extended, or ended early."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
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
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.queries import TransferCard, get_card
from mutasi_flow.transfers.service.temporary import change_end, may_change_end

pages = Blueprint("temporary", __name__)


def _card(number: str) -> TransferCard:
    card = get_card(current_session(), number, current_actor())
    if not may_change_end(card, current_actor(), current_clock().today()):
        raise NotFound(T("Tidak ada penempatan sementara yang sedang berjalan pada usulan ini."))
    return card


@pages.get("/usulan/<number>/masa-sementara")
@requires(Permission.TRANSFERS_DECREE)
def ask(number: str) -> Answer:
    """Ask for the new last day."""
    return render_template("transfers/temporary.html", card=_card(number), form=Form())


@pages.post("/usulan/<number>/masa-sementara")
@requires(Permission.TRANSFERS_DECREE)
@writes
def change(number: str) -> Answer:
    """Give the placement its new last day; a decree that changes the first one is issued."""
    form, card = read_form(), _card(number)
    with form.catching():
        until = form.day("until_on", T("Hari terakhir yang baru"))
        reason = form.text("reason", T("Alasan"), max_length=LONGEST_REASON, multiline=True)
        form.check()
        change_end(current_session(), number, until, reason, actor=current_actor(), clock=current_clock())
        show_notice(T("Penempatan sementara berlaku sampai {until}. SK perubahan sedang disiapkan.", until=until))
        return redirect(url_for("tracking.show", number=number), 303)
    return render_template("transfers/temporary.html", card=card, form=form), form.status
