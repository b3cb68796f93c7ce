"""How well units are filled: the heat table of units against groups of jabatan, what calls for help, who is where."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_session, requires
from mutasi_flow.people.queries import UnitNode, find_unit_by_code, list_nodes
from mutasi_flow.workload.domain import sum_up
from mutasi_flow.workload.domain.heat import EXECUTORS, LEADERS, OTHERS, Heat, group_of, tone_of
from mutasi_flow.workload.domain.ranking import Ranking, rank
from mutasi_flow.workload.queries import BalanceRow, find_period_in_force, list_balance_of
from mutasi_flow.workload.queries.balance import heat_below, list_people, list_surges, owners_of
from mutasi_flow.workload.queries.outlook import Outlook, load_outlook
from mutasi_flow.workload.queries.ranked import as_ranked

pages = Blueprint("balance", __name__, url_prefix="/keterisian")

SHOWN = 6
YEAR = 12
GROUP_LABELS: dict[str, Text] = {LEADERS: T("Pimpinan"), EXECUTORS: T("Pelaksana"), OTHERS: T("Lainnya")}


def _label(group: str) -> Text | str:
    return GROUP_LABELS.get(group) or group.replace("-", " ").capitalize()


def _top(nodes: Sequence[UnitNode], code: str) -> UnitNode | None:
    """Return the unit whose parts are shown: the one asked for, else the highest one may read."""
    if code:
        found = next((node for node in nodes if node.code == code), None)
        if found is None:
            raise NotFound(T("Unit tidak ditemukan."))
        return found
    return min(nodes, key=lambda node: (node.path.count("/"), node.name), default=None)


def _tops(nodes: Sequence[UnitNode]) -> list[UnitNode]:
    """Return the units above which one reads none."""
    known = {node.id for node in nodes}
    return [node for node in nodes if node.parent_id not in known]


def _may_propose(actor: Actor, path: str) -> bool:
    return actor.may(Permission.TRANSFERS_PROPOSE, path)


@pages.get("")
@requires(Permission.BALANCE_READ)
def index() -> Answer:
    """Show the parts of one unit against groups of jabatan, and what calls for help in it."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    nodes = list_nodes(session, actor.paths(Permission.BALANCE_READ), today)
    top = _top(nodes, request.args.get("unit", "").strip())
    outlook = load_outlook(session, [top.path] if top else [], today, YEAR)
    heat = heat_below(outlook.rows, owners_of(nodes, top)) if top else Heat((), {})
    shown = [node for node in nodes if node.id in heat.rows]
    return render_template(
        "workload/balance.html",
        top=top,
        tops=_tops(nodes),
        above=next((node for node in nodes if top and node.id == top.parent_id), None),
        has_parts={node.parent_id for node in nodes},
        units=sorted(shown, key=lambda node: (node != top, node.name, node.id)),
        heat=heat,
        label=_label,
        tone_of=tone_of,
        load=sum_up(row.load for row in outlook.rows),
        concerns=_concerns(session, outlook),
        may_propose=top is not None and _may_propose(actor, top.path),
        may_import=actor.may(Permission.IMPORT, "") or actor.may(Permission.PLAN, ""),
    )


def _concerns(session: Session, outlook: Outlook) -> dict[str, Sequence[object]]:
    """Return posts with too much work, with months that were too much, and units that will be critical in a year."""
    period = find_period_in_force(session)
    posts = rank(map(as_ranked, outlook.rows), Ranking.GAP)
    return {
        "overloaded": [one for one in posts if one.is_overloaded][:SHOWN],
        "surges": list_surges(session, period, outlook.rows)[:SHOWN] if period else [],
        "ahead": [one.sentence for one in outlook.units_after(YEAR) if one.newly_critical][:SHOWN],
    }


@pages.get("/<code>/<group>")
@requires(Permission.BALANCE_READ)
def cell(code: str, group: str) -> Answer:
    """Show posts and people of one cell; people only where one may read them."""
    session, actor = current_session(), current_actor()
    unit = find_unit_by_code(session, code)
    if unit is None or not actor.may(Permission.BALANCE_READ, unit.path):
        raise NotFound(T("Unit tidak ditemukan."))
    own = request.args.get("sendiri") is not None
    rows = [row for row in list_balance_of(session, [unit.path]) if _is_in(row, group, unit.id if own else None)]
    may_read = actor.may(Permission.EMPLOYEES_READ, unit.path)
    return render_template(
        "workload/cell.html",
        unit=unit,
        label=_label(group),
        rows=[as_ranked(row) for row in rows],
        load=sum_up(row.load for row in rows),
        people=list_people(session, {row.unit_id for row in rows}, {row.jabatan_id for row in rows})
        if may_read
        else None,
        may_propose=_may_propose(actor, unit.path),
    )


def _is_in(row: BalanceRow, group: str, unit_id: int | None) -> bool:
    return group_of(row.jabatan_name, row.kind) == group and (unit_id is None or row.unit_id == unit_id)
