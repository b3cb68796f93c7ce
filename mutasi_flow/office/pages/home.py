"""The first page: what needs you now, where your own request is, and the doors that are open to you."""

from flask import Blueprint, render_template

from mutasi_flow.core.web import Answer, current_clock, current_session, find_visitor, public
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.offers import find_task_kinds
from mutasi_flow.office.pages.shortcuts import groups_for
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.pages.shown import until_words
from mutasi_flow.transfers.queries import find_card, find_open_number, load_status, may_see

pages = Blueprint("home", __name__)

SHOWN_TASKS = 3
"""How many of the nearest tasks stand on the first page."""


@pages.get("/")
@public
def show() -> Answer:
    """Show the home page; strangers see what the service is and where to sign in."""
    visitor, session = find_visitor(), current_session()
    if visitor is None:
        return render_template("office/welcome.html", here=people.get_office(session))
    actor, today = visitor.actor, current_clock().today()
    number = find_open_number(session, actor.employee_id) if actor.employee_id else None
    card = find_card(session, number) if number else None
    card = card if card is not None and may_see(session, card, actor) else None
    status = load_status(session, card, actor) if card else None
    tasks = inbox.list_for(session, actor, limit=SHOWN_TASKS)
    return render_template(
        "office/home.html",
        actor=actor,
        tasks=[(task, until_words(task.due_on)) for task in tasks],
        kinds=find_task_kinds(),
        waiting=inbox.count_for(session, actor, today),
        unread=inbox.count_unread(session, actor),
        card=card,
        status=status,
        until=until_words(status.due_on) if status else None,
        groups=groups_for(actor, people.get_office(session).has_module),
    )
