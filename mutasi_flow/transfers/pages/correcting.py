"""A decree that corrects another one, filled in with what differs from the record."""

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
from mutasi_flow.transfers.service.comparing import as_recorded, list_differing, list_strange_posts, says_anything
from mutasi_flow.transfers.service.correcting import GONE, correct, fingerprint, may_correct, reason_for
from mutasi_flow.transfers.service.decree import find_standing, find_whole, leaves_unsigned

pages = Blueprint("correcting", __name__)


def _show(card: TransferCard, form: Form) -> Answer:
    session = current_session()
    standing = find_standing(session, card)
    if standing is None:
        raise NotFound(GONE)
    found, whole = list_differing(session, card, standing), find_whole(session, standing)
    if not form.value("reason") and found:
        form = Form({"reason": reason_for(found)}) if not form.has_errors else form
    page = render_template(
        "transfers/correcting.html",
        card=card,
        letter=standing,
        found=found,
        strange=list_strange_posts(session, as_recorded(session, card, standing)),
        is_comparable=says_anything(session, standing),
        unsigned=whole if whole and leaves_unsigned(session, standing) else None,
        seen=fingerprint(found),
        form=form,
    )
    return page, form.status


def _card(number: str) -> TransferCard:
    card = get_card(current_session(), number, current_actor())
    if not may_correct(card, current_actor()):
        raise NotFound(T("SK ini tidak dapat Anda perbaiki."))
    return card


@pages.get("/usulan/<number>/sk/perbaikan")
@requires(Permission.TRANSFERS_DECREE)
def ask(number: str) -> Answer:
    """Show what differs, old and new, and the reason ready to be looked over."""
    return _show(_card(number), Form())


@pages.post("/usulan/<number>/sk/perbaikan")
@requires(Permission.TRANSFERS_DECREE)
@writes
def issue(number: str) -> Answer:
    """Issue the decree that corrects."""
    form, card = read_form(), _card(number)
    with form.catching():
        reason = form.text("reason", T("Alasan"), max_length=LONGEST_REASON, multiline=True)
        form.check()
        seen = form.value("seen").replace("\r\n", "\n")
        letter = correct(current_session(), number, seen, reason, actor=current_actor(), clock=current_clock())
        show_notice(T("SK perubahan {letter} terbit dan menunggu tanda tangan.", letter=letter.number))
        return redirect(url_for("decree.show", number=number, surat=letter.id), 303)
    return _show(card, form)
