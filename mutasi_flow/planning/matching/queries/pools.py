"""Present placements that do not fit, and people who are ready to be moved."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import Predicate, full_months
from mutasi_flow.people.model import Employee, Jabatan
from mutasi_flow.planning.matching.domain import HORIZON_MONTHS, Fit, study_fit
from mutasi_flow.planning.matching.queries.candidates import Matching
from mutasi_flow.planning.matching.queries.people import SERVING, last_predicates, within
from mutasi_flow.planning.wishes.model import Wish
from mutasi_flow.workload.queries.outlook import last_day

READY_MONTHS = 24
"""In the present post (BKN 5/2019 art. 2)."""
FIT_PREDICATES = frozenset({Predicate.VERY_GOOD, Predicate.GOOD})


class Misfit(StrEnum):
    """Why a placement does not fit, the graver first."""

    LEVEL = "level"
    STUDY = "study"


class MisfitRow(NamedTuple):
    """Somebody whose education does not fit the present post."""

    employee_id: int
    unit_id: int
    jabatan_id: int
    study: str
    misfit: Misfit


class ReadyRow(NamedTuple):
    """Somebody who may be moved by all that is on record; ``unknown`` says whether something is missing there."""

    employee_id: int
    post_months: int | None
    has_wish: bool
    unknown: bool


_PLACED = SERVING.where(Employee.unit_id.is_not(None), Employee.jabatan_id.is_not(None))


def list_misfits(session: Session, matching: Matching, paths: Sequence[str]) -> list[MisfitRow]:
    """Return the placements below these units whose education lies below or outside what the post asks, graver first."""
    columns = (Employee.id, Employee.unit_id, Employee.jabatan_id, Employee.education_level, Employee.education_name)
    found: list[MisfitRow] = []
    rows: Iterable[Any] = session.execute(_PLACED.with_only_columns(*columns).where(within(paths)))
    for key, unit_id, jabatan_id, level, study in rows:
        asks = matching.asked.of(jabatan_id, matching.ground.field_of(unit_id))
        if asks.education is not None and level.isdecimal() and int(level) < asks.education:
            found.append(MisfitRow(key, unit_id, jabatan_id, study, Misfit.LEVEL))
        elif study and asks.studies and study_fit(study, asks.studies, asks.field) is Fit.OTHER:
            found.append(MisfitRow(key, unit_id, jabatan_id, study, Misfit.STUDY))
    order = tuple(Misfit)
    return sorted(found, key=lambda one: (order.index(one.misfit), one.unit_id, one.employee_id))


def list_ready(session: Session, paths: Sequence[str], day: date, *, sees_wishes: bool) -> list[ReadyRow]:
    """Return who below these units may be moved: those with a wish first, then the longest in their posts.

    Two years in the post, appraisals at least good, and a year or more to serve; what is not on record excludes nobody.
    """
    predicates = last_predicates(session, day, None)
    wishers: set[int] = set()
    if sees_wishes:
        valid = (Wish.withdrawn_at.is_(None), Wish.from_on <= day, Wish.to_on >= day)
        wishers = set(session.scalars(select(Wish.employee_id).where(*valid)))
    columns = (
        Employee.id,
        Employee.post_on,
        Employee.birth_on,
        Employee.retires_on,
        Employee.contract_ends_on,
        Jabatan.retirement_age,
    )
    found: list[ReadyRow] = []
    for row in session.execute(_PLACED.with_only_columns(*columns).where(within(paths))):
        months = None if row.post_on is None else full_months(row.post_on, day)
        leaving = last_day(row.birth_on, row.retirement_age, row.retires_on, row.contract_ends_on)
        years = predicates.get(row.id, (None, None))
        if not _is_stopped(months, leaving, years, day):
            unknown = months is None or leaving is None or None in years
            found.append(ReadyRow(row.id, months, row.id in wishers, unknown))
    return sorted(found, key=lambda one: (not one.has_wish, one.unknown, -(one.post_months or 0), one.employee_id))


def _is_stopped(months: int | None, leaving: Any, years: Sequence[Predicate | None], day: date) -> bool:
    return (
        (months is not None and months < READY_MONTHS)
        or (leaving is not None and full_months(day, leaving[0]) < HORIZON_MONTHS)
        or any(one is not None and one not in FIT_PREDICATES for one in years)
    )
