"""Who has been in one post for longer than the group of the jabatan or the rule allows; critical posts stand apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import SERVING_CODES, full_months, months_before
from mutasi_flow.people.model import Employee
from mutasi_flow.planning.matching.queries.candidates import Matching
from mutasi_flow.planning.matching.queries.people import within
from mutasi_flow.planning.matching.queries.turns import Turns, is_due, load_turns
from mutasi_flow.rules.domain import Version
from mutasi_flow.rules.queries import load_rulebook
from mutasi_flow.workload.domain import PostLoad
from mutasi_flow.workload.queries import load_posts

LONGEST_TENURE = "R03"
"""The rule whose figure is the longest time in one post; an office sets its own version of it."""


class DueRow(NamedTuple):
    """Somebody who is due; ``is_critical``: without the person the post falls below its least number, or it is on record so."""

    employee_id: int
    months: int
    group: str
    """Field of work; empty = the name of the jabatan tells none."""
    is_critical: bool
    turn: str
    """Rotation group of the jabatan; empty = the rule of the office holds."""
    reason: str
    """Why the post is critical by the record; empty where no record says so."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """Who is due, longest first, and how many nobody can count."""

    rule: Version | None
    """None while the office has it switched off: then only groups count."""
    most_months: int | None
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
    """Return who below these units is due for rotation; None while the office has neither the rule nor a group."""
    day, turns = matching.day, load_turns(session, matching.day)
    found = (one for one in load_rulebook(session).in_force(day) if one.rule.code == LONGEST_TENURE)
    rule = next((one for one in found if one.level is not None), None)
    most = None if rule is None else rule.limits["most_months"]
    limits = [turn.months for turn in turns.of_jabatan.values()] + ([] if most is None else [most])
    if not limits:
        return None
    row = Employee
    placed = (row.legal_position.in_(SERVING_CODES), row.unit_id.is_not(None), row.jabatan_id.is_not(None))
    long = session.execute(
        select(row.id, row.unit_id, row.jabatan_id, row.post_on)
        .where(*placed, row.post_on < months_before(day, min(limits)), within(paths))
        .order_by(row.post_on, row.id)
    ).all()
    due = [one for one in long if is_due(turns, one.jabatan_id, one.post_on, day, most)]
    undated = len(session.execute(select(row.id).where(*placed, row.post_on.is_(None), within(paths))).all())
    loads = load_posts(session, sorted({one.unit_id for one in due}))
    rows = [_due_row(matching, turns, one, loads[one.unit_id, one.jabatan_id]) for one in due]
    return Rotation(rule, most, rows, undated)


def _due_row(matching: Matching, turns: Turns, one: Any, load: PostLoad) -> DueRow:
    reason = turns.critical.get((one.unit_id, one.jabatan_id), "")
    turn = turns.of_jabatan.get(one.jabatan_id)
    return DueRow(
        one.id,
        full_months(one.post_on, matching.day),
        matching.asked.of(one.jabatan_id, matching.ground.field_of(one.unit_id)).field,
        bool(reason) or load.plus(-1).is_below_minimum,
        turn.group if turn else "",
        reason,
    )
