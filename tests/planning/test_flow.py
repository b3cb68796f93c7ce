"""The solver behind its wall: optimal, proven, and never the end of the process."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutasi_flow.planning.flow import (
    FlowError,
    Infeasible,
    OutOfRange,
    Unbalanced,
    check_certificate,
    find_potentials,
    min_cost_flow,
)

Problem = tuple[list[int], list[int], list[int], list[int], list[int]]


@st.composite
def problems(draw: st.DrawFn, *, balanced: bool = True) -> Problem:
    nodes = draw(st.integers(1, 4))
    arcs = draw(
        st.lists(
            st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1), st.integers(0, 2), st.integers(-4, 6)),
            max_size=6,
        )
    )
    supply = draw(st.lists(st.integers(-2, 2), min_size=nodes, max_size=nodes))
    if balanced:
        supply[-1] -= sum(supply)
    columns = [list(column) for column in zip(*arcs, strict=True)] or [[], [], [], []]
    return columns[0], columns[1], columns[2], columns[3], supply


def cheapest(problem: Problem) -> int | None:
    """Try every flow."""
    tail, head, capacity, cost, supply = problem
    best = None
    for flow in itertools.product(*(range(room + 1) for room in capacity)):
        left = list(supply)
        for units, start, end in zip(flow, tail, head, strict=True):
            left[start] -= units
            left[end] += units
        if not any(left):
            value = sum(units * price for units, price in zip(flow, cost, strict=True))
            best = value if best is None else min(best, value)
    return best


@given(problems())
def test_the_flow_is_the_cheapest_and_its_potentials_prove_it(problem: Problem) -> None:
    expected = cheapest(problem)
    if expected is None:
        with pytest.raises(Infeasible):
            min_cost_flow(*problem)
        return
    found = min_cost_flow(*problem)
    assert found.value == expected
    assert check_certificate(*problem, found.flow, found.potentials)


@given(problems(), st.data())
def test_a_changed_flow_is_refused_unless_it_is_as_good(problem: Problem, data: st.DataObject) -> None:
    if cheapest(problem) is None or not problem[0]:
        return
    found = min_cost_flow(*problem)
    other = found.flow.copy()
    other[data.draw(st.integers(0, len(other) - 1))] += data.draw(st.sampled_from([-1, 1]))
    if check_certificate(*problem, other, found.potentials):  # only a loop of no cost can change unseen
        assert int(other @ np.array(problem[3])) == found.value


@given(problems(balanced=False))
def test_what_does_not_sum_up_is_unbalanced(problem: Problem) -> None:
    if sum(problem[4]):
        with pytest.raises(Unbalanced):
            min_cost_flow(*problem)


def test_no_arcs_and_no_nodes_are_a_problem_too() -> None:
    empty = np.array([], np.int64)
    assert min_cost_flow(empty, empty, empty, empty, np.zeros(3, np.int64)).value == 0
    assert min_cost_flow([], [], [], [], []).flow.tolist() == []
    with pytest.raises(Infeasible):
        min_cost_flow([], [], [], [], [1, -1])


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        (([0], [1, 0], [1], [1], [0, 0]), FlowError),
        (([0], [2], [1], [1], [0, 0]), FlowError),
        (([-1], [1], [1], [1], [0, 0]), FlowError),
        (([0], [1], [-1], [1], [0, 0]), FlowError),
        (([0.5], [1], [1], [1], [0, 0]), FlowError),
        (([[0]], [1], [1], [1], [0, 0]), FlowError),
        (([0], [1], [1], [2**62], [0, 0]), OutOfRange),
        (([0], [1], [1], [-(2**63)], [0, 0]), OutOfRange),
        (([0], [1], np.array([2**63], np.uint64), [1], [0, 0]), OutOfRange),
        (([0], [1], [2**62], [-1], [0, 0]), OutOfRange),
        (([0], [1], [2**62], [1], [2**62, -(2**62)]), OutOfRange),
    ],
)
def test_hostile_arrays_are_faults(problem: Any, fault: type[FlowError]) -> None:
    with pytest.raises(fault):
        min_cost_flow(*problem)
    tail, head, capacity, cost, supply = problem
    assert not check_certificate(tail, head, capacity, cost, supply, [0], [0, 0])


def test_a_boundless_arc_and_a_large_sum_stay_exact() -> None:
    found = min_cost_flow([0, 0], [1, 1], [2**62, 5], [3, 1], [9, -9])
    assert found.flow.tolist() == [4, 5]
    large = min_cost_flow([0], [1], [2**40], [2**40], [2**40, -(2**40)])
    assert large.value == 2**80


def test_a_certificate_of_another_size_or_beyond_64_bits_is_judged_exactly() -> None:
    problem = ([0], [1], [1], [-1], [0, 0])
    assert not check_certificate(*problem, [0], [0, 0])
    assert not check_certificate([0, 1], [1, 0], [1, 1], [-1, 0], [0, 0], [1, 0], [0, 0])
    assert check_certificate([0, 1], [1, 0], [1, 1], [-1, 0], [0, 0], [1, 1], [0, 0])
    assert not check_certificate(*problem, [0, 0], [0, 0])
    assert not check_certificate(*problem, [0], [0])
    far = 2**63 - 1
    assert check_certificate(*problem, [0], [far, -far])
    assert not check_certificate(*problem, [0], [-far, far])


def test_potentials_of_a_worse_flow_do_not_exist() -> None:
    one, two = np.array([0, 1]), np.array([1, 0])
    with pytest.raises(FlowError):
        find_potentials(one, two, np.array([1, 1]), np.array([-1, 0]), np.array([0, 0]), 2)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_larger_problems_are_proven(seed: int) -> None:
    generator = np.random.default_rng(seed)
    nodes, arcs = 60, 600
    tail, head = generator.integers(0, nodes, (2, arcs))
    problem = (tail, head, generator.integers(0, 9, arcs), generator.integers(-50, 100, arcs), np.zeros(nodes, int))
    found = min_cost_flow(*problem)
    assert check_certificate(*problem, found.flow, found.potentials)
