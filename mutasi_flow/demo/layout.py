"""The shape of an office before it has people: places, units, posts with their need, and seats to fill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor

from mutasi_flow.people.domain import EmploymentStatus, JabatanFact, Lack, RemoteTest


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A place of work."""

    code: str
    name: str
    district: str
    terrain: str
    latitude: float | None = None
    longitude: float | None = None
    travel_hours: float | None = None
    tests: Mapping[RemoteTest, Lack] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit; ``parent`` and ``place`` are codes; ``head_from`` names the unit whose head leads this one too."""

    code: str
    name: str
    parent: str | None = None
    place: str | None = None
    head_from: str | None = None


@dataclass(frozen=True, slots=True)
class PostPlan:
    """A post: unit and jabatan by code, need in persons (None = no need analysis)."""

    unit: str
    jabatan: str
    need: float | None
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """``count`` people to invent for one post; what is None is drawn."""

    unit: str
    jabatan: str
    count: int
    status: EmploymentStatus | None = None
    women: float | None = None
    """Share of women, 0 to 1."""
    leads: bool = False
    """Whether the (only) person heads the unit."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole office; parents stand before their children."""

    places: tuple[PlacePlan, ...]
    units: tuple[UnitPlan, ...]
    jabatan: tuple[JabatanFact, ...]
    posts: tuple[PostPlan, ...]
    seats: tuple[SeatPlan, ...]

    @property
    def employees(self) -> int:
        """How many people the seats ask for."""
        return sum(seat.count for seat in self.seats)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Divide ``total`` in proportion to ``weights`` by largest remainders; the parts add up to ``total`` exactly."""
    whole = sum(weights)
    if not weights or whole <= 0:
        return [0] * len(weights)
    quotas = [total * weight / whole for weight in weights]
    parts = [floor(quota) for quota in quotas]
    rest = sorted(range(len(quotas)), key=lambda index: parts[index] - quotas[index])
    for index in rest[: total - sum(parts)]:
        parts[index] += 1
    return parts
