"""The decree comes back signed: with ink and a scan, or as a PDF signed in another application."""

from flask import Blueprint, redirect, render_template, url_for

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
    translate,
    writes,
)
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.domain import METHOD_LABELS, RECORDED_METHODS, SigningMethod
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.pages.letters import find_letter, get_for_officer
from mutasi_flow.transfers.queries import TransferCard, get_card
from mutasi_flow.transfers.receiving import examines_signed, safe_headers, scans, signed_file
from mutasi_flow.transfers.service.decree import SIGNED
from mutasi_flow.transfers.service.signing import (
    OFFICERS,
    Returned,
    sign_elsewhere,
    sign_in_ink,
    signatory_of,
    withdraw_signature,
)

pages = Blueprint("signing", __name__)


def _show(card: TransferCard, letter: LetterRow, form: Form) -> Answer:
    page = render_template(
        "transfers/signing.html",
        letter=letter,
        whom=card.employee_name,
        decree_page=url_for("decree.show", number=card.number, surat=letter.id),
        record_at=url_for("signing.record", number=card.number, surat=letter.id),
        withdraw_at=url_for("signing.withdraw", number=card.number, surat=letter.id),
        form=form,
        signatory=signatory_of(current_session(), letter.id),
        methods=[(method.value, translate(METHOD_LABELS[method])) for method in RECORDED_METHODS],
        standing=letters.find_signature(current_session(), letter.id),
    )
    return page, form.status


@pages.get("/usulan/<number>/sk/tanda-tangan")
@requires(*OFFICERS)
def ask(number: str) -> Answer:
    """Ask how the decree was signed and for the file that shows it."""
    card, letter = get_for_officer(number)
    return _show(card, letter, Form({"method": SigningMethod.INK.value}))


@pages.post("/usulan/<number>/sk/tanda-tangan")
@requires(*OFFICERS)
@examines_signed
@scans
@writes
def record(number: str) -> Answer:
    """Record that the decree is signed."""
    (card, letter), form = get_for_officer(number), read_form()
    session, files = current_session(), current_runtime().files
    actor, clock = current_actor(), current_clock()
    with form.catching():
        came = signed_file()
        if isinstance(came, Returned):
            sign_elsewhere(session, files, number, letter.id, came, actor=actor, clock=clock)
        else:
            day = form.day("signed_on", T("Tanggal ditandatangani"))
            form.check()
            sign_in_ink(session, files, number, letter.id, signed_on=day, scan=came, actor=actor, clock=clock)
        is_decree = letter.kind in SIGNED
        show_notice(
            T("Tercatat: SK sudah ditandatangani dan berlaku.")
            if is_decree
            else T("Tercatat: surat sudah ditandatangani.")
        )
        return redirect(url_for("decree.show", number=number, surat=letter.id), 303)
    return _show(card, letter, form)


@pages.post("/usulan/<number>/sk/tanda-tangan/batal")
@requires(*OFFICERS)
@writes
def withdraw(number: str) -> Answer:
    """Take back what was recorded by mistake."""
    (card, letter), form = get_for_officer(number), read_form()
    with form.catching():
        because = form.text("reason", T("Alasan"), max_length=LONGEST_REASON, multiline=True)
        form.check()
        actor, clock = current_actor(), current_clock()
        withdraw_signature(current_session(), number, letter.id, because, actor=actor, clock=clock)
        show_notice(T("Catatan tanda tangan dibatalkan. SK menunggu tanda tangan lagi."))
        return redirect(url_for("decree.show", number=number, surat=letter.id), 303)
    return _show(card, letter, form)


@pages.get("/usulan/<number>/sk/bertanda-tangan")
@requires()
def read(number: str) -> Answer:
    """Send the file that shows the signature to whoever sees the transfer."""
    letter = find_letter(get_card(current_session(), number, current_actor()))
    signature = letters.get_signature(current_session(), letter.id)
    headers = safe_headers(
        signature.media_type, f"sk-bertanda-tangan-{letter.id}.{signature.file_key.rsplit('.', 1)[-1]}"
    )
    return current_runtime().files.get(signature.file_key), 200, headers
