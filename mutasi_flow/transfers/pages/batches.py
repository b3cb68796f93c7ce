"""Batches: put together, read exceptions first, decided one by one, confirmed together, and what became of each."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.access.pages.again import asks_again, refuse_wrong_password
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    in_turn,
    put_off,
    read_form,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.transfers.domain import CHOICE_LABELS, STANCE_LABELS, VOICE_LABELS, BatchOutcome, Choice
from mutasi_flow.transfers.forms import read_choices, read_picks, read_version
from mutasi_flow.transfers.model.batches import BATCH_NAME
from mutasi_flow.transfers.queries import list_cards
from mutasi_flow.transfers.queries.batches import list_decidable, list_open_batches
from mutasi_flow.transfers.review import (
    MAKERS,
    MOST_TOGETHER,
    Review,
    close_batch,
    create_batch,
    get_readable,
    is_maker,
    keep_choices,
    leave_out,
    list_interrupted,
    list_lacking,
    load_review,
    may_decide,
    may_take_over,
    press_batch,
    run_choice,
    sort_out,
    take_over,
)
from mutasi_flow.transfers.service import ACTING_ONLY
from mutasi_flow.transfers.status import STATE_LABELS

pages = Blueprint("batches", __name__)

READERS = (
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_DECREE,
    Permission.TRANSFERS_REVIEW,
)
WORDS: Mapping[str, Any] = {
    "choice_labels": CHOICE_LABELS,
    "voices": VOICE_LABELS,
    "stances": STANCE_LABELS,
    "states": STATE_LABELS,
    "outcomes": {
        BatchOutcome.WAITING: T("Belum dijalankan"),
        BatchOutcome.DONE: T("Berhasil"),
        BatchOutcome.REFUSED: T("Tidak dapat dilakukan"),
        BatchOutcome.CHANGED: T("Sudah berubah, tidak disentuh"),
    },
}


@pages.get("/telaah/paket")
@requires(*READERS)
def index() -> Answer:
    """List the open batches that concern the reader."""
    session, actor = current_session(), current_actor()
    rows = list_open_batches(session, actor)
    return render_template("transfers/batches.html", rows=rows, may_make=is_maker(actor))


def _numbers() -> list[str] | None:
    """Return the chosen transfers, or None where all that wait are meant."""
    picked = request.values.getlist("pilih")[: MOST_TOGETHER + 1]
    return [number for number, _version in read_picks(picked)] if picked else None


def _officials(numbers: Sequence[str] | None) -> list[tuple[int, str]]:
    """Return who may decide about the units in question; a decider thinks of the own desk first."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    if actor.has(Permission.TRANSFERS_DECIDE) and actor.account_id is not None and numbers is None:
        return [(actor.account_id, actor.name)]
    paths = {card.from_path for card in list_cards(session, list_decidable(session, actor, MOST_TOGETHER), actor)}
    return list(
        dict.fromkeys(one for path in sorted(paths) for one in access.list_holders(session, Role.DECIDER, path, today))
    )


def _ask(form: Form) -> Answer:
    session, actor, clock, numbers = current_session(), current_actor(), current_clock(), _numbers()
    officials = _officials(numbers)
    chosen = form.value("pejabat") or request.values.get("pejabat", "")
    decider_id = next((key for key, _name in officials if str(key) == chosen), officials[0][0] if officials else 0)
    found = sort_out(session, numbers, decider_id, actor=actor, clock=clock) if officials else None
    page = render_template(
        "transfers/batch_ask.html",
        form=form,
        officials=officials,
        decider_id=decider_id,
        found=found,
        picked=[f"{card.number}:{card.version}" for card in found.fitting] if found else [],
        today=clock.today(),
        longest=BATCH_NAME,
    )
    return page, form.status


@pages.get("/telaah/paket/baru")
@requires(*MAKERS)
def ask() -> Answer:
    """Show which transfers would wait together for which official, and which are left out and why."""
    return _ask(Form())


@pages.post("/telaah/paket")
@requires(*MAKERS)
@writes
def create() -> Answer:
    """Put them together."""
    form, session, actor = read_form(), current_session(), current_actor()
    with form.catching():
        name = form.text("name", T("Nama paket"), max_length=BATCH_NAME)
        decider_id = form.integer("pejabat", T("Pejabat"), least=1)
        form.check()
        batch_id = create_batch(session, name, _numbers(), decider_id, actor=actor, clock=current_clock())
        show_notice(T("Paket {name} siap ditelaah.", name=name))
        return redirect(url_for("batches.show", batch_id=batch_id), 303)
    return _ask(form)


def _load(batch_id: int) -> Review:
    session, actor = current_session(), current_actor()
    return load_review(session, get_readable(session, batch_id, actor), actor, current_clock())


def _kept(review: Review) -> Form:
    """Return the form with the decisions as they were kept."""
    values: dict[str, str | list[str]] = {}
    for one in review.exceptions:
        key = str(one.item.id)
        values |= {f"choice-{key}": (one.choice or "") if one.choice else "", f"reason-{key}": one.item.reason}
        values |= {
            f"weighed-{opinion.id}": one.item.weighed.get(str(opinion.id), opinion.weighed) for opinion in one.to_weigh
        }
    values["ok"] = [str(one.item.id) for one in review.clean if one.choice is not Choice.HOLD]
    return Form(values)


def _show(review: Review, form: Form) -> Answer:
    actor = current_actor()
    is_acting = actor.has(Permission.TRANSFERS_REVIEW) and not actor.has(Permission.TRANSFERS_DECIDE)
    decides = may_decide(review.batch, actor) and review.batch.closed_at is None and not review.interrupted
    page = render_template(
        "transfers/batch.html",
        review=review,
        batch=review.batch,
        form=form,
        decides=decides,
        kept=ACTING_ONLY if is_acting else None,
        may_take=may_take_over(review, actor),
        may_import=actor.has(Permission.IMPORT),
        may_handle=decides or (is_maker(actor) and review.batch.closed_at is None),
        **WORDS,
    )
    return page, form.status


@pages.get("/telaah/paket/<int:batch_id>")
@requires(*READERS)
def show(batch_id: int) -> Answer:
    """Show the batch: exceptions first, the effect of all together, and what nothing speaks against."""
    review = _load(batch_id)
    if review.batch.closed_at is not None:
        return redirect(url_for("batches.result", batch_id=batch_id), 303)
    return _show(review, _kept(review))


@pages.post("/telaah/paket/<int:batch_id>")
@requires(*READERS)
@writes
def keep(batch_id: int) -> Answer:
    """Keep the decisions made so far; with ``act=check`` go on to confirming them."""
    form, review, session, actor = read_form(), _load(batch_id), current_session(), current_actor()
    with form.catching():
        given, version = read_choices(form, review), read_version(form)
        form.check()
        changed = keep_choices(session, batch_id, given, actor=actor, clock=current_clock(), expected_version=version)
        if changed:
            names = ", ".join(one.card.label for one in changed)
            show_notice(T("Berubah sejak Anda baca, jadi belum diputus: {names}. Baca lagi.", names=names))
        elif form.value("act") == "check":
            return redirect(url_for("batches.check", batch_id=batch_id), 303)
        else:
            show_notice(T("Putusan Anda tersimpan dan belum dijalankan. Anda dapat melanjutkan di perangkat lain."))
        return redirect(url_for("batches.show", batch_id=batch_id), 303)
    return _show(review, form)


def _confirm(review: Review, form: Form) -> Answer:
    page = render_template(
        "transfers/batch_check.html",
        review=review,
        batch=review.batch,
        form=form,
        lacking=list_lacking(review),
        decided={choice: review.having(choice) for choice in Choice},
        decides=may_decide(review.batch, current_actor()),
        **WORDS,
    )
    return page, form.status


@pages.get("/telaah/paket/<int:batch_id>/periksa")
@requires(Permission.TRANSFERS_DECIDE)
def check(batch_id: int) -> Answer:
    """Show in words what the decisions come to, and ask for the password."""
    return _confirm(_load(batch_id), Form())


@pages.post("/telaah/paket/<int:batch_id>/periksa")
@requires(*READERS)
@asks_again
@in_turn
@writes
def press(batch_id: int) -> Answer:
    """Take all kept decisions, transfer by transfer."""
    form, session, actor, clock = read_form(), current_session(), current_actor(), current_clock()
    with form.catching():
        version = read_version(form)
        refuse_wrong_password(form)
        _put_off(press_batch(session, batch_id, actor=actor, clock=clock, expected_version=version))
        return redirect(url_for("batches.result", batch_id=batch_id), 303)
    return _confirm(_load(batch_id), form)


def _put_off(item_ids: Sequence[int]) -> None:
    actor, clock = current_actor(), current_clock()
    for item_id in item_ids:
        put_off(partial(run_choice, item_id=item_id, actor=actor, clock=clock))


@pages.post("/telaah/paket/<int:batch_id>/lanjut")
@requires(*READERS)
@in_turn
@writes
def resume(batch_id: int) -> Answer:
    """Do what was left waiting when the first press broke off."""
    _put_off(list_interrupted(current_session(), batch_id, current_actor(), current_clock()))
    return redirect(url_for("batches.result", batch_id=batch_id), 303)


@pages.get("/telaah/paket/<int:batch_id>/hasil")
@requires(*READERS)
def result(batch_id: int) -> Answer:
    """Show what became of each transfer."""
    review = _load(batch_id)
    done = [one for one in review.all if one.item.outcome is BatchOutcome.DONE]
    decides = may_decide(review.batch, current_actor())
    return render_template(
        "transfers/batch_result.html", review=review, batch=review.batch, done=done, decides=decides, **WORDS
    )


@pages.post("/telaah/paket/<int:batch_id>/keluarkan")
@requires(*MAKERS)
@writes
def leave(batch_id: int) -> Answer:
    """Take one transfer out of the batch."""
    form, session = read_form(), current_session()
    version, item_id = read_version(form), form.integer("item", T("Usulan"), least=1)
    form.check()
    leave_out(session, batch_id, item_id, actor=current_actor(), clock=current_clock(), expected_version=version)
    show_notice(T("Usulan itu dikeluarkan dari paket dan menunggu sendiri lagi."))
    return redirect(url_for("batches.show", batch_id=batch_id), 303)


@pages.post("/telaah/paket/<int:batch_id>/tutup")
@requires(*MAKERS)
@writes
def close(batch_id: int) -> Answer:
    """Close the batch; what was not decided waits on its own again."""
    version = read_version(read_form())
    close_batch(current_session(), batch_id, actor=current_actor(), clock=current_clock(), expected_version=version)
    show_notice(T("Paket ditutup. Usulan yang belum diputus menunggu sendiri lagi."))
    return redirect(url_for("batches.result", batch_id=batch_id), 303)


@pages.post("/telaah/paket/<int:batch_id>/ambil-alih")
@requires(*READERS)
@writes
def take(batch_id: int) -> Answer:
    """Let the batch wait for the reader instead of the official whom it was made for."""
    version = read_version(read_form())
    take_over(current_session(), batch_id, actor=current_actor(), clock=current_clock(), expected_version=version)
    show_notice(T("Paket ini kini menunggu putusan Anda. Putusan pejabat sebelumnya tidak ikut."))
    return redirect(url_for("batches.show", batch_id=batch_id), 303)
