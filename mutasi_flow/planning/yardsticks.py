"""Two markets of the literature on the same wishes: to compare a round with, never to decide by.

Deferred acceptance with the present holders first (DA*) leaves no justified envy, and lets places fall below their floor.
Top trading cycles (you request my house, I get your turn) are kept above the floor here, which costs their proof against
false wishes. Who comes first at a place: its holder, then points, then the public draw.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush

import numpy as np

from mutasi_flow.planning.costs import EDGE_COSTS
from mutasi_flow.planning.exchange import Mode, exchange, floor_and_roof, points_of, round_edges
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot


class Yardstick(StrEnum):
    """A market of the literature."""

    DEFERRED = "deferred"
    TRADING = "trading"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a market reaches; ``envious`` would rather have a place that somebody behind them came to."""

    way: str
    movers: int
    first_choice: int
    mean_rank: float | None
    envious: int
    below_floor: int
    """Places that end below their floor."""


Queued = tuple[int, int, int]
"""Points as a debt, lot, employee: the least comes first."""
HOLDER: Queued = (-(10**9), 0, 0)


class Market:
    """Who wishes what, and who comes first where."""

    def __init__(self, snapshot: Snapshot, seed: str) -> None:
        eligible = Eligibility(snapshot)
        self.home: list[int] = snapshot.staff.cell.tolist()
        self.levels = snapshot.levels
        self.floor, self.roof = floor_and_roof(eligible)
        points = points_of(snapshot)
        self.wishes: dict[int, list[int]] = {}
        self.place: dict[tuple[int, int], Queued] = {}
        """Place in the queue of a cell, the least first."""
        for part in round_edges(eligible):
            lots = EDGE_COSTS[Tier.DRAW](eligible, Policy(seed=seed), part.person, part.cell).tolist()
            for person, cell, lot in zip(part.person.tolist(), part.cell.tolist(), lots, strict=True):
                self.wishes.setdefault(person, []).append(cell)
                self.place[person, cell] = (-int(points[person]) if points is not None else 0, lot, person)
        for person, cells in self.wishes.items():
            cells.sort(key=lambda cell, who=person: eligible.wished[who, cell])  # type: ignore[misc]
        self.rank = eligible.wished

    def standing(self, way: str, placed: dict[int, int]) -> Standing:
        """Return the figures of an outcome."""
        levels = self.levels.copy()
        for person, cell in placed.items():
            levels[self.home[person]] -= 1
            levels[cell] += 1
        ranks = [self.rank[move] for move in placed.items()]
        return Standing(
            way,
            len(placed),
            ranks.count(1),
            round(float(np.mean(ranks)), 2) if ranks else None,
            self._envious(placed),
            int((levels < self.floor).sum()),
        )

    def _envious(self, placed: dict[int, int]) -> int:
        last: dict[int, Queued] = {}
        for person, cell in placed.items():
            last[cell] = max(self.place[person, cell], last.get(cell, self.place[person, cell]))
        return sum(
            any(cell in last and self.place[person, cell] < last[cell] for cell in _dearer(cells, placed.get(person)))
            for person, cells in self.wishes.items()
        )


def _dearer(cells: list[int], got: int | None) -> Iterable[int]:
    return cells if got is None else cells[: cells.index(got)]


def deferred_acceptance(market: Market) -> dict[int, int]:
    """Let everybody ask for the dearest place that has not refused them, the own one last; each keeps its first ones."""
    mine = np.bincount([market.home[person] for person in market.wishes], minlength=len(market.levels))
    seats = (market.roof - market.levels + mine).tolist()
    asked = dict.fromkeys(market.wishes, 0)
    held: dict[int, list[tuple[Queued, int]]] = {}
    waiting = sorted(market.wishes, reverse=True)
    while waiting:
        person = waiting.pop()
        cells = market.wishes[person]
        cell = cells[asked[person]] if asked[person] < len(cells) else market.home[person]
        asked[person] += 1
        points, lot, _ = market.place.get((person, cell), HOLDER)
        heappush(held.setdefault(cell, []), ((-points, -lot, -person), person))
        if len(held[cell]) > seats[cell]:
            waiting.append(heappop(held[cell])[1])
    placed = {person: cell for cell, queue in held.items() for _, person in queue}
    return {person: cell for person, cell in sorted(placed.items()) if cell != market.home[person]}


def trading_cycles(market: Market) -> dict[int, int]:
    """Let everybody point to the dearest place that may open, and each place to who comes first; whoever meets trades."""
    levels, placed = market.levels.copy(), dict[int, int]()
    active = sorted(market.wishes, key=lambda person: min(market.place[person, cell] for cell in market.wishes[person]))
    closed: set[int] = set()
    while active:
        owners: dict[int, int] = {}
        for person in reversed(active):
            owners[market.home[person]] = person
        leaver = next((each for each in active if levels[market.home[each]] > market.floor[market.home[each]]), None)

        is_open = levels < market.roof
        is_open[list(closed)] = False
        if leaver is not None:
            owners |= dict.fromkeys(np.flatnonzero(is_open).tolist(), leaver)
        ring, stays = _ring(market, active[0], owners)
        if stays is not None:
            active.remove(stays)
            continue
        change = np.bincount(list(ring.values()), minlength=len(levels))
        change -= np.bincount([market.home[person] for person in ring], minlength=len(levels))
        after = levels + change
        if ((after < np.minimum(levels, market.floor)) | (after > np.maximum(levels, market.roof))).any():
            closed |= {cell for cell in ring.values() if levels[cell] < market.roof[cell]}
            continue
        levels, closed = after, set()
        placed |= ring
        active = [person for person in active if person not in ring]
    return dict(sorted(placed.items()))


def _ring(market: Market, start: int, owners: dict[int, int]) -> tuple[dict[int, int], int | None]:
    """Follow who points where until somebody comes again: that ring; or somebody for whom no wish can open."""
    path: dict[int, int] = {}
    person = start
    while person not in path:
        cell = next((cell for cell in market.wishes[person] if cell in owners), None)
        if cell is None:
            return {}, person
        path[person] = cell
        person = owners[cell]
    order = list(path)
    return {each: path[each] for each in order[order.index(person) :]}, None


def standings(snapshot: Snapshot, seed: str) -> list[Standing]:
    """Return what each way of ours and both yardsticks reach with the same wishes."""
    market = Market(snapshot, seed)
    found: list[Standing] = []
    for mode in Mode:
        ours = exchange(snapshot, mode, seed)
        placed = dict(zip(ours.person.tolist(), ours.cell.tolist(), strict=True))
        found.append(market.standing(mode.value, placed))
    found.append(market.standing(Yardstick.DEFERRED.value, deferred_acceptance(market)))
    return [*found, market.standing(Yardstick.TRADING.value, trading_cycles(market))]
