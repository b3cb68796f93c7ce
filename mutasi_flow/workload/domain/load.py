"""Need against staff: coverage, gap, and what is critical.

Coverage is staff over need. An unknown need gives no coverage at all (it is never shown as zero or as full);
nobody present where somebody is needed gives 0. Staff is counted in persons who serve.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import floor

CRITICAL_COVERAGE = 0.8
"""Below this share of the need a unit or post is critical."""
LEAST_NEED = 1e-6
"""In persons, less than five seconds of work a year: against so little any ratio would be a figure without a meaning."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class PostLoad:
    """Need and staff of one post (unit × jabatan); ``need`` in persons, unrounded."""

    staff: float
    """In persons; who helps elsewhere for a share of the time counts with the rest of it."""
    need: float | None = None
    minimum: int | None = None

    @property
    def coverage(self) -> float | None:
        """Staff over need; None when the need is unknown or nothing is needed."""
        return coverage_of(self.staff, self.need)

    @property
    def gap(self) -> float | None:
        """Staff minus need, negative when people are missing; None when the need is unknown."""
        return None if self.need is None else self.staff - self.need

    @property
    def is_below_minimum(self) -> bool:
        """Whether fewer serve than the post may never fall under."""
        return self.minimum is not None and self.staff < self.minimum

    @property
    def is_critical(self) -> bool | None:
        """Whether it is critical; None when neither need nor least number is known."""
        if self.need is None and self.minimum is None:
            return None
        return self.is_below_minimum or is_low(self.coverage)

    def plus(self, persons: float) -> "PostLoad":
        """Return the load with more (or fewer) persons; never below nobody."""
        return replace(self, staff=max(0, added(self.staff, persons)))


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """The posts of one unit together.

    ``measured`` is the staff in posts whose need is known; only they enter the coverage.
    """

    staff: float
    measured: float
    need: float | None
    below_minimum: int
    """How many posts are below their least number."""
    has_minimum: bool
    posts: int = 0
    known: int = 0
    """Of the posts those whose need is known."""

    @property
    def is_partly_known(self) -> bool:
        """Whether the coverage speaks of some posts only."""
        return 0 < self.known < self.posts

    @property
    def coverage(self) -> float | None:
        """Measured staff over known need; None when no need is known."""
        return coverage_of(self.measured, self.need)

    @property
    def gap(self) -> float | None:
        """Measured staff minus known need; None when no need is known."""
        return None if self.need is None else self.measured - self.need

    @property
    def is_critical(self) -> bool | None:
        """Whether it is critical; None when neither a need nor a least number is known."""
        if self.need is None and not self.has_minimum:
            return None
        return self.below_minimum > 0 or is_low(self.coverage)


def added(*persons: float) -> float:
    """Return the sum of persons and parts of them to the hundredth, whole where it is: parts leave no crumbs behind."""
    total = round(sum(persons), 2)
    return int(total) if total == int(total) else total


def coverage_of(staff: float, need: float | None) -> float | None:
    """Return staff over need; None when the need is unknown or (next to) nothing is needed."""
    return staff / need if need is not None and need >= LEAST_NEED else None


def is_low(coverage: float | None) -> bool:
    """Whether a known coverage is below what is critical."""
    return coverage is not None and coverage < CRITICAL_COVERAGE


def sum_up(posts: Iterable[PostLoad]) -> UnitLoad:
    """Return the load of a unit from its posts."""
    loads = list(posts)
    known = [load for load in loads if load.need is not None]
    return UnitLoad(
        staff=added(*(load.staff for load in loads)),
        measured=added(*(load.staff for load in known)),
        need=sum(load.need or 0 for load in known) if known else None,
        below_minimum=sum(load.is_below_minimum for load in loads),
        has_minimum=any(load.minimum is not None for load in loads),
        posts=len(loads),
        known=len(known),
    )


def percent(share: float) -> int:
    """Return whole per cent, rounded down so that 79.9 never reads as the 80 it misses."""
    return floor(share * 100 + _ROUNDING)
