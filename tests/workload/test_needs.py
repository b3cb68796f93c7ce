import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.workload.domain import (
    Grade,
    Rounding,
    Wisn,
    Work,
    effort,
    grade_of,
    is_overloaded,
    need,
    rounded,
    teachers_needed,
)

VOLUMES = st.floats(0, 1e6)
WORK = st.builds(Work, VOLUMES, st.floats(0, 1e4))
TASKS = st.lists(WORK, max_size=8)
MINUTES = st.floats(1, 1e6)


def close(found: float, expected: float) -> bool:
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


def test_one_person_is_75000_minutes_a_year() -> None:
    assert need([(75_000, 1)]) == 1
    assert need([(1_200, 30), (250, 60)], 72_000) == pytest.approx((36_000 + 15_000) / 72_000)
    assert need([]) == 0
    assert need([{"volume": 100, "norma_menit": 75}, {"volume": 100, "minutes": 75}]) == pytest.approx(0.2)


@given(TASKS, TASKS, MINUTES)
def test_the_need_of_two_lists_is_the_sum_of_both(some: list[Work], others: list[Work], minutes: float) -> None:
    assert close(need(some + others, minutes), need(some, minutes) + need(others, minutes))


@given(TASKS, st.floats(0, 100), MINUTES)
def test_the_need_is_linear_in_the_volume(tasks: list[Work], times: float, minutes: float) -> None:
    more = [Work(one.volume * times, one.minutes) for one in tasks]
    assert close(need(more, minutes), times * need(tasks, minutes))


@given(TASKS, MINUTES, st.floats(1, 10))
def test_more_effective_minutes_never_ask_for_more_persons(tasks: list[Work], minutes: float, times: float) -> None:
    assert need(tasks, minutes * times) <= need(tasks, minutes) * (1 + 1e-12)


@given(st.permutations([Work(1e6, 0.1), Work(3, 7), Work(0.2, 9e3), Work(17, 13)]))
def test_the_order_of_tasks_changes_no_digit(tasks: list[Work]) -> None:
    assert need(tasks) == need(sorted(tasks))


@pytest.mark.parametrize("task", [(-1, 5), (5, -1), (math.nan, 1)])
def test_a_figure_below_zero_is_refused(task: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="zero"):
        need([task])


@pytest.mark.parametrize("minutes", [0, -1, math.nan])
def test_without_effective_minutes_there_is_no_need(minutes: float) -> None:
    with pytest.raises(ValueError, match="effective"):
        need([(1, 1)], minutes)


@pytest.mark.parametrize(
    ("persons", "policy", "shown"),
    [
        (2.5, Rounding.HALF_UP, 3),
        (2.49, Rounding.HALF_UP, 2),
        (0.3, Rounding.HALF_UP, 0),
        (2.01, Rounding.CEIL, 3),
        (2.0, Rounding.CEIL, 2),
        (2.9, Rounding.AT_LEAST_ONE, 2),
        (0.3, Rounding.AT_LEAST_ONE, 1),
        (0, Rounding.AT_LEAST_ONE, 0),
    ],
)
def test_rounding_is_for_showing(persons: float, policy: Rounding, shown: int) -> None:
    assert rounded(persons, policy) == shown
    assert rounded(persons, policy, is_structural=True) == 1


@given(st.floats(0, 1e5), st.sampled_from(Rounding))
def test_rounding_moves_by_less_than_one_person(persons: float, policy: Rounding) -> None:
    assert abs(rounded(persons, policy) - persons) <= 1


def test_wisn_counts_a_worked_example_of_a_records_room() -> None:
    service = [(1500, 10), (1000, 5), (500, 5), (1500, 10), (2500, 20), (365, 10), (365, 10)]
    support = [180 * 12 / 85_800, 180 * 4 / 85_800]
    assert need(service, 85_800) == pytest.approx(1.1049, abs=1e-4)
    records = Wisn(85_800, service, support)
    assert records.category_factor == pytest.approx(1.0347, abs=1e-4)
    assert records.need == pytest.approx(1.1433, abs=1e-4)


@given(TASKS, MINUTES, st.lists(st.floats(0, 0.2), max_size=4), st.floats(0, 1e5))
def test_wisn_asks_for_no_less_than_the_service_itself(
    tasks: list[Work], minutes: float, shares: list[float], single: float
) -> None:
    assert Wisn(minutes, tasks, shares, single).need >= need(tasks, minutes)
    assert close(Wisn(minutes, tasks).need, need(tasks, minutes))


def test_support_work_must_leave_time() -> None:
    with pytest.raises(ValueError, match="leave time"):
        _ = Wisn(1, [], [0.6, 0.4]).need


def test_teachers_are_counted_by_lesson_hours_of_each_subject() -> None:
    assert teachers_needed({"Matematika": 36, "IPA": 24}) == {"Matematika": 1.5, "IPA": 1}


@pytest.mark.parametrize(
    ("ratio", "grade"),
    [
        (1.01, "A"),
        (1.004, "B"),
        (1.0, "B"),
        (0.896, "B"),
        (0.894, "C"),
        (0.7, "C"),
        (0.69, "D"),
        (0.5, "D"),
        (0.49, "E"),
        (0, "E"),
    ],
)
def test_classes_of_effectiveness(ratio: float, grade: str) -> None:
    assert grade_of(ratio) is Grade(grade)


def test_nobody_gives_no_ratio_and_is_still_too_much_work() -> None:
    assert effort(2.0, 0) is None
    assert effort(None, 3) is None
    assert grade_of(None) is None
    assert is_overloaded(2.0, 0)
    assert not is_overloaded(0, 0)
    assert not is_overloaded(None, 0)


@given(st.floats(0, 1e4), st.integers(1, 1000))
def test_overload_begins_above_the_best_class(persons: float, staff: int) -> None:
    ratio = effort(persons, staff)
    assert ratio == persons / staff
    if is_overloaded(persons, staff):
        assert grade_of(ratio) is Grade.A
