"""Block after block: build, solve, keep the moves and the proof, let the rest go."""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from mutasi_flow.planning.edges import Block, Forbidden, block_edges, find_blocks
from mutasi_flow.planning.graph import Graph, Prices, build_graph
from mutasi_flow.planning.levels import find_scale, margin, rounded
from mutasi_flow.planning.outcome import NOTHING
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices, Snapshot
from mutasi_flow.planning.tiers import Solution, solve

WORTH_PROCESSES = 5_000_000
"""Pairs of candidates and cells from which more than one process pays."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is left of a block when it is solved."""

    person: Indices
    cell: Indices
    values: tuple[int, ...]
    potentials: Indices


def first_prices(snapshot: Snapshot, policy: Policy) -> Prices:
    """Return the prices without a limit, at the finest scale.

    Raises:
        InvalidInput: figures too large for exact arithmetic.
    """
    largest = max(largest_margin(snapshot, policy), policy.move_price, 1)
    scale = find_scale(largest, len(snapshot.staff) + len(snapshot.cells))
    return Prices(scale, move=int(rounded(np.array([policy.move_price]), scale)[0]))


def largest_margin(snapshot: Snapshot, policy: Policy) -> float:
    """Return the most that one person more or fewer can change the balance of a cell, whatever the plan."""
    levels, most = snapshot.levels, len(snapshot.staff) + 1
    ends = (np.maximum(levels - most, 1).astype(np.float64), (levels + most).astype(np.float64))
    return max(float(np.abs(margin(policy.phi, snapshot.cells.need, end)).max(initial=0)) for end in ends)


def graph_of(
    eligible: Eligibility, policy: Policy, prices: Prices, block: Block, forbidden: Forbidden = frozenset()
) -> Graph | None:
    """Return the circulation of a block; None when nobody in it may move anywhere."""
    edges = block_edges(eligible, block, forbidden)
    return build_graph(eligible, policy, prices, edges) if len(edges) else None


def moves_of(graph: Graph, flow: Indices) -> tuple[Indices, Indices]:
    """Return who moves where, as indices of the snapshot."""
    used = np.flatnonzero(flow[graph.edges])
    return graph.people[graph.edge_person[used]], graph.cells[graph.edge_cell[used]]


def _part(graph: Graph | None, tiers: Sequence[Tier]) -> Part:
    if graph is None:
        return Part(NOTHING, NOTHING, (0,) * len(tiers), np.zeros((len(tiers), 0), np.int64))
    solution: Solution = solve(graph, tiers)
    return Part(*moves_of(graph, solution.flow), solution.values, solution.potentials)


@dataclass(frozen=True)
class _Work:
    """What a process needs to solve blocks by itself."""

    eligible: Eligibility
    policy: Policy
    prices: Prices
    forbidden: Forbidden
    tiers: tuple[Tier, ...]

    def __call__(self, block: Block) -> Part:
        return _part(graph_of(self.eligible, self.policy, self.prices, block, self.forbidden), self.tiers)


def solve_blocks(
    eligible: Eligibility, policy: Policy, prices: Prices, forbidden: Forbidden, tiers: tuple[Tier, ...]
) -> list[Part]:
    """Solve all blocks, large inputs in several processes; the answer does not depend on how many."""
    blocks = find_blocks(eligible)
    work = _Work(eligible, policy, prices, forbidden, tiers)
    processes = min(len(blocks), os.cpu_count() or 1)
    if processes > 1 and sum(_weight(eligible, block) for block in blocks) > WORTH_PROCESSES:
        with ProcessPoolExecutor(processes) as pool:
            return list(pool.map(work, blocks))
    return [work(block) for block in blocks]


def _weight(eligible: Eligibility, block: Block) -> int:
    cells = np.bincount(eligible.snapshot.cells.jabatan, minlength=len(eligible.snapshot.jabatan))
    pairs = zip(block.jabatan, block.candidates, strict=True)
    return sum(len(people) * int(cells[kind]) for kind, people in pairs)


def joined(parts: Iterable[Part]) -> tuple[Indices, Indices]:
    """Return all moves, by employee."""
    rows = list(parts)
    person = np.concatenate([NOTHING, *(part.person for part in rows)])
    cell = np.concatenate([NOTHING, *(part.cell for part in rows)])
    order = np.argsort(person, kind="stable")
    return person[order], cell[order]


def summed(parts: Iterable[Part], tiers: int) -> tuple[int, ...]:
    """Return the value of each tier over all blocks."""
    rows = [part.values for part in parts]
    return tuple(sum(values[tier] for values in rows) for tier in range(tiers))
