"""Months in which the work of a post outgrows its holders, from volumes by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum
from typing import NamedTuple

YEAR = 12
LEAST_RUN = 2
"""So many months in a row make an alert; one month may be chance."""
SURGE = 1.15
"""Work above this multiple of what the holders can do in a month."""


class MonthlyWork(NamedTuple):
    """One task by month: minutes of one time, volume a year, and up to twelve volumes (None = not counted)."""

    minutes: float
    volume: float
    months: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Surge:
    """Months in a row, numbered from 0, in which the work was too much; ``peak`` is the highest share of capacity."""

    first: int
    months: int
    peak: float

    @property
    def last(self) -> int:
        """The last month of the run."""
        return self.first + self.months - 1


def months_of(tasks: Sequence[MonthlyWork]) -> list[float | None]:
    """Return the minutes of each month: tasks without volumes by month take a twelfth of the year.

    A month that no task counts is None.
    """
    return [_minutes_in(tasks, month) for month in range(YEAR)]


def _minutes_in(tasks: Sequence[MonthlyWork], month: int) -> float | None:
    if not any(task.months and task.months[month] is not None for task in tasks):
        return None
    return fsum(task.minutes * _volume_in(task, month) for task in tasks)


def _volume_in(task: MonthlyWork, month: int) -> float:
    counted = task.months[month] if task.months else None
    return task.volume / YEAR if counted is None else counted


def find_surges(minutes: Sequence[float | None], staff: float, effective_minutes: float) -> list[Surge]:
    """Return the runs of months that were too much for ``staff``; without anybody there is no capacity to compare."""
    capacity = staff * effective_minutes / YEAR
    if not capacity:
        return []
    shares = [None if one is None else one / capacity for one in minutes]
    surges: list[Surge] = []
    for is_high, run in groupby(enumerate(shares), key=lambda one: one[1] is not None and one[1] > SURGE):
        found = list(run)
        if is_high and len(found) >= LEAST_RUN:
            surges.append(Surge(found[0][0], len(found), max(share or 0 for _, share in found)))
    return surges
