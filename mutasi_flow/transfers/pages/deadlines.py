"""Counting open deadlines again with the present calendar: first what would move, then the act."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
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
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.queries.recounts import count_uncounted, list_moves, list_recounts
from mutasi_flow.transfers.service import declare_recount
from mutasi_flow.transfers.status import WAITED_FOR

pages = Blueprint("deadlines", __name__)

SHOWN_MOVES = 100


@pages.get("/admin/kalender/hitung-ulang")
@requires(Permission.ADMIN)
def preview() -> Answer:
    """Show which open deadlines the present calendar would move."""
    session = current_session()
    moves = [move for move in list_moves(session, current_clock().today()) if not move.is_secret]
    return render_template(
        "transfers/recount.html",
        moves=moves[:SHOWN_MOVES],
        count=len(moves),
        uncounted=count_uncounted(session),
        calendar=people.calendar_mark(session),
        labels=WAITED_FOR,
        acts=list_recounts(session),
    )


@pages.post("/admin/kalender/hitung-ulang")
@requires(Permission.ADMIN)
@writes
def declare() -> Answer:
    """Declare the act; a worker moves the deadlines."""
    calendar = read_form().text("calendar", T("Kalender"), max_length=16)
    declare_recount(current_session(), current_actor(), calendar, current_clock().now())
    show_notice(T("Batas waktu yang berjalan sedang dihitung ulang. Setiap pemegang tugas diberi tahu."))
    return redirect(url_for("deadlines.preview"), 303)
