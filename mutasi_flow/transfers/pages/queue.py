"""The queues of the office: what waits for verification, decision or decree, the nearest deadline first."""

from flask import Blueprint, render_template, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, current_actor, current_session, requires, translate
from mutasi_flow.inbox.domain import Colour, DueMark
from mutasi_flow.transfers.pages.shown import queue_marks
from mutasi_flow.transfers.queries import count_by_state, list_queue
from mutasi_flow.transfers.routes import DECIDE, DECREE, VERIFY
from mutasi_flow.transfers.status import STATE_LABELS, TASK_LABELS
from mutasi_flow.transfers.workflow import State

pages = Blueprint("queue", __name__)

AT_THE_OFFICE = (State.PROPOSED, State.CONSULTED, State.APPROVED)


def _figures(counts: dict[State, int], marks: dict[int, DueMark]) -> list[dict[str, object]]:
    late = sum(mark.colour is Colour.LATE for mark in marks.values())
    figures: list[dict[str, object]] = [
        {"figure": counts.get(state, 0), "label": translate(STATE_LABELS[state])} for state in AT_THE_OFFICE
    ]
    return [*figures, {"figure": late, "label": translate(T("lewat batas")), "tone": "warn" if late else "ok"}]


@pages.get("/antrean")
@requires(Permission.TRANSFERS_VERIFY)
def verification() -> Answer:
    """Show the verifier's queue with its clocks."""
    session, actor = current_session(), current_actor()
    kind = VERIFY if request.args.get("semua") is None else None
    rows = list_queue(session, actor, (kind,) if kind else (VERIFY, DECIDE, DECREE))
    marks = queue_marks(rows)
    return render_template(
        "transfers/queue.html",
        rows=rows,
        labels=TASK_LABELS,
        shows_all=kind is None,
        marks=marks,
        cards=_figures(count_by_state(session, actor, AT_THE_OFFICE), marks),
    )


@pages.get("/telaah")
@requires(Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE, Permission.TRANSFERS_REVIEW)
def decisions() -> Answer:
    """Show what waits for a decision or a decree."""
    session, actor = current_session(), current_actor()
    kinds = tuple(
        kind
        for kind, permission in (
            (DECIDE, Permission.TRANSFERS_DECIDE),
            (DECREE, Permission.TRANSFERS_DECREE),
        )
        if actor.has(permission) or actor.has(Permission.TRANSFERS_REVIEW)
    )
    rows = list_queue(session, actor, kinds)
    return render_template("transfers/decisions.html", rows=rows, labels=TASK_LABELS, marks=queue_marks(rows))
