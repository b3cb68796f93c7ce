"""Health facilities by profession: need, staff, least persons, experience."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import SERVING_CODES, NeedKind, is_practising, subject_key
from mutasi_flow.people.model import Employee, Jabatan, ServiceNeed
from mutasi_flow.planning.frontline.domain import Ratio, Staff
from mutasi_flow.planning.frontline.queries.schools import Spot, spot_of
from mutasi_flow.planning.frontline.queries.terms import term_on
from mutasi_flow.planning.matching.queries.ground import load_ground
from mutasi_flow.planning.matching.queries.people import within
from mutasi_flow.workload.domain import sum_up
from mutasi_flow.workload.domain.heat import group_of, without_grade
from mutasi_flow.workload.queries import BalanceRow, list_balance_of


class FacilityRow(NamedTuple):
    """A profession at a facility."""

    facility: Spot
    key: str
    """The group of jabatan by which the heat table names it."""
    profession: str
    found: Ratio


def load_facilities(session: Session, paths: Sequence[str], day: date) -> list[FacilityRow]:
    """Return each profession at each facility below these units, the lowest ratio first; unknown ones stand last."""
    grouped: dict[tuple[int, str], list[BalanceRow]] = defaultdict(list)
    for row in list_balance_of(session, paths):
        if is_practising(row.jabatan_name):
            grouped[row.unit_id, group_of(row.jabatan_name, row.kind)].append(row)
    least, judged, ground = _least(session, day), _judged(session, paths, day), load_ground(session)
    rows = []
    for (unit_id, key), posts in grouped.items():
        profession = without_grade(posts[0].jabatan_name)
        told = [judged[unit_id, post.jabatan_id] for post in posts if (unit_id, post.jabatan_id) in judged]
        ratio = Ratio(
            sum_up(post.load for post in posts),
            least.get((unit_id, subject_key(profession))),
            sum(one[0] for one in told),
            sum(one[1] for one in told),
        )
        rows.append(FacilityRow(spot_of(ground, unit_id), key, profession, ratio))
    return sorted(rows, key=_by_pressure)


def _by_pressure(row: FacilityRow) -> tuple[Any, ...]:
    ratio = row.found.ratio
    return ratio is None, ratio or 0.0, -(row.found.load.need or 0), row.facility.name, row.profession


def _least(session: Session, day: date) -> dict[tuple[int, str], int]:
    row = ServiceNeed
    found = session.execute(
        select(row.unit_id, row.subject, row.amount).where(
            row.kind == NeedKind.MINIMUM,
            or_(row.from_on.is_(None), row.from_on <= day),
            or_(row.to_on.is_(None), row.to_on >= day),
        )
    )
    return {(unit_id, subject_key(subject)): amount for unit_id, subject, amount in found}


def _judged(session: Session, paths: Sequence[str], day: date) -> dict[tuple[int, int], tuple[int, int]]:
    """Return how many are experienced and how many cannot be judged, by unit and jabatan."""
    term = term_on(session, Staff.HEALTH, day)
    columns = (Employee.unit_id, Employee.jabatan_id, Employee.appointed_on, Jabatan.level, Jabatan.name)
    counts: dict[tuple[int, int], tuple[int, int]] = {}
    for unit_id, jabatan_id, appointed_on, level, name in session.execute(
        select(*columns)
        .join(Jabatan, Jabatan.id == Employee.jabatan_id)
        .where(Employee.legal_position.in_(SERVING_CODES), Employee.unit_id.is_not(None), within(paths))
    ):
        if is_practising(name) and unit_id is not None and jabatan_id is not None:
            verdict = term.judge(appointed_on, level, day)
            one, other = counts.get((unit_id, jabatan_id), (0, 0))
            counts[unit_id, jabatan_id] = one + (verdict is True), other + (verdict is None)
    return counts
