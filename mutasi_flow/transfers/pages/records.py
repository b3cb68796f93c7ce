"""What happened elsewhere, put on record: the team's session, the pertek, the inauguration."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
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
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.transfers.forms import read_outcome
from mutasi_flow.transfers.pages.shown import effect_of
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id
from mutasi_flow.transfers.routes import OUTCOME_LABELS, RECORDED, TASK_NAMES
from mutasi_flow.transfers.service import complete_task
from mutasi_flow.transfers.trail import ABOUT

pages = Blueprint("records", __name__)

RECORDERS = (Permission.DELIBERATE, Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECREE)


def _own_task(task_id: int) -> tuple[TaskRow, TransferCard]:
    """Return the task for who may do it, with the transfer it is about."""
    session = current_session()
    task = inbox.get_task(session, task_id)
    card = find_card_by_id(session, task.about_id) if task.about_kind == ABOUT else None
    if card is None or task.kind not in RECORDED or not inbox.may_complete(session, task, current_actor()):
        raise NotFound
    return task, card


def _show(task: TaskRow, card: TransferCard, form: Form) -> Answer:
    page = render_template(
        "transfers/record.html",
        task=task,
        card=card,
        title=TASK_NAMES[task.kind],
        outcomes=[(outcome, OUTCOME_LABELS[outcome]) for outcome in RECORDED[task.kind]],
        effect=effect_of(card),
        form=form,
    )
    return page, form.status


@pages.get("/hasil/<int:task_id>")
@requires(*RECORDERS)
def show(task_id: int) -> Answer:
    """Ask what came of it, with its paper."""
    task, card = _own_task(task_id)
    return _show(task, card, read_form())


@pages.post("/hasil/<int:task_id>")
@requires(*RECORDERS)
@writes
def keep(task_id: int) -> Answer:
    """Keep the outcome; the road goes on by it."""
    task, card = _own_task(task_id)
    form = read_form()
    with form.catching():
        answer = read_outcome(form, RECORDED[task.kind])
        complete_task(current_session(), task_id, current_actor(), current_clock(), answer)
        show_notice(T("Tercatat: {task}.", task=TASK_NAMES[task.kind]))
        return redirect(url_for("inbox.tasks"), 303)
    return _show(task, card, form)
