"""Where people stand: the latest results that count on a day, and the rules by which they fall into boxes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import SERVING_CODES, AssessmentAxis
from mutasi_flow.people.model import Assessment, Employee, PerformanceYear, Unit
from mutasi_flow.people.queries import below
from mutasi_flow.planning.talent.domain import (
    USUAL_BOXES,
    USUAL_THRESHOLDS,
    Box,
    Lack,
    Mark,
    Standing,
    TalentRules,
    Threshold,
    band_of,
    band_of_predicate,
)
from mutasi_flow.planning.talent.model import TalentBox, TalentThreshold

YEARS_BACK = 2
"""So many years an appraisal of a whole year may stand in for an assessment of performance."""


def load_rules(session: Session, day: date) -> TalentRules:
    """Return what holds on a day: the office's own rows, else the usual ones."""
    thresholds, boxes = dict(USUAL_THRESHOLDS), dict(USUAL_BOXES)
    own = select(TalentThreshold).where(TalentThreshold.from_on <= day).order_by(TalentThreshold.from_on)
    for row in session.scalars(own):
        thresholds[row.axis] = Threshold(row.middle_from, row.high_from, row.source, row.from_on)
    named = select(TalentBox).where(TalentBox.from_on <= day).order_by(TalentBox.from_on)
    for box in session.scalars(named):
        place = USUAL_BOXES[box.number]
        words = (box.name, box.advice, box.is_pool, box.source, box.from_on)
        boxes[box.number] = Box(box.number, place.performance, place.potential, *words)
    return TalentRules(thresholds, boxes)


@dataclass(frozen=True, slots=True)
class TalentMap:
    """Everybody below some units, by name: in a box, or in none because something is not known."""

    standings: Sequence[Standing]

    @property
    def counts(self) -> Mapping[int, int]:
        """How many are in each box."""
        return Counter(one.box for one in self.standings if one.box is not None)

    @property
    def lacks(self) -> Mapping[Lack, int]:
        """How many are in none, by what is not known."""
        return Counter(one.lack for one in self.standings if one.lack is not None)


def load_map(session: Session, rules: TalentRules, day: date, paths: Sequence[str]) -> TalentMap:
    """Return who serves below these units, with their marks."""
    statement = select(Employee.id).where(Employee.legal_position.in_(SERVING_CODES))
    scope = below(paths)
    if scope is not None:
        statement = statement.where(Employee.unit_id.in_(select(Unit.id).where(scope)))
    ids = session.scalars(statement.order_by(Employee.name, Employee.id)).all()
    marks, years = _marks(session, rules, day), _years(session, day)
    return TalentMap([_standing(key, marks, years) for key in ids])


def load_standing(session: Session, rules: TalentRules, day: date, employee_id: int) -> Standing:
    """Return where one person stands."""
    return _standing(employee_id, _marks(session, rules, day, employee_id), _years(session, day, employee_id))


_Marks = Mapping[tuple[int, AssessmentAxis], Mark]


def _standing(employee_id: int, marks: _Marks, years: Mapping[int, Mark]) -> Standing:
    performance = marks.get((employee_id, AssessmentAxis.PERFORMANCE)) or years.get(employee_id)
    return Standing(employee_id, performance, marks.get((employee_id, AssessmentAxis.POTENTIAL)))


def _marks(session: Session, rules: TalentRules, day: date, employee_id: int | None = None) -> _Marks:
    """Return the latest result of each person on each axis that counts on the day."""
    row = Assessment
    statement = (
        select(row.employee_id, row.axis, row.score, row.from_on, row.to_on, row.source)
        .where(or_(row.from_on.is_(None), row.from_on <= day), or_(row.to_on.is_(None), row.to_on >= day))
        .order_by(row.from_on.nulls_first(), row.id)
    )
    if employee_id is not None:
        statement = statement.where(row.employee_id == employee_id)
    return {
        (key, axis): Mark(band_of(score, rules.thresholds[axis]), score, from_on, to_on, source=source)
        for key, axis, score, from_on, to_on, source in session.execute(statement)
    }


def _years(session: Session, day: date, employee_id: int | None = None) -> dict[int, Mark]:
    """Return what the latest appraisal of a whole year tells."""
    row = PerformanceYear
    statement = (
        select(row.employee_id, row.year, row.predicate)
        .where(row.year >= day.year - YEARS_BACK, row.year < day.year)
        .order_by(row.year)
    )
    if employee_id is not None:
        statement = statement.where(row.employee_id == employee_id)
    return {key: Mark(band_of_predicate(predicate), year=year) for key, year, predicate in session.execute(statement)}
