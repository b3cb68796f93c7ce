"""Ways without a solver: what people do today, and what the best plan needs for the same gain."""

import heapq
import time
from typing import Any

import numpy as np

from bench.planning.measuring import POLICY
from mutasi_flow.planning.edges import Edges, iterate_edges
from mutasi_flow.planning.frontier import _point
from mutasi_flow.planning.graph import bounds
from mutasi_flow.planning.limit import highest_price
from mutasi_flow.planning.outcome import figures
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.solving import first_prices
from mutasi_flow.planning.unfilled import WORTH_ONE


def greedy(snapshot: Snapshot, edges: list[Edges]) -> tuple[int, float]:
    """Take the most gainful move until none gains; return moves and what is left of the squared gap."""
    levels, need, floor = snapshot.levels.copy(), snapshot.cells.need, bounds(Eligibility(snapshot))[0]

    def gain(person: int, cell: int) -> float:
        origin = snapshot.staff.cell[person]
        return 2 * (levels[origin] - need[origin]) - 2 * (levels[cell] + 1 - need[cell])

    moved: set[int] = set()
    for part in edges:
        origin = snapshot.staff.cell[part.person]
        gains = 2 * (levels[origin] - need[origin]) - 2 * (levels[part.cell] + 1 - need[part.cell])
        heap = [
            (-g, p, c)
            for g, p, c in zip(gains.tolist(), part.person.tolist(), part.cell.tolist(), strict=True)
            if g > 0
        ]
        heapq.heapify(heap)
        while heap:
            promised, person, cell = heapq.heappop(heap)
            now = gain(person, cell)
            if person in moved or now <= 0 or levels[snapshot.staff.cell[person]] <= floor[snapshot.staff.cell[person]]:
                continue
            if now < -promised:
                heapq.heappush(heap, (-now, person, cell))
                continue
            levels[snapshot.staff.cell[person]] -= 1
            levels[cell] += 1
            moved.add(person)
    return len(moved), figures(snapshot, levels).gap2


def loops(snapshot: Snapshot, edges: list[Edges]) -> tuple[int, float]:
    """Fill one short cell after the other with the first who comes from a full one."""
    levels, need, floor = snapshot.levels.copy(), snapshot.cells.need, bounds(Eligibility(snapshot))[0]
    moved: set[int] = set()
    for part in edges:
        by_cell: dict[int, list[int]] = {}
        for person, cell in zip(part.person.tolist(), part.cell.tolist(), strict=True):
            by_cell.setdefault(cell, []).append(person)
        for cell, people in sorted(by_cell.items()):
            for person in people:
                origin = int(snapshot.staff.cell[person])
                if need[cell] - levels[cell] < 1:
                    break
                if person not in moved and levels[origin] - need[origin] >= 1 and levels[origin] > floor[origin]:
                    levels[origin] -= 1
                    levels[cell] += 1
                    moved.add(person)
    return len(moved), figures(snapshot, levels).gap2


def neediest(snapshot: Snapshot, edges: list[Edges]) -> tuple[int, float]:
    """Fill the neediest cell from the fullest that has somebody for it, again and again, as a planning desk does."""
    levels, need, floor = snapshot.levels.copy(), snapshot.cells.need, bounds(Eligibility(snapshot))[0]
    moved: set[int] = set()
    for part in edges:
        by_cell: dict[int, list[int]] = {}
        for person, cell in zip(part.person.tolist(), part.cell.tolist(), strict=True):
            by_cell.setdefault(cell, []).append(person)
        heap = [(levels[cell] - need[cell], cell) for cell in by_cell]
        heapq.heapify(heap)
        while heap and heap[0][0] < -WORTH_ONE:
            gap, cell = heapq.heappop(heap)
            free = [person for person in by_cell[cell] if person not in moved]
            origins = snapshot.staff.cell[free]
            surplus = np.where(levels[origins] > floor[origins], levels[origins] - need[origins], -np.inf)
            if not free or surplus.max() <= gap + 1:
                continue
            moved.add(free[int(surplus.argmax())])
            levels[origins[surplus.argmax()]] -= 1
            levels[cell] += 1
            heapq.heappush(heap, (gap + 1, cell))
    return len(moved), figures(snapshot, levels).gap2


def moves_for(snapshot: Snapshot, gap2: float) -> int:
    """Return with how many moves the best plan is as good as ``gap2``."""
    eligible, base = Eligibility(snapshot), first_prices(snapshot, POLICY)
    low, high, least = 0, highest_price(eligible, POLICY, base.scale), 0
    while low < high - base.scale // 100:
        middle = (low + high) // 2
        point = _point(eligible, POLICY, type(base)(base.scale, move=middle))
        if point.figures.gap2 <= gap2 + 1e-6:
            low, least = middle, point.moves
        else:
            high = middle
    return least


def compared(snapshot: Snapshot, best: float) -> dict[str, Any]:
    """Return what each way reaches, beside the moves of the best plan for the same; ``best`` is its squared gap."""
    edges = [part for _, part in iterate_edges(Eligibility(snapshot))]
    found = {}
    for name, way in (("greedy", greedy), ("neediest first", neediest), ("loops", loops)):
        start = time.process_time()
        count, left = way(snapshot, edges)
        found[name] = beside_best(snapshot, best, count, left) | {"cpu_s": round(time.process_time() - start, 2)}
    return found


def beside_best(snapshot: Snapshot, best: float, count: int, left: float) -> dict[str, Any]:
    """Return how many moves bought which gain, and how many of the best plan buy the same."""
    before, ours = figures(snapshot, snapshot.levels).gap2, moves_for(snapshot, left)
    return {
        "moves": count, "gap2": round(left), "gain_percent": round(100 * (before - left) / (before - best), 1),
        "best_moves_for_that_gain": ours, "fewer_percent": round(100 * (1 - ours / max(count, 1)), 1),
    }  # fmt: skip
