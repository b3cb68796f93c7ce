"""The voluntary round: whoever listed wishes goes to a listed post or stays, and no place falls below its floor.

Swaps of two leave every level as it is and suit a simple decree; unlimited cycles serve about twice as many; chains
also lead into vacancies. Each is exact: most movers first, then the dearest wishes, then the public draw. Where people
have points, the wish of whoever has more weighs more; more points never bring anybody a less dear place.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mutasi_flow.planning.edges import Edges, block_edges, find_blocks
from mutasi_flow.planning.graph import Graph, build_graph
from mutasi_flow.planning.outcome import NOTHING
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices, Mask, Snapshot
from mutasi_flow.planning.solving import first_prices, moves_of
from mutasi_flow.planning.swaps import best_pairs
from mutasi_flow.planning.tiers import solve

TIERS = (Tier.MOVES, Tier.WISH, Tier.DRAW)
_ROUNDING = 1e-9


class Mode(StrEnum):
    """How people may change places."""

    SWAPS = "swaps"
    CYCLES = "cycles"
    CHAINS = "chains"


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """The outcome: who goes where, and with whom in one swap, cycle or chain."""

    mode: Mode
    participants: Indices
    person: Indices
    cell: Indices
    group: Indices
    """Number of the swap, cycle or chain, from 1."""
    rank: Indices


class _Market(Graph):
    """The same arcs, other aims: as many movers as possible, dear wishes, draw."""

    def cost(self, tier: Tier, arcs: Indices) -> Indices:
        """Return costs; a mover counts -1, a wish its rank."""
        if tier is Tier.MOVES:
            return -super().cost(tier, arcs)
        if tier is not Tier.WISH:
            return super().cost(tier, arcs)
        found = np.zeros(len(arcs), np.int64)
        first, last = np.searchsorted(arcs, (self.edges.start, self.edges.stop)).tolist()
        moving = arcs[first:last] - self.edges.start
        people, cells = self.people[self.edge_person[moving]], self.cells[self.edge_cell[moving]]
        found[first:last] = wish_costs(self.eligible, people, cells)
        return found


def ranks(eligible: Eligibility, people: Indices, cells: Indices) -> Indices:
    """Return the rank of wishes that there are."""
    pairs = zip(people.tolist(), cells.tolist(), strict=True)
    return np.array([eligible.wished[pair] for pair in pairs], np.int64)


def points_of(snapshot: Snapshot) -> Indices | None:
    """Return the points of each employee (column ``poin``; an empty one is 0); None where there is no such column."""
    given = snapshot.extra.get("poin")
    return None if given is None else np.array([int(points or 0) for points in given.tolist()], np.int64)


def wish_costs(eligible: Eligibility, people: Indices, cells: Indices) -> Indices:
    """Return what a wish costs: its rank, or with points how dear it is, times the points and one, as a gain."""
    rank, points = ranks(eligible, people, cells), points_of(eligible.snapshot)
    if points is None:
        return rank
    least_dear = max(eligible.wished.values(), default=0)
    return (points[people] + 1) * (rank - least_dear - 1)


def exchange(snapshot: Snapshot, mode: Mode, seed: str) -> Round:
    """Return the best round; without wishes nobody moves."""
    eligible = Eligibility(snapshot)
    edges = round_edges(eligible)
    participants = np.unique(np.concatenate([NOTHING, *(part.person for part in edges)]))
    solved = [_solve(eligible, part, mode, seed) for part in edges if len(part)]
    person = np.concatenate([NOTHING, *(part[0] for part in solved)])
    cell = np.concatenate([NOTHING, *(part[1] for part in solved)])
    order = np.argsort(person, kind="stable")
    person, cell = person[order], cell[order]
    group = _groups(snapshot, mode, person, cell)
    return Round(mode, participants, person, cell, group, ranks(eligible, person, cell))


def round_edges(eligible: Eligibility) -> list[Edges]:
    """Return the wished moves of those who take part that every rule allows, by block."""
    listed = _listed(eligible)
    return [_wished_edges(eligible, listed, block_edges(eligible, block)) for block in find_blocks(eligible)]


def _listed(eligible: Eligibility) -> Mask:
    """Who takes part: the volunteers, or everybody with wishes where nobody is marked as one."""
    staff = eligible.snapshot.staff
    return staff.is_volunteer if staff.is_volunteer.any() else np.ones(len(staff), np.bool_)


def _wished_edges(eligible: Eligibility, listed: Mask, edges: Edges) -> Edges:
    pairs = zip(edges.person.tolist(), edges.cell.tolist(), strict=True)
    wished = np.array([pair in eligible.wished for pair in pairs], np.bool_)
    kept = wished & listed[edges.person]
    return Edges(edges.person[kept], edges.cell[kept])


def _solve(eligible: Eligibility, edges: Edges, mode: Mode, seed: str) -> tuple[Indices, Indices]:
    policy = Policy(seed=seed)
    if mode is Mode.SWAPS:
        return best_pairs(eligible, policy, edges, wish_costs)
    prices = first_prices(eligible.snapshot, policy)
    whole = build_graph(eligible, policy, prices, edges, whole=True)
    steps = _open_steps(eligible, whole) if mode is Mode.CHAINS else np.zeros(len(whole.step_cell), np.bool_)
    market = _Market(
        eligible,
        policy,
        prices,
        whole.cells,
        whole.people,
        whole.leave_from,
        whole.edge_person,
        whole.edge_cell,
        step_cell=whole.step_cell[steps],
        step_cost=np.zeros(int(steps.sum()), np.int64),
        ups=int(steps[: whole.ups].sum()),
    )
    return moves_of(market, solve(market, TIERS).flow)


def floor_and_roof(eligible: Eligibility) -> tuple[Indices, Indices]:
    """Return the bounds of a voluntary round: as in a plan, and where no figure is given, the need in whole persons."""
    cells, levels = eligible.snapshot.cells, eligible.snapshot.levels
    known = ~np.isnan(cells.need)
    need = np.nan_to_num(cells.need)
    least = np.where(cells.minimum > 0, cells.minimum, np.ceil(need - _ROUNDING).astype(np.int64))
    most = np.where(cells.formation >= 0, cells.formation, np.floor(need + _ROUNDING).astype(np.int64))
    floor = np.where(known, np.minimum(levels, least), levels)
    return floor, np.where(known | (cells.formation >= 0), np.maximum(levels, most), levels)


def _open_steps(eligible: Eligibility, graph: Graph) -> Mask:
    """Say which unit steps stay within floor and roof."""
    floor, roof = floor_and_roof(eligible)
    levels = eligible.snapshot.levels[graph.cells]
    room = np.concatenate(
        (
            (roof[graph.cells] - levels)[graph.step_cell[: graph.ups]],
            (levels - floor[graph.cells])[graph.step_cell[graph.ups :]],
        )
    )
    place = np.concatenate([_place_in(cells) for cells in (graph.step_cell[: graph.ups], graph.step_cell[graph.ups :])])
    return np.asarray(place < room, np.bool_)


def _place_in(cells: Indices) -> Indices:
    """Return the number of each step within its cell; equal cells stand together."""
    return np.arange(len(cells)) - np.searchsorted(cells, cells)


def _groups(snapshot: Snapshot, mode: Mode, person: Indices, cell: Indices) -> Indices:
    """Number the swaps, cycles and chains: as short as they can be cut, for each is decided as one."""
    ways = list(zip(snapshot.staff.cell[person].tolist(), cell.tolist(), strict=True))
    group = np.zeros(len(person), np.int64)
    for members in _pairs_in(ways) if mode is Mode.SWAPS else _walks_in(ways):
        group[members] = 1 + group.max(initial=0)
    first = np.unique(group, return_index=True)[1]
    return np.argsort(np.argsort(first))[np.unique(group, return_inverse=True)[1]] + 1 if len(group) else group


def _pairs_in(ways: list[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield each two who take each other's place."""
    waiting: dict[tuple[int, int], deque[int]] = {}
    for mover, (left, target) in enumerate(ways):
        others = waiting.get((target, left))
        if others:
            yield [others.popleft(), mover]
        else:
            waiting.setdefault((left, target), deque()).append(mover)


def _walks_in(ways: list[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield the chains, from where somebody leaves a place that nobody takes, and the rings; no place is left twice."""
    leaving: dict[int, deque[int]] = {}
    excess = Counter(left for left, _target in ways)
    excess.subtract(target for _left, target in ways)
    for mover, (left, _target) in enumerate(ways):
        leaving.setdefault(left, deque()).append(mover)
    starts = [left for left, count in sorted(excess.items()) for _ in range(count)]
    for start in [*starts, *(left for left, _target in ways)]:
        path: list[int] = []
        place_in: dict[int, int] = {}
        at = start
        while leaving.get(at):
            place_in[at] = len(path)
            path.append(leaving[at].popleft())
            at = ways[path[-1]][1]
            if at in place_in:
                yield path[place_in[at] :]
                for mover in path[place_in[at] + 1 :]:
                    del place_in[ways[mover][0]]
                del path[place_in.pop(at) :]
        if path:
            yield path


def chances(snapshot: Snapshot) -> list[tuple[int, int, int, int]]:
    """Return per wished cell: seats open or possibly opening, applicants, and those for whom it is the first wish."""
    eligible = Eligibility(snapshot)
    edges = round_edges(eligible)
    person = np.concatenate([NOTHING, *(part.person for part in edges)])
    cell = np.concatenate([NOTHING, *(part.cell for part in edges)])
    size = len(snapshot.cells)
    _, roof = floor_and_roof(eligible)
    leaving = np.bincount(snapshot.staff.cell[np.unique(person)], minlength=size)
    seats = roof - snapshot.levels + leaving
    applicants = np.bincount(cell, minlength=size)
    first = np.bincount(cell[ranks(eligible, person, cell) == 1], minlength=size)
    wanted = np.flatnonzero(applicants).tolist()
    return [(at, int(seats[at]), int(applicants[at]), int(first[at])) for at in wanted]
