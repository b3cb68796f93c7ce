"""The one decree of a batch: what it says, where it is, its file, and the number that another office gave for it."""

from flask import Blueprint, redirect, render_template, url_for

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
    read_mark,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.decrees.batches.pages.watching import READERS
from mutasi_flow.decrees.batches.queries import BatchRow, get_readable, note_secret_reading
from mutasi_flow.decrees.batches.service import record_number
from mutasi_flow.decrees.initials.queries import progress_of_letter
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.domain import DECREE_REGISTER, LONGEST_NUMBER, METHOD_LABELS
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.queries.numbers import find_reserved, is_numbered_elsewhere
from mutasi_flow.transfers.receiving import send_letter, send_signed
from mutasi_flow.transfers.service.collective import find_collective
from mutasi_flow.transfers.service.collective_copy import find_reason_against, write_copy
from mutasi_flow.transfers.service.collective_signing import list_members as members_of
from mutasi_flow.transfers.service.collective_signing import (
    may_record_whole,
)
from mutasi_flow.transfers.service.numbers import WRITERS, may_keep_books
from mutasi_flow.transfers.service.signing import OFFICERS
from mutasi_flow.transfers.trail import BATCH

pages = Blueprint("collective", __name__)


def _get(batch_id: int) -> tuple[BatchRow, LetterRow | None]:
    """Return a batch and its one decree.

    Raises:
        NotFound: there is none for this person, or it issues a decree for each.
    """
    session = current_session()
    batch = get_readable(session, batch_id, current_actor())
    if not batch.is_collective:
        raise NotFound
    note_secret_reading(session, batch.id)
    return batch, find_collective(session, batch.id)


def _show(batch: BatchRow, decree: LetterRow | None, form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    is_elsewhere = is_numbered_elsewhere(session, DECREE_REGISTER, today.year)
    public_url = current_runtime().settings.public_url.rstrip("/")
    page = render_template(
        "decrees/collective.html",
        batch=batch,
        letter=decree,
        form=form,
        address=f"{public_url}/verifikasi/{decree.code}" if decree else "",
        signature=letters.find_signature(session, decree.id) if decree else None,
        members=len(letters.list_members(session, decree.id)) if decree else 0,
        method_labels=METHOD_LABELS,
        reserved=find_reserved(session, BATCH, batch.id, DECREE_REGISTER, today.year),
        takes_number=is_elsewhere and decree is None and may_keep_books(current_actor()),
        is_elsewhere=is_elsewhere,
        may_sign=decree is not None and _may_sign(decree),
        **_copies(decree),
        chain=progress_of_letter(session, decree.id, decree.kind, decree.dated_on) if decree else None,
    )
    return page, form.status


def _copies(decree: LetterRow | None) -> dict[str, object]:
    """The certified copies of the decree, and whether the reader may have one written now."""
    copies = letters.list_copies(current_session(), decree.id) if decree else []
    may_copy = decree is not None and find_reason_against(decree, copies) is None and _may_sign(decree)
    return {"copies": copies, "may_copy": may_copy}


@pages.get("/sk/paket/<int:batch_id>/sk")
@requires(*READERS)
def show(batch_id: int) -> Answer:
    """Show the number of the decree, how far it is, and how many stand in it."""
    return _show(*_get(batch_id), Form())


@pages.get("/sk/paket/<int:batch_id>/sk.pdf")
@requires(*READERS)
def download(batch_id: int) -> Answer:
    """Send the stored bytes of decree or copy; while a worker still prepares them, lead back to the page."""
    _batch, decree = _get(batch_id)
    wanted = read_mark("surat")
    known = [decree, *letters.list_copies(current_session(), decree.id)] if decree else []
    found = next((one for one in known if wanted in (None, one.id)), None)
    if found is None and wanted is not None:
        raise NotFound
    if found is None or not found.file_key:
        return redirect(url_for("collective.show", batch_id=batch_id), 303)
    return send_letter(found)


@pages.post("/sk/paket/<int:batch_id>/sk/salinan")
@requires(*OFFICERS)
@writes
def copy(batch_id: int) -> Answer:
    """Have the certified copy written."""
    batch, decree = _get(batch_id)
    if decree is None:
        raise NotFound
    write_copy(current_session(), decree, actor=current_actor(), clock=current_clock())
    show_notice(T("Surat dibuat. Berkasnya siap kurang dari satu menit."))
    return redirect(url_for("collective.show", batch_id=batch.id), 303)


@pages.post("/sk/paket/<int:batch_id>/sk/nomor")
@requires(*WRITERS)
@writes
def number(batch_id: int) -> Answer:
    """Keep the number that another office gave for the decree."""
    (batch, decree), form = _get(batch_id), read_form()
    with form.catching():
        given = form.text("number", T("Nomor SK"), max_length=LONGEST_NUMBER)
        dated_on = form.day("dated_on", T("Tanggal surat"))
        form.check()
        record_number(current_session(), batch.id, given, dated_on, actor=current_actor(), clock=current_clock())
        show_notice(T("Nomor {number} dicatat untuk SK kolektif paket ini.", number=given))
        return redirect(url_for("collective.show", batch_id=batch.id), 303)
    return _show(batch, decree, form)


def _may_sign(decree: LetterRow) -> bool:
    cards = [card for _, card in members_of(current_session(), decree)]
    return decree.revoked_at is None and may_record_whole(cards, current_actor())


@pages.get("/sk/paket/<int:batch_id>/sk/bertanda-tangan")
@requires(*READERS)
def read(batch_id: int) -> Answer:
    """Send the file that shows the signature."""
    _batch, decree = _get(batch_id)
    if decree is None:
        raise NotFound
    return send_signed(decree)
