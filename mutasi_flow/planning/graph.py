"""The circulation of one block: one unit of flow is one person's move, and no flow is the status quo.

Where experience weighs, the experienced reach and leave a post in a hard place through its *wing*: a node between them and
the cell, so that who is experienced there has a convex cost of its own, over which the cell lies in the tree.

Arcs, all of capacity one: an employee leaves the present cell (cell → employee), goes to another (employee → cell);
a cell keeps one person more (cell → ground) or gives one away (ground → cell).
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from mutasi_flow.planning.costs import EDGE_COSTS, cell_keys, draw
from mutasi_flow.planning.edges import Edges
from mutasi_flow.planning.levels import margin, rounded
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices

DUTY_PARTS = 2520
"""Parts of a duty in which a move is priced: one, a half … a tenth of a duty per move are whole numbers of them."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What a move costs, beside its balance in parts of ``scale``; below zero a move gains, so that duties fill a limit."""

    scale: int
    move: int = 0
    threshold: int | None = None
    """Shares out a limited number of moves; None where there is no need."""
    duty: int = 0
    """What a move costs in parts of a duty, where the limit is too low for all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Wings:
    """The part of some cells that the experienced take; local indices, -1 where there is no wing."""

    cell: Indices
    of_leave: Indices
    """Of each of the people: by which wing they leave."""
    of_edge: Indices
    step_wing: Indices
    step_cost: Indices
    ups: int
    """The first so many steps bring one experienced person more, the rest one fewer."""


@dataclass(frozen=True, eq=False)
class Graph:
    """Arcs in the order: leave, edges, up, down, and where there are wings their steps up and down."""

    eligible: Eligibility
    policy: Policy
    prices: Prices
    cells: Indices
    """Global index of each local cell."""
    people: Indices
    leave_from: Indices
    """Local cell of each of ``people``."""
    edge_person: Indices
    edge_cell: Indices
    """Local indices."""
    step_cell: Indices
    step_cost: Indices
    ups: int
    """The first so many steps go up, the rest down."""
    is_cut: bool = False
    """Whether moves were left out because there are too many."""
    leaving: Indices = field(default_factory=lambda: np.zeros(0, np.int64))
    """Which of ``people`` must not stay; a duty before all others."""

    wings: Wings | None = None

    @property
    def nodes(self) -> int:
        """Cells, people, wings, ground."""
        return self._first_wing + (len(self.wings.cell) if self.wings else 0) + 1

    @property
    def _first_wing(self) -> int:
        return len(self.cells) + len(self.people)

    @property
    def steps(self) -> slice:
        """The arcs that are steps of cells."""
        return slice(self.edges.stop, self.edges.stop + len(self.step_cell))

    @cached_property
    def tail(self) -> Indices:
        """Where arcs begin."""
        people, ground = len(self.cells) + self.edge_person, self.nodes - 1
        downs, wings = len(self.step_cell) - self.ups, self.wings
        steps = (self.step_cell[: self.ups], np.full(downs, ground))
        if wings is None:
            return np.concatenate((self.leave_from, people, *steps))
        leaving = np.where(wings.of_leave >= 0, self._first_wing + wings.of_leave, self.leave_from)
        rises, falls = wings.step_wing[: wings.ups], wings.step_wing[wings.ups :]
        return np.concatenate((leaving, people, *steps, self._first_wing + rises, wings.cell[falls]))

    @cached_property
    def head(self) -> Indices:
        """Where arcs end."""
        people, ground = len(self.cells) + np.arange(len(self.people)), self.nodes - 1
        steps, wings = (np.full(self.ups, ground), self.step_cell[self.ups :]), self.wings
        if wings is None:
            return np.concatenate((people, self.edge_cell, *steps))
        entering = np.where(wings.of_edge >= 0, self._first_wing + wings.of_edge, self.edge_cell)
        rises, falls = wings.step_wing[: wings.ups], wings.step_wing[wings.ups :]
        return np.concatenate((people, entering, *steps, wings.cell[rises], self._first_wing + falls))

    def priced(self, prices: Prices) -> "Graph":
        """Return the same arcs at other prices."""
        other = replace(self, prices=prices)
        other.__dict__.update(tail=self.tail, head=self.head)
        return other

    @property
    def edges(self) -> slice:
        """The arcs that are moves."""
        return slice(len(self.people), len(self.people) + len(self.edge_person))

    def cost(self, tier: Tier, arcs: Indices) -> Indices:
        """Return the cost of some arcs (ascending) in one tier."""
        found = np.zeros(len(arcs), np.int64)
        first, last = np.searchsorted(arcs, (self.edges.start, self.edges.stop)).tolist()
        leaving, moving = arcs[:first], arcs[first:last] - self.edges.start
        if tier in _LEAVING:
            found[:first] = self._leave_cost(tier, leaving)
        if tier is Tier.BALANCE:
            end = int(np.searchsorted(arcs, self.steps.stop))
            found[last:end] = self.step_cost[arcs[last:end] - self.steps.start]
            if self.wings is not None:
                found[end:] = self.wings.step_cost[arcs[end:] - self.steps.stop]
        elif tier in EDGE_COSTS:
            people, cells = self.people[self.edge_person[moving]], self.cells[self.edge_cell[moving]]
            found[first:last] = EDGE_COSTS[tier](self.eligible, self.policy, people, cells)
        return found

    @property
    def _urge(self) -> int:
        """What leaving is worth to who must not stay: more than all duties together."""
        return 2 * DUTY_PARTS * (len(self.people) + 1)

    def urged(self, tier: Tier) -> int:
        """Return what is in the cost of a tier only because somebody must not stay."""
        return -self._urge * len(self.leaving) if tier is Tier.DUTY else 0

    def _leave_cost(self, tier: Tier, leaving: Indices) -> Indices:
        if tier is Tier.DUTY:
            due = self.eligible.is_due[self.people[leaving]].astype(np.int64)
            cost = self.prices.duty - DUTY_PARTS * due if self.prices.duty else -due
            return np.asarray(cost - self._urge * np.isin(leaving, self.leaving))
        if tier is Tier.BALANCE:
            return np.full(len(leaving), self.prices.move, np.int64)
        if tier is Tier.MOVES:
            return np.ones(len(leaving), np.int64)
        if self.prices.threshold is None:
            return np.zeros(len(leaving), np.int64)
        cells = self.cells[self.leave_from[leaving]]
        return np.asarray(draw(cell_keys(self.eligible, self.policy.seed, cells)) - self.prices.threshold)


_LEAVING = frozenset({Tier.DUTY, Tier.BALANCE, Tier.LIMIT, Tier.MOVES})


def build_graph(eligible: Eligibility, policy: Policy, prices: Prices, edges: Edges, *, whole: bool = False) -> Graph:
    """Return the circulation over ``edges``; ``whole`` keeps steps that no best plan can use.

    A step up that costs more than any step down gains lies on no cycle that pays, and the other way round: without
    duties no optimal flow uses it (every cycle passes the ground at most once).
    """
    snapshot = eligible.snapshot
    people, edge_person = np.unique(edges.person, return_inverse=True)
    from_cells = snapshot.staff.cell[people]
    cells = np.unique(np.concatenate((from_cells, np.unique(edges.cell))))
    edge_cell, leave_from = np.searchsorted(cells, edges.cell), np.searchsorted(cells, from_cells)
    levels = snapshot.levels[cells]
    enterers = np.bincount(edge_cell, minlength=len(cells))
    leavers = np.bincount(leave_from, minlength=len(cells))
    floor, roof = bounds(eligible)
    room = np.where(roof[cells] >= 0, roof[cells] - levels, enterers)
    ups = _steps(np.minimum(room, enterers))
    downs = _steps(np.minimum(levels - floor[cells], leavers))
    need = snapshot.cells.need[cells]
    up_cost = rounded(margin(policy.phi, need[ups[0]], (levels[ups[0]] + ups[1] + 1).astype(np.float64)), prices.scale)
    down_cost = -rounded(
        margin(policy.phi, need[downs[0]], (levels[downs[0]] - downs[1]).astype(np.float64)), prices.scale
    )
    has_duties = bool(eligible.is_due[people].any()) or len(edges.leaving) > 0
    if not (whole or edges.is_cut or policy.experience) and len(up_cost) and len(down_cost) and not has_duties:
        up_kept, down_kept = up_cost <= -down_cost.min(), down_cost <= -up_cost.min()
        ups, up_cost = (ups[0][up_kept], ups[1][up_kept]), up_cost[up_kept]
        downs, down_cost = (downs[0][down_kept], downs[1][down_kept]), down_cost[down_kept]
    return Graph(
        eligible,
        policy,
        prices,
        cells,
        people,
        leave_from,
        edge_person,
        edge_cell,
        step_cell=np.concatenate((ups[0], downs[0])),
        step_cost=np.concatenate((up_cost, down_cost)),
        ups=len(up_cost),
        is_cut=edges.is_cut,
        leaving=np.searchsorted(people, edges.leaving),
        wings=None
        if edges.is_cut or not policy.experience
        else _wings(
            eligible,
            int(rounded(np.array([policy.experience]), prices.scale)[0]),
            cells,
            people,
            (leave_from, edge_person, edge_cell),
        ),
    )


def _wings(
    eligible: Eligibility, price: int, cells: Indices, people: Indices, arcs: tuple[Indices, Indices, Indices]
) -> Wings:
    """Return the wings of the hard cells: the first who is experienced there is worth the price, others nothing."""
    snapshot, (leave_from, edge_person, edge_cell) = eligible.snapshot, arcs
    wanted = np.flatnonzero(eligible.is_hard[cells])
    number = np.full(len(cells), -1)
    number[wanted] = np.arange(len(wanted))
    experienced = eligible.is_experienced & snapshot.is_present
    of_leave = np.where(experienced[people], number[leave_from], -1)
    of_edge = np.where(experienced[people][edge_person], number[edge_cell], -1)
    now = np.bincount(snapshot.staff.cell[experienced], minlength=len(snapshot.cells))[cells[wanted]]
    rises = _steps(np.bincount(of_edge[of_edge >= 0], minlength=len(wanted)))
    falls = _steps(np.bincount(of_leave[of_leave >= 0], minlength=len(wanted)))
    rise_cost = np.where(now[rises[0]] + rises[1] == 0, -price, 0)
    fall_cost = np.where(now[falls[0]] - falls[1] == 1, price, 0)
    return Wings(
        wanted,
        of_leave,
        of_edge,
        np.concatenate((rises[0], falls[0])),
        np.concatenate((rise_cost, fall_cost)),
        len(rise_cost),
    )


def bounds(eligible: Eligibility) -> tuple[Indices, Indices]:
    """Return the least and the most persons of every cell; -1 is no most.

    Nobody falls below min(present, minimum) or has to leave for a formation. A post in the table whose need is unknown
    neither gives nor takes, unless its formation has room: it must not look like a need of nothing.
    """
    cells, levels = eligible.snapshot.cells, eligible.snapshot.levels
    floor = np.minimum(levels, cells.minimum) if eligible.value("P15") else np.zeros_like(levels)
    roof = np.where(cells.formation >= 0, np.maximum(levels, cells.formation), -1)
    is_unknown = cells.is_listed & np.isnan(cells.need)
    return np.where(is_unknown, levels, floor), np.where(is_unknown & (roof < 0), levels, roof)


def _steps(counts: Indices) -> tuple[Indices, Indices]:
    """Return cell and number (from 0) of each step."""
    cells = np.repeat(np.arange(len(counts)), counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    return cells, np.arange(len(cells)) - starts
