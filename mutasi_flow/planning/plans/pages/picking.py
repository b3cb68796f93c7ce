"""Choosing a unit and one of its posts by name: a search, its answers as links, and what was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from mutasi_flow.core.web import current_session
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import UnitCard, UnitRow
from mutasi_flow.people.queries.jabatan import JabatanCard
from mutasi_flow.planning.plans.queries import PlanRow

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Pick:
    """The words that were looked for and the units that have them; the unit that is chosen, and jabatan to choose from."""

    q: str
    units: Sequence[UnitRow]
    unit: UnitCard | None
    posts: Sequence[tuple[str, str]]
    """Code and name."""
    others: Sequence[JabatanCard] = ()
    """Jabatan that the unit does not have, by the words of another search."""


def pick(paths: Sequence[str], code: str) -> Pick:
    """Return what the address asks for, below these units; ``code`` is the unit that a form or link names."""
    session, q = current_session(), request.args.get("q", "").strip()[:LONGEST]
    units = people.search_units(session, q, paths) if q else []
    unit = people.find_unit_by_code(session, code) if code else None
    posts = [(post.code, post.name) for post in people.list_posts(session, unit.id)] if unit else []
    return Pick(q, units, unit, posts)


def pick_post(plan: PlanRow, code: str, jabatan: str) -> Pick:
    """Return :func:`pick` for the units of a plan, with jabatan that the unit does not have yet."""
    found, session = pick([plan.unit_path], code), current_session()
    known = {post for post, _name in found.posts}
    words = request.args.get("jabatan_lain", "").strip()[:LONGEST]
    others = [one for one in people.search_jabatan(session, words) if one.code not in known] if words else []
    named = people.find_jabatan_by_code(session, jabatan) if jabatan and jabatan not in known else None
    posts = [*found.posts, *([(named.code, named.name)] if named else [])]
    return Pick(found.q, found.units, found.unit, posts, others)
