"""Sittings of the performance assessment team: calling one, its agenda, attendance, close and minutes."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    read_mark,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.deliberation import Board, SignatureRow, WaitingRow
from mutasi_flow.transfers.domain.team import (
    ADVICE_LABELS,
    DUTY_LABELS,
    MOVE_ADVICE_LABELS,
    PRESENCE_LABELS,
    SIGNED_LABELS,
    SITTING_LABELS,
    SittingState,
)
from mutasi_flow.transfers.forms.deliberation import read_attendance, read_sitting
from mutasi_flow.transfers.receiving import send_letter

pages = Blueprint("sittings", __name__)

READERS = (
    Permission.DELIBERATE,
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_REVIEW,
    Permission.AUDIT_READ,
)
PREPARERS = (Permission.DELIBERATE, Permission.TRANSFERS_VERIFY)
LONGEST_TEXT = 8000
_WORDS: dict[str, Any] = {
    "labels": SITTING_LABELS,
    "duties": DUTY_LABELS,
    "presences": PRESENCE_LABELS,
    "advices": ADVICE_LABELS,
    "move_advices": MOVE_ADVICE_LABELS,
    "signed_labels": SIGNED_LABELS,
}


def _waiting() -> Sequence[WaitingRow]:
    """Return what waits for a sitting."""
    return deliberation.list_waiting(current_session(), current_actor())


def _back(sitting_id: int) -> Response:
    return redirect(url_for("sittings.show", sitting_id=sitting_id), 303)


@pages.get("/sidang")
@requires(*READERS)
def index() -> Answer:
    """List the sittings, and how much waits for one."""
    session, actor = current_session(), current_actor()
    rows = deliberation.list_sittings(session, actor, before=read_mark("sebelum"))
    return render_template(
        "transfers/sittings.html",
        rows=rows,
        older=rows[-1][0].id if len(rows) == deliberation.PAGE else None,
        labels=SITTING_LABELS,
        waiting=len(_waiting()),
        may_call=bool(deliberation.list_callable(session, actor, current_clock().today())),
    )


def _ask(form: Form) -> Answer:
    session, actor = current_session(), current_actor()
    page = render_template(
        "transfers/sitting_new.html",
        form=form,
        teams=[
            (str(team.id), team.name) for team in deliberation.list_callable(session, actor, current_clock().today())
        ],
        waiting=_waiting(),
    )
    return page, form.status


@pages.get("/sidang/baru")
@requires(*PREPARERS)
def ask() -> Answer:
    """Ask for team, day, place and agenda."""
    return _ask(Form({"held_on": current_clock().today().isoformat()}))


@pages.post("/sidang/baru")
@requires(*PREPARERS)
@writes
def call() -> Answer:
    """Call the team to a sitting."""
    session, actor, clock, form = current_session(), current_actor(), current_clock(), read_form()
    with form.catching():
        teams = [team.id for team in deliberation.list_callable(session, actor, clock.today())]
        new = read_sitting(form, teams, [row.number for row in _waiting()])
        sitting_id = deliberation.call_sitting(session, new, actor=actor, clock=clock)
        show_notice(T("Sidang dibuat. Anggota tim sudah diundang."))
        return _back(sitting_id)
    return _ask(form)


def shown_items(board: Board) -> dict[int, bool]:
    """Return for each item whether the visitor sees it."""
    session, actor = current_session(), current_actor()
    return {item.id: deliberation.sees_item(session, item, actor) for item in board.items}


def _show(board: Board, form: Form) -> Answer:
    session, actor, seen = current_session(), current_actor(), shown_items(board)
    is_open = board.sitting.state is SittingState.OPEN
    bundles = all(seen.values()) and deliberation.may_bundle_sitting(board, actor)
    page = render_template(
        "transfers/sitting.html",
        board=board,
        form=form,
        groups=deliberation.grouped([item for item in board.transfers if seen[item.id]]),
        hidden=sum(not one for one in seen.values()),
        quorum=deliberation.quorum_sentence(board.count),
        obstacles=deliberation.list_obstacles(board) if is_open else (),
        may_lead=is_open and deliberation.may_lead(board, actor),
        may_prepare=is_open and deliberation.may_prepare(board, actor),
        may_correct=board.sitting.state is SittingState.CLOSED and deliberation.may_lead(board, actor),
        minutes=_written(board) if all(seen.values()) else (),
        may_record=board.sitting.state is SittingState.CLOSED and deliberation.may_prepare(board, actor),
        papers=deliberation.list_sitting_bundles(session, board.sitting.id) if bundles else (),
        may_bundle=bundles,
        own_key=actor.employee_id if actor.has(Permission.DELIBERATE) else None,
        **_WORDS,
    )
    return page, form.status


def _written(board: Board) -> list[tuple[LetterRow, Sequence[SignatureRow]]]:
    """Return minutes and corrections, each with what the members did with it."""
    session = current_session()
    written = deliberation.list_written(session, board)
    return [(letter, deliberation.list_signatures(session, board, letter.id)) for letter in written]


@pages.get("/sidang/<int:sitting_id>")
@requires(*READERS)
def show(sitting_id: int) -> Answer:
    """Show a sitting: who is there, the agenda, what the team said, the minutes."""
    return _show(deliberation.get_board(current_session(), sitting_id, current_actor()), Form())


def _attendance(board: Board, form: Form) -> Answer:
    page = render_template(
        "transfers/sitting_attendance.html", board=board, form=form, duties=DUTY_LABELS, presences=PRESENCE_LABELS
    )
    return page, form.status


@pages.get("/sidang/<int:sitting_id>/hadir")
@requires(Permission.DELIBERATE)
def ask_attendance(sitting_id: int) -> Answer:
    """Ask who is there."""
    board = deliberation.get_board(current_session(), sitting_id, current_actor())
    noted = {f"presence-{seat.employee_id}": seat.presence.value for seat in board.seats}
    remarks = {f"remark-{seat.employee_id}": seat.remark for seat in board.seats}
    return _attendance(board, Form({**noted, **remarks}))


@pages.post("/sidang/<int:sitting_id>/hadir")
@requires(Permission.DELIBERATE)
@writes
def note_attendance(sitting_id: int) -> Answer:
    """Note who is there."""
    session, actor, form = current_session(), current_actor(), read_form()
    board = deliberation.get_board(session, sitting_id, actor)
    with form.catching():
        version, found = form.integer("version", T("Versi")), read_attendance(form, board.seats)
        deliberation.note_attendance(
            session, sitting_id, found, expected_version=version, actor=actor, clock=current_clock()
        )
        show_notice(T("Kehadiran tersimpan."))
        return _back(sitting_id)
    return _attendance(board, form)


def _agenda(board: Board, form: Form) -> Answer:
    page = render_template("transfers/sitting_agenda.html", board=board, form=form, waiting=_waiting())
    return page, form.status


@pages.get("/sidang/<int:sitting_id>/agenda")
@requires(*PREPARERS)
def ask_agenda(sitting_id: int) -> Answer:
    """Ask what else shall be heard."""
    return _agenda(deliberation.get_board(current_session(), sitting_id, current_actor()), Form())


@pages.post("/sidang/<int:sitting_id>/agenda")
@requires(*PREPARERS)
@writes
def add_items(sitting_id: int) -> Answer:
    """Put transfers on the agenda."""
    session, actor, form = current_session(), current_actor(), read_form()
    with form.catching():
        waiting = [row.number for row in _waiting()]
        wanted = waiting if form.flag("every") else form.choices("number", T("Usulan"), waiting)
        count = deliberation.put_on_agenda(session, sitting_id, wanted, actor=actor, clock=current_clock())
        show_notice(T("{count} usulan masuk agenda.", count=count))
        return _back(sitting_id)
    return _agenda(deliberation.get_board(session, sitting_id, actor), form)


@pages.post("/sidang/<int:sitting_id>/agenda/<number>/keluarkan")
@requires(*PREPARERS)
@writes
def drop_item(sitting_id: int, number: str) -> Answer:
    """Take a transfer off the agenda."""
    deliberation.take_off_agenda(current_session(), sitting_id, number, actor=current_actor(), clock=current_clock())
    show_notice(T("Usulan {number} dikeluarkan dari agenda.", number=number))
    return _back(sitting_id)


@pages.post("/sidang/<int:sitting_id>/tutup")
@requires(Permission.DELIBERATE)
@writes
def close(sitting_id: int) -> Answer:
    """Close a sitting with its minutes."""
    session, actor, form = current_session(), current_actor(), read_form()
    with form.catching():
        version = form.integer("version", T("Versi"))
        form.check()
        number = deliberation.close_sitting(
            session, sitting_id, expected_version=version, actor=actor, clock=current_clock()
        )
        show_notice(T("Sidang ditutup dengan berita acara nomor {number}.", number=number))
        return _back(sitting_id)
    return _show(deliberation.get_board(session, sitting_id, actor), form)


@pages.post("/sidang/<int:sitting_id>/tunda")
@requires(*PREPARERS)
@writes
def adjourn(sitting_id: int) -> Answer:
    """End a sitting without minutes."""
    session, actor, form = current_session(), current_actor(), read_form()
    with form.catching():
        reason = form.text("reason", T("Alasan"), max_length=LONGEST_TEXT, multiline=True)
        form.check()
        deliberation.adjourn(session, sitting_id, reason, actor=actor, clock=current_clock())
        show_notice(T("Sidang ditunda. Usulannya menunggu sidang berikutnya."))
        return _back(sitting_id)
    return _show(deliberation.get_board(session, sitting_id, actor), form)


@pages.post("/sidang/<int:sitting_id>/perbaikan")
@requires(Permission.DELIBERATE)
@writes
def correct(sitting_id: int) -> Answer:
    """Correct the minutes by further ones."""
    session, actor, form = current_session(), current_actor(), read_form()
    with form.catching():
        version = form.integer("version", T("Versi"))
        text = form.text("text", T("Perbaikan"), max_length=LONGEST_TEXT, multiline=True)
        form.check()
        number = deliberation.correct_minutes(
            session, sitting_id, text, expected_version=version, actor=actor, clock=current_clock()
        )
        show_notice(T("Perbaikan terbit sebagai berita acara nomor {number}.", number=number))
        return _back(sitting_id)
    return _show(deliberation.get_board(session, sitting_id, actor), form)


@pages.get("/sidang/<int:sitting_id>/berita-acara/<int:letter_id>.pdf")
@requires(*READERS)
def download(sitting_id: int, letter_id: int) -> Answer:
    """Send the minutes to whoever may see all that they name; while the worker prints, lead back."""
    board = deliberation.get_board(current_session(), sitting_id, current_actor())
    letter = deliberation.find_minutes(current_session(), board, letter_id, current_actor())
    return send_letter(letter) if letter.file_key else _back(sitting_id)
