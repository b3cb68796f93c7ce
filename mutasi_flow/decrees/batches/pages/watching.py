"""Batches of decrees: how far each is, its rows, the press of its signer, and what may be done meanwhile."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.access.pages.again import asks_again, refuse_wrong_password
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.downloads import ready_until
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_form,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.decrees.batches.domain import (
    FORM_LABELS,
    ROW_LABELS,
    STATE_LABELS,
    BatchState,
    RowState,
    SeatTrouble,
    look_at_seats,
)
from mutasi_flow.decrees.batches.forms import read_rows
from mutasi_flow.decrees.batches.queries import (
    PAGE,
    BatchRow,
    Wanted,
    count_left,
    get_readable,
    list_batches,
    list_bundles,
    list_moves,
    list_secret,
    list_shown,
    list_units,
    load_progress,
    load_staying,
    name_seats,
)
from mutasi_flow.decrees.batches.service import (
    ask_announcing,
    close_batch,
    compose_again,
    is_maker,
    pause_batch,
    press_batch,
    print_again,
    put_back,
    read_anew,
    resume_batch,
    take_out,
)
from mutasi_flow.decrees.initials.queries import list_marks, progress_of_letter
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.transfers.forms import read_version
from mutasi_flow.transfers.service.collective import find_collective
from mutasi_flow.transfers.service.collective_signing import find_change

pages = Blueprint("decree_batches", __name__)

READERS = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECREE, Permission.TRANSFERS_DECIDE)
RENEWS_SECONDS = 10
"""How often a page that was asked to renews itself; whoever does not want that says so on it."""
COLOURS = {
    BatchState.DRAFT: "grey",
    BatchState.RUNNING: "blue",
    BatchState.PAUSED: "yellow",
    BatchState.DONE: "green",
    BatchState.CLOSED: "grey",
}
ROW_COLOURS = {
    RowState.WAITING: "grey",
    RowState.NUMBERED: "blue",
    RowState.DECREED: "green",
    RowState.BLOCKED: "red",
    RowState.REMOVED: "grey",
}
WORDS: dict[str, Any] = {
    "states": STATE_LABELS,
    "forms": FORM_LABELS,
    "rows_words": ROW_LABELS,
    "colours": COLOURS,
    "row_colours": ROW_COLOURS,
}


@pages.get("/sk/paket")
@requires(*READERS)
def index() -> Answer:
    """List the batches that concern the reader."""
    session, actor = current_session(), current_actor()
    rows = list_batches(session, actor)
    return render_template("decrees/batches.html", rows=rows, may_make=is_maker(actor), **WORDS)


def _trouble(batch: BatchRow) -> list[tuple[Text, str]]:
    """Say which seats the batch fills twice, takes from somebody, or leaves empty."""
    session = current_session()
    moves = list_moves(session, batch.id)
    seats = {seat for move in moves for seat in (move.leaves, move.enters) if seat is not None}
    found: SeatTrouble = look_at_seats(moves, load_staying(session, batch.id, seats))
    names = name_seats(session, {*found.doubled, *found.orphaned, *found.vacated})
    said = [
        (T("Diisi dua orang atau lebih"), found.doubled),
        (T("Masih ada pejabatnya, yang tidak ikut pindah"), found.orphaned),
        (T("Kosong, belum ada penggantinya"), found.vacated),
    ]
    return [(words, names[seat]) for words, each in said for seat in each]


def _wanted() -> Wanted:
    state, after = request.args.get("keadaan", ""), request.args.get("sesudah", "0")
    known = RowState(state) if state in set(RowState) else None
    return Wanted(known, only_trouble=state == "masalah", after=int(after) if after.isdecimal() else 0)


def _rights(batch: BatchRow) -> dict[str, Any]:
    """What this reader may do with the batch now."""
    actor = current_actor()
    is_signer = actor.account_id == batch.signer_id
    works = is_signer or is_maker(actor)
    return {
        "is_signer": is_signer,
        "may_change": works and batch.state not in (BatchState.RUNNING, BatchState.CLOSED),
        "may_stop": works and batch.state is BatchState.RUNNING,
    }


def _rows(batch: BatchRow) -> dict[str, Any]:
    """One page of the rows, and what of them calls for attention."""
    wanted = _wanted()
    rows = list_shown(current_session(), batch.id, current_actor(), wanted)
    return {
        "rows": rows,
        "wanted": wanted,
        "following": rows[-1].place if len(rows) == PAGE else None,
        "changed": sum(row.is_changed for row in rows),
        "unchecked": sum(row.is_open and not row.is_checked for row in rows),
    }


def _collective(batch: BatchRow) -> dict[str, Any]:
    """The one decree of the batch, whether somebody has left since it was composed, and how far its initials are."""
    session = current_session()
    decree = find_collective(session, batch.id) if batch.is_collective else None
    if decree is None or decree.state is not LetterState.RENDERED:
        return {"decree": decree}
    chain = progress_of_letter(session, decree.id, decree.kind, decree.dated_on)
    return {
        "decree": decree,
        "left_since": find_change(session, decree),
        "chain": chain,
        "sent_back": list_marks(session, [decree.id])[decree.id][-1] if chain.is_sent_back else None,
    }


def _show(batch: BatchRow, form: Form) -> Answer:
    session = current_session()
    renews = RENEWS_SECONDS if batch.state is BatchState.RUNNING and request.args.get("perbarui") == "ya" else 0
    page = render_template(
        "decrees/batch.html",
        renews=renews,
        batch=batch,
        form=form,
        progress=load_progress(session, batch, current_clock().now()),
        left=count_left(session, batch.id),
        trouble=_trouble(batch),
        units=list_units(session, batch.id),
        secret=len(list_secret(session, batch.id)),
        bundles={
            (one.unit_id, one.kind): ready_until(current_runtime(), one.made_at)
            for one in list_bundles(session, batch.id)
        },
        **_collective(batch),
        **_rights(batch),
        **_rows(batch),
        **WORDS,
    )
    return page, form.status, {"Refresh": str(renews)} if renews else {}


@pages.get("/sk/paket/<int:batch_id>")
@requires(*READERS)
def show(batch_id: int) -> Answer:
    """Show how far the batch is, its rows, the seats it touches, and what may be done now."""
    return _show(get_readable(current_session(), batch_id, current_actor()), Form())


def _confirm(batch: BatchRow, form: Form) -> Answer:
    page = render_template(
        "decrees/batch_press.html",
        batch=batch,
        form=form,
        progress=load_progress(current_session(), batch, current_clock().now()),
        trouble=_trouble(batch),
        is_signer=current_actor().account_id == batch.signer_id,
    )
    return page, form.status


@pages.get("/sk/paket/<int:batch_id>/terbitkan")
@requires(Permission.TRANSFERS_DECREE)
def check(batch_id: int) -> Answer:
    """Say what the press comes to, and ask for the password."""
    return _confirm(get_readable(current_session(), batch_id, current_actor()), Form())


@pages.post("/sk/paket/<int:batch_id>/terbitkan")
@requires(Permission.TRANSFERS_DECREE)
@asks_again
@writes
def press(batch_id: int) -> Answer:
    """Begin to issue what waits."""
    form, session, actor = read_form(), current_session(), current_actor()
    with form.catching():
        version = read_version(form)
        refuse_wrong_password(form)
        press_batch(session, batch_id, actor=actor, clock=current_clock(), expected_version=version)
        show_notice(T("SK sedang diterbitkan. Anda boleh menutup halaman ini."))
        return redirect(url_for("decree_batches.show", batch_id=batch_id, perbarui="ya"), 303)
    return _confirm(get_readable(session, batch_id, actor), form)


@pages.post("/sk/paket/<int:batch_id>/hentikan")
@requires(*READERS)
@writes
def pause(batch_id: int) -> Answer:
    """Stop after the present decree."""
    pause_batch(current_session(), batch_id, actor=current_actor(), clock=current_clock())
    show_notice(T("Dihentikan. Yang sudah terbit tetap terbit; sisanya menunggu."))
    return redirect(url_for("decree_batches.show", batch_id=batch_id), 303)


@pages.post("/sk/paket/<int:batch_id>/umumkan")
@requires(Permission.TRANSFERS_DECREE)
@asks_again
@writes
def announce(batch_id: int) -> Answer:
    """Have the confidential decrees announced; only then are they delivered."""
    form, session, actor = read_form(), current_session(), current_actor()
    batch = get_readable(session, batch_id, actor)
    with form.catching():
        refuse_wrong_password(form)
        count = ask_announcing(session, batch_id, actor=actor, clock=current_clock())
        show_notice(T("Sedang diumumkan: {count} SK.", count=count))
        return redirect(url_for("decree_batches.show", batch_id=batch_id), 303)
    return _show(batch, form)


ACTS = {
    "lanjut": resume_batch,
    "susun-ulang": compose_again,
    "cetak-ulang": print_again,
    "kembalikan": put_back,
    "baca": read_anew,
    "tutup": close_batch,
}
SAID = {
    "susun-ulang": T("SK kolektif sedang disusun ulang. Hanya yang berubah dicetak lagi."),
    "lanjut": T("Penerbitan dilanjutkan."),
    "cetak-ulang": T("Surat yang gagal sedang dicetak lagi dengan nomor yang sama."),
    "kembalikan": T("Usulan yang tertahan dimasukkan lagi dan diperiksa ulang."),
    "baca": T("Perubahan ditandai sudah dibaca; hanya yang berubah diperiksa ulang."),
    "tutup": T("Paket SK ditutup. Yang belum terbit menunggu sendiri lagi."),
}


@pages.post("/sk/paket/<int:batch_id>/lakukan")
@requires(*READERS)
@writes
def act(batch_id: int) -> Answer:
    """Go on, print failed letters again, put blocked transfers back, read changes anew, or close the batch."""
    form, session, actor = read_form(), current_session(), current_actor()
    batch = get_readable(session, batch_id, actor)
    with form.catching():
        version, name = read_version(form), form.choice("act", T("Tindakan"), ACTS)
        form.check()
        ACTS[name](session, batch_id, actor=actor, clock=current_clock(), expected_version=version)
        show_notice(SAID[name])
        return redirect(url_for("decree_batches.show", batch_id=batch_id), 303)
    return _show(batch, form)


@pages.post("/sk/paket/<int:batch_id>/keluarkan")
@requires(*READERS)
@writes
def leave(batch_id: int) -> Answer:
    """Take the ticked rows out, with a reason."""
    form, session, actor = read_form(), current_session(), current_actor()
    batch = get_readable(session, batch_id, actor)
    with form.catching():
        version, rows, because = read_version(form), read_rows(form), form.value("because")
        if not rows:
            form.fail("because", T("Tandai dahulu barisnya."))
        form.check()
        clock = current_clock()
        take_out(session, batch_id, rows, because, actor=actor, clock=clock, expected_version=version)
        show_notice(T("Dikeluarkan: {count} SK.", count=len(rows)))
        return redirect(url_for("decree_batches.show", batch_id=batch_id), 303)
    return _show(batch, form)
