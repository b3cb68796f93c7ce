"""Posts that suit somebody: with figures for who handles it, in words for the person; and who can do what."""

from flask import Blueprint, render_template, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_employee_id, current_session, requires
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.planning.matching import queries
from mutasi_flow.planning.matching.domain import SUIT_LABELS, Suit, suit_of
from mutasi_flow.planning.matching.pages.turning import read_start, turn
from mutasi_flow.planning.matching.pages.vacancies import READS_WISHES, WORDS

pages = Blueprint("suited", __name__)

POSTS, OWN = 10, 12
MOVERS = (Permission.EMPLOYEES_WRITE, Permission.TRANSFERS_VERIFY, Permission.PLAN)
"""Who looks for a post for somebody, below the units of the role."""


@pages.get("/pegawai/<int:employee_id>/cocok")
@requires(*MOVERS)
def of_employee(employee_id: int) -> Answer:
    """Rank the vacancies that one may read for somebody of the own units."""
    session, actor = current_session(), current_actor()
    card = people.get_employee_card(session, employee_id)
    path = card.unit_path or ""
    if not actor.may(Permission.EMPLOYEES_READ, path) or not any(actor.may(one, path) for one in MOVERS):
        raise NotFound(T("Pegawai tidak ditemukan."))
    matching = queries.load_matching(session, current_clock().today())
    sees_wishes = any(actor.may(one, path) for one in READS_WISHES)
    paths = actor.paths(Permission.BALANCE_READ)
    found = queries.rank_posts(session, matching, employee_id, paths, sees_wishes=sees_wishes)
    start = read_start()
    return render_template(
        "planning/posts_for.html",
        card=card,
        rows=found[start : start + POSTS],
        total=len(found),
        weights=matching.weights,
        **turn("suited.of_employee", start, POSTS, len(found), employee_id=employee_id),
        **WORDS,
    )


@pages.get("/cocok")
@requires(Permission.SELF)
def own() -> Answer:
    """Tell the visitor which open posts suit, in words; managerial posts are not filled by request."""
    session, employee_id = current_session(), current_employee_id()
    matching = queries.load_matching(session, current_clock().today())
    ranked = queries.rank_posts(session, matching, employee_id, ("",), sees_wishes=True)
    found = [one for one in ranked if one.vacancy.row.kind is not JabatanKind.STRUCTURAL]
    by_suit = {suit: [one for one in found if suit_of(one.match.score) is suit][:OWN] for suit in SUIT_LABELS}
    lacks = {missing for one in found[:OWN] for missing in one.match.missing}
    return render_template(
        "planning/own_posts.html",
        by_suit={suit: rows for suit, rows in by_suit.items() if rows and suit is not Suit.DISTANT},
        lacks=sorted(lacks),
        suits=SUIT_LABELS,
        missing=WORDS["missing"],
    )


@pages.get("/keahlian")
@requires(Permission.EMPLOYEES_READ)
def skills() -> Answer:
    """Find who can do something: those assessed or schooled in it first, then those of the same field of work."""
    session, actor = current_session(), current_actor()
    text = request.args.get("q", "").strip()
    paths, today = actor.paths(Permission.EMPLOYEES_READ), current_clock().today()
    found = queries.search_skills(session, text, paths, today) if text else None
    return render_template("planning/skills.html", text=text, found=found, known=queries.list_subjects(session, today))
