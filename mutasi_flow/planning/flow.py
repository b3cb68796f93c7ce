"""Min-cost flow: the one file that knows the solver, and the proof that its answer is best.

Arcs are parallel integer arrays. The solver gives no potentials, so they are computed here as shortest distances in
the residual graph; with them :func:`check_certificate` recognises an optimal flow without any solver (complementary
slackness; Ahuja, Magnanti, Orlin, *Network Flows*, 1993, chapter 9).

The solver ends the whole process when it is asked for flows it does not have, and multiplies costs by the number of
nodes: so balance, ranges and status are looked at first, and every fault is an exception.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

Integers = NDArray[np.int64]
LARGEST = int(np.iinfo(np.int64).max)
_SAFE = LARGEST // 4
"""Up to here a sum of three terms cannot overflow."""


class FlowError(ValueError):
    """The arrays describe no problem that can be solved."""


class Unbalanced(FlowError):
    """Supply and demand differ."""


class Infeasible(FlowError):
    """No flow within the capacities brings the supply to the demand."""


class OutOfRange(FlowError):
    """Costs or capacities are too large for exact arithmetic of 64 bits."""


@dataclass(frozen=True, slots=True)
class FlowResult:
    """An optimal flow: units per arc in the order given, its cost, and one potential per node."""

    flow: Integers
    value: int
    potentials: Integers


def min_cost_flow(
    tail: ArrayLike, head: ArrayLike, capacity: ArrayLike, cost: ArrayLike, supply: ArrayLike
) -> FlowResult:
    """Return the cheapest flow; ``supply`` has one entry per node, positive where units are produced.

    Costs may be negative, arcs parallel or absent. ``cost + potentials[tail] - potentials[head]`` is at least 0 where
    an arc has room, at most 0 where it carries something.

    Raises:
        FlowError: arrays of different length or of no integers, a node out of range, a negative capacity.
        Unbalanced: the supplies do not sum to zero.
        Infeasible: the capacities do not suffice.
        OutOfRange: the numbers are too large.
    """
    tails, heads, capacities, costs, supplies = _checked(tail, head, capacity, cost, supply)
    flow = np.where((tails == heads) & (costs < 0), capacities, 0)
    arcs = np.flatnonzero((tails != heads) & (capacities > 0))
    bounded = _bounded(capacities[arcs], costs[arcs], supplies)
    flow[arcs] = solve_only(tails[arcs], heads[arcs], bounded, costs[arcs], supplies)
    potentials = find_potentials(tails, heads, capacities, costs, flow, len(supplies))
    return FlowResult(flow, exact_dot(flow, costs), potentials)


def _checked(*arrays: ArrayLike) -> tuple[Integers, Integers, Integers, Integers, Integers]:
    tails, heads, capacities, costs, supplies = (_integers(array) for array in arrays)
    if not len(tails) == len(heads) == len(capacities) == len(costs):
        message = "tail, head, capacity and cost must have one entry per arc"
        raise FlowError(message)
    nodes = len(supplies)
    if len(tails) and (min(tails.min(), heads.min()) < 0 or max(tails.max(), heads.max()) >= nodes):
        message = f"arcs must join nodes 0 to {nodes - 1}"
        raise FlowError(message)
    if (capacities < 0).any():
        message = "a capacity is negative"
        raise FlowError(message)
    if sum(supplies.tolist()):
        message = "supply and demand differ"
        raise Unbalanced(message)
    if len(costs) and max(abs(int(costs.min())), abs(int(costs.max()))) > _SAFE // (nodes + 1):
        message = "a cost is too large for this many nodes"
        raise OutOfRange(message)
    return tails, heads, capacities, costs, supplies


def _integers(array: ArrayLike) -> Integers:
    given = np.asarray(array)
    if given.size == 0:
        given = given.astype(np.int64)
    if given.ndim != 1 or given.dtype.kind not in "iu":
        message = "all arrays must be flat and hold integers"
        raise FlowError(message)
    if given.dtype.kind == "u" and given.size and int(given.max()) > LARGEST:
        message = "a number is beyond 64 bits"
        raise OutOfRange(message)
    return given.astype(np.int64)


def _bounded(capacities: Integers, costs: Integers, supplies: Integers) -> Integers:
    """Lower capacities to what an optimal flow can use, so that boundless ones do not overflow in the solver."""
    produced = sum(supplies[supplies > 0].tolist())
    usable = produced + sum(capacities[costs < 0].tolist())
    if usable > _SAFE:
        message = "supplies or capacities are too large"
        raise OutOfRange(message)
    return np.asarray(np.minimum(capacities, usable), np.int64)


def solve_only(tails: Integers, heads: Integers, capacities: Integers, costs: Integers, supplies: Integers) -> Integers:
    """Return an optimal flow of arrays that were checked, without potentials.

    Raises:
        Infeasible: the capacities do not suffice.
        OutOfRange: the numbers are too large.
    """
    if not len(tails):
        if supplies.any():
            message = "there is supply but no arc"
            raise Infeasible(message)
        return np.zeros(0, np.int64)
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs)
    if supplies.any():
        solver.set_nodes_supplies(np.arange(len(supplies)), supplies)
    status = solver.solve()
    if status == solver.OPTIMAL:
        return np.asarray(solver.flows(arcs), np.int64)
    if status == solver.INFEASIBLE:
        message = "the capacities do not bring the supply to the demand"
        raise Infeasible(message)
    message = f"the solver answers {status.name}"
    raise OutOfRange(message)


def find_potentials(  # noqa: PLR0917 - the arrays of one graph
    tails: Integers, heads: Integers, capacities: Integers, costs: Integers, flow: Integers, nodes: int
) -> Integers:
    """Return shortest distances from anywhere in the residual graph of ``flow``, by rounds over arrays.

    Raises:
        FlowError: the residual graph has a negative cycle, so that the flow is not optimal.
    """
    there, back = flow < capacities, flow > 0
    sources = np.concatenate((tails[there], heads[back]))
    order = np.argsort(sources, kind="stable")
    sources = sources[order]
    targets = np.concatenate((heads[there], tails[back]))[order]
    lengths = np.concatenate((costs[there], -costs[back]))[order]
    starts = np.searchsorted(sources, np.arange(nodes + 1))
    distances = np.zeros(nodes, np.int64)
    arcs: Integers | slice = slice(None)
    for _ in range(nodes + 1):
        reached = targets[arcs]
        offered = distances[sources[arcs]] + lengths[arcs]
        better = offered < distances[reached]
        if not better.any():
            return distances
        np.minimum.at(distances, reached[better], offered[better])
        changed = np.zeros(nodes, np.bool_)
        changed[reached[better]] = True
        arcs = _arcs_of(np.flatnonzero(changed), starts)
    message = "the flow is not optimal"
    raise FlowError(message)


def _arcs_of(nodes: Integers, starts: Integers) -> Integers:
    """Return the positions of all arcs that leave ``nodes``; arcs are sorted by where they leave."""
    counts = starts[nodes + 1] - starts[nodes]
    offsets = np.repeat(starts[nodes] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    return np.asarray(offsets + np.arange(len(offsets)), np.int64)


def check_certificate(  # noqa: PLR0917 - the arrays of one graph
    tail: ArrayLike,
    head: ArrayLike,
    capacity: ArrayLike,
    cost: ArrayLike,
    supply: ArrayLike,
    flow: ArrayLike,
    potentials: ArrayLike,
) -> bool:
    """Whether ``flow`` is feasible and ``potentials`` prove it optimal; False for anything malformed, too."""
    try:
        tails, heads, capacities, costs, supplies = _checked(tail, head, capacity, cost, supply)
        units, prices = _integers(flow), _integers(potentials)
    except FlowError:
        return False
    if len(units) != len(tails) or len(prices) != len(supplies):
        return False
    if ((units < 0) | (units > capacities)).any():
        return False
    reduced = reduced_costs(tails, heads, costs, prices)
    slack = bool(((reduced >= 0) | (units == capacities)).all() and ((reduced <= 0) | (units == 0)).all())
    return slack and _conserves(tails, heads, units, supplies)


def reduced_costs(tails: Integers, heads: Integers, costs: Integers, potentials: Integers) -> NDArray[Any]:
    """Return ``cost + potential(tail) - potential(head)``, in Python's integers where 64 bits might not suffice."""
    kind: Any = np.int64
    if len(potentials) and max(abs(int(potentials.min())), abs(int(potentials.max()))) > _SAFE:
        kind = object
    exact: NDArray[Any] = potentials.astype(kind)
    return np.asarray(costs.astype(kind) + exact[tails] - exact[heads])


def _conserves(tails: Integers, heads: Integers, units: Integers, supplies: Integers) -> bool:
    """Whether what leaves each node less what enters it is its supply."""
    kind: Any = np.int64 if sum(units.tolist()) < _SAFE else object
    left: NDArray[Any] = supplies.astype(kind)
    np.subtract.at(left, tails, units.astype(kind))
    np.add.at(left, heads, units.astype(kind))
    return not left.any()


def exact_dot(units: Integers, costs: Integers) -> int:
    """Return the sum of products without overflow."""
    if len(units) == 0:
        return 0
    largest = int(np.abs(units).max()) * int(np.abs(costs).max()) * len(units)
    if largest < LARGEST:
        return int(units @ costs)
    return sum(unit * cost for unit, cost in zip(units.tolist(), costs.tolist(), strict=True))
