"""The best balance of a block at many prices of a move, where nobody asks yet who goes.

People who leave one place for the same places are one arc of many there. That circulation is smaller than the one of
persons and has the same balance; it is built once, and only its price changes.
"""

from dataclasses import dataclass, field

import numpy as np

from mutasi_flow.planning.edges import Block, Forbidden
from mutasi_flow.planning.flow import solve_only
from mutasi_flow.planning.graph import Graph, Prices
from mutasi_flow.planning.outcome import NOTHING
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices
from mutasi_flow.planning.solving import graph_of
from mutasi_flow.planning.tiers import solve

KEPT_ARCS = 6_000_000
_ROOM = 2**60


@dataclass(frozen=True, slots=True, eq=False)
class Balanced:
    """The fewest moves that give the best balance, and how each cell changes by them."""

    moves: int
    cells: Indices
    change: Indices


NO_MOVES = Balanced(0, NOTHING, NOTHING)


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """A circulation of groups; arcs in the order: leave, go, steps. Nodes: cells, groups, wings, ground."""

    tail: Indices
    head: Indices
    capacity: Indices
    step_cost: Indices
    """In parts, of the last arcs; all others cost nothing but the price."""
    size: Indices
    """People in each group."""
    cells: Indices
    """Global index of each local cell."""
    nodes: int
    least: int
    """What the cheapest way costs, its moves apart: one cell a person less, another one more."""

    @classmethod
    def of(cls, graph: Graph) -> "Pool":
        """Return the groups of a circulation."""
        first, group = _groups(graph)
        cells, size = len(graph.cells), np.bincount(group)
        fewer = len(graph.people) - len(size)

        def place(nodes: Indices) -> Indices:
            return np.asarray(np.where(nodes < cells, nodes, nodes - fewer), np.int64)

        edges, steps = graph.edges, slice(graph.edges.stop, len(graph.tail))
        kept = first[group[graph.edge_person]] == graph.edge_person
        own = group[graph.edge_person[kept]]
        cost = graph.cost(Tier.BALANCE, np.arange(steps.start, steps.stop))
        up, down = cost[: graph.ups], cost[graph.ups : len(graph.step_cell)]
        return cls(
            np.concatenate((place(graph.tail[first]), cells + own, place(graph.tail[steps]))),
            np.concatenate((cells + np.arange(len(size)), place(graph.head[edges][kept]), place(graph.head[steps]))),
            np.concatenate((size, size[own], np.ones(len(cost), np.int64))),
            cost,
            size,
            graph.cells,
            graph.nodes - fewer,
            int(up.min(initial=0) + down.min(initial=0)) if graph.wings is None else -_ROOM,
        )

    def fits(self, price: int) -> bool:
        """Whether 64 bits hold the question for the best balance and the fewest moves at once."""
        largest = max(int(np.abs(self.step_cost).max(initial=0)), abs(price))
        return largest < _ROOM // (self.nodes + 2) // (int(self.size.sum()) + 1)

    def best(self, price: int) -> Balanced:
        """Return the best balance when a move costs so many parts."""
        if price >= 0 and self.least + price >= 0:
            return NO_MOVES
        groups, weight = len(self.size), int(self.size.sum()) + 1
        steps = slice(len(self.tail) - len(self.step_cost), len(self.tail))
        cost = np.zeros(len(self.tail), np.int64)
        cost[:groups], cost[steps] = price * weight + 1, self.step_cost * weight
        flow = solve_only(self.tail, self.head, self.capacity, cost, np.zeros(self.nodes, np.int64))
        used = steps.start + np.flatnonzero(flow[steps])
        tail, head, ground = self.tail[used], self.head[used], self.nodes - 1
        more, less = (
            np.bincount(cells, minlength=len(self.cells)) for cells in (tail[head == ground], head[tail == ground])
        )
        return Balanced(int(flow[:groups].sum()), self.cells, more - less)


def _groups(graph: Graph) -> tuple[Indices, Indices]:
    """Return the first person of each group, and the group of each person: same place to leave, same to go to."""
    starts = np.searchsorted(graph.edge_person, np.arange(len(graph.people) + 1)).tolist()
    reached = graph.head[graph.edges].astype(np.int32)
    known: dict[tuple[int, bytes], int] = {}
    group = [
        known.setdefault((leave, reached[start:end].tobytes()), len(known))
        for leave, start, end in zip(graph.tail[: len(graph.people)].tolist(), starts, starts[1:], strict=False)
    ]
    numbers = np.array(group, np.int64)
    return np.unique(numbers, return_index=True)[1], numbers


def _is_asked_for(graph: Graph) -> bool:
    """Whether balance must ask who goes: somebody is due."""
    return bool(graph.eligible.is_due[graph.people].any()) or len(graph.leaving) > 0


@dataclass(frozen=True, slots=True, eq=False)
class Pools:
    """The blocks of a snapshot at many prices; small ones are kept, since only their prices change."""

    eligible: Eligibility
    policy: Policy
    forbidden: Forbidden = frozenset()
    _kept: dict[Block, Pool | Graph | None] = field(default_factory=dict)

    def best(self, block: Block, prices: Prices) -> Balanced:
        """Return what is best in a block at some prices."""
        found = self._pool(block, prices)
        if isinstance(found, Pool):
            if prices.duty:  # that price is only paid for who is due
                return NO_MOVES
            if found.fits(prices.move):
                return found.best(prices.move)
            found = graph_of(self.eligible, self.policy, prices, block, self.forbidden)
        return NO_MOVES if found is None else best_of_persons(found.priced(prices))

    def _pool(self, block: Block, prices: Prices) -> Pool | Graph | None:
        if block in self._kept:
            return self._kept[block]
        graph = graph_of(self.eligible, self.policy, prices, block, self.forbidden)
        found = graph if graph is None or _is_asked_for(graph) else Pool.of(graph)
        if sum(len(kept.tail) for kept in self._kept.values() if kept) < KEPT_ARCS:
            self._kept[block] = found
        return found


def best_of_persons(graph: Graph) -> Balanced:
    """Return the same from the circulation of persons: after duties, in the order of aims."""
    flow = solve(graph, (Tier.DUTY, Tier.BALANCE, Tier.MOVES)).flow
    people, size = len(graph.people), len(graph.cells)
    goes, left = flow[graph.edges] == 1, flow[:people] == 1
    change = np.bincount(graph.edge_cell[goes], minlength=size) - np.bincount(graph.leave_from[left], minlength=size)
    return Balanced(int(goes.sum()), graph.cells, change)
