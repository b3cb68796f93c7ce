"""The invented regency: its name, its districts with terrain and coordinates, its letterhead. None of it exists."""

from dataclasses import dataclass
from math import hypot
from random import Random

from mutasi_flow.people.domain import Lack, RemoteTest

REGION = "Kabupaten Tanjung Sagara"
OFFICE_NAME = f"Pemerintah {REGION}"
PROVINCE = "Andalas Selatan"
SEAT = "Muara Pelangi"
NEIGHBOUR = "Kabupaten Way Kencana"
"""Where somebody comes from who moves in."""
HEAD_NAME = "H. Mangkunegeri Rasyidan Sekalaraya, S.E., M.M."
LATITUDE, LONGITUDE = -4.62, 104.18
"""Where maps show the regency; the point means nothing."""


@dataclass(frozen=True, slots=True)
class District:
    """A kecamatan: name, terrain class set by hand, and distance in degrees from the seat."""

    name: str
    terrain: str
    north: float
    east: float


DISTRICTS: tuple[District, ...] = (
    District("Muara Pelangi", "dataran", 0.0, 0.0),
    District("Kuala Pinisi", "pantai", -0.09, 0.14),
    District("Bukit Sedayung", "perbukitan", 0.16, -0.11),
    District("Teluk Nirwana", "pantai", -0.21, 0.07),
    District("Rimba Gelanggang", "pegunungan", 0.31, -0.24),
    District("Pulau Seruling", "kepulauan", -0.38, 0.29),
    District("Padang Kelasi", "dataran", 0.05, -0.09),
    District("Lubuk Cempedak", "perbukitan", 0.12, 0.17),
    District("Talang Sembada", "dataran", 0.08, 0.06),
    District("Pantai Seroja", "pantai", -0.15, -0.06),
    District("Tebing Kenanga", "pegunungan", 0.36, -0.13),
    District("Batu Sekelip", "perbukitan", 0.21, 0.04),
    District("Simpang Kemilau", "dataran", -0.04, -0.15),
    District("Way Serunai", "perbukitan", 0.19, -0.2),
    District("Sungai Selendang", "dataran", 0.02, 0.21),
    District("Pasir Merindu", "pantai", -0.27, -0.02),
    District("Rawa Tenunan", "dataran", -0.07, 0.24),
    District("Ujung Gelora", "pantai", -0.33, 0.13),
    District("Danau Kelana", "pegunungan", 0.41, -0.31),
    District("Lembah Mayang", "perbukitan", 0.26, 0.14),
    District("Pulau Biduk", "kepulauan", -0.45, 0.11),
    District("Dataran Bestari", "dataran", 0.11, -0.03),
    District("Bukit Lentera", "perbukitan", 0.23, -0.07),
    District("Muara Tembaga", "pantai", -0.12, 0.19),
)

_FIRST = ("Pasar", "Kampung", "Talang", "Tebing", "Simpang", "Gelombang", "Serdang", "Labuh", "Umbul", "Gunung")
_SECOND = (
    "Selirih",
    "Pualam",
    "Kejora",
    "Gelamai",
    "Merbabak",
    "Sedanau",
    "Rembulan",
    "Tenunara",
    "Seligi",
    "Andaran",
    "Mesayu",
    "Kemangi",
)


def village_name(number: int) -> str:
    """Return the name of the ``number``-th kelurahan (from 0)."""
    second, first = divmod(number, len(_FIRST))
    return f"{_FIRST[first]} {_SECOND[(second + first * 5) % len(_SECOND)]}"


def near(random: Random, district: District) -> tuple[float, float]:
    """Return latitude and longitude of something in the district, to about a hundred metres."""
    north = LATITUDE + district.north + random.uniform(-0.04, 0.04)
    east = LONGITUDE + district.east + random.uniform(-0.04, 0.04)
    return round(north, 3), round(east, 3)


_REMOTENESS = {"dataran": 0.0, "pantai": 0.15, "perbukitan": 0.3, "pegunungan": 0.6, "kepulauan": 0.75}
_HOURS_PER_DEGREE = {"dataran": 3.0, "pantai": 4.0, "perbukitan": 6.0, "pegunungan": 10.0, "kepulauan": 14.0}
_UNKNOWN_SHARE = 0.06
"""Of findings that nobody has written down, so that pages show gaps too."""


def travel_hours(district: District) -> float:
    """Return the journey from the seat: longer by boat and over mountains."""
    return round(hypot(district.north, district.east) * _HOURS_PER_DEGREE[district.terrain], 1)


def draw_tests(random: Random, district: District) -> dict[RemoteTest, Lack]:
    """Draw what the five tests of a remote place find there."""
    lean = _REMOTENESS[district.terrain] + hypot(district.north, district.east) / 2
    found: dict[RemoteTest, Lack] = {}
    for test in RemoteTest:
        drawn = random.random() * lean
        if random.random() >= _UNKNOWN_SHARE:
            found[test] = Lack.WHOLLY if drawn > 0.55 else Lack.PARTLY if drawn > 0.2 else Lack.NONE  # noqa: PLR2004
    return found
