"""Aims in strict order, without weights: each is solved, proven, and what it fixed is frozen for the next.

A flow is optimal exactly when it obeys complementary slackness with optimal potentials; so the flows that are best for
an aim are those on the arcs of reduced cost zero, and the next aim is asked on these alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mutasi_flow.planning.flow import find_potentials, reduced_costs, solve_only
from mutasi_flow.planning.graph import Graph
from mutasi_flow.planning.policy import Tier
from mutasi_flow.planning.snapshot import Indices


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A flow over the arcs of a graph, the value of each tier, and the potentials that prove it, tier by tier."""

    flow: Indices
    values: tuple[int, ...]
    potentials: Indices
    """Tiers × nodes."""


def solve(graph: Graph, tiers: Sequence[Tier], begin: Callable[[int], None] = lambda _number: None) -> Solution:
    """Return the flow that is best in the first tier, among these in the second, and so on.

    ``begin`` hears the number of each tier before it is asked.
    """
    face = Face.of_all(graph)
    potentials = np.zeros((len(tiers), graph.nodes), np.int64)
    for number, tier in enumerate(tiers):
        begin(number)
        face, potentials[number] = face.best(graph, tier)
    return Solution(face.flow, tier_values(graph, tiers, face.flow), potentials)


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """The flows that are best in the aims so far: one of them, and the arcs on which they differ."""

    flow: Indices
    free: Indices

    @classmethod
    def of_all(cls, graph: Graph) -> "Face":
        """Return all flows."""
        return cls(np.zeros(len(graph.tail), np.int64), np.arange(len(graph.tail)))

    def best(self, graph: Graph, tier: Tier) -> "tuple[Face, Indices]":
        """Return those that are best in ``tier``, and the potentials that prove it."""
        return self.best_of(graph, graph.cost(tier, self.free))

    def best_of(self, graph: Graph, cost: Indices) -> "tuple[Face, Indices]":
        """Return those that are best by any cost of the free arcs, and the potentials that prove it."""
        free = self.free
        if not cost.any():
            return self, np.zeros(graph.nodes, np.int64)
        tail, head = graph.tail[free], graph.head[free]
        flow = self.flow.copy()
        flow[free] ^= _improvement(graph.nodes, tail, head, cost, flow[free])
        one = np.ones(len(free), np.int64)
        potentials = find_potentials(tail, head, one, cost, flow[free], graph.nodes)
        return Face(flow, free[reduced_costs(tail, head, cost, potentials) == 0]), potentials


def _improvement(nodes: int, tail: Indices, head: Indices, cost: Indices, flow: Indices) -> Indices:
    """Return the cheapest circulation of changes to ``flow``: used arcs are turned round, so doing nothing is allowed."""
    used = flow == 1
    starts, ends = np.where(used, head, tail), np.where(used, tail, head)
    one, nothing = np.ones(len(tail), np.int64), np.zeros(nodes, np.int64)
    return solve_only(starts, ends, one, np.where(used, -cost, cost), nothing)


def tier_values(graph: Graph, tiers: Sequence[Tier], flow: Indices) -> tuple[int, ...]:
    """Return what a flow costs in each tier."""
    used = np.flatnonzero(flow)
    return tuple(int(graph.cost(tier, used).sum()) - graph.urged(tier) for tier in tiers)


def faulty_tier(graph: Graph, tiers: Sequence[Tier], flow: Indices, potentials: Indices) -> Tier | None:
    """Return the first tier in which the potentials do not prove ``flow`` best, None when all are proven."""
    if potentials.shape != (len(tiers), graph.nodes):
        return tiers[0]
    free = np.arange(len(flow))
    for number, tier in enumerate(tiers):
        cost = graph.cost(tier, free)
        reduced = reduced_costs(graph.tail[free], graph.head[free], cost, potentials[number])
        used = flow[free] == 1
        if (reduced[used] > 0).any() or (reduced[~used] < 0).any():
            return tier
        free = free[reduced == 0]
    return None


def dual_bound(graph: Graph, tier: Tier, potentials: Indices) -> int:
    """Return a value that no circulation can undercut in ``tier``, whatever the potentials."""
    every = np.arange(len(graph.tail))
    reduced = reduced_costs(graph.tail, graph.head, graph.cost(tier, every), potentials)
    return int(np.minimum(reduced, 0).sum())
