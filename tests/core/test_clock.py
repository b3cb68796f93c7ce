from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.clock import Clock, add_working_days, is_working_day, working_days_between

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
HOLIDAYS = st.frozensets(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=40)
IDUL_FITRI_2026 = frozenset(date(2026, 3, day) for day in range(18, 25))


@given(DAYS, st.integers(0, 60), HOLIDAYS)
def test_a_term_ends_on_a_working_day(start: date, days: int, holidays: frozenset[date]) -> None:
    assert is_working_day(add_working_days(start, days, holidays), holidays)


@given(DAYS, st.integers(1, 60), HOLIDAYS)
def test_counting_gives_back_what_was_added(start: date, days: int, holidays: frozenset[date]) -> None:
    assert working_days_between(start, add_working_days(start, days, holidays), holidays) == days


@given(DAYS, st.integers(0, 40), HOLIDAYS)
def test_more_days_never_end_earlier(start: date, days: int, holidays: frozenset[date]) -> None:
    assert add_working_days(start, days, holidays) <= add_working_days(start, days + 1, holidays)


@given(DAYS, DAYS, HOLIDAYS)
def test_counting_backwards_is_the_negative(one: date, other: date, holidays: frozenset[date]) -> None:
    assert working_days_between(one, other, holidays) == -working_days_between(other, one, holidays)


@given(DAYS, st.integers(0, 20), HOLIDAYS, DAYS)
def test_one_more_holiday_never_ends_a_term_earlier(
    start: date, days: int, holidays: frozenset[date], extra: date
) -> None:
    assert add_working_days(start, days, holidays) <= add_working_days(start, days, holidays | {extra})


def test_a_deadline_jumps_over_the_holiday_week() -> None:
    friday = date(2026, 3, 13)
    assert add_working_days(friday, 5, IDUL_FITRI_2026) == date(2026, 3, 27)
    assert add_working_days(friday, 5, ()) == date(2026, 3, 20)


def test_zero_days_mean_the_day_itself_or_the_next_working_day() -> None:
    assert add_working_days(date(2026, 3, 13), 0, ()) == date(2026, 3, 13)
    assert add_working_days(date(2026, 3, 14), 0, ()) == date(2026, 3, 16)


def test_impossible_terms_are_refused() -> None:
    with pytest.raises(ValueError):
        add_working_days(date(2026, 3, 13), -1, ())
    always = {date(2026, 1, 1) + timedelta(days=step) for step in range(4000)}
    with pytest.raises(ValueError):
        add_working_days(date(2026, 1, 1), 1, always)


def test_the_office_has_its_own_day() -> None:
    late = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
    assert Clock(ZoneInfo("Asia/Jakarta"), lambda: late).today() == date(2026, 3, 3)
    assert Clock(ZoneInfo("UTC"), lambda: late).today() == date(2026, 3, 2)


def test_a_moment_of_the_office_has_the_date_of_the_office() -> None:
    early = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    moment = Clock(ZoneInfo("Asia/Jakarta"), lambda: early).now()
    assert moment == early
    assert moment.date() == date(2026, 3, 3)
