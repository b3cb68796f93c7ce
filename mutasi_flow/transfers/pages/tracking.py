"""Where is it? The page of one transfer, its steps for whoever may take them, its trail, the own list."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotFound, NotPermitted
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
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
from mutasi_flow.letters import queries as letters
from mutasi_flow.people import queries as people
from mutasi_flow.transfers import dossier, objections
from mutasi_flow.transfers.documents import label_kinds, list_refused
from mutasi_flow.transfers.domain import REASON_CATEGORIES, STANCE_LABELS, VOICE_LABELS
from mutasi_flow.transfers.domain.links import LINK_LABELS
from mutasi_flow.transfers.forms import read_press, read_version
from mutasi_flow.transfers.pages.shown import (
    CONSEQUENCES,
    LETTER_LABELS,
    current_destinations,
    evidence_of,
    shown_partners,
    until_words,
)
from mutasi_flow.transfers.queries import (
    ListFilter,
    TransferCard,
    case_of,
    classify,
    estimate_decree,
    get_card,
    list_history,
    list_papers,
    list_transfers,
    load_journey,
    load_route,
    load_status,
    load_statuses,
    load_waiting,
    view_opinions,
)
from mutasi_flow.transfers.queries.revocations import find_revocation, find_revoked
from mutasi_flow.transfers.review import LINKABLE, may_link
from mutasi_flow.transfers.routes import MOVE_LABELS
from mutasi_flow.transfers.service import available_steps, find_obstacle, list_offers, list_own_steps, perform
from mutasi_flow.transfers.service.decree import DECREES
from mutasi_flow.transfers.service.perform import is_own_side, may_perform
from mutasi_flow.transfers.service.revoking import may_file_revocation
from mutasi_flow.transfers.service.words import WORDS
from mutasi_flow.transfers.status import STATE_LABELS, TASK_LABELS
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import STEP_OF, Action, State, Step

pages = Blueprint("tracking", __name__)

ON_OWN_PAGE = frozenset({Action.WITHDRAW, Action.CANCEL, Action.POSTPONE, Action.REVOKE, Action.REOPEN})
"""Steps offered as links on the tracking page; the others have a page of their own."""

FEW = 5
"""A list of no more rows needs no search above it."""
ON_ITS_WAY = frozenset({State.PROPOSED, State.CONSULTED, State.APPROVED})
REVIEWERS = (
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_DECREE,
    Permission.TRANSFERS_REVIEW,
)


@pages.get("/usulan")
@requires()
def index() -> Answer:
    """List the transfers that the reader may see."""
    session, actor = current_session(), current_actor()
    state, cursor = request.args.get("state", ""), read_mark("cursor")
    q, code = request.args.get("q", "").strip(), request.args.get("unit", "")
    unit = people.find_unit_by_code(session, code) if code else None
    if code and unit is None:
        raise NotFound(T("Unit tidak ditemukan."))
    path = unit.path if unit else ""
    wanted = ListFilter(state=State(state) if state in set(State) else None, unit_path=path, q=q, cursor=cursor)
    rows = list_transfers(session, actor, wanted)
    following = rows[-1].id if len(rows) == wanted.limit else None
    return render_template(
        "transfers/index.html",
        rows=rows,
        statuses=load_statuses(session, rows, actor),
        states=STATE_LABELS,
        state=state,
        unit=unit,
        q=q,
        following=following,
        few=FEW,
        may_begin=actor.has(Permission.TRANSFERS_FILE_FOR) or actor.has(Permission.TRANSFERS_PROPOSE),
    )


WORDS_OF_FILE: dict[str, Any] = {
    "task_labels": TASK_LABELS,
    "states": STATE_LABELS,
    "link_labels": LINK_LABELS,
    "letter_labels": LETTER_LABELS,
    "voices": VOICE_LABELS,
    "stances": STANCE_LABELS,
    "categories": {one.code: one for one in REASON_CATEGORIES},
}


def _rights(card: TransferCard, actor: Actor) -> dict[str, Any]:
    """What this reader may do with the file."""
    steps = [step for step in available_steps(card, actor) if step.action in ON_OWN_PAGE]
    return {
        "is_author": is_own_side(card, actor),
        "offers": [
            one for one in list_offers(current_session(), card, actor, current_clock()) if one.letter or one.may_sign
        ],
        "may_take": dossier.may_take(card, actor),
        "may_review": any(actor.may(permission, card.from_path) for permission in REVIEWERS),
        "may_ask_revocation": may_file_revocation(current_session(), card, actor),
        "may_link": may_link(card, actor) and card.state in LINKABLE,
        "is_own": objections.may_file(card, actor),
        "steps": list_own_steps(current_session(), card, steps, actor, current_clock().today()),
    }


def _classes(card: TransferCard) -> dict[str, Any]:
    """Name the move in both taxonomies, the route it walks, and the plan from which it came."""
    route = load_route(current_session(), card.route) if card.route else None
    legal, evidence = MOVE_LABELS[case_of(card).move], evidence_of(card)
    return {"legal_kind": legal, "imut": classify(card), "route": route, "evidence": evidence}


def _objection(card: TransferCard) -> dict[str, Any]:
    """The objection, or the decision that may be objected to and whether its term has passed."""
    decision = objections.find_open_decision(current_session(), card, current_actor(), current_clock())
    return {
        "objection": objections.find_objection(current_session(), card.id),
        "decision": decision,
        "is_late": decision is not None and decision.file_until < current_clock().today(),
    }


def _estimate(card: TransferCard) -> Text | None:
    """Say between which days the decree may come; None for a file that is not on its way or with few before it."""
    if card.submitted_at is None or card.postponed_until or card.state not in ON_ITS_WAY:
        return None
    clock = current_clock()
    found = estimate_decree(current_session(), card, clock.today(), clock.zone)
    if found is None:
        return None
    return T(
        "{earliest} sampai {latest}. Dari {cases} usulan serupa: biasanya {low}–{high} hari kerja sejak dikirim.",
        **asdict(found),
    )


@pages.get("/usulan/<number>")
@requires()
def show(number: str) -> Answer:
    """Show where the transfer is, who holds it until when, and what is still to come."""
    session, actor = current_session(), current_actor()
    card = get_card(session, number, actor)
    seen, status = view_opinions(session, card, actor, current_clock()), load_status(session, card, actor)
    return render_template(
        "transfers/tracking.html",
        card=card,
        status=status,
        until=until_words(status.due_on),
        estimate=_estimate(card),
        own_task=next((one for one in load_waiting(session, card, actor) if one.is_yours), None),
        journey=load_journey(session, card, current_clock().today()),
        papers=list_papers(session, card.id),
        paper_labels=label_kinds(session),
        seen=seen,
        letters=letters.list_about(session, ABOUT, card.id, kinds=DECREES),
        wishes=current_destinations(card),
        partners=shown_partners(card),
        revoked=find_revoked(session, card, actor),
        revocation=find_revocation(session, card, actor),
        **_objection(card),
        **_classes(card),
        **_rights(card, actor),
        **WORDS_OF_FILE,
    )


def _words_for(step: Step, card: TransferCard) -> str:
    """Begin the reason of a return with the papers that were refused, and why."""
    if step.action is not Action.RETURN:
        return ""
    refused = list_refused(current_session(), card, current_clock())
    return "\n".join(f"{item.name}: {item.paper.verdict_reason}" for item in refused if item.paper)


def _show_step(card: TransferCard, step: Step, form: Form) -> Answer:
    outcome, is_own = CONSEQUENCES.get(step.action), is_own_side(card, current_actor())
    page = render_template("transfers/step.html", card=card, step=step, outcome=outcome, is_own=is_own, form=form)
    return page, form.status


@pages.get("/usulan/<number>/langkah/<action>")
@requires()
def ask_step(number: str, action: str) -> Answer:
    """Ask for what a step needs (reason, date) before it is taken."""
    card, step = get_card(current_session(), number, current_actor()), _step(action)
    if card.state not in step.sources or not may_perform(step, card, current_actor()):
        raise NotFound
    other = find_obstacle(current_session(), card, step, current_actor(), current_clock().today())
    if other is not None:
        raise NotPermitted(other)
    return _show_step(card, step, Form({"reason": _words_for(step, card)}))


@pages.post("/usulan/<number>/langkah/<action>")
@requires()
@writes
def take_step(number: str, action: str) -> Answer:
    """Take a step of the road."""
    session, actor, form, step = current_session(), current_actor(), read_form(), _step(action)
    card = get_card(session, number, actor)
    with form.catching():
        press = read_press(form, step, read_version(form), {})
        done = perform(session, number, step.action, actor=actor, clock=current_clock(), press=press)
        show_notice(T("Tercatat: {step}.", step=step.label))
        if done.until != press.until and done.until is not None:
            show_notice(T("{asked} hari libur, jadi ditunda sampai {until}.", asked=press.until, until=done.until))
        return redirect(url_for("tracking.show", number=number), 303)
    return _show_step(card, step, form)


def _step(action: str) -> Step:
    if action not in set(Action):
        raise NotFound
    return STEP_OF[Action(action)]


@pages.get("/usulan/<number>/jejak")
@requires()
def trail(number: str) -> Answer:
    """Show who did what, newest first."""
    session, actor = current_session(), current_actor()
    card = get_card(session, number, actor)
    rows = list(reversed(list_history(session, card, actor, current_clock())))
    return render_template("transfers/trail.html", card=card, rows=rows, words=WORDS)
