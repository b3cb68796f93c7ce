"""A letter comes back signed: with ink and a scan, or as a PDF signed in another application."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

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
    translate,
    writes,
)
from mutasi_flow.decrees.initials.queries import OnDesk, list_incomplete
from mutasi_flow.decrees.signing import service
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.domain import METHOD_LABELS, RECORDED_METHODS, SigningMethod
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.receiving import look_for_signed, looked_into, scans, signed_file
from mutasi_flow.transfers.service.collective_signing import may_record_whole
from mutasi_flow.transfers.service.decree import SIGNED
from mutasi_flow.transfers.service.signing import OFFICERS, Returned, signatory_of

pages = Blueprint("recording", __name__)


def _get(letter_id: int) -> OnDesk:
    """Return a letter for whoever may record its signature.

    Raises:
        NotFound: there is none for this person.
    """
    session, actor = current_session(), current_actor()
    letter = letters.get_letter(session, letter_id)
    found = OnDesk(letter, service.find_cards(session, letter, actor))
    if letter.revoked_at is not None or not may_record_whole(found.cards, actor):
        raise NotFound(letters.NO_LETTER)
    return found


def _find() -> None:
    _get(int((request.view_args or {})["letter_id"]))


def _page_of(found: OnDesk) -> str:
    """Return the address of the page that shows the letter."""
    if found.is_collective:
        return url_for("collective.show", batch_id=found.letter.about_id)
    return url_for("decree.show", number=found.card.number, surat=found.letter.id)


def _show(found: OnDesk, form: Form) -> Answer:
    session, letter = current_session(), found.letter
    page = render_template(
        "decrees/recording.html",
        matter=found,
        letter=letter,
        letter_page=_page_of(found),
        form=form,
        signatory=signatory_of(session, letter.id),
        methods=[(method.value, translate(METHOD_LABELS[method])) for method in RECORDED_METHODS],
        standing=letters.find_signature(session, letter.id),
        is_incomplete=bool(list_incomplete(session, [(letter.id, letter.kind, letter.dated_on)])),
    )
    return page, form.status


@pages.get("/surat/<int:letter_id>/tanda-tangan")
@requires(*OFFICERS)
def ask(letter_id: int) -> Answer:
    """Ask how the letter was signed and for the file that shows it."""
    return _show(_get(letter_id), Form({"method": SigningMethod.INK.value}))


@pages.post("/surat/<int:letter_id>/tanda-tangan")
@requires(*OFFICERS)
@looked_into(look_for_signed, _find)
@scans
@writes
def record(letter_id: int) -> Answer:
    """Record that the letter is signed."""
    found, form = _get(letter_id), read_form()
    with form.catching():
        came = signed_file()
        day = None if isinstance(came, Returned) else form.day("signed_on", T("Tanggal ditandatangani"))
        form.check()
        files, actor, clock = current_runtime().files, current_actor(), current_clock()
        given: dict[str, Any] = {"seen": form.value("seen"), "signed_on": day, "actor": actor, "clock": clock}
        service.record(current_session(), files, letter_id, came, **given)
        is_decree = found.is_collective or found.letter.kind in SIGNED
        show_notice(
            T("Tercatat: SK sudah ditandatangani dan berlaku.")
            if is_decree
            else T("Tercatat: surat sudah ditandatangani.")
        )
        return redirect(_page_of(found), 303)
    return _show(found, form)


@pages.post("/surat/<int:letter_id>/tanda-tangan/batal")
@requires(*OFFICERS)
@writes
def withdraw(letter_id: int) -> Answer:
    """Take back what was recorded by mistake."""
    found, form = _get(letter_id), read_form()
    with form.catching():
        because = form.text("reason", T("Alasan"), max_length=LONGEST_REASON, multiline=True)
        form.check()
        service.withdraw(current_session(), letter_id, because, actor=current_actor(), clock=current_clock())
        show_notice(T("Catatan tanda tangan dibatalkan. SK menunggu tanda tangan lagi."))
        return redirect(_page_of(found), 303)
    return _show(found, form)
