"""Swaps of two, as many as there can be: maximum weight matching, as an integer programme solved to its bound.

Pairs form a general graph, in which the flow of this program cannot match; HiGHS (in SciPy) proves the optimum.
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.planning.costs import EDGE_COSTS
from mutasi_flow.planning.edges import Edges
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices

Pair = tuple[int, int, int, int]
"""One employee and the target, the other and the target."""
_DRAWS = 2**31


def best_pairs(
    eligible: Eligibility, policy: Policy, edges: Edges, wish_costs: Callable[[Eligibility, Indices, Indices], Indices]
) -> tuple[Indices, Indices]:
    """Return who goes where when as many pairs as possible swap, then with the dearest wishes, then by the draw."""
    pairs = _pairs(eligible, edges)
    if not pairs:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    table = np.array(pairs, np.int64)
    wishes = wish_costs(eligible, table[:, 0], table[:, 1]) + wish_costs(eligible, table[:, 2], table[:, 3])
    chosen = table[_match(table, wishes, _draw(eligible, policy, table))]
    return np.concatenate((chosen[:, 0], chosen[:, 2])), np.concatenate((chosen[:, 1], chosen[:, 3]))


def _pairs(eligible: Eligibility, edges: Edges) -> list[Pair]:
    """Return each two who wish each other's cell."""
    wish: dict[tuple[int, int], list[int]] = {}
    cell_of = eligible.snapshot.staff.cell
    for person, cell in zip(edges.person.tolist(), edges.cell.tolist(), strict=True):
        wish.setdefault((int(cell_of[person]), cell), []).append(person)
    return [
        (one, to, other, here)
        for (here, to), people in sorted(wish.items())
        if here < to
        for one in people
        for other in wish.get((to, here), ())
    ]


def _draw(eligible: Eligibility, policy: Policy, table: Indices) -> Indices:
    cost = EDGE_COSTS[Tier.DRAW]
    return cost(eligible, policy, table[:, 0], table[:, 1]) + cost(eligible, policy, table[:, 2], table[:, 3])


def _match(table: Indices, wishes: Indices, draw: Indices) -> Indices:
    """Return the rows of the best matching, the three aims asked in turn."""
    people, place = np.unique(table[:, [0, 2]].ravel(), return_inverse=True)
    columns = np.repeat(np.arange(len(table)), 2)
    once = csr_matrix((np.ones(len(place)), (place, columns)), shape=(len(people), len(table)))
    limits = [LinearConstraint(once, ub=np.ones(len(people)))]
    chosen = np.zeros(len(table))
    for cost in (-np.ones(len(table)), wishes.astype(np.float64), draw / _DRAWS):
        answer = milp(cost, constraints=limits, bounds=Bounds(0, 1), integrality=np.ones(len(table)))
        if answer.x is None:
            raise InvalidInput(T("Pertukaran ini tidak dapat dihitung."))
        chosen = np.rint(answer.x)
        reached = float(cost @ chosen)
        limits.append(LinearConstraint(cost.reshape(1, -1), ub=reached + 1e-6))
    return np.flatnonzero(chosen)
