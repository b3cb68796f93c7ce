"""An integer programme over some circulations and the rows that keep relatives apart, aim after aim.

Each aim is first asked as a linear programme. Its duals, made whole, are prices of meetings; at these prices the flow
alone gives potentials, and with them the same proof as without relatives: what is best lies on the arcs of reduced cost
zero, with the rows that have a price full. Where a flow of whole numbers is found there, the aim is closed and these are
what the next one may choose from. Where none is, HiGHS branches, and arcs that its gap rules out are closed.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, vstack

from mutasi_flow.planning.flow import reduced_costs
from mutasi_flow.planning.graph import Graph
from mutasi_flow.planning.outcome import FINE, LARGEST_WEIGHT, NOTHING
from mutasi_flow.planning.policy import Tier
from mutasi_flow.planning.relatives import apart_room, apart_terms
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices, Mask
from mutasi_flow.planning.solving import Part, moves_of
from mutasi_flow.planning.tiers import Face

_ALMOST = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """What the aims so far leave open: a flow, the arcs on which others may differ, rows that must be full."""

    flow: Indices
    free: Mask
    is_full: Mask
    limits: tuple[tuple[Indices, int], ...] = ()
    """Costs, and what they must not exceed: of aims that the linear programme could not close."""


@dataclass(frozen=True, slots=True, eq=False)
class Closed:
    """What one aim left open, and what its value cannot undercut by the word of the solver."""

    open: Open
    least: int
    is_over: bool = False
    """Whether time ran out, so that a later aim should not be asked."""


@dataclass(frozen=True, eq=False)
class Programme:
    """The circulations side by side."""

    eligible: Eligibility
    graphs: Sequence[Graph]
    rows: Indices
    """As of :func:`mutasi_flow.planning.relatives.apart_rows`."""

    @cached_property
    def starts(self) -> list[int]:
        """Where the arcs of each graph begin, and where the last ends."""
        return [0, *np.cumsum([len(graph.tail) for graph in self.graphs]).tolist()]

    def __len__(self) -> int:
        return int(self.starts[-1])

    @cached_property
    def conservation(self) -> Any:
        """Nodes × arcs: what enters less what leaves, the grounds apart."""
        heads, tails, first = [], [], 0
        for graph in self.graphs:
            ground = graph.nodes - 1
            heads.append(np.where(graph.head == ground, -1, graph.head + first))
            tails.append(np.where(graph.tail == ground, -1, graph.tail + first))
            first += ground
        node, arc = np.concatenate((*heads, *tails)), np.tile(np.arange(len(self)), 2)
        sign, kept = np.repeat([1, -1], len(self)), node >= 0
        return csc_array((sign[kept], (node[kept], arc[kept])), shape=(first, len(self)))

    @cached_property
    def apart(self) -> Any:
        """Rows × arcs."""
        found = [apart_terms(self.eligible, graph, self.rows) for graph in self.graphs]
        row, sign = (np.concatenate([each[place] for each in found]) for place in (0, 2))
        arc = np.concatenate([each[1] + start for each, start in zip(found, self.starts, strict=False)])
        return csc_array((sign, (row, arc)), shape=(len(self.rows), len(self)))

    @cached_property
    def room(self) -> Indices:
        """How much the terms of each row may be."""
        return apart_room(self.eligible, self.rows)

    @property
    def everything(self) -> Open:
        """Nothing is decided; all stay where they are."""
        nobody = np.zeros(len(self), np.int64)
        return Open(nobody, np.ones(len(self), np.bool_), np.zeros(len(self.rows), np.bool_))

    def cost(self, tier: Tier) -> Indices:
        """Return the cost of all arcs."""
        return np.concatenate([graph.cost(tier, np.arange(len(graph.tail))) for graph in self.graphs])

    def parts(self, flow: Indices) -> Iterator[Part]:
        """Yield who goes where in each graph."""
        for graph, start in zip(self.graphs, self.starts, strict=False):
            yield Part(*moves_of(graph, flow[start : start + len(graph.tail)]), (), NOTHING)

    def split(self, now: Open) -> Iterator[tuple[Graph, slice, Face]]:
        """Yield each graph with its arcs and what is open of it."""
        for graph, start, end in zip(self.graphs, self.starts, self.starts[1:], strict=False):
            here = slice(start, end)
            yield graph, here, Face(now.flow[here], np.flatnonzero(now.free[here]))

    def weights(self, now: Open, cost: Indices, seconds: float) -> Indices | None:
        """Return what each meeting is worth, in parts of a part, by the linear programme; None where it has no answer.

        Only those of rows that must be full may be negative.
        """
        arcs, full = now.free, now.is_full
        fixed = np.where(arcs, 0, now.flow)
        left, nodes = self.room - self.apart @ fixed, self.conservation.shape[0]
        equal = vstack((self.conservation[:, arcs], self.apart[full][:, arcs]), format="csr")
        wanted = np.concatenate((-(self.conservation @ fixed), left[full]))
        below = self.apart[~full][:, arcs]
        given = {"A_ub": below, "b_ub": left[~full]} if below.shape[0] else {}
        answer = linprog(
            cost[arcs].astype(float), A_eq=equal, b_eq=wanted, bounds=(0, 1), options={"time_limit": seconds}, **given
        )
        if answer.status:
            return None
        found = np.zeros(len(self.rows))
        found[full] = -answer.eqlin.marginals[nodes:]
        found[~full] = np.maximum(-answer.ineqlin.marginals, 0)
        return np.rint(np.clip(found * FINE, -LARGEST_WEIGHT, LARGEST_WEIGHT)).astype(np.int64)

    def close(self, now: Open, cost: Indices, ends_at: float) -> Closed | None:
        """Return what is left open when an aim is best; None when there was no time to find out."""
        if not cost[now.free].any():
            return Closed(now, int(cost @ now.flow))
        weight = self.weights(now, cost, _left(ends_at))
        if weight is None:
            return None
        reduced, least = self._proven(now, cost * FINE + self.apart.T @ weight)
        least -= int(weight @ self.room)
        decided = np.where(now.free & (reduced != 0), reduced < 0, now.flow)
        face = Open(decided, now.free & (reduced == 0), now.is_full | (weight != 0), now.limits)
        found, _, _ = self._branch(face, np.zeros_like(cost), ends_at)
        if found is not None and int(cost @ found) * FINE == least:
            return Closed(Open(found, face.free, face.is_full, now.limits), least // FINE)
        return self._closed_by_branching(now, cost, (reduced, least), ends_at)

    def _closed_by_branching(
        self, now: Open, cost: Indices, proof: tuple[Indices, int], ends_at: float
    ) -> Closed | None:
        found, bound, is_over = self._branch(now, cost, ends_at)
        if found is None:
            return None
        value = int(cost @ found)
        free = now.free & (np.abs(proof[0]) <= value * FINE - proof[1])
        return Closed(Open(found, free, now.is_full, (*now.limits, (cost, value))), bound, is_over)

    def _proven(self, now: Open, cost: Indices) -> tuple[Indices, int]:
        """Return reduced costs at the potentials of the best flow at some costs, and what that flow costs."""
        reduced, least = np.zeros(len(self), np.int64), 0
        for graph, here, face in self.split(now):
            best, potentials = face.best_of(graph, cost[here][face.free])
            reduced[here] = reduced_costs(graph.tail, graph.head, cost[here], potentials)
            least += int(cost[here] @ best.flow)
        return reduced, least

    def _branch(self, now: Open, cost: Indices, ends_at: float) -> tuple[Indices | None, int, bool]:
        """Return a flow of whole numbers, what no other can undercut, and whether time ran out."""
        arcs, fixed = now.free, np.where(now.free, 0, now.flow)
        unit = int(np.gcd.reduce(cost[arcs])) or 1 if arcs.any() else 1
        left = self.room - self.apart @ fixed
        limits = [
            LinearConstraint(self.conservation[:, arcs], *([-(self.conservation @ fixed)] * 2)),
            LinearConstraint(self.apart[:, arcs], np.where(now.is_full, left, -np.inf), left),
        ]
        for row, value in now.limits:
            size = int(np.gcd.reduce(row[arcs])) or 1
            limits.append(LinearConstraint(row[arcs][None, :] / size, -np.inf, (value - int(row @ fixed) + 0.5) / size))
        count = int(arcs.sum())
        if not count:
            return now.flow, int(cost @ now.flow), False
        answer = milp(
            cost[arcs] / unit,
            constraints=limits,
            bounds=Bounds(0, 1),
            integrality=np.ones(count),
            options={"time_limit": _left(ends_at), "mip_rel_gap": 0.0},
        )
        if answer.x is None:
            return None, 0, answer.status == 1
        flow = fixed.copy()
        flow[arcs] = np.rint(answer.x).astype(np.int64)
        bound = ceil(answer.mip_dual_bound - _ALMOST) * unit + int(cost @ fixed)
        return (flow if self._is_kept(now, flow) else None), bound, answer.status != 0

    def _is_kept(self, now: Open, flow: Indices) -> bool:
        """Whether a flow obeys everything, in whole numbers."""
        terms = self.apart @ flow
        return (
            not (self.conservation @ flow).any()
            and bool((terms <= self.room).all() and (terms[now.is_full] == self.room[now.is_full]).all())
            and all(int(row @ flow) <= value for row, value in now.limits)
        )


def _left(ends_at: float) -> float:
    return max(0.0, ends_at - time.monotonic())
