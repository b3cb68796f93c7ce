"""Years of service, age and retirement, counted in full calendar months.

A month that lacks the day of the start ends on its last day, so the term is full on the first of the next month:
from 29 February 2024 two years are full on 1 March 2026. (People start on the first of a month nearly always.)
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from mutasi_flow.core.texts import T, Text

MONTHS = 12
WHOLE_TIME = 100
"""Per cent of the working time of somebody who has one post only."""


@dataclass(frozen=True, slots=True, order=True)
class Tenure:
    """Full years and remaining full months."""

    years: int
    months: int

    @property
    def text(self) -> Text:
        """In words."""
        if not self.years and not self.months:
            return T("kurang dari 1 bulan")
        years = T("1 tahun") if self.years == 1 else T("{years} tahun", years=self.years)
        months = T("1 bulan") if self.months == 1 else T("{months} bulan", months=self.months)
        if not self.months:
            return years
        return T("{years} {months}", years=years, months=months) if self.years else months


def add_months(day: date, months: int) -> date:
    """Return the day on which ``months`` (may be negative) full months after ``day`` are complete."""
    years, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    try:
        return date(years, month + 1, day.day)
    except ValueError:
        years, month = divmod(years * MONTHS + month + 1, MONTHS)
        return date(years, month + 1, 1)


def add_years(day: date, years: int) -> date:
    """Return the day on which ``years`` full years after ``day`` are complete."""
    return add_months(day, years * MONTHS)


def months_before(day: date, months: int) -> date:
    """Return the day ``months`` months before ``day``, counted back within the calendar.

    A month that lacks the day gives its last one: six months before 31 August 2024 is 29 February 2024.
    """
    years, month = divmod(day.year * MONTHS + day.month - 1 - months, MONTHS)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def full_months(since: date, until: date) -> int:
    """Count the full months from ``since`` to ``until``; 0 when ``until`` is not later."""
    if until <= since:
        return 0
    months = (until.year - since.year) * MONTHS + until.month - since.month
    return months if add_months(since, months) <= until else months - 1


def tenure(since: date, until: date) -> Tenure:
    """Return how long something has lasted on ``until``."""
    return Tenure(*divmod(full_months(since, until), MONTHS))


def age_on(birth_on: date, day: date) -> int:
    """Return the age in full years."""
    return full_months(birth_on, day) // MONTHS


def retirement_date(birth_on: date, retirement_age: int) -> date:
    """Return the first day of retirement: the first of the month after the birthday month in which the age is reached.

    UU 20/2023 art. 55 fixes the ages (BUP); the first of the following month is the settled practice for the
    date (TMT). A birthday on 29 February is a birthday in February also in common years.
    """
    return add_months(date(birth_on.year + retirement_age, birth_on.month, 1), 1)
