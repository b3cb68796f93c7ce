"""Units against groups of jabatan, the people in a cell, and the posts whose months were too much."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import SERVING_CODES, WHOLE_TIME
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.people.queries import UnitNode, ids_in_path, list_part_time
from mutasi_flow.workload.domain.heat import Heat, group_of, heat_of
from mutasi_flow.workload.domain.surges import MonthlyWork, Surge, find_surges, months_of
from mutasi_flow.workload.model import NeedTask
from mutasi_flow.workload.queries.loads import BalanceRow
from mutasi_flow.workload.queries.periods import PeriodCard

MOST_PEOPLE = 200


class PersonRow(NamedTuple):
    """Somebody in a cell of the heat table."""

    id: int
    name: str
    unit_name: str
    jabatan_name: str
    share: int = WHOLE_TIME
    """Per cent of the time that the person gives to this post."""
    comes_from: str | None = None
    """The home of somebody who helps here with that share."""


class PostSurge(NamedTuple):
    """A post whose work outgrew its holders, and when."""

    row: BalanceRow
    surge: Surge


def owners_of(nodes: Iterable[UnitNode], top: UnitNode) -> dict[int, int]:
    """Return for each unit below ``top`` the child of ``top`` it belongs to; ``top`` itself stands for its own posts."""
    depth = len(ids_in_path(top.path))
    paths = {node.id: ids_in_path(node.path) for node in nodes if node.path.startswith(top.path)}
    return {unit_id: path[min(depth, len(path) - 1)] for unit_id, path in paths.items()}


def heat_below(rows: Iterable[BalanceRow], owners: dict[int, int]) -> Heat:
    """Return the heat table with one row per owner."""
    return heat_of(
        (owners[row.unit_id], group_of(row.jabatan_name, row.kind), row.load) for row in rows if row.unit_id in owners
    )


def list_people(session: Session, unit_ids: Iterable[int], jabatan_ids: Iterable[int]) -> list[PersonRow]:
    """Return who serves in these units in one of these jabatan, by name, with whoever helps there for a part of the time."""
    units, jabatan = set(unit_ids), set(jabatan_ids)
    statement = (
        select(Employee.id, Employee.name, Unit.name, Jabatan.name)
        .join(Unit, Unit.id == Employee.unit_id)
        .join(Jabatan, Jabatan.id == Employee.jabatan_id)
        .where(
            Employee.legal_position.in_(SERVING_CODES),
            Employee.unit_id.in_(units),
            Employee.jabatan_id.in_(jabatan),
        )
        .order_by(Employee.name, Employee.id)
        .limit(MOST_PEOPLE)
    )
    away, coming = _parts(session, units, jabatan)
    found = [PersonRow(*row)._replace(share=WHOLE_TIME - away.get(row.id, 0)) for row in session.execute(statement)]
    return sorted([*found, *coming], key=lambda row: (row.name, row.id))


def _parts(session: Session, units: set[int], jabatan: set[int]) -> tuple[dict[int, int], list[PersonRow]]:
    """Return what share those who sit here give elsewhere, and who helps here."""
    rows = list_part_time(session, units)
    coming = [
        PersonRow(row.id, row.name, row.helped, row.helped_post, row.share, row.home)
        for row in rows
        if row.helped_id in units and row.helped_post_id in jabatan
    ]
    return {row.id: row.share for row in rows if row.home_id in units}, coming


def list_surges(session: Session, period: PeriodCard, rows: Sequence[BalanceRow]) -> list[PostSurge]:
    """Return the posts of ``rows`` with months that were too much in a period, the highest peak first."""
    known = {(row.unit_id, row.jabatan_id): row for row in rows}
    counted = select(NeedTask.unit_id, NeedTask.jabatan_id).where(
        NeedTask.period_id == period.id, cast(NeedTask.months, String) != "[]"
    )
    seats = {(unit_id, jabatan_id) for unit_id, jabatan_id in session.execute(counted.distinct())} & known.keys()
    work: dict[tuple[int, int], list[MonthlyWork]] = defaultdict(list)
    tasks = select(NeedTask.unit_id, NeedTask.jabatan_id, NeedTask.minutes, NeedTask.volume, NeedTask.months).where(
        NeedTask.period_id == period.id, NeedTask.unit_id.in_({unit_id for unit_id, _ in seats})
    )
    for unit_id, jabatan_id, minutes, volume, months in session.execute(tasks):
        if (unit_id, jabatan_id) in seats:
            work[unit_id, jabatan_id].append(MonthlyWork(minutes, volume, months))
    found = [
        PostSurge(known[seat], surge)
        for seat, each in work.items()
        for surge in find_surges(months_of(each), known[seat].load.staff, period.effective_minutes)
    ]
    return sorted(found, key=lambda one: (-one.surge.peak, one.row.unit_name, one.row.jabatan_name))
