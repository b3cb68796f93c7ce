"""Rounds for the office: opening one, answering corrections, publishing, checking, and the transfers that follow."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    attach,
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
from mutasi_flow.planning.market import queries, service
from mutasi_flow.planning.market.domain import (
    ELIGIBLE_KINDS,
    FLOOR_LABELS,
    MANNER_LABELS,
    MOST,
    PART_LABELS,
    RUNNING,
    STATE_LABELS,
    EntryState,
    Part,
    RoundState,
)
from mutasi_flow.planning.market.forms import KIND_LABELS, read_round, usual_round
from mutasi_flow.planning.market.model import LONGEST_REQUEST
from mutasi_flow.planning.market.pages.taking_part import COLOURS, find_round, open_market
from mutasi_flow.planning.market.queries import RoundRow
from mutasi_flow.planning.market.service.verifying import ask_verification
from mutasi_flow.transfers.status import STATE_LABELS as TRANSFER_STATES

pages = Blueprint("market_making", __name__)

OFFICERS = (*service.MAKERS, Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_FILE_FOR)
LONGEST_REASON = 500


def _ask(form: Form) -> Answer:
    page = render_template(
        "planning/round_new.html",
        form=form,
        kinds=[(kind.value, translate(KIND_LABELS[kind])) for kind in ELIGIBLE_KINDS],
        manners=[(one.value, translate(label)) for one, label in MANNER_LABELS.items()],
        floors=[(one.value, translate(label)) for one, label in FLOOR_LABELS.items()],
        parts=[(part.value, translate(PART_LABELS[part])) for part in Part],
    )
    return page, form.status


@pages.get("/bursa/baru")
@requires(*service.MAKERS)
def ask() -> Answer:
    """Ask for the rules of a round."""
    open_market()
    return _ask(usual_round(current_clock().today()))


@pages.post("/bursa/baru")
@requires(*service.MAKERS)
@writes
def create() -> Answer:
    """Keep a round."""
    session, form = open_market(), read_form()
    with form.catching():
        new = read_round(form, session)
        form.check()
        round_id = service.create_round(session, new, actor=current_actor(), clock=current_clock())
        service.advance(session, round_id, current_clock())
        show_notice(T("Putaran disimpan. Aturan dan benih undiannya sudah dapat dibaca semua pegawai."))
        return redirect(url_for("market_making.manage", round_id=round_id), 303)
    return _ask(form)


def _managed(round_id: int) -> RoundRow:
    """Return a round for the officers of its units.

    Raises:
        NotFound: there is none for this person.
    """
    found, actor = find_round(round_id), current_actor()
    path = found.unit_path or ""
    is_answerer = any(service.may_answer(actor, row) for row in queries.list_unanswered(current_session(), found.id))
    if not (service.may_make(actor, path) or service.may_open_transfers(actor, path) or is_answerer):
        raise NotFound(T("Putaran ini tidak ada."))
    return found


def _manage(found: RoundRow, form: Form) -> Answer:
    session, actor, path = current_session(), current_actor(), found.unit_path or ""
    may_open, unanswered = service.may_open_transfers(actor, path), queries.list_unanswered(session, found.id)
    moved = queries.list_entries(session, found.id, [EntryState.MOVED]) if may_open else ()
    page = render_template(
        "planning/round_manage.html",
        form=form,
        round=found,
        counts=queries.count_entries(session, found.id),
        waiting=[row for row in unanswered if service.may_answer(actor, row)],
        unanswered=len(unanswered),
        moved=[one for one in moved if found.state is RoundState.PUBLISHED],
        may_make=service.may_make(actor, path),
        may_open=may_open,
        is_running=found.state in RUNNING,
        states=STATE_LABELS,
        colours=COLOURS,
        labels=PART_LABELS,
        most=MOST,
        transfer_states=TRANSFER_STATES,
    )
    return page, form.status


@pages.get("/bursa/<int:round_id>/kelola")
@requires(*OFFICERS)
def manage(round_id: int) -> Answer:
    """Show how far a round is, and what waits."""
    return _manage(_managed(round_id), Form())


@pages.post("/bursa/<int:round_id>/batal")
@requires(*service.MAKERS)
@writes
def cancel(round_id: int) -> Answer:
    """Call it off."""
    found, form = _managed(round_id), read_form()
    with form.catching():
        reason = form.text("reason", T("Alasan"), max_length=LONGEST_REASON)
        form.check()
        session, version = current_session(), form.optional_integer("version", T("Versi"))
        service.cancel_round(
            session, found.id, reason, actor=current_actor(), clock=current_clock(), expected_version=version
        )
        show_notice(T("Putaran dibatalkan. Peserta diberi tahu."))
        return redirect(url_for("market_making.manage", round_id=round_id), 303)
    return _manage(found, form)


@pages.post("/bursa/<int:round_id>/umumkan")
@requires(*service.MAKERS)
@writes
def publish(round_id: int) -> Answer:
    """Let everybody read the outcome."""
    found, version = _managed(round_id), read_form().optional_integer("version", T("Versi"))
    session, actor, clock = current_session(), current_actor(), current_clock()
    service.publish_round(session, found.id, actor=actor, clock=clock, expected_version=version)
    show_notice(T("Hasil diumumkan. Setiap peserta mendapat kabar."))
    return redirect(url_for("market_making.manage", round_id=round_id), 303)


@pages.post("/bursa/<int:round_id>/hitung")
@requires(*service.MAKERS)
@writes
def solve(round_id: int) -> Answer:
    """Calculate once more where it failed."""
    found = _managed(round_id)
    service.solve_again(current_session(), found.id, actor=current_actor(), clock=current_clock())
    show_notice(T("Perhitungan diminta lagi."))
    return redirect(url_for("market_making.manage", round_id=round_id), 303)


@pages.post("/bursa/<int:round_id>/uji")
@requires(*service.MAKERS)
@writes
def verify(round_id: int) -> Answer:
    """Calculate again from the frozen input and compare."""
    found = _managed(round_id)
    ask_verification(current_session(), found.id, actor=current_actor(), clock=current_clock())
    show_notice(T("Hitung ulang diminta. Muat ulang halaman ini sebentar lagi."))
    return redirect(url_for("market_making.manage", round_id=round_id), 303)


@pages.get("/bursa/<int:round_id>/masukan.zip")
@requires(*service.MAKERS)
def download(round_id: int) -> Answer:
    """Hand out the frozen input, without names and NIPs."""
    found = _managed(round_id)
    if found.input_key is None or not service.may_make(current_actor(), found.unit_path or ""):
        raise NotFound(T("Hasil belum dihitung. Tunggu sebentar, atau tekan Hitung lagi."))
    data = current_runtime().files.get(found.input_key)
    return attach(data, "application/zip", f"bursa-{found.id}.zip")


@pages.post("/bursa/koreksi/<int:correction_id>")
@requires(Permission.PLAN, Permission.TRANSFERS_VERIFY)
@writes
def answer(correction_id: int) -> Answer:
    """Answer a correction in writing."""
    session, form = open_market(), read_form()
    row = queries.get_correction(session, correction_id)
    with form.catching():
        amount = form.optional_integer(f"amount-{row.id}", T("Angka yang benar"), most=MOST[row.part])
        words = form.text(f"answer-{row.id}", T("Jawaban"), max_length=LONGEST_REQUEST, multiline=True)
        form.check()
        service.answer_correction(session, row.id, amount, words, actor=current_actor(), clock=current_clock())
        show_notice(T("Jawaban tersimpan dan disampaikan."))
        return redirect(url_for("market_making.manage", round_id=row.round_id), 303)
    return _manage(find_round(row.round_id), form)


@pages.post("/bursa/<int:round_id>/usulan")
@requires(*service.OPENERS)
@writes
def open_transfers(round_id: int) -> Answer:
    """Let results become requests."""
    found = _managed(round_id)
    service.ask_transfers(current_session(), found.id, actor=current_actor(), clock=current_clock())
    show_notice(T("Usulan sedang dibuat. Muat ulang halaman ini sebentar lagi."))
    return redirect(url_for("market_making.manage", round_id=round_id), 303)
