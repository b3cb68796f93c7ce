"""What serving at a place is like, and the outlines of districts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, tuple_, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.cells import clean_text
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import Conditions, Lack, Point, RemoteTest
from mutasi_flow.people.model import CODE, NAME, District, Place, PlaceTest
from mutasi_flow.people.service.trail import note, note_office

MOST_DISTRICTS = 1_000
MOST_POINTS = 200_000
_NAMES = ("nama", "name", "kecamatan", "NAMOBJ", "WADMKC", "NAME_3")
"""How files from the survey agency and from open data call the district."""
_CODES = ("kode", "code", "KDCPUM", "KDEPUM", "GID_3")
_LEAST_RING = 3


def save_conditions(
    session: Session, actor: Actor, place_id: int, *, point: Point | None, conditions: Conditions, at: datetime
) -> None:
    """Record where a place is and what serving there is like; unknown stays unknown."""
    latitude, longitude = point or (None, None)
    session.execute(
        update(Place)
        .where(Place.id == place_id)
        .values(
            latitude=latitude,
            longitude=longitude,
            travel_hours=conditions.travel_hours,
            terrain=conditions.terrain.value if conditions.terrain else "",
        )
    )
    session.execute(delete(PlaceTest).where(PlaceTest.place_id == place_id))
    write_tests(session, {place_id: conditions.tests})
    tests = {test.value: lack.value for test, lack in conditions.tests.items()}
    payload = {"point": point, "hours": conditions.travel_hours, "terrain": conditions.terrain, "tests": tests}
    note(session, actor, at, "place_described", about=("place", place_id), payload=payload)


def write_tests(session: Session, found: Mapping[int, Mapping[RemoteTest, Lack]]) -> None:
    """Write what the tests found, by place; earlier findings of the same tests give way."""
    rows = [
        {"place_id": place_id, "test": test, "lack": lack}
        for place_id, tests in found.items()
        for test, lack in tests.items()
    ]
    if rows:
        keys = [(row["place_id"], row["test"]) for row in rows]
        session.execute(delete(PlaceTest).where(tuple_(PlaceTest.place_id, PlaceTest.test).in_(keys)))
        session.execute(insert(PlaceTest), rows)


def replace_districts(session: Session, actor: Actor, data: bytes, at: datetime) -> int:
    """Take the outlines of districts from a GeoJSON file instead of the present ones; return how many.

    The file holds a FeatureCollection of polygons in degrees (RFC 7946), the name of each district in its properties.

    Raises:
        InvalidInput: it is no such file, a district has no name or no outline, or it is larger than any regency.
    """
    rows = [_district(number, feature) for number, feature in enumerate(_features(data), 1)]
    if sum(len(ring) for row in rows for ring in row["rings"]) > MOST_POINTS:
        raise InvalidInput(T("Garis batasnya terlalu rinci: paling banyak {most} titik.", most=MOST_POINTS), "file")
    if len({row["code"] for row in rows}) < len(rows):
        raise InvalidInput(T("Ada dua kecamatan dengan kode yang sama di berkas ini."), "file")
    session.execute(delete(District))
    session.execute(insert(District), rows)
    note_office(session, actor, "districts_replaced", {"districts": len(rows)}, at)
    return len(rows)


def _features(data: bytes) -> Sequence[Any]:
    try:
        document = json.loads(data)
        features = document["features"]
    except (ValueError, TypeError, KeyError, RecursionError):
        features = None
    if not isinstance(features, list) or not 0 < len(features) <= MOST_DISTRICTS:
        raise InvalidInput(T("Berkas ini bukan GeoJSON berisi batas kecamatan."), "file")
    return features


def _district(number: int, feature: Any) -> dict[str, Any]:
    try:
        properties, geometry = feature["properties"] or {}, feature["geometry"]
        kind, coordinates = geometry["type"], geometry["coordinates"]
        polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}[kind]
        rings = [[_point(pair) for pair in ring] for polygon in polygons for ring in polygon]
    except (TypeError, LookupError, ValueError, OverflowError):
        raise InvalidInput(T("Batas ke-{number} bukan poligon dalam derajat.", number=number), "file") from None
    name = _first(properties, _NAMES)
    if not name or not rings or min(map(len, rings)) < _LEAST_RING:
        raise InvalidInput(T("Batas ke-{number} tidak bernama atau tidak lengkap.", number=number), "file")
    return {"code": (_first(properties, _CODES) or name)[:CODE], "name": name[:NAME], "rings": rings}


def _point(pair: Any) -> list[float]:
    lon, lat = float(pair[0]), float(pair[1])
    if not (abs(lat) <= 90 and abs(lon) <= 180):  # noqa: PLR2004 - the Earth
        raise ValueError
    return [lat, lon]


def _first(properties: Any, keys: Iterable[str]) -> str:
    values = (properties.get(key) for key in keys) if isinstance(properties, dict) else ()
    return next((text for value in values if value and (text := clean_text(str(value)))), "")
