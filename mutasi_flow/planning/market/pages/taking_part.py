"""Rounds for everybody: what there is, seats and applicants, the own part, and what came out."""

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound, Refused
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
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.planning.market import queries, service
from mutasi_flow.planning.market.domain import (
    FLOOR_LABELS,
    LEAVABLE,
    MANNER_LABELS,
    PART_LABELS,
    STATE_LABELS,
    EntryState,
    Part,
    RoundState,
)
from mutasi_flow.planning.market.model import LONGEST_REQUEST
from mutasi_flow.planning.market.queries import EntryRow, RoundRow

pages = Blueprint("market", __name__)

VISITORS = (
    Permission.SELF,
    Permission.PLAN,
    Permission.ADMIN,
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_FILE_FOR,
)
COLOURS = {
    RoundState.PLANNED: "grey",
    RoundState.OPEN: "green",
    RoundState.SHOWN: "yellow",
    RoundState.FINAL: "blue",
    RoundState.PUBLISHED: "purple",
    RoundState.CANCELLED: "grey",
}


def open_market() -> Session:
    """Return the session; where rounds are switched off there is no such page.

    Raises:
        NotFound: they are.
    """
    session = current_session()
    try:
        service.refuse_when_off(session)
    except Refused as error:
        raise NotFound from error
    return session


def find_round(round_id: int) -> RoundRow:
    """Return a round of the address.

    Raises:
        NotFound: there is none, or rounds are switched off.
    """
    session = open_market()
    return queries.get_round(session, round_id)


@pages.get("/bursa")
@requires(*VISITORS)
def index() -> Answer:
    """List the rounds."""
    session = open_market()
    return render_template(
        "planning/rounds.html",
        rows=queries.list_rounds(session),
        states=STATE_LABELS,
        colours=COLOURS,
        may_make=any(current_actor().has(permission) for permission in service.MAKERS),
    )


@pages.get("/bursa/<int:round_id>")
@requires(*VISITORS)
def show(round_id: int) -> Answer:
    """Show a round to anybody, with the own part of it."""
    return _show(find_round(round_id), Form())


def _show(found: RoundRow, form: Form) -> Answer:
    session, actor, today = current_session(), current_actor(), current_clock().today()
    card = people.get_employee_card(session, actor.employee_id) if actor.employee_id is not None else None
    entry = queries.find_entry(session, found.id, actor.employee_id) if card else None
    page = render_template(
        "planning/round.html",
        form=form,
        round=found,
        today=today,
        card=card,
        entry=entry,
        why_not=found.why_not_for(card) if card else None,
        may_join=card is not None and found.is_open_on(today),
        may_leave=found.state in LEAVABLE,
        may_correct=found.state is RoundState.SHOWN and today <= found.corrects_until,
        may_manage=_may_manage(found),
        **_places(session, found, card),
        **_own_part(session, found, entry),
        **_words(),
    )
    return page, form.status


def _places(session: Session, found: RoundRow, card: EmployeeCard | None) -> dict[str, object]:
    """Return chances before the outcome and outcomes after it: those of the own jabatan, or those that are searched."""
    q, today = request.args.get("q", "").strip(), current_clock().today()
    if found.state is RoundState.PUBLISHED:
        counts = queries.count_entries(session, found.id)
        outcomes = queries.list_outcomes(session, found.id, text=q)
        return {"q": q, "outcomes": outcomes.rows, "hidden": outcomes.hidden, "counts": counts}
    own_jabatan = card.jabatan_id if card and not q and found.why_not_for(card) is None else None
    is_over = found.state is RoundState.CANCELLED
    chances = () if is_over else queries.list_chances(session, found, today, text=q, jabatan_id=own_jabatan)
    return {"q": q, "chances": chances}


def _may_manage(found: RoundRow) -> bool:
    actor, path = current_actor(), found.unit_path or ""
    return (
        service.may_make(actor, path)
        or service.may_open_transfers(actor, path)
        or actor.has(Permission.TRANSFERS_VERIFY)
    )


def _own_part(session: Session, found: RoundRow, entry: EntryRow | None) -> dict[str, object]:
    if entry is None:
        return {"is_in": False, "parts": (), "choices": (), "corrections": ()}
    amounts = entry.parts
    parts = [(PART_LABELS[part], amounts[part], found.weights[part]) for part in Part]
    return {
        "is_in": entry.state not in {EntryState.WITHDRAWN, EntryState.OUT},
        "parts": parts if entry.points is not None else (),
        "choices": queries.list_choices(session, entry.id),
        "corrections": queries.list_corrections(session, entry.id),
    }


def _words() -> dict[str, object]:
    return {
        "states": STATE_LABELS,
        "colours": COLOURS,
        "manners": MANNER_LABELS,
        "floors": FLOOR_LABELS,
        "labels": PART_LABELS,
        "part_choices": [(part.value, translate(label)) for part, label in PART_LABELS.items()],
    }


@pages.post("/bursa/<int:round_id>/ikut")
@requires(Permission.SELF)
@writes
def join(round_id: int) -> Answer:
    """Take part."""
    found, form = find_round(round_id), read_form()
    with form.catching():
        if not form.flag("paham"):
            form.fail("paham", T("Centang bahwa Anda bersedia pindah, lalu ikut."))
        form.check()
        service.join(current_session(), found.id, actor=current_actor(), clock=current_clock())
        show_notice(T("Anda ikut. Minat Anda dibekukan sesudah {day}.", day=found.closes_on))
        return redirect(url_for("market.show", round_id=round_id), 303)
    return _show(found, form)


@pages.post("/bursa/<int:round_id>/mundur")
@requires(Permission.SELF)
@writes
def leave(round_id: int) -> Answer:
    """Step back."""
    found = find_round(round_id)
    service.leave(current_session(), found.id, actor=current_actor(), clock=current_clock())
    show_notice(T("Anda tidak ikut lagi."))
    return redirect(url_for("market.show", round_id=round_id), 303)


@pages.post("/bursa/<int:round_id>/koreksi")
@requires(Permission.SELF)
@writes
def correct(round_id: int) -> Answer:
    """Ask for a correction of the own points."""
    found, form = find_round(round_id), read_form()
    with form.catching():
        part = form.member("part", T("Bagian poin"), Part)
        words = form.text("request", T("Apa yang keliru"), max_length=LONGEST_REQUEST, multiline=True)
        form.check()
        session, actor, clock = current_session(), current_actor(), current_clock()
        service.ask_correction(session, found.id, part, words, actor=actor, clock=clock)
        show_notice(T("Permintaan terkirim. Jawabannya muncul di sini, tertulis."))
        return redirect(url_for("market.show", round_id=round_id, _anchor="poin"), 303)
    return _show(found, form)
