"""Checking papers side by side: the list left, the paper right, one verdict after the other, one file after the other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for

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
    read_mark,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.core.web.headers import CONTENT_SECURITY_POLICY
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.documents import (
    NOT_BY_WHO_ATTACHED,
    STANDING_LABELS,
    Item,
    ReadyReason,
    choose_reasons,
    load_checklist,
    load_reasons,
    may_judge,
)
from mutasi_flow.transfers.domain import PaperVerdict, Scan
from mutasi_flow.transfers.forms import read_checked
from mutasi_flow.transfers.pages.shown import AskedQueue, read_queue
from mutasi_flow.transfers.queries import QueueMark, TransferCard, get_card, list_queue
from mutasi_flow.transfers.receiving import send_paper
from mutasi_flow.transfers.service import judge_paper
from mutasi_flow.transfers.service.papers import is_office
from mutasi_flow.transfers.workflow import State

pages = Blueprint("checking", __name__)

FRAMING_POLICY = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
JUDGED_WHILE = frozenset({State.PROPOSED, State.CONSULTED})


def _get(number: str) -> TransferCard:
    """Return the file of somebody else, for whoever verifies over the unit it leaves.

    Raises:
        NotFound: it is not one of those.
    """
    actor = current_actor()
    card = get_card(current_session(), number, actor)
    if not is_office(card, actor):
        raise NotFound(T("Usulan {number} tidak ditemukan.", number=number))
    return card


def _is_waiting(item: Item) -> bool:
    paper = item.paper
    return (
        paper is not None and paper.verdict is PaperVerdict.WAITING and paper.scan not in {Scan.WAITING, Scan.INFECTED}
    )


def _chosen(items: Sequence[Item], paper_id: int | None) -> Item | None:
    """Return the item of the paper that is asked for, else the first that waits, else the first with a paper."""
    with_paper = [item for item in items if item.paper]
    asked = [item for item in with_paper if item.paper and item.paper.id == paper_id]
    return next(iter([*asked, *filter(_is_waiting, items), *with_paper]), None)


def _reasons(document: str = "") -> Sequence[ReadyReason]:
    """Return the ready reasons of today that fit a kind of document."""
    return choose_reasons(load_reasons(current_session()), current_clock().today(), document)


def _next_number(asked: AskedQueue, number: str) -> str | None:
    """Return the file that follows in this part of the queue; after the last comes the first."""
    session, actor = current_session(), current_actor()
    here = list_queue(session, actor, replace(asked.wanted, q=number, after=None, limit=1))
    after = QueueMark(here[0].due_on, here[0].task_id) if here and here[0].due_on else None
    rows = list_queue(session, actor, replace(asked.wanted, after=after, limit=1)) if after else []
    rows = rows or list_queue(session, actor, replace(asked.wanted, after=None, limit=2))
    return next((row.number for row in rows if row.number != number), None)


def _show(card: TransferCard, form: Form, paper_id: int | None) -> Answer:
    session, asked = current_session(), read_queue()
    items = load_checklist(session, card, current_clock())
    chosen = _chosen(items, paper_id)
    can_judge = chosen is not None and _is_waiting(chosen) and card.state in JUDGED_WHILE
    paper = chosen.paper if chosen else None
    verifier = current_actor().using(Permission.TRANSFERS_VERIFY, card.from_path)
    is_own_letter = paper is not None and not may_judge(paper.kind, paper.uploaded_by_id, verifier)
    given: dict[str, Any] = {
        "items": items,
        "chosen": chosen,
        "may_judge": can_judge and not is_own_letter,
        "own_letter": NOT_BY_WHO_ATTACHED if can_judge and is_own_letter else None,
        "left": sum(map(_is_waiting, items)),
        "person": people.get_employee_card(session, card.employee_id),
        "asked": asked,
        "following": _next_number(asked, card.number),
        "standings": STANDING_LABELS,
        "reasons": _reasons(chosen.requirement.document if chosen else ""),
    }
    page = render_template("transfers/checking.html", card=card, form=form, **given)
    return make_response(page, form.status, {"Content-Security-Policy": FRAMING_POLICY})


@pages.get("/antrean/berkas/<number>")
@requires(Permission.TRANSFERS_VERIFY)
def show(number: str) -> Answer:
    """Show the list of papers and one of them beside it."""
    return _show(_get(number), Form(), read_mark("dokumen"))


@pages.get("/antrean/berkas/<number>/<int:paper_id>")
@requires(Permission.TRANSFERS_VERIFY)
def framed(number: str, paper_id: int) -> Answer:
    """Send a paper to be shown inside the page."""
    _get(number)
    return send_paper(number, paper_id, framed=True)


@pages.post("/antrean/berkas/<number>/<int:paper_id>")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def judge(number: str, paper_id: int) -> Answer:
    """Write the verdict and go on to the next paper of the file."""
    form, card = read_form(), _get(number)
    with form.catching():
        verdict, reason = read_checked(form, [reason.text.message for reason in _reasons()])
        judge_paper(
            current_session(), number, paper_id, verdict, reason=reason, actor=current_actor(), clock=current_clock()
        )
        show_notice(T("Hasil pemeriksaan dokumen tersimpan."))
        place: dict[str, Any] = request.args.to_dict()
        return redirect(url_for("checking.show", **{**place, "number": number}), 303)
    return _show(card, form, paper_id)
