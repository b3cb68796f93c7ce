"""How good any plan could be: what the potentials of a solved round prove, and what no certificate may claim.

A limit on moves and the distance between relatives are outside what a flow can express. What they may cost is stated
against a bound that holds for every plan: the value at the prices of the round, less what a limit would have paid. Where
meetings have a price, too, the bound is the value at these prices, less what keeping apart would have paid (Lagrange).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutasi_flow.planning.edges import Block, find_blocks, pieces
from mutasi_flow.planning.flow import exact_dot, reduced_costs
from mutasi_flow.planning.graph import DUTY_PARTS, Graph, bounds
from mutasi_flow.planning.levels import margin, rounded
from mutasi_flow.planning.outcome import FINE, Ground
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.relatives import apart_room, apart_terms
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices
from mutasi_flow.planning.solving import graph_of


@dataclass(frozen=True, slots=True)
class Reached:
    """What a plan reaches: moves, duties met, and its balance in parts without any price of a limit."""

    moves: int
    duties: int
    balance: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """No plan that keeps the rules and the limit meets more duties; none of those that meet as many has less balance cost."""

    duties: int
    balance: int


def find_bounds(eligible: Eligibility, policy: Policy, ground: Ground, reached: Reached, *, is_optimal: bool) -> Bounds:
    """Return what ``ground`` proves; where the plan itself is its optimum (nothing was left out), often at once.

    With a price on duties, other plans that meet as many make as many moves or more: only a full limit excludes more.

    Raises:
        ValueError: the potentials do not fit the blocks.
    """
    room = (policy.max_moves or 0) - reached.moves
    if is_optimal and ground.prices.duty == 0:
        return Bounds(reached.duties, reached.balance - ground.extra_price * room)
    if is_optimal and room == 0:
        return Bounds(reached.duties, reached.balance)
    return _weak_bounds(eligible, policy, ground, reached)


def _weak_bounds(eligible: Eligibility, policy: Policy, ground: Ground, reached: Reached) -> Bounds:
    """Return what any potentials prove, by weak duality."""
    blocks, rows = find_blocks(eligible), ground.weights[:, :3]
    duty, tight, loose = 0, 0, 0
    for block, potentials in zip(blocks, ground.potentials, strict=True):
        is_weighed = len(rows) > 0 and block.has_any(rows[:, :2].ravel())
        graph = graph_of(eligible, policy, ground.prices, block, whole=is_weighed)
        if graph is None:
            continue
        if potentials.shape != (2, graph.nodes) or (graph.is_cut and len(rows)):
            message = "the potentials do not fit the block"
            raise ValueError(message)
        cost = graph.cost(Tier.BALANCE, np.arange(len(graph.tail))) * (FINE if len(rows) else 1)
        if is_weighed:
            cost += meeting_costs(eligible, graph, ground.weights)
        sums = _sums(graph, potentials, cost) if not graph.is_cut else _sums_of_all(eligible, block, graph, potentials)
        duty, tight, loose = duty + sums[0], tight + sums[1], loose + sums[2]
    if len(rows):
        room = exact_dot(apart_room(eligible, rows), ground.weights[:, 3])
        tight, loose = -((room - tight) // FINE), -((room - loose) // FINE)  # rounded up: values are whole parts
    prices, limit = ground.prices, policy.max_moves or 0
    if prices.duty:
        most = (prices.duty * limit - duty) // DUTY_PARTS
        is_best = duty == prices.duty * reached.moves - DUTY_PARTS * reached.duties and reached.moves == limit
    else:
        most = -duty
        is_best = duty == -reached.duties
    least_paid = limit if ground.extra_price >= 0 or (is_best and prices.duty) else 0
    return Bounds(most, (tight if is_best else loose) - ground.extra_price * least_paid)


def meeting_costs(eligible: Eligibility, graph: Graph, weights: Indices) -> Indices:
    """Return what the arcs of a graph cost, in parts of a part, because they bring relatives nearer."""
    found = np.zeros(len(graph.tail), np.int64)
    row, arc, sign = apart_terms(eligible, graph, weights[:, :3])
    np.add.at(found, arc, sign * weights[row, 3])
    return found


def _sums(graph: Graph, potentials: Indices, balance: Indices) -> tuple[int, int, int]:
    """Return the least duty cost, the least balance cost of what is best in duty (if it is), and of any circulation."""
    duty = graph.cost(Tier.DUTY, np.arange(len(graph.tail)))
    first, second = (
        reduced_costs(graph.tail, graph.head, cost, own) for cost, own in zip((duty, balance), potentials, strict=True)
    )
    below = np.minimum(second, 0)
    fixed = np.where(first < 0, second, np.where(first > 0, 0, below))
    return _total(np.minimum(first, 0)), _total(fixed), _total(below)


def _sums_of_all(eligible: Eligibility, block: Block, graph: Graph, potentials: Indices) -> tuple[int, int, int]:
    """Return the same over all moves of a block, those left out, too; what is best in duty is not looked for.

    Nobody makes two moves, so of each employee only the cheapest counts. A cell that the cut block does not have gets
    the potential at which its first step costs nothing.
    """
    duty, balance = (
        _total(np.minimum(_fixed_arcs(graph, tier, own), 0)) + _unlisted(eligible, block, graph, tier, own)
        for tier, own in zip((Tier.DUTY, Tier.BALANCE), potentials, strict=True)
    )
    return duty, balance, balance


def _fixed_arcs(graph: Graph, tier: Tier, own: Indices) -> Indices:
    """Return the reduced costs of all arcs that are no moves."""
    arcs = np.concatenate((np.arange(graph.edges.start), np.arange(graph.edges.stop, len(graph.tail))))
    return reduced_costs(graph.tail[arcs], graph.head[arcs], graph.cost(tier, arcs), own)


def _unlisted(eligible: Eligibility, block: Block, graph: Graph, tier: Tier, own: Indices) -> int:
    """Return the least that moves, and steps which only moves left out could need, may add."""
    snapshot, size = eligible.snapshot, len(eligible.snapshot.cells)
    at_ground = int(own[-1])
    price = np.full(size, at_ground, object)
    first = _step_cost(graph, np.arange(size), snapshot.levels + 1, tier)
    price -= first
    price[graph.cells] = own[: len(graph.cells)]
    person_price = own[len(graph.cells) : -1].astype(object)
    best, comers = np.zeros(len(graph.people), object), np.zeros(size, np.int64)
    for person, cell in pieces(eligible, block):
        comers += np.bincount(cell, minlength=size)
        local = np.searchsorted(graph.people, person)
        np.minimum.at(best, local, person_price[local] - price[cell])
    steps = _further_steps(eligible, graph, comers)
    further = _step_cost(graph, steps[0], steps[1], tier) + price[steps[0]] - at_ground
    return int(best.sum()) + int(np.minimum(further, 0).sum())


def _further_steps(eligible: Eligibility, graph: Graph, comers: Indices) -> tuple[Indices, Indices]:
    """Return cell and level of every step up that all moves together could need and the cut block does not have."""
    snapshot = eligible.snapshot
    roof = bounds(eligible)[1]
    have = np.zeros(len(snapshot.cells), np.int64)
    have[graph.cells] = np.bincount(graph.step_cell[: graph.ups], minlength=len(graph.cells))
    more = np.maximum(np.where(roof >= 0, np.minimum(roof - snapshot.levels, comers), comers) - have, 0)
    cells = np.repeat(np.arange(len(more)), more)
    number = np.arange(len(cells)) - np.repeat(np.cumsum(more) - more, more)
    return cells, (snapshot.levels + have)[cells] + number + 1


def _step_cost(graph: Graph, cells: Indices, levels: Indices, tier: Tier) -> Any:
    """Return what the person who fills a cell up to a level costs, in Python's integers."""
    if tier is Tier.DUTY:
        return np.zeros(len(cells), object)
    need = graph.eligible.snapshot.cells.need[cells]
    return rounded(margin(graph.policy.phi, need, levels.astype(np.float64)), graph.prices.scale).astype(object)


def _total(values: Indices) -> int:
    return exact_dot(np.ones(len(values), np.int64), values)


def reached_by(eligible: Eligibility, person: Indices, values: Sequence[int], extra_price: int) -> Reached:
    """Return what moves reach, given the value of balance with the price of the limit in it."""
    return Reached(len(person), int(eligible.is_due[person].sum()), values[1] - extra_price * len(person))
