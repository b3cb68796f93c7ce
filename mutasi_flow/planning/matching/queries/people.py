"""What is known of people against a post: everybody in scope in a few statements, or one person for many posts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import (
    RANKS,
    SERVING_CODES,
    EmploymentStatus,
    Predicate,
    full_months,
    subject_key,
)
from mutasi_flow.people.model import (
    UNKNOWN_START,
    Competence,
    Credential,
    Employee,
    Jabatan,
    PerformanceYear,
    Placement,
    Unit,
)
from mutasi_flow.people.queries import below
from mutasi_flow.planning.matching.domain import Fit, Person, Post, study_fit
from mutasi_flow.planning.wishes.model import Wish
from mutasi_flow.workload.queries.outlook import last_day

NEAR_WISH = 0.7
"""The unit or its district is wished, or the jabatan anywhere."""
AT_ONCE = 5_000
"""So many keys fit into one statement on both databases."""
NOTHING: Mapping[str, int] = {}
NO_YEARS: tuple[Predicate | None, Predicate | None] = (None, None)
_PREDICATES = {one.value: one for one in Predicate}


class Target(NamedTuple):
    """The post that people are compared with: also which jabatan and units belong to its field, and its district."""

    post: Post
    jabatan: frozenset[int]
    units: frozenset[int]
    district: str


SERVING = (
    select(
        Employee.id,
        Employee.unit_id,
        Employee.jabatan_id,
        type_coerce(Employee.status, String).label("status"),
        Employee.rank,
        Employee.education_level,
        Employee.education_name,
        Employee.post_on,
        Employee.appointed_on,
        Employee.birth_on,
        Employee.retires_on,
        Employee.contract_ends_on,
        Jabatan.retirement_age,
    )
    .outerjoin(Jabatan, Jabatan.id == Employee.jabatan_id)
    .where(Employee.legal_position.in_(SERVING_CODES))
)
"""Everybody who serves, with what a comparison needs."""


def within(paths: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition "serves below one of these units"."""
    scope = below(paths)
    return Employee.id > 0 if scope is None else Employee.unit_id.in_(select(Unit.id).where(scope))


def load_people(
    session: Session,
    target: Target,
    day: date,
    paths: Sequence[str],
    ids: Collection[int] | None = None,
    *,
    sees_wishes: bool,
    only_near: bool = False,
) -> list[Person]:
    """Return everybody who serves below these units and does not sit in the post, as compared with it.

    With ``only_near`` those alone whose jabatan, unit, study or former posts have to do with its field of work.
    Wishes are left unknown for readers who may not see them, so that no score tells them.
    """
    statement = _of(SERVING.where(within(paths), _elsewhere(target.post)), Employee.id, ids)
    if ids is None:
        statement = statement.where(_may_hold(target.post))
    if only_near:
        statement = statement.where(_near(session, target))
    rows = session.execute(statement).all()
    ids = [row.id for row in rows] if len(rows) <= AT_ONCE else None
    months, first = _months(session, target, day, ids), _first_days(session, ids)
    predicates, levels = last_predicates(session, day, ids), _levels(session, target.post.asks.competences, day, ids)
    held = _certificates(session, target.post.asks.certificates, day, ids)
    wished = _wishes(session, target, day, ids) if sees_wishes else {}
    found: list[Person] = []
    for row in rows:
        key, served = row.id, months.get(row.id, 0)
        is_here = row.unit_id in target.units or row.jabatan_id in target.jabatan
        if is_here and key not in first and row.post_on is not None:
            served = full_months(row.post_on, day)
        found.append(
            Person(
                *records(row),
                served,
                unrecorded(row.appointed_on, first.get(key, row.post_on)),
                levels.get(key, NOTHING),
                held.get(key, frozenset()),
                predicates.get(key, NO_YEARS),
                post_months=None if row.post_on is None else full_months(row.post_on, day),
                months_left=months_left(row, day),
                wish=wished.get(key),
            )
        )
    return found


def _near(session: Session, target: Target) -> ColumnElement[bool]:
    """Return the condition "has to do with the field of work"."""
    post, names = target.post, session.scalars(select(Employee.education_name).distinct())
    studies = [one for one in names if study_fit(one, post.asks.studies, post.asks.field) >= Fit.ADJACENT]
    stations = select(Placement.employee_id).where(_in_field(target), Placement.revoked_at.is_(None))
    return or_(
        Employee.jabatan_id.in_({*target.jabatan, post.jabatan_id}),
        Employee.unit_id.in_({*target.units, post.unit_id}),
        Employee.education_name.in_(studies),
        Employee.id.in_(stations),
    )


def _in_field(target: Target) -> ColumnElement[bool]:
    return or_(Placement.jabatan_id.in_(sorted(target.jabatan)), Placement.unit_id.in_(sorted(target.units)))


def count_contracts(session: Session, post: Post, paths: Sequence[str]) -> int:
    """Count who serves on contract below these units in another jabatan: :func:`load_people` leaves them out."""
    statement = select(func.count()).where(
        Employee.legal_position.in_(SERVING_CODES), within(paths), _elsewhere(post), ~_may_hold(post)
    )
    return session.execute(statement).scalar_one()


def _elsewhere(post: Post) -> ColumnElement[bool]:
    unit, jabatan = func.coalesce(Employee.unit_id, 0), func.coalesce(Employee.jabatan_id, 0)
    return or_(unit != post.unit_id, jabatan != post.jabatan_id)


def _may_hold(post: Post) -> ColumnElement[bool]:
    jabatan = func.coalesce(Employee.jabatan_id, 0)
    return or_(Employee.status != EmploymentStatus.PPPK, jabatan == post.jabatan_id)


def records(row: Any) -> tuple[int, int | None, int | None, bool, int | None, int | None, str]:
    """Return the first fields of a person: key, unit, jabatan, whether on contract, rank, education, study."""
    is_pppk = row.status == EmploymentStatus.PPPK.value
    rank = None if is_pppk else RANKS.get(row.rank)
    level = row.education_level
    return (
        row.id,
        row.unit_id,
        row.jabatan_id,
        is_pppk,
        None if rank is None else rank.order,
        int(level) if level.isdecimal() else None,
        row.education_name,
    )


def months_left(row: Any, day: date) -> int | None:
    """Return the months until retirement or the end of the contract; None = unknown."""
    leaving = last_day(row.birth_on, row.retirement_age, row.retires_on, row.contract_ends_on)
    return None if leaving is None else full_months(day, leaving[0])


def unrecorded(appointed_on: date | None, began: date | None) -> int | None:
    """Return the months of service before the first post on record; None = nobody knows."""
    if appointed_on is None or began is None or began <= UNKNOWN_START:
        return None
    return full_months(appointed_on, began)


def _of(statement: Select[*tuple[Any, ...]], column: Any, ids: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    return statement if ids is None else statement.where(column.in_(sorted(ids)))


def _months(session: Session, target: Target, day: date, ids: Collection[int] | None) -> dict[int, int]:
    row = Placement
    if not target.jabatan and not target.units:
        return {}
    statement = select(row.employee_id, row.from_on, row.to_on).where(
        _in_field(target), row.revoked_at.is_(None), row.from_on <= day, row.from_on > UNKNOWN_START
    )
    months: dict[int, int] = defaultdict(int)
    for employee_id, from_on, to_on in session.execute(_of(statement, row.employee_id, ids)):
        months[employee_id] += full_months(from_on, day if to_on is None or to_on > day else to_on)
    return months


def _first_days(session: Session, ids: Collection[int] | None) -> dict[int, date]:
    statement = (
        select(Placement.employee_id, func.min(Placement.from_on))
        .where(Placement.revoked_at.is_(None))
        .group_by(Placement.employee_id)
    )
    return {row[0]: row[1] for row in session.execute(_of(statement, Placement.employee_id, ids))}


def last_predicates(
    session: Session, day: date, ids: Collection[int] | None
) -> dict[int, tuple[Predicate | None, Predicate | None]]:
    """Return the appraisals of last year and of the one before, by employee."""
    row, years = PerformanceYear, (day.year - 1, day.year - 2)
    word = type_coerce(row.predicate, String)
    statement = select(row.employee_id, row.year, word).where(row.year.in_(years))
    last: dict[int, Predicate] = {}
    before: dict[int, Predicate] = {}
    for employee_id, year, predicate in session.execute(_of(statement, row.employee_id, ids)):
        (last if year == years[0] else before)[employee_id] = _PREDICATES[predicate]
    return {key: (last.get(key), before.get(key)) for key in last.keys() | before.keys()}


def valid_competences(day: date) -> Select[*tuple[Any, ...]]:
    """Return the statement of competences that have not run out, the newest last."""
    row = Competence
    return (
        select(row.employee_id, row.subject, row.level)
        .where(or_(row.from_on.is_(None), row.from_on <= day), or_(row.to_on.is_(None), row.to_on >= day))
        .order_by(row.from_on.nulls_first(), row.id)
    )


def _levels(
    session: Session, asked: Iterable[tuple[str, int]], day: date, ids: Collection[int] | None
) -> dict[int, dict[str, int]]:
    return load_levels(session, [name for name, _level in asked], day, ids)


def load_levels(
    session: Session, subjects: Collection[str], day: date, ids: Collection[int] | None = None
) -> dict[int, dict[str, int]]:
    """Return the levels of these competences that count on a day, by employee; subjects as they are compared."""
    if not subjects:
        return {}
    statement = valid_competences(day).where(func.lower(Competence.subject).in_(subjects))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for employee_id, subject, level in session.execute(_of(statement, Competence.employee_id, ids)):
        found[employee_id][subject_key(subject)] = level
    return found


def _certificates(
    session: Session, names: Sequence[str], day: date, ids: Collection[int] | None
) -> dict[int, frozenset[str]]:
    if not names:
        return {}
    row = Credential
    statement = select(row.employee_id, row.subject).where(
        func.lower(row.subject).in_(names), or_(row.to_on.is_(None), row.to_on >= day)
    )
    found: dict[int, set[str]] = defaultdict(set)
    for employee_id, subject in session.execute(_of(statement, row.employee_id, ids)):
        found[employee_id].add(subject_key(subject))
    return {key: frozenset(subjects) for key, subjects in found.items()}


def _wishes(session: Session, target: Target, day: date, ids: Collection[int] | None) -> dict[int, float]:
    """Return how near the post is to what each person wished; who wished nothing is left out."""
    row, post = Wish, target.post
    is_unit = row.unit_id == post.unit_id
    is_jabatan = row.jabatan_id == post.jabatan_id
    is_district = and_(row.unit_id.is_(None), row.district == target.district, row.district != "")
    near = or_(is_unit, is_district, and_(row.unit_id.is_(None), row.district == "", is_jabatan))
    worth = case((and_(is_unit, or_(row.jabatan_id.is_(None), is_jabatan)), 1.0), (near, NEAR_WISH), else_=0.0)
    statement = (
        select(row.employee_id, func.max(worth))
        .where(row.withdrawn_at.is_(None), row.from_on <= day, row.to_on >= day)
        .group_by(row.employee_id)
    )
    return {key: float(worth) for key, worth in session.execute(_of(statement, row.employee_id, ids))}
