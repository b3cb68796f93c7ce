"""Who has been in one post for longer than the rule allows, by group of jabatan, critical posts apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import SERVING_CODES, full_months, months_before
from mutasi_flow.people.model import Employee
from mutasi_flow.planning.matching.queries.candidates import Matching
from mutasi_flow.planning.matching.queries.people import within
from mutasi_flow.rules.domain import Version
from mutasi_flow.rules.queries import load_rulebook
from mutasi_flow.workload.queries import load_posts

LONGEST_TENURE = "R03"
"""The rule whose figure is the longest time in one post; an office sets its own version of it."""


class DueRow(NamedTuple):
    """Somebody who is due; ``is_critical``: without the person the post falls below its least number."""

    employee_id: int
    months: int
    group: str
    """Field of work; empty = the name of the jabatan tells none."""
    is_critical: bool


@dataclass(frozen=True, slots=True)
class Rotation:
    """Who is due, longest first, and how many nobody can count."""

    rule: Version
    most_months: int
    rows: Sequence[DueRow]
    undated: int
    """Whose first day in the post is not on record."""

    def groups(self) -> Mapping[str, int]:
        """Return how many are due in each group, the largest first; people in critical posts are not counted."""
        counts: dict[str, int] = {}
        for row in self.rows:
            if not row.is_critical:
                counts[row.group] = counts.get(row.group, 0) + 1
        return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def load_rotation(session: Session, matching: Matching, paths: Sequence[str]) -> Rotation | None:
    """Return who below these units is due for rotation; None while the office has the rule switched off."""
    day = matching.day
    found = (one for one in load_rulebook(session).in_force(day) if one.rule.code == LONGEST_TENURE)
    rule = next((one for one in found if one.level is not None), None)
    if rule is None:
        return None
    most = rule.limits["most_months"]
    row = Employee
    placed = (row.legal_position.in_(SERVING_CODES), row.unit_id.is_not(None), row.jabatan_id.is_not(None))
    due = session.execute(
        select(row.id, row.unit_id, row.jabatan_id, row.post_on)
        .where(*placed, row.post_on < months_before(day, most), within(paths))
        .order_by(row.post_on, row.id)
    ).all()
    undated = len(session.execute(select(row.id).where(*placed, row.post_on.is_(None), within(paths))).all())
    loads = load_posts(session, sorted({one.unit_id for one in due}))
    rows = [
        DueRow(
            one.id,
            full_months(one.post_on, day),
            matching.asked.of(one.jabatan_id, matching.ground.field_of(one.unit_id)).field,
            loads[one.unit_id, one.jabatan_id].plus(-1).is_below_minimum,
        )
        for one in due
    ]
    return Rotation(rule, most, rows, undated)
