"""How many persons the work asks for: workload analysis (ABK), WISN for health posts, lesson hours for teachers.

The need is kept unrounded everywhere; :func:`rounded` is for showing it. ABK and the 75,000 effective minutes of a
year are those of PermenPANRB 1/2020; older guidelines count 72,000, so the minutes belong to the period of analysis.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor, fsum
from typing import NamedTuple

from mutasi_flow.core.texts import T, Text

EFFECTIVE_MINUTES = 75_000
"""Minutes of work in a year: 1,250 hours."""
LESSON_HOURS = 24
"""Hours a week that one teacher teaches."""
_ROUNDING = 1e-9
_HALF = 0.5


class Work(NamedTuple):
    """One task of a post: how often a year it is done, and the minutes that one time takes."""

    volume: float
    minutes: float


class Per(StrEnum):
    """In what the volume of a task is counted."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


TIMES_A_YEAR: dict[Per, int] = {Per.YEAR: 1, Per.MONTH: 12, Per.WEEK: 50, Per.DAY: 250}
"""How often the unit of counting comes round in a working year; the same 1,250 hours, PermenPANRB 1/2020."""


def minutes_of(tasks: Iterable[tuple[float, float] | Mapping[str, float]]) -> float:
    """Return the minutes a year that ``tasks`` take: pairs of volume and minutes, or rows with these columns.

    Raises:
        ValueError: a volume or a time is negative, or no number.
    """
    return fsum(_minutes(*_pair(task)) for task in tasks)


def _pair(task: tuple[float, float] | Mapping[str, float]) -> tuple[float, float]:
    if isinstance(task, Mapping):
        return task["volume"], task["minutes" if "minutes" in task else "norma_menit"]
    volume, minutes = task
    return volume, minutes


def _minutes(volume: float, minutes: float) -> float:
    if not (volume >= 0 and minutes >= 0):
        message = f"neither volume nor minutes may be below zero: {volume}, {minutes}"
        raise ValueError(message)
    return volume * minutes


def need(
    tasks: Iterable[tuple[float, float] | Mapping[str, float]], effective_minutes: float = EFFECTIVE_MINUTES
) -> float:
    """Return the persons that ``tasks`` ask for, unrounded: Σ volume × minutes ÷ effective minutes.

    Raises:
        ValueError: a figure is negative, or the effective minutes are not above zero.
    """
    if not effective_minutes > 0:
        message = f"effective minutes must be above zero: {effective_minutes}"
        raise ValueError(message)
    return minutes_of(tasks) / effective_minutes


class Rounding(StrEnum):
    """How the need of a post is shown in whole persons; a policy of the period of analysis."""

    HALF_UP = "half_up"
    CEIL = "ceil"
    AT_LEAST_ONE = "at_least_one"
    """Rounded down, but a post with work is never shown as nobody."""


ROUNDING_LABELS: dict[Rounding, Text] = {
    Rounding.HALF_UP: T("0,5 ke atas dibulatkan naik"),
    Rounding.CEIL: T("Selalu dibulatkan naik"),
    Rounding.AT_LEAST_ONE: T("Dibulatkan turun, paling sedikit satu"),
}


def rounded(persons: float, policy: Rounding, *, is_structural: bool = False) -> int:
    """Return a need in whole persons for showing; a structural post has exactly one holder."""
    if is_structural:
        return 1
    if policy is Rounding.CEIL:
        return ceil(persons - _ROUNDING)
    if policy is Rounding.AT_LEAST_ONE:
        return max(floor(persons + _ROUNDING), 1 if persons > 0 else 0)
    return floor(persons + _HALF + _ROUNDING)


@dataclass(frozen=True, slots=True)
class Wisn:
    """Workload indicators of staffing need (WHO, user's manual 2010): the second calculator, for health posts.

    Support work of all members of the profession raises the need in proportion, work of single persons adds to it.
    """

    available_minutes: float
    """Working time of one person in a year, less leave, holidays, training."""
    service: Sequence[tuple[float, float]]
    """Volume a year and minutes of each health service activity."""
    shares: Sequence[float] = ()
    """Part of everybody's time that each support activity takes (0.05 = 5 per cent)."""
    single_minutes: float = 0
    """Minutes a year that certain persons spend on additional work, together."""

    @property
    def category_factor(self) -> float:
        """By how much support work multiplies the need: 1 ÷ (1 - Σ shares).

        Raises:
            ValueError: the shares leave no time for the service.
        """
        left = 1 - fsum(self.shares)
        if not 0 < left <= 1:
            message = f"shares of support work must leave time: {self.shares}"
            raise ValueError(message)
        return 1 / left

    @property
    def need(self) -> float:
        """Persons required, unrounded."""
        basic = need(self.service, self.available_minutes)
        return basic * self.category_factor + self.single_minutes / self.available_minutes


def teachers_needed(hours: Mapping[str, float], full_load: float = LESSON_HOURS) -> dict[str, float]:
    """Return the teachers that lesson hours a week ask for, per subject, unrounded.

    Raises:
        ValueError: hours are negative.
    """
    return {subject: need([(given, 1)], full_load) for subject, given in hours.items()}
