"""Dates for what happened before today: working days of the office, counted backwards."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from mutasi_flow.core.clock import is_working_day

MOST_DAYS = 90
FIRST_HOUR, LAST_HOUR = 8, 15


class Diary:
    """Gives moments on past working days; yesterday's working day is 1 day ago."""

    def __init__(self, today: date, holidays: Collection[date], zone: ZoneInfo, random: Random) -> None:
        self._zone, self._random = zone, random
        self._days: list[date] = []
        day = today
        while len(self._days) < MOST_DAYS:
            day -= timedelta(days=1)
            if is_working_day(day, holidays):
                self._days.append(day)

    def day(self, days_ago: int) -> date:
        """Return the working day ``days_ago`` (1 or more) working days before today."""
        return self._days[min(days_ago, MOST_DAYS) - 1]

    def moment(self, days_ago: int) -> datetime:
        """Return an aware moment in the office hours of that day, in UTC."""
        clock = time(self._random.randint(FIRST_HOUR, LAST_HOUR), self._random.randint(0, 59))
        return datetime.combine(self.day(max(1, days_ago)), clock, self._zone).astimezone(UTC)

    def opening(self, days_ago: int) -> datetime:
        """Return the moment at which the office opens that day, in UTC."""
        return datetime.combine(self.day(max(1, days_ago)), time(FIRST_HOUR - 1), self._zone).astimezone(UTC)
