"""What a wish may be, how long it counts, and how a list of wishes is put in another order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MOST_WISHES = 10
USUAL_TERM = timedelta(days=365)
LONGEST_TERM = timedelta(days=3 * 366)
"""A wish of long ago says nothing about today; whoever still means it renews it."""
LONGEST_INTEREST = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wished: a unit, a jabatan (None: the present one), a district, or work in words; one of them at least."""

    unit_id: int | None = None
    jabatan_id: int | None = None
    district: str = ""
    interest: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return self.unit_id is None and self.jabatan_id is None and not self.district and not self.interest

    @property
    def place(self) -> tuple[int | None, int | None, str]:
        """What two wishes of one person must not share; work in words may stand beside any."""
        return self.unit_id, self.jabatan_id, self.district.casefold()


def is_valid(from_on: date, to_on: date, day: date) -> bool:
    """Whether a wish counts on a day; ``to_on`` is the last one."""
    return from_on <= day <= to_on


def moved(order: Sequence[int], key: int, *, up: bool) -> list[int]:
    """Return the keys with ``key`` one place dearer (``up``) or less dear; at the ends nothing changes.

    Raises:
        ValueError: ``key`` is not among them.
    """
    found = list(order)
    place = found.index(key)
    other = place - 1 if up else place + 1
    if 0 <= other < len(found):
        found[place], found[other] = found[other], found[place]
    return found
