"""Time: one source of now, and working days over an editable calendar.

Working days count for every legal and service deadline; the default holidays come from the ``holidays``
package (national days and joint leave, Indonesia) and live as rows that an administrator may edit.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
LONGEST_SEARCH_DAYS = 3660


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Now and today for one office; tests hand in another ``source``."""

    zone: ZoneInfo
    source: Callable[[], datetime] = utc_now

    def now(self) -> datetime:
        """Return the present moment as the office's clocks show it: its date is the office's date, not that of UTC."""
        return self.source().astimezone(self.zone)

    def today(self) -> date:
        """Return the date at the office."""
        return self.now().date()


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Whether ``day`` is neither weekend nor holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(start: date, days: int, holidays: Collection[date]) -> date:
    """Return the ``days``-th working day after ``start`` (0 gives ``start`` itself, or the next working day).

    Raises:
        ValueError: ``days`` is negative, or the calendar has no working day within ten years.
    """
    if days < 0:
        message = "days must not be negative"
        raise ValueError(message)
    day, left = start, days
    for _ in range(LONGEST_SEARCH_DAYS):
        if is_working_day(day, holidays) and left == 0:
            return day
        day += timedelta(days=1)
        if left and is_working_day(day, holidays):
            left -= 1
    message = "the calendar leaves no working day"
    raise ValueError(message)


def working_days_between(start: date, end: date, holidays: Collection[date]) -> int:
    """Count the working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -working_days_between(end, start, holidays)
    span = (end - start).days
    return sum(is_working_day(start + timedelta(days=step), holidays) for step in range(1, span + 1))
