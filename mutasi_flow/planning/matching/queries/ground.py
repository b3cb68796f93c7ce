"""Units with their places and fields of work: where a post is, how far from somebody, and what kind of work it does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import distance_km
from mutasi_flow.people.model import Unit
from mutasi_flow.people.queries import PlaceCard, ids_in_path, list_places
from mutasi_flow.planning.matching.domain import (
    SAME_PLACE,
    UNKNOWN_PLACE,
    Rating,
    field_of_unit,
    rate_way,
)
from mutasi_flow.planning.matching.queries.asks import Asked


class Spot(NamedTuple):
    """A unit."""

    code: str
    name: str
    path: str
    place_id: int | None


@dataclass(frozen=True)
class Ground:
    """All units and places, read once for any number of questions."""

    units: Mapping[int, Spot]
    places: Mapping[int, PlaceCard]
    _fields: dict[int, str] = field(default_factory=dict)
    _ways: dict[tuple[int, int], Rating] = field(default_factory=dict)

    def field_of(self, unit_id: int) -> str:
        """Return the field of work of a unit: by its name, else by the nearest unit above that tells one."""
        if unit_id not in self._fields:
            trail = ids_in_path(self.units[unit_id].path)
            told = (field_of_unit(self.units[one].name) for one in reversed(trail))
            self._fields[unit_id] = next((one for one in told if one), "")
        return self._fields[unit_id]

    def place_of(self, unit_id: int | None) -> PlaceCard | None:
        """Return where a unit works: its own place, else that of the nearest unit above that has one."""
        if unit_id is None or unit_id not in self.units:
            return None
        trail = (self.units[one].place_id for one in reversed(ids_in_path(self.units[unit_id].path)))
        return next((self.places[found] for found in trail if found is not None and found in self.places), None)

    def agency_of(self, unit_id: int) -> str:
        """Return the path of the agency that a unit belongs to: the second unit of its path, or the root."""
        trail = ids_in_path(self.units[unit_id].path)[:2]
        return f"/{'/'.join(map(str, trail))}/"

    def km(self, from_id: int | None, to_id: int) -> float | None:
        """Return the distance between the places of two units; None while a place is not known."""
        one, other = self.place_of(from_id), self.place_of(to_id)
        if from_id == to_id or (one is not None and one is other):
            return 0.0
        if one is None or other is None or one.point is None or other.point is None:
            return None
        return distance_km(one.point, other.point)

    def way(self, from_id: int | None, to_id: int) -> Rating:
        """Return how the way from one unit to another counts."""
        if from_id is None:
            return UNKNOWN_PLACE
        if (from_id, to_id) not in self._ways:
            self._ways[from_id, to_id] = self._rate(from_id, to_id)
        return self._ways[from_id, to_id]

    def _rate(self, from_id: int, to_id: int) -> Rating:
        one, other = self.place_of(from_id), self.place_of(to_id)
        if from_id == to_id or (one is not None and one is other):
            return SAME_PLACE
        spans = [(0, 100) if it is None else (it.hardship.least, it.hardship.most) for it in (one, other)]
        return rate_way(self.km(from_id, to_id), *spans)

    def units_of(self, work_field: str) -> frozenset[int]:
        """Return the units that work in a field."""
        return frozenset(unit_id for unit_id in self.units if self.field_of(unit_id) == work_field)


def load_ground(session: Session) -> Ground:
    """Return all units and places."""
    rows = session.execute(select(Unit.id, Unit.code, Unit.name, Unit.path, Unit.place_id))
    places = {place.id: place for place in list_places(session, ("",))}
    return Ground({row.id: Spot(row.code, row.name, row.path, row.place_id) for row in rows}, places)


def jabatan_of(asked: Asked, work_field: str) -> frozenset[int]:
    """Return the jabatan that belong to a field by their own requirements or names."""
    return frozenset(key for key in asked.names if asked.of(key, "").field == work_field)
