"""Why somebody goes, why not somebody else: the rule, or the first aim that would get worse, and the smallest change.

To see what a wish would cost, its arc is forced, and the aims are asked again in their order on the one block; the
first whose value rises is the reason. Then the flow nearest to the plan is taken, so that only people who really
would be affected are counted.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mutasi_flow.core.texts import T
from mutasi_flow.planning.checking import flow_of
from mutasi_flow.planning.edges import Block, Edges, block_edges, find_blocks
from mutasi_flow.planning.graph import Graph, build_graph
from mutasi_flow.planning.outcome import Plan
from mutasi_flow.planning.policy import Tier
from mutasi_flow.planning.reasons import Failure, failures, person_failures
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices
from mutasi_flow.planning.tiers import Face, tier_values


class Outcome(StrEnum):
    """What there is to explain."""

    MOVED = "moved"
    BARRED = "barred"
    WORSE = "worse"
    """Possible, but some aim would suffer."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the plan has ``person`` at ``cell``, or has not; a cell of None speaks of moving at all."""

    person: int
    cell: int | None
    outcome: Outcome
    failures: tuple[Failure, ...] = ()
    tier: Tier | None = None
    worse: int = 0
    """How much the value of ``tier`` rises, in its parts."""
    forced: tuple[int, ...] = ()
    """The values of the block up to ``tier`` when it is forced; ``base`` as the plan has them."""
    base: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    """Others whose place would change."""
    rival: int | None = None
    """Who has the place in the plan, and would not have it then."""
    candidates: int = 0
    """How many others could go there by the rules."""


def explain(eligible: Eligibility, plan: Plan, person: int, cell: int | None) -> Explanation:
    """Explain why ``person`` goes to ``cell`` or not; None asks for the move of the plan, or why there is none."""
    places = dict(zip(plan.person.tolist(), plan.cell.tolist(), strict=True))
    placed = places.get(person)
    if placed is not None and cell in (None, placed):
        edges = _edges_with(eligible, plan, person)
        others = 0 if edges is None else int((edges.cell == placed).sum()) - 1
        return Explanation(person, placed, Outcome.MOVED, candidates=max(0, others))
    found = bars(eligible, person, cell)
    if not found and (person, cell) in plan.forbidden:
        found = [Failure("P11", T("di sana akan bertemu keluarganya"))]
    if found:
        return Explanation(person, cell, Outcome.BARRED, tuple(found))
    edges = _edges_with(eligible, plan, person)
    if edges is None:
        return Explanation(person, cell, Outcome.BARRED, (Failure("P00", T("tidak ada petak lain yang terbuka")),))
    return _force(build_graph(eligible, plan.policy, plan.prices, edges, whole=True), plan, person, cell)


def bars(eligible: Eligibility, person: int, cell: int | None) -> list[Failure]:
    """Return the rules by which ``person`` goes not to ``cell``, or nowhere at all; they speak of nobody else's move."""
    if cell is not None:
        return failures(eligible, person, cell)
    return [each for each in person_failures(eligible, person) if each.rule == "P00" or eligible.value(each.rule) > 0]


def find_block(eligible: Eligibility, person: int) -> Block | None:
    """Return the block in which ``person`` could move."""
    alone = np.array([person])
    return next((block for block in find_blocks(eligible) if block.has_any(alone)), None)


def _edges_with(eligible: Eligibility, plan: Plan, person: int) -> Edges | None:
    """Return the moves of the block in which ``person`` could move."""
    block = find_block(eligible, person)
    edges = block_edges(eligible, block, plan.forbidden, plan.policy.most_edges) if block is not None else None
    return edges if edges is not None and person in edges.person else None


def _force(graph: Graph, plan: Plan, person: int, cell: int | None) -> Explanation:
    arc = _arc(graph, person, cell)
    base = flow_of(graph, plan)
    if arc is None or base is None:
        reason = T("tidak ada petak lain yang terbuka")
        if graph.is_cut:
            reason = T("dari kelompok sebesar ini hanya petak terdekat dan yang paling membutuhkan yang dihitung")
        return Explanation(person, cell, Outcome.BARRED, (Failure("P00", reason),))
    face = _forcing(graph, arc)
    if not face.flow[arc]:
        reason = T("jumlah pegawai asal akan di bawah batas terkecil, atau formasi tujuan terlampaui")
        return Explanation(person, cell, Outcome.BARRED, (Failure("P15", reason),))
    tiers = plan.policy.tiers
    wanted = tier_values(graph, tiers, base)
    decided, forced = tiers[-1], []
    for tier, value in zip(tiers, wanted, strict=True):
        face, _ = face.best(graph, tier)
        forced.append(tier_values(graph, (tier,), face.flow)[0])
        if forced[-1] > value:
            decided = tier
            break
    flow = _nearest(graph, face, base)
    return Explanation(
        person,
        cell,
        Outcome.WORSE,
        tier=decided,
        worse=forced[-1] - wanted[len(forced) - 1],
        forced=tuple(forced),
        base=wanted[: len(forced)],
        changed=tuple(other for other in _changed(graph, base, flow) if other != person),
        rival=_rival(graph, base, flow, cell),
    )


def _arc(graph: Graph, person: int, cell: int | None) -> int | None:
    local = int(np.searchsorted(graph.people, person))
    if cell is None:
        return local
    found = np.flatnonzero((graph.edge_person == local) & (graph.cells[graph.edge_cell] == cell))
    return int(found[0]) + graph.edges.start if len(found) else None


def _forcing(graph: Graph, arc: int) -> Face:
    cost = np.zeros(len(graph.tail), np.int64)
    cost[arc] = -1
    return Face.of_all(graph).best_of(graph, cost)[0]


def _nearest(graph: Graph, face: Face, base: Indices) -> Indices:
    """Return the flow of the face that keeps most moves of the plan and adds fewest."""
    cost = np.zeros(len(graph.tail), np.int64)
    cost[graph.edges] = np.where(base[graph.edges] == 1, -1, 1)
    return face.best_of(graph, cost[face.free])[0].flow


def _changed(graph: Graph, base: Indices, flow: Indices) -> list[int]:
    differing = np.flatnonzero(base[graph.edges] != flow[graph.edges])
    return [int(person) for person in np.unique(graph.people[graph.edge_person[differing]])]


def _rival(graph: Graph, base: Indices, flow: Indices, cell: int | None) -> int | None:
    if cell is None:
        return None
    lost = (base[graph.edges] == 1) & (flow[graph.edges] == 0) & (graph.cells[graph.edge_cell] == cell)
    found = graph.people[graph.edge_person[lost]]
    return int(found[0]) if len(found) else None
