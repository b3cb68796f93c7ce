"""What is on record about people that points are given for."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.people.domain import Predicate, Relation
from mutasi_flow.people.model import Employee, PerformanceYear, Place, Relative, Unit
from mutasi_flow.people.queries import list_places
from mutasi_flow.planning.market.domain import Known

WHOLE_OFFICE = ("",)


def list_known(session: Session, employee_ids: Collection[int], day: date) -> dict[int, Known]:
    """Return it by employee."""
    hardships = {
        place.id: place.hardship.least
        for place in list_places(session, WHOLE_OFFICE)
        if place.conditions.tests or place.conditions.travel_hours is not None or place.conditions.terrain is not None
    }
    statement = (
        select(Employee.id, Employee.post_on, Place.id, Place.district)
        .outerjoin(Unit, Unit.id == Employee.unit_id)
        .outerjoin(Place, Place.id == Unit.place_id)
        .where(Employee.id.in_(sorted(employee_ids)))
    )
    spouses, predicates = _spouse_districts(session, employee_ids, day), _predicates(session, employee_ids)
    return {
        key: Known(post_on, hardships.get(place_id), district or "", spouses.get(key), predicates.get(key))
        for key, post_on, place_id, district in session.execute(statement)
    }


def _spouse_districts(session: Session, employee_ids: Collection[int], day: date) -> dict[int, str]:
    keys, spouse = sorted(employee_ids), aliased(Employee)
    holds = and_(
        Relative.relation == Relation.SPOUSE,
        ~Relative.is_stated,
        or_(Relative.from_on.is_(None), Relative.from_on <= day),
        or_(Relative.to_on.is_(None), Relative.to_on >= day),
    )
    found: dict[int, str] = {}
    for mine, other in (
        (Relative.employee_id, Relative.relative_id),
        (Relative.relative_id, Relative.employee_id),
    ):
        statement = (
            select(mine, Place.district)
            .join(spouse, spouse.id == other)
            .outerjoin(Unit, Unit.id == spouse.unit_id)
            .outerjoin(Place, Place.id == Unit.place_id)
            .where(holds, mine.in_(keys))
        )
        found |= {key: district or "" for key, district in session.execute(statement)}
    return found


def _predicates(session: Session, employee_ids: Collection[int]) -> dict[int, Predicate]:
    statement = (
        select(PerformanceYear.employee_id, PerformanceYear.predicate)
        .where(PerformanceYear.employee_id.in_(sorted(employee_ids)))
        .order_by(PerformanceYear.year)
    )
    return dict(session.execute(statement).all())
