"""What happened elsewhere, put on record: the team's session, the inauguration."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
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
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.transfers.deliberation import find_open_sitting
from mutasi_flow.transfers.forms import read_outcome
from mutasi_flow.transfers.pages.shown import effect_of, get_own_task
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.routes import LEAVE, OUTCOME_LABELS, OUTER, PERTEK, RECORDED, TASK_NAMES
from mutasi_flow.transfers.service import complete_task

pages = Blueprint("records", __name__)

BY_HAND = frozenset(RECORDED) - {PERTEK, OUTER, LEAVE}
RECORDERS = (Permission.DELIBERATE, Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECREE)


def _show(task: TaskRow, card: TransferCard, form: Form) -> Answer:
    page = render_template(
        "transfers/record.html",
        task=task,
        card=card,
        title=TASK_NAMES[task.kind],
        outcomes=[(outcome, OUTCOME_LABELS[outcome]) for outcome in RECORDED[task.kind]],
        effect=effect_of(card),
        sitting_id=find_open_sitting(current_session(), card.id),
        form=form,
    )
    return page, form.status


@pages.get("/hasil/<int:task_id>")
@requires(*RECORDERS)
def show(task_id: int) -> Answer:
    """Ask what came of it, with its paper."""
    task, card = get_own_task(task_id, BY_HAND)
    return _show(task, card, read_form())


@pages.post("/hasil/<int:task_id>")
@requires(*RECORDERS)
@writes
def keep(task_id: int) -> Answer:
    """Keep the outcome; the road goes on by it."""
    task, card = get_own_task(task_id, BY_HAND)
    form = read_form()
    with form.catching():
        answer = read_outcome(form, RECORDED[task.kind])
        complete_task(current_session(), task_id, current_actor(), current_clock(), answer)
        show_notice(T("Tercatat: {task}.", task=TASK_NAMES[task.kind]))
        return redirect(url_for("inbox.tasks"), 303)
    return _show(task, card, form)
