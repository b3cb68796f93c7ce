"""The queues of the office: what waits for verification, decision or decree, the nearest deadline first."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.forms import Form
from mutasi_flow.core.sheets.write import XLSX, as_report
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    attach,
    current_actor,
    current_clock,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.transfers.pages.queue_words import COLUMNS, as_cells, choices, stage_tabs, view_words
from mutasi_flow.transfers.pages.shown import link_words, queue_marks, read_queue
from mutasi_flow.transfers.queries import QueueFilter, count_by_state, count_overdue, list_queue
from mutasi_flow.transfers.queries.batches import list_open_batches
from mutasi_flow.transfers.queries.queue import QUEUE_PAGE
from mutasi_flow.transfers.queries.views import PARAMS, find_unit, get_view, list_views, read_view
from mutasi_flow.transfers.routes import DECIDE, DECREE
from mutasi_flow.transfers.service import BULK_ACTIONS, drop_view, prefer_view, save_view
from mutasi_flow.transfers.status import STATE_LABELS, WAITED_FOR
from mutasi_flow.transfers.workflow import STEP_OF, State

pages = Blueprint("queue", __name__)

AT_THE_OFFICE = (State.PROPOSED, State.CONSULTED, State.APPROVED)
MOST_EXPORTED = 20_000
"""Rows of one sheet; who needs more takes it in parts."""


def _figures(actor: Actor, kinds: tuple[str, ...]) -> list[dict[str, object]]:
    session = current_session()
    counts = count_by_state(session, actor, AT_THE_OFFICE)
    late = count_overdue(session, actor, kinds, current_clock().today())
    figures: list[dict[str, object]] = [
        {"figure": counts.get(state, 0), "label": translate(STATE_LABELS[state])} for state in AT_THE_OFFICE
    ]
    shown = late if late <= QUEUE_PAGE else translate(T("lebih dari {count}", count=QUEUE_PAGE))
    return [*figures, {"figure": shown, "label": translate(T("lewat batas")), "tone": "warn" if late else "ok"}]


def _show(form: Form) -> Answer:
    session, actor = current_session(), current_actor()
    asked = read_queue()
    rows = list_queue(session, actor, asked.wanted)
    page, more = rows[:QUEUE_PAGE], len(rows) > QUEUE_PAGE
    last = page[-1] if more else None
    given: dict[str, Any] = {
        "rows": page,
        "labels": WAITED_FOR,
        "marks": queue_marks(page),
        "linked": link_words(page),
        "cards": _figures(actor, asked.view.kinds),
        "tabs_of_stage": stage_tabs(asked),
        "asked": asked,
        "actions": [STEP_OF[action] for action in BULK_ACTIONS],
        "unit": find_unit(session, actor, asked.view.unit),
        "words": view_words(asked.view),
        "following": url_for(".verification", **asked.address, sesudah=f"{last.due_on}.{last.task_id}") if last else "",
        "views": list_views(session, actor),
    }
    return render_template("transfers/queue.html", form=form, **choices(), **given), form.status


@pages.get("/antrean")
@requires(Permission.TRANSFERS_VERIFY)
def verification() -> Answer:
    """Show the verifier's queue with its clocks, filtered by the address, a saved view, or the preferred one."""
    return _show(Form())


@pages.get("/antrean/unduh.xlsx")
@requires(Permission.TRANSFERS_VERIFY)
def download() -> Answer:
    """Give exactly what the filter shows as a sheet, all pages of it."""
    asked, clock = read_queue(), current_clock()
    wanted = replace(asked.wanted, after=None, limit=MOST_EXPORTED + 1)
    rows = list_queue(current_session(), current_actor(), wanted)
    if len(rows) > MOST_EXPORTED:
        raise InvalidInput(T("Lebih dari {count} baris. Persempit saringan, lalu unduh lagi.", count=MOST_EXPORTED))
    cells = as_cells(rows, queue_marks(rows), clock.zone)
    return attach(as_report(COLUMNS, cells), XLSX, f"antrean-{clock.today()}.xlsx")


@pages.post("/antrean/tampilan")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def keep() -> Answer:
    """Keep the filter of the page under a name."""
    form, actor, at = read_form(), current_actor(), current_clock().now()
    with form.catching():
        name = form.text("name", T("Nama tampilan"))
        form.check()
        view = read_view({key: form.value(key) for key in PARAMS})
        view_id = save_view(current_session(), actor, name, view, is_shared=form.flag("shared"), at=at)
        show_notice(T("Tampilan {name} tersimpan.", name=name))
        return redirect(url_for("queue.verification", tampilan=view_id), 303)
    return _show(form)


@pages.post("/antrean/tampilan/<int:view_id>/hapus")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def drop(view_id: int) -> Answer:
    """Forget a view."""
    name = drop_view(current_session(), current_actor(), view_id, current_clock().now())
    show_notice(T("Tampilan {name} dihapus.", name=name))
    return redirect(url_for("queue.verification"), 303)


@pages.post("/antrean/tampilan/<int:view_id>/utama")
@requires(Permission.TRANSFERS_VERIFY)
@writes
def prefer(view_id: int) -> Answer:
    """Open the queue with this view from now on, or no longer."""
    session, actor = current_session(), current_actor()
    view = get_view(session, actor, view_id)
    prefer_view(session, actor, None if view.is_preferred else view_id)
    show_notice(
        T("Antrean Anda kembali terbuka dengan semua yang menunggu verifikasi.")
        if view.is_preferred
        else T("Antrean Anda kini terbuka dengan tampilan {name}.", name=view.name)
    )
    return redirect(url_for("queue.verification", tampilan=view_id), 303)


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
    rows = list_queue(session, actor, QueueFilter(kinds))
    return render_template(
        "transfers/decisions.html",
        rows=rows,
        labels=WAITED_FOR,
        marks=queue_marks(rows),
        linked=link_words(rows),
        batches=list_open_batches(session, actor),
        may_make=actor.has(Permission.TRANSFERS_DECIDE),
    )
