"""Block after block: build, solve, keep the moves and the proof, let the rest go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np

from mutasi_flow.planning.edges import Block, Forbidden, block_edges, find_blocks
from mutasi_flow.planning.graph import Graph, Prices, build_graph
from mutasi_flow.planning.levels import find_scale, margin, rounded
from mutasi_flow.planning.outcome import NOTHING
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices, Snapshot
from mutasi_flow.planning.tiers import Solution, solve
from mutasi_flow.planning.working import Course, Progress, Stage, Tell, run_through

WORTH_TELLING = 1_000_000
"""Arcs of a block from which it tells of each aim."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is left of a block when it is solved."""

    person: Indices
    cell: Indices
    values: tuple[int, ...]
    potentials: Indices
    is_cut: bool = False


def first_prices(snapshot: Snapshot, policy: Policy) -> Prices:
    """Return the prices without a limit, at the finest scale.

    Raises:
        InvalidInput: figures too large for exact arithmetic.
    """
    largest = max(largest_margin(snapshot, policy), policy.move_price, 1)
    scale = find_scale(largest, len(snapshot.staff) + len(snapshot.cells))
    return Prices(scale, move=int(rounded(np.array([policy.move_price]), scale)[0]))


def largest_margin(snapshot: Snapshot, policy: Policy) -> float:
    """Return the most that one person more or fewer can change the balance of a cell, and who is experienced there."""
    levels, most = snapshot.levels, len(snapshot.staff) + 1
    ends = (np.maximum(levels - most, 1).astype(np.float64), (levels + most).astype(np.float64))
    return policy.experience + max(
        float(np.abs(margin(policy.phi, snapshot.cells.need, end)).max(initial=0)) for end in ends
    )


def graph_of(
    eligible: Eligibility,
    policy: Policy,
    prices: Prices,
    block: Block,
    forbidden: Forbidden = frozenset(),
    *,
    whole: bool = False,
) -> Graph | None:
    """Return the circulation of a block, ``whole`` as for ``build_graph``; None when nobody in it may move anywhere."""
    edges = block_edges(eligible, block, forbidden, policy.most_edges)
    return build_graph(eligible, policy, prices, edges, whole=whole) if len(edges) else None


def moves_of(graph: Graph, flow: Indices) -> tuple[Indices, Indices]:
    """Return who moves where, as indices of the snapshot."""
    used = np.flatnonzero(flow[graph.edges])
    return graph.people[graph.edge_person[used]], graph.cells[graph.edge_cell[used]]


def _part(graph: Graph | None, tiers: Sequence[Tier], tell: Tell) -> Part:
    if graph is None:
        return Part(NOTHING, NOTHING, (0,) * len(tiers), np.zeros((len(tiers), 0), np.int64))
    count = len(tiers)

    def begin(number: int) -> None:
        if len(graph.tail) >= WORTH_TELLING:
            tell(Progress(Stage.AIMS, number, count, 0.0))

    solution: Solution = solve(graph, tiers, begin)
    return Part(*moves_of(graph, solution.flow), solution.values, solution.potentials, graph.is_cut)


@dataclass(frozen=True)
class _Work:
    """What a process needs to solve blocks by itself."""

    eligible: Eligibility
    policy: Policy
    prices: Prices
    forbidden: Forbidden
    tiers: tuple[Tier, ...]

    def __call__(self, block: Block, tell: Tell) -> Part:
        """Solve one block."""
        return _part(graph_of(self.eligible, self.policy, self.prices, block, self.forbidden), self.tiers, tell)


def solve_blocks(
    eligible: Eligibility, policy: Policy, prices: Prices, forbidden: Forbidden, course: Course
) -> list[Part]:
    """Solve all blocks, in the order of :func:`find_blocks`; the answer does not depend on the course.

    Raises:
        InvalidInput: a process was ended from outside.
    """
    blocks = find_blocks(eligible)
    names = _names(eligible, policy, prices, forbidden, blocks)
    weights = [weight(eligible, block) for block in blocks]
    found = _kept(course, names)
    todo = [number for number in range(len(blocks)) if number not in found]
    work = _Work(eligible, policy, prices, forbidden, policy.tiers)
    behind, whole = sum(weights[number] for number in found), max(sum(weights), 1)
    for at, part in run_through(work, [blocks[it] for it in todo], [weights[it] for it in todo], course):
        number = todo[at]
        found[number] = part
        behind += weights[number]
        if course.keeper is not None:
            course.keeper.keep(names[number], _arrays(part))
        course.report(Progress(Stage.BLOCKS, len(found), len(blocks), behind / whole))
    return [found[number] for number in range(len(blocks))]


def round_name(policy: Policy, prices: Prices | None, forbidden: Forbidden) -> str:
    """Return a name for what the answer of a block depends on beside the snapshot."""
    policy = replace(policy, exact=False, exact_seconds=0.0)
    return sha256(repr((policy, prices, sorted(forbidden))).encode()).hexdigest()[:24]


def _names(
    eligible: Eligibility, policy: Policy, prices: Prices, forbidden: Forbidden, blocks: Sequence[Block]
) -> list[str]:
    """Return a name for the answer of each block: only what is left out of it counts, so others keep theirs."""
    block_of = np.full(len(eligible.snapshot.staff), -1)
    for number, block in enumerate(blocks):
        for people in block.candidates:
            block_of[people] = number
    left_out: dict[int, set[tuple[int, int]]] = {}
    for person, cell in forbidden:
        left_out.setdefault(int(block_of[person]), set()).add((person, cell))
    whole = round_name(policy, prices, frozenset())
    return [
        f"{round_name(policy, prices, frozenset(left_out[number])) if number in left_out else whole}-{number}"
        for number in range(len(blocks))
    ]


def _kept(course: Course, names: Sequence[str]) -> dict[int, Part]:
    if course.keeper is None:
        return {}
    found = {number: course.keeper.find(name) for number, name in enumerate(names)}
    return {number: _part_from(arrays) for number, arrays in found.items() if arrays is not None}


def _arrays(part: Part) -> dict[str, Indices]:
    values, is_cut = np.array(part.values, np.int64), np.array(part.is_cut)
    return {"person": part.person, "cell": part.cell, "values": values, "potentials": part.potentials, "cut": is_cut}


def _part_from(arrays: Mapping[str, Any]) -> Part:
    values = tuple(int(value) for value in arrays["values"].tolist())
    return Part(arrays["person"], arrays["cell"], values, arrays["potentials"], bool(arrays["cut"]))


def weight(eligible: Eligibility, block: Block) -> int:
    """Return how much work a block is: pairs of people and cells."""
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
