"""Units as a tree, and each unit with its head, its need and its staff."""

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_session, requires
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import Branch, UnitCard
from mutasi_flow.workload.domain import UnitLoad, sum_up
from mutasi_flow.workload.queries import list_balance_of_unit

pages = Blueprint("units", __name__)

WHOLE_TREE = 150
"""Up to so many units the whole tree is one page; a larger one opens level by level."""
LEVELS = 2
OVERFULL = 1.1
"""From this coverage a unit is no longer simply well staffed."""


@pages.get("/unit")
@requires(Permission.UNITS_READ)
def tree() -> Answer:
    """Show the units that one may read, and find one by name."""
    actor, session = current_actor(), current_session()
    paths, today = actor.paths(Permission.UNITS_READ), current_clock().today()
    text = request.args.get("q", "").strip()
    found = people.search_units(session, text, paths, on=today) if text else []
    branches = () if text else _branches(session, paths)
    return render_template("workload/tree.html", text=text, found=found, branches=branches)


@pages.get("/unit/<code>")
@requires(Permission.UNITS_READ)
def show(code: str) -> Answer:
    """Show one unit; who may not read it is told the same as when there is none."""
    actor, session = current_actor(), current_session()
    unit = people.find_unit_by_code(session, code)
    if unit is None or not actor.may(Permission.UNITS_READ, unit.path):
        raise NotFound(T("Unit tidak ditemukan."))
    rows = list_balance_of_unit(session, unit.id)
    load = sum_up(row.load for row in rows)
    return render_template(
        "workload/unit.html",
        unit=unit,
        trail=people.name_trails(session, [unit.path])[0],
        is_open=unit.is_open_on(current_clock().today()),
        rows=rows,
        load=load,
        tone=_tone(load),
        children=_children(session, unit),
        staff=_staff(session, actor, unit),
        may_balance=actor.may(Permission.BALANCE_READ, unit.path),
        may_propose=actor.may(Permission.TRANSFERS_PROPOSE, unit.path),
        may_read_transfers=actor.may(Permission.TRANSFERS_READ, unit.path),
    )


def _tone(load: UnitLoad) -> str:
    if load.is_critical is None:
        return ""
    if load.is_critical:
        return "warn"
    return "" if load.coverage is not None and load.coverage > OVERFULL else "ok"


def _branches(session: Session, paths: tuple[str, ...]) -> tuple[Branch, ...]:
    nodes = people.list_nodes(session, paths, current_clock().today())
    branches = people.grow(nodes)
    return branches if len(nodes) <= WHOLE_TREE else people.prune(branches, LEVELS)


def _children(session: Session, unit: UnitCard) -> tuple[Branch, ...]:
    nodes = people.list_nodes(session, [unit.path], current_clock().today())
    return people.prune(people.grow([node for node in nodes if node.id != unit.id]), LEVELS)


def _staff(session: Session, actor: Actor, unit: UnitCard) -> dict[str, object] | None:
    """Return one page of who sits in the unit; None when one may not know."""
    if not actor.may(Permission.EMPLOYEES_READ, unit.path):
        return None
    last = request.args.get("sesudah", 0, int)
    after = (people.employee_name(session, last), last) if 0 < last < 2**31 else None
    page = people.list_unit_staff(session, unit.id, after=after)
    following = url_for("units.show", code=unit.code, sesudah=page.after[1]) if page.after else None
    return {
        "rows": page.rows,
        "part_time": [] if after else people.list_part_time(session, [unit.id]),
        "following": following,
        "first": url_for("units.show", code=unit.code) if after else None,
    }
