"""How good any plan could be: what the potentials of a solved round prove, and what no certificate may claim.

A limit on moves and the distance between relatives are outside what a flow can express. What they may cost is stated
against a bound that holds for every plan: the value at the prices of the round, less what a limit would have paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mutasi_flow.planning.edges import find_blocks
from mutasi_flow.planning.flow import exact_dot, reduced_costs
from mutasi_flow.planning.graph import DUTY_PARTS, Graph
from mutasi_flow.planning.outcome import Ground
from mutasi_flow.planning.policy import Policy, Tier
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
    blocks = find_blocks(eligible)
    duty, tight, loose = 0, 0, 0
    for block, potentials in zip(blocks, ground.potentials, strict=True):
        graph = graph_of(eligible, policy, ground.prices, block)
        if graph is None:
            continue
        if potentials.shape != (2, graph.nodes):
            message = "the potentials do not fit the block"
            raise ValueError(message)
        sums = _sums(graph, potentials)
        duty, tight, loose = duty + sums[0], tight + sums[1], loose + sums[2]
    prices, limit = ground.prices, policy.max_moves or 0
    if prices.duty:
        most = (prices.duty * limit - duty) // DUTY_PARTS
        is_best = duty == prices.duty * reached.moves - DUTY_PARTS * reached.duties and reached.moves == limit
    else:
        most = -duty
        is_best = duty == -reached.duties
    least_paid = limit if ground.extra_price >= 0 or (is_best and prices.duty) else 0
    return Bounds(most, (tight if is_best else loose) - ground.extra_price * least_paid)


def _sums(graph: Graph, potentials: Indices) -> tuple[int, int, int]:
    """Return the least duty cost, the least balance cost of what is best in duty (if it is), and of any circulation."""
    every = np.arange(len(graph.tail))
    first, second = (
        reduced_costs(graph.tail, graph.head, graph.cost(tier, every), own)
        for tier, own in zip((Tier.DUTY, Tier.BALANCE), potentials, strict=True)
    )
    below = np.minimum(second, 0)
    fixed = np.where(first < 0, second, np.where(first > 0, 0, below))
    return _total(np.minimum(first, 0)), _total(fixed), _total(below)


def _total(values: Indices) -> int:
    return exact_dot(np.ones(len(values), np.int64), values)


def reached_by(eligible: Eligibility, person: Indices, values: Sequence[int], extra_price: int) -> Reached:
    """Return what moves reach, given the value of balance with the price of the limit in it."""
    return Reached(len(person), int(eligible.is_due[person].sum()), values[1] - extra_price * len(person))
