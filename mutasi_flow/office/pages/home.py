"""The first page: what needs you now, where your own request is, and the doors that are open to you."""

from datetime import timedelta

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.web import Answer, current_clock, current_session, find_visitor, public
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.offers import find_task_kinds
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.office.pages.shortcuts import groups_for, own_groups_for
from mutasi_flow.office.pages.waiting import list_waiting
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.pages.shown import until_words
from mutasi_flow.transfers.queries import (
    TransferCard,
    find_card,
    find_ended_number,
    find_open_number,
    load_status,
    may_see,
)
from mutasi_flow.transfers.service.decree import DECREES
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import OPEN_STATES

pages = Blueprint("home", __name__)

SHOWN_TASKS = 3
"""How many of the nearest tasks stand on the first page."""
SHOWN_AFTER_END = timedelta(days=180)
"""So long the first page leads to a request that came to its end."""


def _find_own(session: Session, actor: Actor) -> TransferCard | None:
    """Return the actor's running request, else the one that ended lately."""
    if actor.employee_id is None:
        return None
    since = current_clock().now() - SHOWN_AFTER_END
    number = find_open_number(session, actor.employee_id) or find_ended_number(session, actor.employee_id, since)
    card = find_card(session, number) if number else None
    return card if card is not None and may_see(session, card, actor) else None


def _find_decree(session: Session, card: TransferCard | None) -> LetterRow | None:
    """Return the newest decree on the request that stands."""
    found = letters.list_about(session, ABOUT, card.id, kinds=DECREES) if card else ()
    return next((one for one in reversed(found) if one.revoked_at is None), None)


@pages.get("/")
@public
def show() -> Answer:
    """Show the home page; strangers see what the service is and where to sign in."""
    visitor, session = find_visitor(), current_session()
    if visitor is None:
        return render_template("office/welcome.html", here=people.get_office(session))
    actor, today = visitor.actor, current_clock().today()
    card = _find_own(session, actor)
    status = load_status(session, card, actor) if card else None
    has_module = people.get_office(session).has_module
    tasks = inbox.list_for(session, actor, limit=SHOWN_TASKS)
    return render_template(
        "office/home.html",
        actor=actor,
        tasks=[(task, until_words(task.due_on)) for task in tasks],
        kinds=find_task_kinds(),
        waiting=inbox.count_for(session, actor, today),
        unread=inbox.count_unread(session, actor),
        card=card,
        decree=_find_decree(session, card),
        open_states=OPEN_STATES,
        status=status,
        until=until_words(status.due_on) if status else None,
        desk=list_waiting(session, actor, today),
        groups=groups_for(actor, has_module),
        own_groups=own_groups_for(actor, has_module),
    )
