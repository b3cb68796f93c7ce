"""What moves to another jabatan mean for people: whether the field of work changes, and what there is to learn."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.planning.matching.domain import Gap, SourcedAsk, find_gaps
from mutasi_flow.planning.matching.queries import load_asked, load_levels
from mutasi_flow.planning.plans.model import PlanMove
from mutasi_flow.planning.plans.queries.moves import MoveRow


class JabatanChange(NamedTuple):
    """The jabatan changes: ``fields`` are those of work, before and after, where both are known and differ."""

    fields: tuple[str, str] | None
    asks: Sequence[SourcedAsk]
    gaps: Sequence[Gap]


def list_changes(session: Session, moves: Sequence[MoveRow], on: date) -> dict[int, JabatanChange]:
    """Return the changes of jabatan among these moves, by the key of the move."""
    changing = [row for row in moves if row.from_jabatan_id != row.to_jabatan_id]
    if not changing:
        return {}
    asked = load_asked(session, on, {key for row in changing for key in (row.from_jabatan_id, row.to_jabatan_id)})
    subjects = {name for row in changing for name, _level in asked.of(row.to_jabatan_id, "").competences}
    levels = load_levels(session, sorted(subjects), on, {row.employee_id for row in changing})
    found = {}
    for row in changing:
        before, after = asked.of(row.from_jabatan_id, ""), asked.of(row.to_jabatan_id, "")
        is_cross = bool(before.field and after.field) and before.field != after.field
        gaps = find_gaps(before.competences, after.competences, levels.get(row.employee_id, {}))
        fields = (before.field, after.field) if is_cross else None
        found[row.id] = JabatanChange(fields, asked.sources(row.to_jabatan_id, ""), gaps)
    return found


def count_changes(session: Session, solution_ids: Collection[int]) -> dict[int, int]:
    """Return how many moves of each solution change the jabatan."""
    statement = select(PlanMove.solution_id, func.count()).where(
        PlanMove.solution_id.in_(solution_ids), PlanMove.from_jabatan_id != PlanMove.to_jabatan_id
    )
    counts = {row[0]: row[1] for row in session.execute(statement.group_by(PlanMove.solution_id))}
    return {key: counts.get(key, 0) for key in solution_ids}
