"""Places on the map: how far, inside which district, and how hard it is to serve there.

The five tests of a remote place are those of Keppres 34/1996 art. 3 (unit of analysis: the village). How they weigh
against travel and terrain is a choice of this program, not of the law.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from mutasi_flow.core.texts import T, Text

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""
HARDEST = 100
_TEST_SHARE, _TRAVEL_SHARE, _TERRAIN_SHARE = 60.0, 25.0, 15.0
_FULL_TRAVEL_HOURS = 12.0
"""A day's journey and more counts full."""

Point = tuple[float, float]
"""Latitude and longitude in degrees."""
Ring = Sequence[Point]


class RemoteTest(StrEnum):
    """What a remote place lacks (Keppres 34/1996 art. 3)."""

    TRANSPORT = "transport"
    HEALTH = "health"
    SCHOOL = "school"
    STAPLES = "staples"
    SERVICES = "services"


TEST_LABELS: dict[RemoteTest, Text] = {
    RemoteTest.TRANSPORT: T("Angkutan umum"),
    RemoteTest.HEALTH: T("Layanan kesehatan"),
    RemoteTest.SCHOOL: T("Sekolah menengah pertama"),
    RemoteTest.STAPLES: T("Bahan pokok"),
    RemoteTest.SERVICES: T("Listrik, telepon, pos, dan bank"),
}


class Lack(StrEnum):
    """How much of it is lacking."""

    NONE = "none"
    PARTLY = "partly"
    WHOLLY = "wholly"


LACK_LABELS: dict[Lack, Text] = {
    Lack.NONE: T("Ada dan teratur"),
    Lack.PARTLY: T("Ada, tetapi tidak tetap"),
    Lack.WHOLLY: T("Tidak ada"),
}
_LACK_SHARES = {Lack.NONE: 0.0, Lack.PARTLY: 0.5, Lack.WHOLLY: 1.0}


class Terrain(StrEnum):
    """What the land is like; the words of the import sheet."""

    PLAIN = "dataran"
    COAST = "pantai"
    HILLS = "perbukitan"
    MOUNTAINS = "pegunungan"
    ISLANDS = "kepulauan"


TERRAIN_LABELS: dict[Terrain, Text] = {
    Terrain.PLAIN: T("Dataran"),
    Terrain.COAST: T("Pantai"),
    Terrain.HILLS: T("Perbukitan"),
    Terrain.MOUNTAINS: T("Pegunungan"),
    Terrain.ISLANDS: T("Kepulauan"),
}
_TERRAIN_SHARES = {
    Terrain.PLAIN: 0.0,
    Terrain.COAST: 0.2,
    Terrain.HILLS: 0.4,
    Terrain.MOUNTAINS: 0.8,
    Terrain.ISLANDS: 1.0,
}


class Burden(StrEnum):
    """A class of the index, for words and colours."""

    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"


BURDEN_LABELS: dict[Burden, Text] = {
    Burden.LIGHT: T("ringan"),
    Burden.MEDIUM: T("sedang"),
    Burden.HEAVY: T("berat"),
}
_MEDIUM_FROM, _HEAVY_FROM = 25, 50


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is known of serving at a place; what is unknown is absent or None."""

    tests: Mapping[RemoteTest, Lack]
    travel_hours: float | None = None
    """From the seat of the government, one way, by the usual means."""
    terrain: Terrain | None = None


@dataclass(frozen=True, slots=True)
class Hardship:
    """The index of a place: 0 (easy) to 100, as a range while something is unknown."""

    least: int
    most: int
    lacking: tuple[Text, ...]
    """What is not known yet."""

    @property
    def is_known(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacking

    @property
    def burden(self) -> Burden | None:
        """The class; None while what is missing could change it."""
        lower, upper = _burden(self.least), _burden(self.most)
        return lower if lower is upper else None

    @property
    def sentence(self) -> Text:
        """The index in words."""
        if self.is_known:
            return T("{index} dari 100", index=self.least)
        return T("antara {least} dan {most} dari 100", least=self.least, most=self.most)


def hardship(conditions: Conditions) -> Hardship:
    """Weigh what a place lacks (60), the journey (25) and the terrain (15) into one index.

    Something unknown counts nothing in the lower bound and fully in the upper one, so no gap in the data makes a
    place look easy.
    """
    shares: list[tuple[float, float | None, Text]] = [
        (
            _TEST_SHARE / len(RemoteTest),
            None if (lack := conditions.tests.get(test)) is None else _LACK_SHARES[lack],
            label,
        )
        for test, label in TEST_LABELS.items()
    ]
    hours = conditions.travel_hours
    travelled = None if hours is None else min(hours / _FULL_TRAVEL_HOURS, 1.0)
    shares.append((_TRAVEL_SHARE, travelled, T("Lama perjalanan")))
    terrain = None if conditions.terrain is None else _TERRAIN_SHARES[conditions.terrain]
    shares.append((_TERRAIN_SHARE, terrain, T("Medan")))
    least = sum(weight * (share or 0) for weight, share, _ in shares)
    most = sum(weight * (1 if share is None else share) for weight, share, _ in shares)
    return Hardship(round(least), round(most), tuple(label for _, share, label in shares if share is None))


def _burden(index: int) -> Burden:
    if index >= _HEAVY_FROM:
        return Burden.HEAVY
    return Burden.MEDIUM if index >= _MEDIUM_FROM else Burden.LIGHT


def distance_km(one: Point, other: Point) -> float:
    """Return the great-circle distance in kilometres (haversine); roads and boats are longer."""
    (lat_1, lon_1), (lat_2, lon_2) = ((radians(value) for value in point) for point in (one, other))
    half = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


@dataclass(frozen=True, slots=True)
class Boundary:
    """The outline of a district: rings of points; an odd number of them around a point means inside (holes count)."""

    name: str
    rings: tuple[tuple[Point, ...], ...]

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside; a point exactly on the line may fall either way."""
        return sum(_crossings(ring, point) for ring in self.rings) % 2 == 1


def _crossings(ring: Ring, point: Point) -> int:
    """Count how often a ray from the point to the east crosses the ring."""
    lat, lon = point
    count = 0
    for (lat_1, lon_1), (lat_2, lon_2) in zip(ring, (*ring[1:], *ring[:1]), strict=True):
        if (lat_1 > lat) != (lat_2 > lat):
            count += lon < lon_1 + (lat - lat_1) / (lat_2 - lat_1) * (lon_2 - lon_1)
    return count
