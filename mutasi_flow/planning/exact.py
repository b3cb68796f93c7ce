"""Relatives kept apart in the best way there is: an integer programme over the blocks they meet in, aim after aim.

HiGHS (in SciPy) decides who of the relatives gives way. Then the flow is asked once more with just that left out, so that
every aim is exact, in whole numbers, and proven as in any other plan. Of the programme itself only one thing can be checked
without a solver: the prices of meetings (duals of its rows), which prove a bound; beyond it stands the solver's word.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mutasi_flow.planning.edges import Forbidden, find_blocks
from mutasi_flow.planning.flow import FlowError
from mutasi_flow.planning.graph import Graph, Prices
from mutasi_flow.planning.outcome import FINE, MOST_WEIGHTS, Ground
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.programme import Programme
from mutasi_flow.planning.relatives import Pairs, apart_rows, meetings, met_pairs
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices
from mutasi_flow.planning.solving import Part, graph_of, joined, solve_blocks
from mutasi_flow.planning.working import Course, Progress, Stage

_DUAL_SECONDS = 60.0
_BALANCE = 1
"""The place of balance among the aims."""


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """What came out: solved blocks, what they leave out, the ground of the bound, and the solver's word on balance."""

    parts: list[Part]
    forbidden: Forbidden
    ground: Ground | None
    claimed: int | None
    """How far balance is from the best, in parts; None when the solver does not say."""


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    flow: Indices
    least: int | None
    """What balance cannot undercut, in parts, as the solver says; None when it did not come so far."""


@dataclass(frozen=True, eq=False)
class Settling:
    """One try to keep relatives apart, at fixed prices."""

    eligible: Eligibility
    policy: Policy
    prices: Prices
    extra: int
    """The part of the price of a move that a limit added."""
    course: Course

    def settle(self, pairs: Pairs) -> Settled | None:
        """Return the best plan; ``pairs`` are those who met so far. None when time or memory is too short for any."""
        ends_at = time.monotonic() + self.policy.exact_seconds
        base = self._solve(frozenset())
        while True:
            pairs |= met_pairs(self.eligible, *joined(base))
            touched = self._touched(pairs)
            graphs = list(touched.values())
            if any(graph.is_cut for graph in graphs):
                return None
            programme = Programme(self.eligible, graphs, apart_rows(self.eligible, graphs, pairs))
            found = self._best(programme, ends_at)
            if found is None:
                return None
            others = [part for number, part in enumerate(base) if number not in touched]
            wanted = joined([*others, *programme.parts(found.flow)])
            met = met_pairs(self.eligible, *wanted) - pairs
            if not met:
                break
            pairs |= met
        parts, forbidden = self._without(*wanted)
        claimed = None
        if found.least is not None:
            claimed = max(0, sum(parts[number].values[_BALANCE] for number in touched) - found.least)
        return Settled(parts, forbidden, self._ground(programme, list(touched), base, parts), claimed)

    def _solve(self, forbidden: Forbidden) -> list[Part]:
        return solve_blocks(self.eligible, self.policy, self.prices, forbidden, self.course)

    def _touched(self, pairs: Pairs) -> dict[int, Graph]:
        """Return the circulations of the blocks in which somebody of the pairs could move, by number."""
        people = np.array(sorted({person for pair in pairs for person in pair}), np.int64)
        found = {
            number: graph_of(self.eligible, self.policy, self.prices, block, whole=True)
            for number, block in enumerate(find_blocks(self.eligible))
            if block.has_any(people)
        }
        return {number: graph for number, graph in found.items() if graph is not None}

    def _best(self, programme: Programme, ends_at: float) -> _Found | None:
        """Return the flow that is best aim after aim; an aim that had no time leaves what those before it found."""
        found: _Found | None = None
        now, least, tiers = programme.everything, None, self.policy.tiers
        for number, tier in enumerate(tiers):
            self.course.report(Progress(Stage.EXACT, number, len(tiers), number / len(tiers)))
            try:
                closed = programme.close(now, programme.cost(tier), ends_at)
            except FlowError:  # at these costs 64 bits do not suffice
                break
            if closed is None:
                break
            now = closed.open
            if tier is Tier.BALANCE:
                least = closed.least
            found = _Found(now.flow, least)
            if closed.is_over:
                break
        return found

    def _without(self, person: Indices, cell: Indices) -> tuple[list[Part], Forbidden]:
        """Return the solved blocks when only that is left out which the programme decided against, and what it is.

        The flow of the programme stays possible, so what comes out is no worse in any aim, and exact.
        """
        snapshot = self.eligible.snapshot
        wanted = snapshot.staff.unit.copy()
        wanted[person] = snapshot.cells.unit[cell]
        forbidden: set[tuple[int, int]] = set()
        while True:
            parts = self._solve(frozenset(forbidden))
            moved = joined(parts)
            units = snapshot.staff.unit.copy()
            units[moved[0]] = snapshot.cells.unit[moved[1]]
            met = list(meetings(self.eligible, *moved))
            if not met:
                return parts, frozenset(forbidden)
            for mover, relative in met:
                near = self.eligible.close_units(int(units[relative]))
                if int(wanted[mover]) not in near:
                    away, places = mover, near - {int(snapshot.staff.unit[mover])}
                elif wanted[mover] != units[mover]:
                    away, places = mover, frozenset({int(units[mover])})
                else:
                    away, places = relative, frozenset({int(units[relative])})
                cells = np.flatnonzero(np.isin(snapshot.cells.unit, list(places)))
                forbidden |= {(away, place) for place in cells.tolist()}

    def _ground(
        self, programme: Programme, touched: Sequence[int], base: Sequence[Part], parts: Sequence[Part]
    ) -> Ground | None:
        """Return the prices of meetings, as the linear programme has them, with potentials at these prices."""
        is_as_dutiful = sum(part.values[0] for part in base) == sum(part.values[0] for part in parts)
        cost, now = programme.cost(Tier.BALANCE), programme.everything
        faces = [(graph, here, face) for graph, here, face in programme.split(now)]
        if is_as_dutiful:
            faces = [(graph, here, face.best(graph, Tier.DUTY)[0]) for graph, here, face in faces]
            for _, here, face in faces:
                now.flow[here] = face.flow
                now.free[here] = np.isin(np.arange(len(face.flow)), face.free)
        weight = programme.weights(now, cost, _DUAL_SECONDS)
        if weight is None:
            return None
        potentials = [part.potentials[:2] * np.array([[1], [FINE]]) for part in base]
        priced = cost * FINE + programme.apart.T @ weight
        try:
            for number, (graph, here, face) in zip(touched, faces, strict=True):
                _, potentials[number][1] = face.best_of(graph, priced[here][face.free])
        except FlowError:
            return None
        paid = np.sort(np.argsort(-weight, kind="stable")[: min(MOST_WEIGHTS, int((weight > 0).sum()))])
        weights = np.column_stack((programme.rows[paid], weight[paid]))
        return Ground(self.prices, self.extra, tuple(potentials), weights)
