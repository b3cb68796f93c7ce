"""The range in which a decree may come."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.transfers.queries.estimates import LEAST_CASES, Estimate, spread

SENT, TODAY = date(2026, 3, 2), date(2026, 3, 5)


def test_the_quickest_and_the_slowest_tenth_are_left_out() -> None:
    durations = [1, *[10] * 4, *[20] * 4, 90]
    assert spread(durations, SENT, TODAY) == Estimate(date(2026, 3, 12), date(2026, 3, 22), 10)


def test_few_cases_give_no_range() -> None:
    assert spread([10] * (LEAST_CASES - 1), SENT, TODAY) is None


def test_a_range_that_lies_behind_is_not_shown() -> None:
    assert spread([10] * 20, SENT, SENT + timedelta(days=10)) is None


@given(st.lists(st.integers(0, 400), min_size=LEAST_CASES, max_size=60), st.integers(0, 300))
def test_a_range_begins_today_or_later(durations: list[int], since: int) -> None:
    today = SENT + timedelta(days=since)
    found = spread(durations, SENT, today)
    assert found is None or today <= found.earliest <= found.latest
