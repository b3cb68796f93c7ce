"""Places of work with what is known of serving there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, true
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import (
    SERVING_CODES,
    Boundary,
    Conditions,
    Hardship,
    Lack,
    Point,
    RemoteTest,
    Terrain,
    hardship,
)
from mutasi_flow.people.model import District, Employee, Place, PlaceTest, Unit
from mutasi_flow.people.queries.units import below


@dataclass(frozen=True)
class PlaceCard:
    """A place of work, how many serve there, and how hard that is."""

    id: int
    code: str
    name: str
    district: str
    point: Point | None
    """None while latitude or longitude is unknown."""
    conditions: Conditions
    staff: int
    """Who serves in the units at this place that the reader may see."""

    @cached_property
    def hardship(self) -> Hardship:
        """The index, as a range while something is unknown."""
        return hardship(self.conditions)


_COLUMNS = (
    Place.id,
    Place.code,
    Place.name,
    Place.district,
    Place.latitude,
    Place.longitude,
    Place.terrain,
    Place.travel_hours,
)
_TERRAINS = {terrain.value: terrain for terrain in Terrain}


def list_places(session: Session, paths: Sequence[str]) -> tuple[PlaceCard, ...]:
    """Return the places of the units below ``paths`` by district and name; all places for the whole office."""
    found = session.execute(_within(paths).order_by(Place.district, Place.name, Place.id)).all()
    return _cards(session, found, paths)


def get_place(session: Session, code: str, paths: Sequence[str]) -> PlaceCard:
    """Return one place.

    Raises:
        NotFound: there is none, or no unit that one may see is there.
    """
    found = session.execute(_within(paths).where(Place.code == code)).all()
    if not found:
        raise NotFound(T("Tempat kerja tidak ditemukan."))
    return _cards(session, found, paths)[0]


def list_units_at(session: Session, place_id: int, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return code and name of the units at a place that one may see."""
    statement = select(Unit.code, Unit.name).where(Unit.place_id == place_id, _in_reach(paths))
    return tuple((code, name) for code, name in session.execute(statement.order_by(Unit.path)))


def list_districts(session: Session) -> tuple[Boundary, ...]:
    """Return the outlines of districts, as far as the office has given them."""
    rows = session.execute(select(District.name, District.rings).order_by(District.name)).all()
    return tuple(Boundary(row.name, _rings(row.rings)) for row in rows)


def is_outside(card: PlaceCard, districts: Mapping[str, Boundary]) -> bool:
    """Whether the place lies outside the outline of its own district; unknown outlines accuse nobody."""
    outline = districts.get(card.district.casefold())
    return outline is not None and card.point is not None and not outline.contains(card.point)


def by_name(districts: Sequence[Boundary]) -> dict[str, Boundary]:
    """Return the outlines by the name of their district, capitals apart."""
    return {one.name.casefold(): one for one in districts}


def _rings(stored: list[Any]) -> tuple[tuple[Point, ...], ...]:
    return tuple(tuple((float(lat), float(lon)) for lat, lon in ring) for ring in stored)


def _in_reach(paths: Sequence[str]) -> ColumnElement[bool]:
    condition = below(paths)
    return true() if condition is None else condition


def _within(paths: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Ask for places where a unit below ``paths`` is; an empty path is the whole office, with places of no unit."""
    statement: Select[*tuple[Any, ...]] = select(*_COLUMNS)
    if "" in paths:
        return statement
    return statement.where(Place.id.in_(select(Unit.place_id).where(_in_reach(paths))))


def _cards(session: Session, found: Sequence[Row[Any]], paths: Sequence[str]) -> tuple[PlaceCard, ...]:
    keys = [row.id for row in found]
    tests: dict[int, dict[RemoteTest, Lack]] = defaultdict(dict)
    for place_id, test, lack in session.execute(
        select(PlaceTest.place_id, PlaceTest.test, PlaceTest.lack).where(PlaceTest.place_id.in_(keys))
    ):
        tests[place_id][test] = lack
    staff = _staff(session, keys, paths)
    return tuple(
        PlaceCard(
            row.id,
            row.code,
            row.name,
            row.district,
            None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude),
            Conditions(tests.get(row.id, {}), row.travel_hours, _TERRAINS.get(row.terrain.casefold())),
            staff.get(row.id, 0),
        )
        for row in found
    )


def _staff(session: Session, keys: Sequence[int], paths: Sequence[str]) -> dict[int, int]:
    statement = (
        select(Unit.place_id, func.count())
        .join(Employee, Employee.unit_id == Unit.id)
        .where(Unit.place_id.in_(keys), _in_reach(paths), Employee.legal_position.in_(SERVING_CODES))
        .group_by(Unit.place_id)
    )
    return {place_id: count for place_id, count in session.execute(statement) if place_id is not None}
