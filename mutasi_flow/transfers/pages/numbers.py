"""Numbers without a letter: set aside, void, or given by another office; and what is missing between them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

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
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.domain import COUNTING_REGISTERS, DECREE_REGISTER, REGISTER_LABELS, ReservedState
from mutasi_flow.letters.queries.numbers import Reserved, get_reserved, list_gaps, list_unused, load_numbering
from mutasi_flow.letters.service import Purpose
from mutasi_flow.letters.service.numbering import LONGEST_REASON, MOST_AT_ONCE
from mutasi_flow.transfers.pages.register import READERS, RESERVED_LABELS, name_gap
from mutasi_flow.transfers.queries.lists import find_visible
from mutasi_flow.transfers.service.numbers import (
    NUMBERS,
    WRITERS,
    Given,
    may_keep_books,
    record_given,
    require_book_keeper,
)
from mutasi_flow.transfers.trail import ABOUT

pages = Blueprint("numbers", __name__)

AHEAD = timedelta(days=60)
RESERVED_COLOURS = {ReservedState.RESERVED: "blue", ReservedState.VOID: "grey"}


def _this_year(register: str) -> int:
    if register not in COUNTING_REGISTERS:
        raise NotFound
    return current_clock().today().year


def _about(rows: Sequence[Reserved]) -> frozenset[int]:
    """Return the transfers of the rows that the reader may know."""
    keys = {row.about_id for row in rows if row.about_kind == ABOUT and row.about_id is not None}
    return find_visible(current_session(), current_actor(), keys)


def _page(register: str, form: Form) -> Answer:
    session, year = current_session(), _this_year(register)
    book, rows = load_numbering(session, register, year), list_unused(session, register, year)
    words: dict[str, Any] = {"states": RESERVED_LABELS, "colours": RESERVED_COLOURS, "registers": REGISTER_LABELS}
    page = render_template(
        "transfers/numbers.html",
        form=form,
        book=book,
        rows=rows,
        visible=_about(rows),
        gaps=", ".join(name_gap(*gap) for gap in list_gaps(session, book)),
        takes_given=register == DECREE_REGISTER,
        may_write=may_keep_books(current_actor()),
        may_import=any(current_actor().may(permission, "") for permission in NUMBERS.permissions),
        most=MOST_AT_ONCE,
        books=COUNTING_REGISTERS,
        **words,
    )
    return page, form.status


@pages.get("/buku-agenda/<register>/nomor")
@requires(*READERS)
def show(register: str) -> Answer:
    """Show the numbers of this year that no letter bears."""
    today = current_clock().today().isoformat()
    return _page(register, Form({"count": "1", "dated_on": today, "given_on": today}))


@pages.post("/buku-agenda/<register>/nomor")
@requires(*WRITERS)
@writes
def reserve(register: str) -> Answer:
    """Set numbers aside."""
    form, clock, year = read_form(), current_clock(), _this_year(register)
    with form.catching():
        count = form.integer("count", T("Berapa nomor"), least=1, most=MOST_AT_ONCE)
        purpose = form.text("purpose", T("Untuk apa"), max_length=LONGEST_REASON)
        last = min(date(year, 12, 31), clock.today() + AHEAD)
        dated_on = form.day("dated_on", T("Tanggal surat"), earliest=date(year, 1, 1), latest=last)
        form.check()
        keeper = require_book_keeper(current_actor())
        wanted = [Purpose(purpose)] * count
        made = letters.reserve(
            current_session(), register, wanted, dated_on=dated_on, kind="", actor=keeper, at=clock.now()
        )
        numbers = made[0].number if count == 1 else f"{made[0].number} – {made[-1].number}"
        show_notice(T("Dicadangkan: {numbers}.", numbers=numbers))
        return redirect(url_for("numbers.show", register=register), 303)
    return _page(register, form)


@pages.post("/buku-agenda/<register>/nomor/luar")
@requires(*WRITERS)
@writes
def record(register: str) -> Answer:
    """Keep the number that another office gave for the decree of a transfer."""
    form, clock = read_form(), current_clock()
    with form.catching():
        transfer = form.text("transfer", T("Nomor usulan"))
        number = form.text("number", T("Nomor surat"))
        dated_on = form.day("given_on", T("Tanggal surat"), latest=clock.today())
        form.check()
        given = Given(transfer, number, dated_on)
        record_given(current_session(), given, actor=current_actor(), today=clock.today(), at=clock.now())
        show_notice(T("Nomor {number} disimpan untuk SK usulan {transfer}.", number=number, transfer=transfer))
        return redirect(url_for("numbers.show", register=register), 303)
    return _page(register, form)


def _ask(reserved: Reserved, form: Form) -> Answer:
    return render_template("transfers/number_void.html", reserved=reserved, form=form), form.status


def _waiting(reserved_id: int) -> Reserved:
    found = get_reserved(current_session(), reserved_id)
    if found.state is not ReservedState.RESERVED:
        raise NotFound(T("Nomor ini sudah dipakai atau sudah batal."))
    return found


@pages.get("/buku-agenda/nomor/<int:reserved_id>/batal")
@requires(*WRITERS)
def ask(reserved_id: int) -> Answer:
    """Ask why a number is let go."""
    return _ask(_waiting(reserved_id), Form())


@pages.post("/buku-agenda/nomor/<int:reserved_id>/batal")
@requires(*WRITERS)
@writes
def void(reserved_id: int) -> Answer:
    """Let a number go; it stays in the book."""
    form, reserved = read_form(), _waiting(reserved_id)
    with form.catching():
        because = form.text("because", T("Alasan"), max_length=LONGEST_REASON)
        form.check()
        keeper, at = require_book_keeper(current_actor()), current_clock().now()
        letters.void_numbers(current_session(), [reserved_id], because, actor=keeper, at=at)
        show_notice(T("Nomor {number} batal dan tetap tercatat di buku.", number=reserved.number))
        return redirect(url_for("numbers.show", register=reserved.register), 303)
    return _ask(reserved, form)
