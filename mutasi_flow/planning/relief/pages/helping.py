"""Requests with who could help and who does; the planner chooses."""

from collections.abc import Sequence
from typing import Any

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
from mutasi_flow.planning.relief.domain import (
    OUTCOME_LABELS,
    SHARES,
    SIDE_LABELS,
    STAGE_LABELS,
    STATE_LABELS,
    RequestState,
    Side,
    Stage,
)
from mutasi_flow.planning.relief.queries import offers, requests
from mutasi_flow.planning.relief.queries.offers import Candidates
from mutasi_flow.planning.relief.queries.requests import HelperRow, RequestRow, ReviewRow
from mutasi_flow.planning.relief.service import arranging, asking, reviewing

pages = Blueprint("relief", __name__)

VISITORS = (Permission.BALANCE_READ, Permission.SUPERVISE)
OFFERS, PEOPLE = 6, 3
STAGE_COLOURS = {
    Stage.UNDERWAY: "yellow",
    Stage.COMING: "blue",
    Stage.RUNNING: "green",
    Stage.OVER: "grey",
    Stage.GONE: "grey",
}
WORDS: dict[str, Any] = {
    "states": STATE_LABELS,
    "stages": STAGE_LABELS,
    "stage_colours": STAGE_COLOURS,
    "shares": SHARES,
    "sides": SIDE_LABELS,
    "outcomes": OUTCOME_LABELS,
    "Stage": Stage,
    "Side": Side,
}


def find_request(request_id: int) -> RequestRow:
    """Return a request of the address, for whoever reads the need of its unit or lends somebody to it.

    Raises:
        NotFound: there is none for this person.
    """
    found, actor = requests.get_request(current_session(), request_id), current_actor()
    lends = any(
        actor.may(Permission.SUPERVISE, one.from_path)
        for one in requests.list_helpers(current_session(), [found.id], actor)
        if one.stage(current_clock().today()) in {Stage.COMING, Stage.RUNNING, Stage.OVER}
    )
    if not (lends or actor.may(Permission.BALANCE_READ, found.unit_path)):
        raise NotFound(T("Permintaan bantuan ini tidak ada."))
    return found


@pages.get("/bantuan-sementara")
@requires(*VISITORS)
def index() -> Answer:
    """List requests with who is proposed for them, and the help that runs from or to the own units."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    rows = requests.list_requests(session, actor.paths(Permission.BALANCE_READ))
    helpers = requests.list_helpers(session, [one.id for one in rows], actor)
    planned = [one for one in rows if arranging.may_arrange(actor, one.unit_path)]
    reach = actor.paths(Permission.SUPERVISE) if not planned else ()
    running = requests.list_helpers_of(session, reach, actor) if reach else []
    reviews = requests.list_reviews(session, [one.id for one in running])
    return render_template(
        "planning/relief_index.html",
        rows=rows,
        today=today,
        helpers=_by_request(helpers),
        left={one.id: offers.count_left(one, helpers, today) for one in rows},
        candidates=_candidates(planned, helpers),
        running=running,
        due={one.id for one in running if reviewing.sides_of(actor, one, _given(reviews, one), today)},
        may_ask=actor.has(Permission.TRANSFERS_PROPOSE),
        **WORDS,
    )


def _by_request(helpers: Sequence[HelperRow]) -> dict[int, list[HelperRow]]:
    found: dict[int, list[HelperRow]] = {}
    for one in helpers:
        found.setdefault(one.request_id, []).append(one)
    return found


def _candidates(rows: Sequence[RequestRow], helpers: Sequence[HelperRow]) -> dict[int, Candidates]:
    paths = current_actor().paths(Permission.TRANSFERS_PROPOSE)
    return offers.list_candidates(current_session(), rows, helpers, paths, current_clock().today())


def _given(reviews: Sequence[ReviewRow], helper: HelperRow) -> list[Side]:
    return [one.side for one in reviews if one.helper_id == helper.id]


@pages.get("/bantuan-sementara/<int:request_id>")
@requires(*VISITORS)
def show(request_id: int) -> Answer:
    """Show a request: its figures, who could help, who does, and what the heads say."""
    return show_request(find_request(request_id), Form())


def show_request(found: RequestRow, form: Form) -> Answer:
    """Show a request with a form that may hold errors."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    helpers = requests.list_helpers(session, [found.id], actor)
    plans, asks = arranging.may_arrange(actor, found.unit_path), asking.may_ask(actor, found.unit_path)
    is_looked_for = found.state is RequestState.OPEN
    page = render_template(
        "planning/relief.html",
        form=form,
        request=found,
        closed=found.why_closed(today) if is_looked_for else None,
        today=today,
        helpers=helpers,
        left=offers.count_left(found, helpers, today),
        may_withdraw=asks and not plans and is_looked_for,
        may_decline=plans and is_looked_for,
        may_want=asks,
        **_said(helpers),
        **_offered(found if plans and found.is_open_on(today) else None),
        **WORDS,
    )
    return page, form.status


def _said(helpers: Sequence[HelperRow]) -> dict[str, Any]:
    """What the heads said of each, and for which sides the visitor is still to say it."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    reviews = requests.list_reviews(session, [one.id for one in helpers])
    return {
        "reviews": {(one.helper_id, one.side): one for one in reviews},
        "sides_due": {one.id: reviewing.sides_of(actor, one, _given(reviews, one), today) for one in helpers},
    }


def _offered(found: RequestRow | None) -> dict[str, Any]:
    """Who could help, for whoever chooses."""
    session, today = current_session(), current_clock().today()
    candidates = _choices(found) if found else None
    judged = offers.judge(session, candidates, OFFERS, today) if candidates and candidates.left else ()
    return {"candidates": candidates, "offers": judged, "most": PEOPLE}


def _choices(found: RequestRow) -> Candidates | None:
    """Return who could help one request, looked at together with the others that the visitor plans."""
    session, actor = current_session(), current_actor()
    today = current_clock().today()
    rows = requests.list_looked_for(session, actor.paths(Permission.PLAN), today)
    return _candidates(rows, requests.list_busy(session, [one.id for one in rows], actor, today)).get(found.id)


@pages.post("/bantuan-sementara/<int:request_id>/pilih")
@requires(Permission.PLAN)
@writes
def arrange(request_id: int) -> Answer:
    """Choose somebody."""
    found, form = find_request(request_id), read_form()
    with form.catching():
        employee_id = form.integer("pegawai", T("Pegawai"), least=1)
        version = form.optional_integer("version", T("Versi"))
        form.check()
        session, actor, clock = current_session(), current_actor(), current_clock()
        number = arranging.arrange(session, found.id, employee_id, actor=actor, clock=clock, expected_version=version)
        show_notice(T("Konsep usulan {number} dibuat. Periksa isinya, lalu kirim.", number=number))
        return redirect(url_for("filing.sections", number=number), 303)
    return show_request(found, form)
