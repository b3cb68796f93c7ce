from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.workload.domain.forecast import (
    STAYS,
    Projection,
    first_below,
    leave_months,
    month_of,
    project,
)

START = date(2026, 3, 2)
CELLS = 4
PEOPLE = st.lists(st.tuples(st.integers(0, CELLS - 1), st.dates(date(2025, 12, 1), date(2029, 3, 1))), max_size=40)
MONTHS = st.integers(1, 36)


def forecast(people: list[tuple[int, date]], months: int, exits: float = 0.0) -> Projection:
    cell = np.array([one for one, _ in people], np.int64)
    leave = leave_months(np.array([day for _, day in people], "datetime64[D]"), START)
    return project(cell, leave, CELLS, months, exits)


def naive(people: list[tuple[int, date]], months: int) -> list[list[int]]:
    """Count person by person, month by month."""
    days = [START, *(month_of(START, month) for month in range(1, months + 1))]
    return [[sum(1 for cell, left in people if cell == at and left > day) for day in days] for at in range(CELLS)]


@given(PEOPLE, MONTHS)
def test_the_arrays_say_what_the_loop_says(people: list[tuple[int, date]], months: int) -> None:
    assert forecast(people, months).known.tolist() == naive(people, months)


@given(PEOPLE, MONTHS, st.floats(0, 0.5))
def test_without_entries_nobody_is_added(people: list[tuple[int, date]], months: int, exits: float) -> None:
    found = forecast(people, months, exits)
    assert (np.diff(found.known, axis=1) <= 0).all()
    assert (np.diff(found.expected, axis=1) <= 1e-9).all()
    assert (found.low <= found.expected + 1e-9).all()
    assert (found.expected <= found.high + 1e-9).all()
    assert (found.high <= found.known).all()
    assert (found.low >= 0).all()


@given(PEOPLE, MONTHS, st.floats(0, 0.5))
def test_the_total_is_the_sum_and_its_band_is_narrower(
    people: list[tuple[int, date]], months: int, exits: float
) -> None:
    found = forecast(people, months, exits)
    total = found.total()
    assert total.known.tolist() == [found.known.sum(axis=0).tolist()]
    assert total.expected == pytest.approx(found.expected.sum(axis=0, keepdims=True))
    assert (total.deviation <= found.deviation.sum(axis=0) + 1e-9).all()


@given(PEOPLE, st.permutations(range(CELLS)))
def test_posts_do_not_touch_each_other(people: list[tuple[int, date]], order: list[int]) -> None:
    moved = [(order[cell], day) for cell, day in people]
    assert forecast(moved, 12).known[order].tolist() == forecast(people, 12).known.tolist()


def test_one_year_of_exits_takes_the_share_it_says() -> None:
    found = forecast([(0, date(9999, 1, 1))] * 100, 24, 0.1)
    assert found.expected[0, [0, 12, 24]] == pytest.approx([100, 90, 81])
    assert found.deviation[0, 12] == pytest.approx(3)
    assert found.low[0, 12] == pytest.approx(90 - 1.2816 * 3, abs=1e-3)
    assert found.leaving_within(24).tolist() == [0, 0, 0, 0]


def test_months_in_which_people_leave() -> None:
    days = [START, START + timedelta(1), date(2026, 4, 1), date(2026, 4, 2), date(2025, 1, 1), date(2027, 3, 1)]
    assert leave_months(np.array(days, "datetime64[D]"), START).tolist() == [0, 1, 1, 2, 0, 12]
    assert leave_months(np.array([STAYS]), START)[0] > 12 * 7000


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_the_column_is_the_first_one_without_the_person(start: date, left: date) -> None:
    column = int(leave_months(np.array([left], "datetime64[D]"), start)[0])
    if column:
        assert left > start
        assert left <= month_of(start, column)
    else:
        assert left <= start
    if column > 1:
        assert left > month_of(start, column - 1)


def test_the_first_month_below_the_minimum() -> None:
    levels = np.array([[3, 2, 1], [3, 3, 3], [0, 0, 0], [1, 1, 0]])
    assert first_below(levels, np.array([2, 3, np.nan, 1])).tolist() == [2, -1, -1, 2]
    assert first_below(levels, np.array([4, 0, 1, 0])).tolist() == [0, -1, 0, -1]


def test_leaving_within_a_year_and_beyond_the_horizon() -> None:
    found = forecast([(1, date(2026, 6, 1)), (1, date(2028, 6, 1)), (1, date(9999, 1, 1))], 24)
    assert found.leaving_within(12).tolist() == [0, 1, 0, 0]
    assert found.leaving_within(60).tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize(("months", "exits"), [(0, 0.0), (241, 0.0), (12, 1.0), (12, -0.1), (12, float("nan"))])
def test_bounds_of_the_question(months: int, exits: float) -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        forecast([], months, exits)
