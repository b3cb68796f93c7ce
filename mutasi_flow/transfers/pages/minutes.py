"""The other signatures on minutes: members give or refuse their own, and the secretary records those on paper."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound, NotPermitted
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
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.deliberation import Board, NewSignatures, SignatureRow
from mutasi_flow.transfers.domain.team import DUTY_LABELS, SIGNED_LABELS, Signed
from mutasi_flow.transfers.forms import examine_file
from mutasi_flow.transfers.forms.deliberation import read_own_signature, read_signatures
from mutasi_flow.transfers.pages.sittings import PREPARERS, READERS
from mutasi_flow.transfers.receiving import examined_file, looked_into, safe_headers, scans

pages = Blueprint("minutes", __name__, url_prefix="/sidang/<int:sitting_id>/berita-acara/<int:letter_id>")


def _find() -> Board:
    """Return the sitting of the address, whose minutes the visitor may read."""
    session, actor, found = current_session(), current_actor(), request.view_args or {}
    board = deliberation.get_board(session, found["sitting_id"], actor)
    deliberation.find_minutes(session, board, found["letter_id"], actor)
    return board


def _page(board: Board, letter_id: int, form: Form) -> Answer:
    session, actor = current_session(), current_actor()
    if not deliberation.may_prepare(board, actor):
        raise NotPermitted
    page = render_template(
        "transfers/minutes_signatures.html",
        board=board,
        letter=deliberation.find_minutes(session, board, letter_id, actor),
        rows=_on_paper(board, letter_id),
        form=form,
        duties=DUTY_LABELS,
        choices=[(one.value, translate(label)) for one, label in SIGNED_LABELS.items()],
    )
    return page, form.status


def _on_paper(board: Board, letter_id: int) -> list[SignatureRow]:
    """Return the members who have not signed with their own account."""
    rows = deliberation.list_signatures(current_session(), board, letter_id)
    return [row for row in rows if not row.is_by_account]


@pages.get("/tanda-tangan")
@requires(*PREPARERS)
def ask(sitting_id: int, letter_id: int) -> Answer:
    """Ask who signed."""
    board = deliberation.get_board(current_session(), sitting_id, current_actor())
    return _page(board, letter_id, Form({"signed_on": current_clock().today().isoformat()}))


@pages.post("/tanda-tangan")
@requires(*PREPARERS)
@looked_into(examine_file, _find)
@scans
@writes
def record(sitting_id: int, letter_id: int) -> Answer:
    """Record who signed and who refused."""
    session, form, board = current_session(), read_form(), _find()
    with form.catching():
        found, signed_on = read_signatures(form, _on_paper(board, letter_id))
        is_shown = any(one.outcome is Signed.SIGNED for one in found.values())
        new = NewSignatures(found, signed_on, examined_file() if is_shown else None)
        store, actor, clock = current_runtime().files, current_actor(), current_clock()
        deliberation.record_signatures(session, store, sitting_id, letter_id, new, actor=actor, clock=clock)
        show_notice(T("Tanda tangan anggota tercatat."))
        return redirect(url_for("sittings.show", sitting_id=sitting_id), 303)
    return _page(board, letter_id, form)


def _own_page(board: Board, letter_id: int, form: Form) -> Answer:
    session, actor = current_session(), current_actor()
    letter = deliberation.find_minutes(session, board, letter_id, actor)
    own = deliberation.find_own(session, board, letter_id, actor)
    if own is None:
        raise NotFound
    page = render_template(
        "transfers/minutes_own.html",
        board=board,
        letter=letter,
        own=own,
        form=form,
        choices=[(one.value, translate(label)) for one, label in SIGNED_LABELS.items()],
    )
    return page, form.status


@pages.get("/tanda-tangan-saya")
@requires(Permission.DELIBERATE)
def ask_own(sitting_id: int, letter_id: int) -> Answer:
    """Ask a member who was there whether to sign."""
    board = deliberation.get_board(current_session(), sitting_id, current_actor())
    return _own_page(board, letter_id, Form())


@pages.post("/tanda-tangan-saya")
@requires(Permission.DELIBERATE)
@writes
def sign_own(sitting_id: int, letter_id: int) -> Answer:
    """Sign with the own account, or refuse."""
    session, actor, form = current_session(), current_actor(), read_form()
    with form.catching():
        said = read_own_signature(form)
        number = deliberation.sign_own(session, sitting_id, letter_id, said, actor=actor, clock=current_clock())
        show_notice(T("Tercatat pada berita acara {number}.", number=number))
        return redirect(url_for("sittings.show", sitting_id=sitting_id), 303)
    return _own_page(deliberation.get_board(session, sitting_id, actor), letter_id, form)


@pages.get("/tanda-tangan/<int:signature_id>")
@requires(*READERS)
def download(sitting_id: int, letter_id: int, signature_id: int) -> Answer:
    """Send the scan on which a member's signature stands."""
    row = _get_row(deliberation.get_board(current_session(), sitting_id, current_actor()), letter_id, signature_id)
    headers = safe_headers(row.media_type, f"berita-acara-{row.id}.{row.file_key.rsplit('.', 1)[-1]}")
    return current_runtime().files.get(row.file_key), 200, headers


def _get_row(board: Board, letter_id: int, signature_id: int) -> SignatureRow:
    deliberation.find_minutes(current_session(), board, letter_id, current_actor())
    rows = deliberation.list_signatures(current_session(), board, letter_id)
    found = next((one for one in rows if one.id == signature_id and one.file_key), None)
    if found is None:
        raise NotFound
    return found
