"""One transfer or move in a sitting: candidates side by side, who steps aside, and what the team says."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound
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
    translate,
    writes,
)
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.deliberation import Board, MoveItem, TransferItem
from mutasi_flow.transfers.domain.team import (
    ADVICE_LABELS,
    AGREED_LABELS,
    ASIDE_LABELS,
    MOVE_ADVICE_LABELS,
    Aside,
    SittingState,
)
from mutasi_flow.transfers.forms.deliberation import read_advice, read_aside
from mutasi_flow.transfers.pages.sittings import READERS
from mutasi_flow.transfers.queries import may_read_plan

pages = Blueprint("hearings", __name__)


def _read(sitting_id: int, number: str) -> tuple[Board, TransferItem | MoveItem]:
    session, actor = current_session(), current_actor()
    board = deliberation.get_board(session, sitting_id, actor)
    item = board.get_item(number)
    if not deliberation.sees_item(session, item, actor):
        raise NotFound
    return board, item


def _back(sitting_id: int, number: str) -> Response:
    return redirect(url_for("hearings.show", sitting_id=sitting_id, number=number), 303)


def _rights(board: Board, item: TransferItem | MoveItem) -> dict[str, Any]:
    """What the visitor may do about this transfer."""
    actor, aside = current_actor(), board.aside_of(item.id)
    is_open, leads = board.sitting.state is SittingState.OPEN, deliberation.may_lead(board, actor)
    takes_part = actor.employee_id not in aside
    return {
        "may_advise": is_open and item.is_waiting and leads and takes_part,
        "may_set_aside": is_open and leads,
        "may_step_aside": is_open and takes_part and deliberation.is_seated(board, actor),
        "own_key": actor.employee_id,
        "free": [(str(row.employee_id), row.full_name) for row in board.seats if row.employee_id not in aside],
    }


WORDS_OF_HEARING: dict[str, Any] = {"agreed": AGREED_LABELS, "grounds": ASIDE_LABELS}


def _why(board: Board, item: TransferItem | MoveItem) -> str:
    """Return the page on which the plan explains a move, for those who read the plan."""
    if not isinstance(item, MoveItem):
        return ""
    plan = board.get_plan(item.sitting_plan_id)
    if not may_read_plan(current_actor(), plan.unit_path):
        return ""
    return url_for("plan_looking.why", solution_id=plan.solution_id, employee_id=item.employee_id)


def _agenda_of(item: TransferItem | MoveItem) -> str:
    """Return the page on which the item stands among others."""
    if isinstance(item, MoveItem):
        return url_for("plan_hearings.show", sitting_id=item.sitting_id, key=item.sitting_plan_id)
    return url_for("sittings.show", sitting_id=item.sitting_id)


def _page(board: Board, item: TransferItem | MoveItem, form: Form) -> Answer:
    session, actor, clock = current_session(), current_actor(), current_clock()
    advices = MOVE_ADVICE_LABELS if isinstance(item, MoveItem) else ADVICE_LABELS
    page = render_template(
        "transfers/hearing.html",
        board=board,
        item=item,
        form=form,
        candidates=deliberation.side_by_side(session, board, item, actor, clock),
        advice_of={one.number: one.advice for one in board.items},
        count=board.count_of(item.id),
        quorum=deliberation.quorum_sentence(board.count_of(item.id)),
        asides=[row for row in board.asides if row.item_id == item.id],
        agenda=_agenda_of(item),
        why=_why(board, item),
        advices=advices,
        advice_choices=[(one.value, translate(label)) for one, label in advices.items()],
        agreed_choices=[(one.value, translate(label)) for one, label in AGREED_LABELS.items()],
        ground_choices=[(one.value, translate(text)) for one, text in ASIDE_LABELS.items() if one is not Aside.OWN],
        **_rights(board, item),
        **WORDS_OF_HEARING,
    )
    return page, form.status


@pages.get("/sidang/<int:sitting_id>/usulan/<number>")
@requires(*READERS)
def show(sitting_id: int, number: str) -> Answer:
    """Show the candidates for one destination side by side, and ask what the team says."""
    board, item = _read(sitting_id, number)
    given = {"reason": item.reason, "notes": item.notes, "advice": item.advice or "", "agreed_by": "consensus"}
    counted = {name: str(getattr(item, name) or "") for name in ("in_favour", "opposed", "abstained")}
    return _page(board, item, Form({**given, **counted, "agreed_by": item.agreed_by or "consensus"}))


@pages.post("/sidang/<int:sitting_id>/usulan/<number>")
@requires(Permission.DELIBERATE)
@writes
def advise(sitting_id: int, number: str) -> Answer:
    """Write down what the team says."""
    session, actor, form = current_session(), current_actor(), read_form()
    board, item = _read(sitting_id, number)
    with form.catching():
        new, mark = read_advice(form), form.value("mark")
        deliberation.advise(session, sitting_id, number, new, mark=mark, actor=actor, clock=current_clock())
        show_notice(T("Hasil untuk {number} tersimpan. Berlaku saat sidang ditutup.", number=number))
        return redirect(_agenda_of(item), 303)
    return _page(board, item, form)


@pages.post("/sidang/<int:sitting_id>/usulan/<number>/mundur")
@requires(Permission.DELIBERATE)
@writes
def step_aside(sitting_id: int, number: str) -> Answer:
    """Let a member step aside for this transfer."""
    session, actor, form = current_session(), current_actor(), read_form()
    board, item = _read(sitting_id, number)
    with form.catching():
        member, ground, remark = read_aside(form, board.seats)
        try:
            deliberation.step_aside(
                session, sitting_id, number, member, ground, remark=remark, actor=actor, clock=current_clock()
            )
        except Conflict as done:
            raise InvalidInput(done.text, "member") from None
        show_notice(T("Tercatat: anggota itu tidak ikut membahas usulan ini."))
        return _back(sitting_id, number)
    return _page(board, item, form)


@pages.post("/sidang/<int:sitting_id>/usulan/<number>/ikut-lagi")
@requires(Permission.DELIBERATE)
@writes
def take_part_again(sitting_id: int, number: str) -> Answer:
    """Take a stepping aside back."""
    form = read_form()
    member = form.integer("member", T("Anggota"))
    form.check()
    _read(sitting_id, number)
    deliberation.take_part_again(
        current_session(), sitting_id, number, member, actor=current_actor(), clock=current_clock()
    )
    show_notice(T("Tercatat: anggota itu ikut membahas."))
    return _back(sitting_id, number)
