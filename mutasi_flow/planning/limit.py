"""A limited number of moves: the price at which the best plan keeps to it, and who goes when gains are equal.

The best balance for each number of moves is a convex curve; a price per move finds its corners. Between corners the
plan with fewer moves is taken, and how much it may lack is stated. Moves of exactly equal gain are shared out by the
public draw over the cells they leave.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from mutasi_flow.planning.edges import Block, Forbidden, find_blocks
from mutasi_flow.planning.graph import Graph, Prices
from mutasi_flow.planning.levels import margin, rounded
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.solving import graph_of, moves_of
from mutasi_flow.planning.tiers import solve

FEWEST, MOST = -(2**34), 2**34
"""Thresholds below and above every lot."""


@dataclass(slots=True)
class _Bracket:
    """One block, and how many moves it makes at the prices tried nearest to the one that is looked for."""

    block: Block
    below: int
    above: int


@dataclass(frozen=True)
class Search:
    """The search for one limit."""

    eligible: Eligibility
    policy: Policy
    base: Prices
    forbidden: Forbidden
    limit: int

    def find(self) -> tuple[Prices, int]:
        """Return prices at which no more than ``limit`` people move, and the part of the price added for it."""
        blocks = find_blocks(self.eligible)
        free = [self._count(block, self.base) for block in blocks]
        if sum(free) <= self.limit:
            return self.base, 0
        base, highest = self.base, self._highest_price()
        least = [self._count(block, replace(base, move=base.move + highest)) for block in blocks]
        if sum(least) > self.limit:  # duties alone exceed the limit
            base = replace(base, has_duty=False)
            least = [0] * len(blocks)
        brackets = [_Bracket(*ends) for ends in zip(blocks, free, least, strict=True)]
        extra = _smallest(0, highest, lambda price: self._fits(brackets, base, price))
        priced = replace(base, move=base.move + extra)
        return replace(priced, threshold=self._share_out(blocks, priced)), extra

    def _highest_price(self) -> int:
        """Return a price at which no gain in balance pays for a move: what one leaves and one enters."""
        snapshot = self.eligible.snapshot
        need, levels = snapshot.cells.need, snapshot.levels.astype(np.float64)
        leaves, enters = (margin(self.policy.phi, need, levels + more) for more in (0, 1))
        largest = leaves.max(initial=0) - enters.min(initial=0)
        return int(rounded(np.array([largest]), self.base.scale)[0]) + 2

    def _count(self, block: Block, prices: Prices) -> int:
        graph = graph_of(self.eligible, self.policy, prices, block, self.forbidden)
        if graph is None:
            return 0
        tiers = (Tier.DUTY, Tier.BALANCE, Tier.MOVES)
        return len(moves_of(graph, solve(graph, tiers).flow)[0])

    def _fits(self, brackets: list[_Bracket], base: Prices, extra: int) -> bool:
        """Whether the limit is kept at a price; blocks that cannot differ between the ends are not solved again."""
        prices = replace(base, move=base.move + extra)
        counts = [
            bracket.below if bracket.below == bracket.above else self._count(bracket.block, prices)
            for bracket in brackets
        ]
        fits = sum(counts) <= self.limit
        for bracket, count in zip(brackets, counts, strict=True):
            if fits:
                bracket.above = count
            else:
                bracket.below = count
        return fits

    def _share_out(self, blocks: list[Block], prices: Prices) -> int:
        """Return the highest threshold of the draw at which the limit is kept."""
        graphs = [graph_of(self.eligible, self.policy, prices, block, self.forbidden) for block in blocks]
        open_graphs = [graph for graph in graphs if graph is not None]

        def exceeds(threshold: int) -> bool:
            return sum(_count_at(graph, threshold) for graph in open_graphs) > self.limit

        return _smallest(FEWEST, MOST, exceeds) - 1


def _count_at(graph: Graph, threshold: int) -> int:
    priced = replace_prices(graph, threshold)
    tiers = (Tier.DUTY, Tier.BALANCE, Tier.LIMIT, Tier.MOVES)
    return len(moves_of(graph, solve(priced, tiers).flow)[0])


def replace_prices(graph: Graph, threshold: int) -> Graph:
    """Return the same arcs with another threshold."""
    return replace(graph, prices=replace(graph.prices, threshold=threshold))


def _smallest(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the smallest number between ``low`` and ``high`` for which a monotone question holds, ``high`` if none."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
