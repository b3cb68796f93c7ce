"""Places as a map: outlines and dots in units of the picture; the page only writes them down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Generic, TypeVar

from mutasi_flow.people.domain.geography import Boundary, Point

K = TypeVar("K")
WIDTH = 800
_TALLEST = 1_000
_MARGIN = 24
_LETTER, _LINE, _ROOM = 9, 16, 6
"""Width of a letter of a name, height of its line, and room between a name and the dot under it."""
_HIGHEST = 60
"""A name is raised no farther: elsewhere it would seem to name something else."""
_SMALLEST_DOT, _LARGEST_DOT = 5.0, 16.0
_LEAST_SPAN = 0.01
"""Degrees; a single place still gets a map around it."""


@dataclass(frozen=True, slots=True)
class Dot(Generic[K]):
    """Something at a point: ``size`` is its radius."""

    of: K
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Outline:
    """A district as a path of SVG."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map, written around its middle."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Chart(Generic[K]):
    """The whole map; ``scale_km`` is the length that a bar of ``scale`` units stands for."""

    width: int
    height: int
    outlines: tuple[Outline, ...]
    dots: tuple[Dot[K], ...]
    labels: tuple[Label, ...]
    scale: float
    scale_km: int


def draw(
    marks: Sequence[tuple[K, Point, int]], boundaries: Sequence[Boundary], districts: Mapping[str, Sequence[Point]]
) -> Chart[K]:
    """Draw marks (what, where, how many people) inside the boundaries; the area of a dot grows with the people.

    The name of each district stands amid the points given for it, above the dots that it would cover.
    The projection is equirectangular at the middle latitude: right for a regency, wrong for a continent.
    """
    points = [point for _, point, _ in marks] + [point for one in boundaries for ring in one.rings for point in ring]
    frame = _Frame.around(points)
    most = max((people for _, _, people in marks), default=0) or 1
    spread = _LARGEST_DOT - _SMALLEST_DOT
    dots = [
        Dot(what, *frame.place(point), round(_SMALLEST_DOT + spread * sqrt(people / most), 1))
        for what, point, people in marks
    ]
    dots.sort(key=lambda dot: -dot.size)
    outlines = tuple(Outline(one.name, "".join(frame.trace(ring) for ring in one.rings)) for one in boundaries)
    labels = _apart(
        _label(name, frame.place(_middle(among)), dots) for name, among in districts.items() if name and among
    )
    bar, kilometres = frame.bar()
    return Chart(WIDTH, frame.height, outlines, tuple(dots), labels, bar, kilometres)


def _label(name: str, spot: tuple[float, float], dots: Sequence[Dot[K]]) -> Label:
    """Write a name inside the picture, raised until it covers no dot; amid a crowd it stays where it belongs."""
    half = min(len(name) * _LETTER / 2, WIDTH / 2)
    x, y = min(max(spot[0], half), WIDTH - half), spot[1]
    for dot in sorted(dots, key=lambda one: -one.y):
        if abs(dot.x - x) < half + dot.size and y - _LINE - dot.size < dot.y < y + dot.size:
            y = dot.y - dot.size - _ROOM
    y = y if spot[1] - y <= _HIGHEST else spot[1]
    return Label(name, round(x, 1), round(max(y, _LINE), 1))


def _apart(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Return the names from north to south, each moved down until it covers no other."""
    placed: list[Label] = []
    for label in sorted(labels, key=lambda one: (one.y, one.x, one.text)):
        free = label
        while any(_covers(free, other) for other in placed):
            free = Label(label.text, label.x, round(free.y + _LINE, 1))
        placed.append(free)
    return tuple(placed)


def _covers(one: Label, other: Label) -> bool:
    near = (len(one.text) + len(other.text)) * _LETTER / 2
    return abs(one.x - other.x) < near and abs(one.y - other.y) < _LINE


def _middle(points: Sequence[Point]) -> Point:
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Turns degrees into units of the picture."""

    north: float
    west: float
    shrink: float
    """Length of a degree of longitude against one of latitude."""
    unit: float
    """Units of the picture per degree of latitude."""
    height: int

    @classmethod
    def around(cls, points: Iterable[Point]) -> "_Frame":
        known = list(points) or [(0.0, 0.0)]
        lats, lons = [lat for lat, _ in known], [lon for _, lon in known]
        south, north, west, east = min(lats), max(lats), min(lons), max(lons)
        shrink = max(cos(radians((south + north) / 2)), 0.01)
        tall, wide = max(north - south, _LEAST_SPAN), max((east - west) * shrink, _LEAST_SPAN)
        unit = min((WIDTH - 2 * _MARGIN) / wide, (_TALLEST - 2 * _MARGIN) / tall)
        spare = (WIDTH - 2 * _MARGIN) / unit - (east - west) * shrink
        return cls(
            (north + south + tall) / 2, west - spare / 2 / shrink, shrink, unit, round(tall * unit) + 2 * _MARGIN
        )

    def place(self, point: Point) -> tuple[float, float]:
        lat, lon = point
        x, y = (lon - self.west) * self.shrink * self.unit, (self.north - lat) * self.unit
        return round(x + _MARGIN, 1), round(y + _MARGIN, 1)

    def trace(self, ring: Sequence[Point]) -> str:
        """Return the ring as a closed path, without points that fall on the same spot."""
        spots = [f"{round(x)} {round(y)}" for x, y in map(self.place, ring)]
        kept = [spot for spot, before in zip(spots, [None, *spots], strict=False) if spot != before]
        return f"M{'L'.join(kept)}Z"

    def bar(self) -> tuple[float, int]:
        """Return a bar of about a quarter of the width: its length, and the round kilometres it stands for."""
        per_km = self.unit / 111.195
        wished = WIDTH / 4 / per_km
        kilometres = max((step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if step <= wished), default=1)
        return round(kilometres * per_km, 1), kilometres
