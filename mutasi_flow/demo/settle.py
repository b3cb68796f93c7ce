"""Writing a layout and its people into an empty database, in bulk: twelve thousand people in seconds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core.db import Base
from mutasi_flow.demo.layout import Layout
from mutasi_flow.demo.people import Person
from mutasi_flow.people.domain import RANKS, EmploymentStatus
from mutasi_flow.people.model import (
    Discipline,
    Employee,
    Jabatan,
    PerformanceYear,
    Place,
    Placement,
    Post,
    Unit,
)
from mutasi_flow.people.service import write_tests

SECOND_STATION_SHARE = 0.25
SENIORS_FROM = 15
"""Units of this size have a senior who supervises some of the others."""
SUPERVISED_SHARE = 0.3
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """Keys by code, the employees in the order of the people given, heads by unit code, supervisors by employee."""

    units: Mapping[str, int]
    jabatan: Mapping[str, int]
    employees: Sequence[int]
    heads: Mapping[str, int]
    supervisors: Mapping[int, int]


def settle(session: Session, layout: Layout, people: Sequence[Person], *, seed: str, at: datetime) -> Settled:
    """Write places, units, jabatan, posts, employees, heads, supervisors and histories."""
    jabatan = _by_code(
        layout.jabatan,
        _insert(
            session,
            Jabatan,
            (
                {
                    "code": one.code,
                    "name": one.name,
                    "kind": one.kind,
                    "level": one.level,
                    "retirement_age": one.retirement_age,
                }
                for one in layout.jabatan
            ),
        ),
    )
    units = _settle_units(session, layout)
    _insert(
        session,
        Post,
        (
            {
                "unit_id": units[post.unit],
                "jabatan_id": jabatan[post.jabatan],
                "need": post.need,
                "minimum": post.minimum,
            }
            for post in layout.posts
        ),
    )
    employees = _insert(session, Employee, (_employee(person, units, jabatan) for person in people))
    heads = _heads(layout, people, employees)
    supervisors = _supervisors(people, employees, Random(f"{seed}/supervisors"))
    _change(session, Unit, [{"id": units[code], "head_id": head} for code, head in heads.items()])
    _change(session, Employee, [{"id": key, "supervisor_id": senior} for key, senior in supervisors.items()])
    settled = Settled(units, jabatan, employees, heads, supervisors)
    _write_histories(session, people, settled, Random(f"{seed}/histories"), at)
    return settled


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]


def _insert(session: Session, model: type[Base], rows: Iterable[dict[str, Any]]) -> list[int]:
    """Insert rows and return their keys in the order given."""
    given, table = list(rows), _table(model)
    if not given:
        return []
    return list(session.scalars(insert(table).returning(table.c.id, sort_by_parameter_order=True), given))


def _by_code(plans: Sequence[Any], ids: Sequence[int]) -> dict[str, int]:
    return {plan.code: key for plan, key in zip(plans, ids, strict=True)}


def _settle_units(session: Session, layout: Layout) -> dict[str, int]:
    places = _by_code(
        layout.places,
        _insert(
            session,
            Place,
            (
                {
                    "code": place.code,
                    "name": place.name,
                    "district": place.district,
                    "terrain": place.terrain,
                    "latitude": place.latitude,
                    "longitude": place.longitude,
                    "travel_hours": place.travel_hours,
                }
                for place in layout.places
            ),
        ),
    )
    write_tests(session, {places[place.code]: place.tests for place in layout.places})
    rows = [
        {"code": unit.code, "name": unit.name, "place_id": places[unit.place] if unit.place else None}
        for unit in layout.units
    ]
    units = _by_code(layout.units, _insert(session, Unit, rows))
    paths: dict[str, str] = {}
    for unit in layout.units:
        paths[unit.code] = f"{paths[unit.parent] if unit.parent else '/'}{units[unit.code]}/"
    changes = [
        {"id": units[unit.code], "parent_id": units[unit.parent] if unit.parent else None, "path": paths[unit.code]}
        for unit in layout.units
    ]
    _change(session, Unit, changes)
    return units


def _change(session: Session, model: type[Base], changes: Sequence[Mapping[str, Any]]) -> None:
    """Set columns of many rows; each change names its ``id``."""
    if changes:
        session.execute(update(model), list(changes))


def _employee(person: Person, units: Mapping[str, int], jabatan: Mapping[str, int]) -> dict[str, Any]:
    row = person._asdict()
    for name in ("leads", "performance", "penalty"):
        del row[name]
    row["unit_id"], row["jabatan_id"] = units[row.pop("unit")], jabatan[row.pop("jabatan")]
    return row


def _heads(layout: Layout, people: Sequence[Person], employees: Sequence[int]) -> dict[str, int]:
    heads = {person.unit: key for person, key in zip(people, employees, strict=True) if person.leads}
    for unit in layout.units:
        if unit.head_from in heads:
            heads.setdefault(unit.code, heads[unit.head_from])
    return heads


def _seniority(person: Person) -> int:
    return RANKS[person.rank].order if person.status is EmploymentStatus.PNS else 0


def _supervisors(people: Sequence[Person], employees: Sequence[int], random: Random) -> dict[int, int]:
    """In large units the person of the highest rank below the head supervises some of the others."""
    members: dict[str, list[tuple[Person, int]]] = defaultdict(list)
    for person, key in zip(people, employees, strict=True):
        if not person.leads:
            members[person.unit].append((person, key))
    supervisors: dict[int, int] = {}
    for staff in members.values():
        senior, senior_id = max(staff, key=lambda one: (_seniority(one[0]), -one[1]))
        for person, key in staff:
            is_apart = key != senior_id and person.jabatan != senior.jabatan
            if len(staff) >= SENIORS_FROM and is_apart and random.random() < SUPERVISED_SHARE:
                supervisors[key] = senior_id
    return supervisors


def _write_histories(
    session: Session, people: Sequence[Person], settled: Settled, random: Random, at: datetime
) -> None:
    pairs = list(zip(people, settled.employees, strict=True))
    _insert(session, Placement, _stations(pairs, settled, random, at))
    _insert(
        session,
        PerformanceYear,
        (
            {"employee_id": key, "year": year, "predicate": predicate}
            for person, key in pairs
            for year, predicate in person.performance
        ),
    )
    _insert(
        session,
        Discipline,
        ({"employee_id": key, **person.penalty._asdict()} for person, key in pairs if person.penalty is not None),
    )


def _stations(
    pairs: Sequence[tuple[Person, int]], settled: Settled, random: Random, at: datetime
) -> Iterator[dict[str, Any]]:
    """Yield the present station of everybody, and for some the one before, in another unit with the same jabatan."""
    elsewhere: dict[str, list[str]] = defaultdict(list)
    for person, _ in pairs:
        if person.unit not in elsewhere[person.jabatan][-1:]:
            elsewhere[person.jabatan].append(person.unit)
    for person, key in pairs:
        base = {"employee_id": key, "jabatan_id": settled.jabatan[person.jabatan], "source": "import", "applied_at": at}
        former = random.choice(elsewhere[person.jabatan])
        has_former = former != person.unit and person.post_on > person.appointed_on
        if has_former and random.random() < SECOND_STATION_SHARE:
            first, last = person.appointed_on, person.post_on - ONE_DAY
            yield {**base, "unit_id": settled.units[former], "from_on": first, "to_on": last, "displaced": {}}
        now: dict[str, Any] = {"unit_id": settled.units[person.unit], "from_on": person.post_on, "to_on": None}
        yield {**base, **now, "displaced": {}}
