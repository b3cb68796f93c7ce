"""One step for many transfers: what would happen to each, what happened to each, and undoing it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    in_turn,
    put_off,
    read_form,
    requires,
    writes,
)
from mutasi_flow.transfers.domain import BulkOutcome
from mutasi_flow.transfers.forms import read_picks, read_press
from mutasi_flow.transfers.gates import Press, Question, ask
from mutasi_flow.transfers.queries import TransferCard, find_card, may_see
from mutasi_flow.transfers.queries.bulk import count_outcomes, get_run, list_items
from mutasi_flow.transfers.service import BULK_ACTIONS, Bulk, available_steps, run_item, start_bulk, undo_item
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.workflow import STEP_OF, Action, Step

pages = Blueprint("bulk", __name__)

MOST_READ = 200
"""Ticks that a page looks at; the service refuses more than it does at once."""

OUTCOME_LABELS: dict[BulkOutcome, Text] = {
    BulkOutcome.WAITING: T("Belum dijalankan"),
    BulkOutcome.DONE: T("Berhasil"),
    BulkOutcome.REFUSED: T("Tidak dapat dilakukan"),
    BulkOutcome.CHANGED: T("Sudah berubah, tidak disentuh"),
    BulkOutcome.UNDONE: T("Diurungkan"),
}


@dataclass(frozen=True, slots=True)
class Picked:
    """One chosen transfer, and what stands in the way of the step."""

    card: TransferCard
    version: int
    obstacles: tuple[Text, ...]


def _obstacles(card: TransferCard, version: int, step: Step) -> tuple[Text, ...]:
    if card.version != version:
        return (T("Sudah berubah sejak daftar dibuka. Baca dahulu."),)
    if step not in available_steps(card, current_actor()):
        return (T("Langkah ini tidak tersedia untuk usulan ini sekarang."),)
    if step.needs_date:
        return ()
    return ask(step.action, Question(current_session(), card, current_actor(), current_clock(), Press()))


def _look(picks: Iterable[tuple[str, int]], step: Step) -> list[Picked]:
    session, actor = current_session(), current_actor()
    found = []
    for number, version in dict(picks).items():
        card = find_card(session, number)
        if card is not None and may_see(session, card, actor):
            found.append(Picked(card, version, _obstacles(card, version, step)))
    return found


def _step(word: str) -> Step:
    if word not in BULK_ACTIONS:
        raise NotFound
    return STEP_OF[Action(word)]


def _show(form: Form) -> Answer:
    step = _step(request.values.get("tindakan", ""))
    picked = _look(read_picks(request.values.getlist("pilih")[:MOST_READ]), step)
    possible = [one for one in picked if not one.obstacles]
    left_out = [one for one in picked if one.obstacles]
    page = render_template("transfers/bulk_ask.html", form=form, step=step, possible=possible, left_out=left_out)
    return page, form.status


@pages.get("/antrean/massal")
@requires(Permission.TRANSFERS_VERIFY)
def look() -> Answer:
    """Show what the step would do to each of the chosen transfers, and which are left out and why."""
    return _show(Form())


@pages.post("/antrean/massal")
@requires(Permission.TRANSFERS_VERIFY)
@in_turn
@writes
def start() -> Answer:
    """Write down what is meant; then do it, transfer by transfer."""
    form, session, step = read_form(), current_session(), _step(request.values.get("tindakan", ""))
    with form.catching():
        press = read_press(form, step, None, {})
        wanted = Bulk(step.action, read_picks(form.values("pilih")), press.reason, press.until)
        run_id = start_bulk(session, wanted, current_actor(), current_clock())
        _put_off(run_id)
        return redirect(url_for("bulk.show", run_id=run_id), 303)
    return _show(form)


def _put_off(run_id: int) -> None:
    actor, clock = current_actor(), current_clock()
    for item in list_items(current_session(), run_id, actor):
        if item.outcome is BulkOutcome.WAITING:
            put_off(partial(run_item, item_id=item.id, actor=actor, clock=clock))


@pages.get("/antrean/massal/<int:run_id>")
@requires(Permission.TRANSFERS_VERIFY)
def show(run_id: int) -> Answer:
    """Show what became of each transfer."""
    session = current_session()
    run, items = get_run(session, run_id, current_actor()), list_items(session, run_id, current_actor())
    return render_template(
        "transfers/bulk.html",
        run=run,
        step=STEP_OF[run.action],
        items=items,
        counts=count_outcomes(items),
        labels=OUTCOME_LABELS,
        states=STATE_LABELS,
    )


@pages.post("/antrean/massal/<int:run_id>/lanjut")
@requires(Permission.TRANSFERS_VERIFY)
@in_turn
@writes
def resume(run_id: int) -> Answer:
    """Do what was left waiting when the first press broke off."""
    get_run(current_session(), run_id, current_actor())
    _put_off(run_id)
    return redirect(url_for("bulk.show", run_id=run_id), 303)


@pages.post("/antrean/massal/<int:run_id>/urungkan")
@requires(Permission.TRANSFERS_VERIFY)
@in_turn
@writes
def undo(run_id: int) -> Answer:
    """Take the step back for one transfer, or for all that have not gone on."""
    session, actor, clock = current_session(), current_actor(), current_clock()
    get_run(session, run_id, actor)
    chosen = read_form().optional_integer("item", T("Usulan"))
    items = [item for item in list_items(session, run_id, actor) if item.is_undoable and chosen in {None, item.id}]
    if not items:
        raise InvalidInput(T("Tidak ada lagi yang dapat diurungkan."))
    for item in items:
        put_off(partial(undo_item, item_id=item.id, actor=actor, clock=clock))
    return redirect(url_for("bulk.show", run_id=run_id), 303)
