"""Need and staff of agencies, units and posts, for ranking."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from mutasi_flow.people.queries import UnitNode, ids_in_path, list_nodes
from mutasi_flow.workload.domain import PostLoad, sum_up
from mutasi_flow.workload.domain.ranking import Ranked
from mutasi_flow.workload.queries.loads import BalanceRow, list_balance_of


class Depth(StrEnum):
    """What one line of the list stands for."""

    AGENCY = "agency"
    UNIT = "unit"
    POST = "post"


def list_ranked(session: Session, unit_paths: Sequence[str], depth: Depth, today: date) -> list[Ranked]:
    """Return need and staff below these units, one line per agency, unit or post, in no order."""
    rows = list_balance_of(session, unit_paths)
    if depth is Depth.POST:
        return [as_ranked(row) for row in rows]
    nodes = {node.id: node for node in list_nodes(session, unit_paths, today)}
    if depth is Depth.UNIT:
        return _grouped(rows, {row.unit_id: row.unit_id for row in rows}, nodes)
    return _grouped(rows, agencies_of(nodes.values()), nodes)


def as_ranked(row: BalanceRow) -> Ranked:
    """Return a post as a line of a ranked list."""
    return Ranked(
        row.jabatan_code, row.jabatan_name, sum_up([row.load]), row.unit_code, row.unit_name, row.load.is_critical
    )


def agencies_of(nodes: Iterable[UnitNode]) -> dict[int, int]:
    """Return for each unit the agency it belongs to: the unit below the one root, else the root itself."""
    paths = {node.id: ids_in_path(node.path) for node in nodes}
    place = 1 if len({path[0] for path in paths.values()}) == 1 else 0
    return {unit_id: path[min(place, len(path) - 1)] for unit_id, path in paths.items()}


def _grouped(rows: Sequence[BalanceRow], owners: dict[int, int], nodes: dict[int, UnitNode]) -> list[Ranked]:
    groups: dict[int, list[PostLoad]] = defaultdict(list)
    names = {row.unit_id: (row.unit_code, row.unit_name) for row in rows}
    names |= {node.id: (node.code, node.name) for node in nodes.values()}
    for row in rows:
        owner = owners.get(row.unit_id, row.unit_id)
        groups[owner if owner in names else row.unit_id].append(row.load)
    loads = {owner: sum_up(posts) for owner, posts in groups.items()}
    return [Ranked(*names[owner], load, is_critical=load.is_critical) for owner, load in loads.items()]
