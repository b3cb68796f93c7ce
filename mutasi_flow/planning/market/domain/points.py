"""Points: what counts for whom when several wish for one seat. Pure; what is not known counts nothing, and is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import Predicate


class Part(StrEnum):
    """What points are given for."""

    SERVICE = "service"
    HARDSHIP = "hardship"
    FAMILY = "family"
    PERFORMANCE = "performance"


PART_LABELS: dict[Part, Text] = {
    Part.SERVICE: T("Tahun penuh di jabatan dan unit sekarang (paling banyak 10)"),
    Part.HARDSHIP: T("Beratnya tempat tugas sekarang (0 sampai 4)"),
    Part.FAMILY: T("Suami atau istri bertugas di kecamatan lain"),
    Part.PERFORMANCE: T("Predikat kinerja terakhir (baik 1, sangat baik 2)"),
}
USUAL_WEIGHTS: Mapping[Part, int] = MappingProxyType(
    {Part.SERVICE: 2, Part.HARDSHIP: 5, Part.FAMILY: 5, Part.PERFORMANCE: 3}
)
"""What the page offers; every round says its own, and they are public before anybody joins."""
MOST: Mapping[Part, int] = MappingProxyType({Part.SERVICE: 10, Part.HARDSHIP: 4, Part.FAMILY: 1, Part.PERFORMANCE: 2})
HEAVIEST = 100
_STEP = 25
"""The hardship index runs from 0 to 100."""
_GOOD = {Predicate.VERY_GOOD: 2, Predicate.GOOD: 1}

Amounts = Mapping[Part, int | None]


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record about somebody; None where it is not."""

    post_on: date | None = None
    hardship: int | None = None
    district: str = ""
    spouse_district: str | None = None
    """Where the spouse serves; empty where that is not known, None without a spouse on record here."""
    predicate: Predicate | None = None


def count(known: Known, day: date) -> dict[Part, int | None]:
    """Return the amount of each part on a day; None where nothing is known."""
    apart: int | None = None
    if known.spouse_district and known.district:
        apart = int(known.spouse_district.casefold() != known.district.casefold())
    return {
        Part.SERVICE: None if known.post_on is None else min(_full_years(known.post_on, day), MOST[Part.SERVICE]),
        Part.HARDSHIP: None if known.hardship is None else known.hardship // _STEP,
        Part.FAMILY: apart,
        Part.PERFORMANCE: None if known.predicate is None else _GOOD.get(known.predicate, 0),
    }


def _full_years(since: date, day: date) -> int:
    return max(0, day.year - since.year - ((day.month, day.day) < (since.month, since.day)))


def total(amounts: Amounts, weights: Mapping[Part, int]) -> int:
    """Return the points."""
    return sum((amounts.get(part) or 0) * weights.get(part, 0) for part in Part)


def as_stored(amounts: Amounts) -> dict[str, int | None]:
    """Return amounts as a row keeps them."""
    return {part.value: amounts.get(part) for part in Part}


def as_read(stored: Mapping[str, int | None]) -> dict[Part, int | None]:
    """Return what a row keeps as amounts."""
    return {part: stored.get(part.value) for part in Part}
