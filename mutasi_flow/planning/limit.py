"""A limited number of moves: the price at which the best plan keeps to it, and who goes when gains are equal.

The best balance for each number of moves is a convex curve; a price per move finds its corners. Between corners the
plan with fewer moves is taken, and how much it may lack is stated. Moves of exactly equal gain are shared out by the
public draw over the cells they leave. Where the limit is too low for all duties, they are priced in the same way, and
those that serve balance best fill it.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mutasi_flow.planning.edges import Block, Forbidden, find_blocks
from mutasi_flow.planning.graph import DUTY_PARTS, Graph, Prices
from mutasi_flow.planning.levels import margin, rounded
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.pooling import Pools
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.solving import graph_of, largest_margin
from mutasi_flow.planning.tiers import Face
from mutasi_flow.planning.working import Course, Progress, Stage

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
    course: Course

    def find(self) -> tuple[Prices, int]:
        """Return prices at which no more than ``limit`` people move, and the part of the price added for it."""
        blocks = find_blocks(self.eligible)
        highest = highest_price(self.eligible, self.policy, self.base.scale)
        base = replace(self.base, duty=self._duty_price(blocks, highest))
        lowest = 0 if not base.duty else -self._steepest()
        most = [self._count(block, replace(base, move=base.move + lowest)) for block in blocks]
        if sum(most) <= self.limit:
            return replace(base, move=base.move + lowest), lowest
        least = [self._count(block, replace(base, move=base.move + highest)) for block in blocks]
        brackets = [_Bracket(*ends) for ends in zip(blocks, most, least, strict=True)]
        extra = _smallest(lowest, highest, lambda price: self._fits(brackets, base, price))
        priced = replace(base, move=base.move + extra)
        if sum(bracket.above for bracket in brackets) == self.limit:
            return replace(priced, threshold=FEWEST), extra
        return replace(priced, threshold=self._share_out(blocks, priced)), extra

    def _duty_price(self, blocks: list[Block], highest: int) -> int:
        """Return the smallest price of a move, in parts of a duty, at which the duties that still pay keep to the limit.

        At that price only moves are made that duties ask for, so that they have the limit for themselves.
        """
        due = [block for block in blocks if any(self.eligible.is_due[people].any() for people in block.candidates)]
        dear = replace(self.base, move=self.base.move + highest)

        def fits(price: int) -> bool:
            self._tell()
            return sum(self._count(block, replace(dear, duty=price)) for block in due) <= self.limit

        return 0 if fits(0) else _smallest(1, DUTY_PARTS, fits)

    def _steepest(self) -> int:
        """Return a price below which, made negative, every move pays."""
        largest = largest_margin(self.eligible.snapshot, self.policy)
        return int(rounded(np.array([2 * largest]), self.base.scale)[0]) + 2 + self.base.move

    @cached_property
    def _trials(self) -> Iterator[int]:
        return itertools.count(1)

    def _tell(self) -> None:
        self.course.report(Progress(Stage.LIMIT, next(self._trials), 0, 0.0))

    @cached_property
    def _pools(self) -> Pools:
        return Pools(self.eligible, self.policy, self.forbidden)

    def _count(self, block: Block, prices: Prices) -> int:
        return self._pools.best(block, prices).moves

    def _fits(self, brackets: list[_Bracket], base: Prices, extra: int) -> bool:
        """Whether the limit is kept at a price; blocks that cannot differ between the ends are not solved again."""
        self._tell()
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
        found = (graph_of(self.eligible, self.policy, prices, block, self.forbidden) for block in blocks)
        graphs = [graph for graph in found if graph is not None]
        faces = [Face.of_all(graph).best(graph, Tier.DUTY)[0].best(graph, Tier.BALANCE)[0] for graph in graphs]

        def counts(pairs: list[tuple[Graph, Face]], threshold: int) -> list[int]:
            self._tell()
            shared = replace(prices, threshold=threshold)
            return [_count_at(graph.priced(shared), face) for graph, face in pairs]

        every = list(zip(graphs, faces, strict=True))
        ends = list(zip(every, counts(every, FEWEST), counts(every, MOST), strict=True))
        fixed = sum(few for _, few, many in ends if few == many)
        undecided = [pair for pair, few, many in ends if few != many]
        return _smallest(FEWEST, MOST, lambda threshold: fixed + sum(counts(undecided, threshold)) > self.limit) - 1


def highest_price(eligible: Eligibility, policy: Policy, scale: int) -> int:
    """Return a price, in parts, at which no gain in balance pays for a move: what one leaves and one enters."""
    need, levels = eligible.snapshot.cells.need, eligible.snapshot.levels.astype(np.float64)
    leaves, enters = (margin(policy.phi, need, levels + more) for more in (0, 1))
    largest = leaves.max(initial=0) - enters.min(initial=0) + policy.experience
    return int(rounded(np.array([largest]), scale)[0]) + 2


def _count_at(graph: Graph, face: Face) -> int:
    """Return how many of a face move at the threshold of the graph."""
    shared = face.best(graph, Tier.LIMIT)[0].best(graph, Tier.MOVES)[0]
    return int(shared.flow[graph.edges].sum())


def _smallest(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the smallest number between ``low`` and ``high`` for which a monotone question holds, ``high`` if none."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
