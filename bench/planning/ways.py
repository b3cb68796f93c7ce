"""Ways without a solver: what people do today, and what the best plan needs for the same gain."""

import heapq
import time
from dataclasses import replace
from typing import Any

import numpy as np

from bench.planning.measuring import POLICY
from mutasi_flow.planning.edges import Edges, iterate_edges
from mutasi_flow.planning.graph import bounds, build_graph
from mutasi_flow.planning.levels import margin
from mutasi_flow.planning.limit import highest_price
from mutasi_flow.planning.outcome import figures
from mutasi_flow.planning.policy import Phi
from mutasi_flow.planning.pooling import Pool
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices, Snapshot
from mutasi_flow.planning.solving import first_prices
from mutasi_flow.planning.unfilled import WORTH_ONE


def greedy(snapshot: Snapshot, edges: list[Edges], phi: Phi = Phi.ABS) -> tuple[int, Indices]:
    """Take the most gainful move until none gains; return moves and the staff of each cell then."""
    levels, need, floor = snapshot.levels.copy(), snapshot.cells.need, bounds(Eligibility(snapshot))[0]

    def gains_of(people: Any, cells: Any) -> Any:
        origin = snapshot.staff.cell[people]
        left = margin(phi, need[origin], levels[origin].astype(float))
        return left - margin(phi, need[cells], levels[cells] + 1.0)

    moved: set[int] = set()
    for part in edges:
        gains = gains_of(part.person, part.cell)
        heap = [
            (-g, p, c)
            for g, p, c in zip(gains.tolist(), part.person.tolist(), part.cell.tolist(), strict=True)
            if g > 0
        ]
        heapq.heapify(heap)
        while heap:
            promised, person, cell = heapq.heappop(heap)
            now = float(gains_of(person, cell))
            if person in moved or now <= 0 or levels[snapshot.staff.cell[person]] <= floor[snapshot.staff.cell[person]]:
                continue
            if now < -promised:
                heapq.heappush(heap, (-now, person, cell))
                continue
            levels[snapshot.staff.cell[person]] -= 1
            levels[cell] += 1
            moved.add(person)
    return len(moved), levels


def once(snapshot: Snapshot, edges: list[Edges], phi: Phi = Phi.ABS) -> tuple[int, Indices]:
    """Rank all moves by what they gain now, and go once through the list, taking what still gains."""
    levels, need, floor = snapshot.levels.copy(), snapshot.cells.need, bounds(Eligibility(snapshot))[0]
    moved: set[int] = set()
    for part in edges:
        origins = snapshot.staff.cell[part.person]
        gains = margin(phi, need[origins], levels[origins].astype(float))
        gains -= margin(phi, need[part.cell], levels[part.cell] + 1.0)
        for at in np.argsort(-gains, kind="stable").tolist():
            person, cell, origin = int(part.person[at]), int(part.cell[at]), int(origins[at])
            if gains[at] <= 0:
                break
            if person in moved or levels[origin] <= floor[origin]:
                continue
            pair, staff = need[[origin, cell]], np.array([levels[origin], levels[cell] + 1.0])
            now = margin(phi, pair, staff)
            if now[0] > now[1]:
                levels[origin] -= 1
                levels[cell] += 1
                moved.add(person)
    return len(moved), levels


def loops(snapshot: Snapshot, edges: list[Edges]) -> tuple[int, Indices]:
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
    return len(moved), levels


def neediest(snapshot: Snapshot, edges: list[Edges]) -> tuple[int, Indices]:
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
    return len(moved), levels


def listed(snapshot: Snapshot, edges: list[Edges]) -> tuple[int, Indices]:
    """Sort all moves by the shortage of where they lead, and go once through the list, from half too many to half short."""
    levels, need, floor = snapshot.levels.copy(), snapshot.cells.need, bounds(Eligibility(snapshot))[0]
    moved: set[int] = set()
    for part in edges:
        origins = snapshot.staff.cell[part.person]
        for at in np.argsort((levels - need)[part.cell], kind="stable").tolist():
            person, cell, origin = int(part.person[at]), int(part.cell[at]), int(origins[at])
            is_fitting = levels[origin] - need[origin] > WORTH_ONE and need[cell] - levels[cell] > WORTH_ONE
            if is_fitting and person not in moved and levels[origin] > floor[origin]:
                levels[origin] -= 1
                levels[cell] += 1
                moved.add(person)
    return len(moved), levels


def in_turn(snapshot: Snapshot, edges: list[Edges], phi: Phi = Phi.ABS) -> tuple[int, Indices]:
    """Ask one person after the other, and take the place that gains most for each, if any does."""
    levels, need, floor = snapshot.levels.copy(), snapshot.cells.need, bounds(Eligibility(snapshot))[0]
    count = 0
    for part in edges:
        people, starts = np.unique(part.person, return_index=True)
        for person, cells in zip(people.tolist(), np.split(part.cell, starts[1:]), strict=True):
            origin = np.array([snapshot.staff.cell[person]])
            cost = margin(phi, need[cells], levels[cells] + 1.0)
            gain = margin(phi, need[origin], levels[origin].astype(float))[0] - cost.min()
            if gain > 0 and levels[origin[0]] > floor[origin[0]]:
                levels[origin] -= 1
                levels[cells[cost.argmin()]] += 1
                count += 1
    return count, levels


def moves_for(snapshot: Snapshot, left: float, phi: Phi = Phi.ABS, edges: list[Edges] | None = None) -> int:
    """Return with how many moves the best plan (over ``edges``, if given) leaves no more than ``left``."""
    eligible, policy = Eligibility(snapshot), replace(POLICY, phi=phi)
    base = first_prices(snapshot, policy)
    parts = [part for _, part in iterate_edges(eligible)] if edges is None else edges
    pools = [Pool.of(build_graph(eligible, policy, base, part)) for part in parts]
    low, high, least = 0, highest_price(eligible, policy, base.scale), best_at(snapshot, pools, 0)[0]
    while low < high - base.scale // 1_000:
        middle = (low + high) // 2
        count, levels = best_at(snapshot, pools, middle)
        if figures(snapshot, levels, phi).phi <= left + 1e-6:
            low, least = middle, count
        else:
            high = middle
    return least


def best_at(snapshot: Snapshot, pools: list[Pool], price: int) -> tuple[int, Indices]:
    """Return how many move in the best plan at a price in parts, and the staff of each cell then."""
    levels, found = snapshot.levels.copy(), [pool.best(price) for pool in pools]
    for part in found:
        levels[part.cells] += part.change
    return sum(part.moves for part in found), levels


def compared(snapshot: Snapshot, best: float) -> dict[str, Any]:
    """Return what each way reaches, beside the moves of the best plan for the same; ``best`` is its squared gap."""
    edges = [part for _, part in iterate_edges(Eligibility(snapshot))]
    found = {}
    for name, way in (
        ("greedy", greedy),
        ("greedy, once through", once),
        ("one person after the other", in_turn),
        ("list by shortage, once through", listed),
        ("neediest first", neediest),
        ("loops", loops),
    ):
        start = time.process_time()
        count, levels = way(snapshot, edges)
        left = figures(snapshot, levels).gap2
        found[name] = beside_best(snapshot, best, count, left) | {"cpu_s": round(time.process_time() - start, 2)}
    return found


def beside_best(snapshot: Snapshot, best: float, count: int, left: float) -> dict[str, Any]:
    """Return how many moves bought which gain, and how many of the best plan buy the same."""
    before, ours = figures(snapshot, snapshot.levels).gap2, moves_for(snapshot, left)
    return {
        "moves": count, "gap2": round(left), "gain_percent": round(100 * (before - left) / (before - best), 1),
        "best_moves_for_that_gain": ours, "fewer_percent": round(100 * (1 - ours / max(count, 1)), 1),
    }  # fmt: skip
