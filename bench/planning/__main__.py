"""The plan of a government, against a bare solve on the same arcs and against what a user would pick otherwise.

One process, CPU time. The bare solve is the balance tier alone: no reading, rules, later aims, proof. Greedy takes the
most gainful move again and again; the loops fill one short post after the other, as a macro in a spreadsheet does.
networkx runs in the environment of the peers, on the arcs of some blocks, beside our solver on the same arcs.
"""

import argparse
import heapq
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from python_calamine import CalamineWorkbook

from bench.plan_office import tables, write_book, write_folder
from mutasi_flow.planning.edges import Edges, iterate_edges
from mutasi_flow.planning.explaining import explain
from mutasi_flow.planning.flow import check_certificate, find_potentials, min_cost_flow, solve_only
from mutasi_flow.planning.folder import write_plan
from mutasi_flow.planning.frontier import _point
from mutasi_flow.planning.graph import Graph, bounds, build_graph
from mutasi_flow.planning.limit import highest_price
from mutasi_flow.planning.outcome import figures, levels_after
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.reading.read import read_snapshot
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.solving import first_prices

TODAY = date(2026, 3, 2)
PEERS = Path(__file__).parent / "peers"
PEER_ARCS = 250_000
POLICY = Policy(seed="bench")
WHY_NOT, WHY_NOT_STAFF = 25, 400


def read(path: Path) -> Snapshot:
    """Return the snapshot."""
    found = read_snapshot(path, TODAY)
    assert isinstance(found, Snapshot), found.found[:3]
    return found


def peak_mb() -> int:
    """Return the most memory so far, of this process or its largest child."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024


def cpu() -> float:
    """Return CPU seconds of this process and its finished children."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def arcs_of(graph: Graph) -> tuple[Any, ...]:
    """Return the arrays of the balance tier."""
    cost = graph.cost(Tier.BALANCE, np.arange(len(graph.tail)))
    return graph.tail, graph.head, np.ones(len(cost), np.int64), cost, np.zeros(graph.nodes, np.int64)


def bare(snapshot: Snapshot) -> tuple[float, int]:
    """Return CPU seconds of the solver alone, and how many arcs are moves."""
    eligible, prices = Eligibility(snapshot), first_prices(snapshot, POLICY)
    taken, moves = 0.0, 0
    for _, edges in iterate_edges(eligible):
        arrays = arcs_of(build_graph(eligible, POLICY, prices, edges))
        start = time.process_time()
        solve_only(*arrays)
        taken += time.process_time() - start
        moves += len(edges)
    return taken, moves


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


def beside_networkx(snapshot: Snapshot, folder: Path) -> dict[str, Any]:
    """Solve some blocks with networkx and with ours; return CPU seconds of both."""
    python = os.environ.get("MUTASI_BENCH_PEERS_PYTHON")
    if not python:
        return {}
    eligible, prices = Eligibility(snapshot), first_prices(snapshot, POLICY)
    largest = sorted((edges for _, edges in iterate_edges(eligible)), key=len, reverse=True)
    bare_s, proven_s, theirs, arcs = 0.0, 0.0, 0.0, 0
    for number, edges in enumerate(largest):
        arrays = arcs_of(build_graph(eligible, POLICY, prices, edges))
        if arcs + len(arrays[0]) > PEER_ARCS:
            break
        arcs += len(arrays[0])
        start = time.process_time()
        solve_only(*arrays)
        middle = time.process_time()
        found = min_cost_flow(*arrays)
        bare_s, proven_s = bare_s + middle - start, proven_s + time.process_time() - middle
        file = folder / f"{number}.npz"
        np.savez(file, tail=arrays[0], head=arrays[1], cost=arrays[3])
        answer = subprocess.run([python, PEERS / "networkx_flow.py", file], check=True, capture_output=True, text=True)
        told = json.loads(answer.stdout)
        assert told["value"] == found.value, "both must find the optimum"
        theirs += told["cpu_s"]
    return {
        "arcs": arcs, "bare_cpu_s": round(bare_s, 3), "with_proof_cpu_s": round(proven_s, 3), "networkx_cpu_s": round(theirs, 2),
        "times_bare": round(theirs / bare_s), "times_with_proof": round(theirs / proven_s),
    }  # fmt: skip


def shuffled(sheets: dict[str, Any]) -> dict[str, Any]:
    """Return the same tables with their rows in another order."""
    dice = random.Random(3)
    return {name: [rows[0], *dice.sample(rows[1:], len(rows) - 1)] for name, rows in sheets.items()}


def why_not(snapshot: Snapshot, found: Any) -> dict[str, float]:
    """Ask for moves that the plan does not have, in the block nearest to 400 people."""
    eligible = Eligibility(snapshot)
    dice, seconds, changed = random.Random(5), [], []
    parts = [part for _, part in iterate_edges(eligible)]
    part = min(parts, key=lambda each: abs(len(np.unique(each.person)) - WHY_NOT_STAFF))
    person, cell = part.person, part.cell
    open_to = np.flatnonzero(~np.isin(person, found.person)).tolist()
    for at in dice.sample(open_to, WHY_NOT):
        start = time.perf_counter()
        reason = explain(eligible, found, int(person[at]), int(cell[at]))
        seconds.append(time.perf_counter() - start)
        changed.append(len(reason.changed))
    return {
        "staff": len(np.unique(person)),
        "median_s": round(median(seconds), 3),
        "median_changed": median(changed),
        "most_changed": max(changed),
    }


def certificate_ms(snapshot: Snapshot) -> float:
    """Return how long the check of all balance certificates takes, the solver away."""
    eligible, prices, taken = Eligibility(snapshot), first_prices(snapshot, POLICY), 0.0
    for _, edges in iterate_edges(eligible):
        arrays = arcs_of(build_graph(eligible, POLICY, prices, edges))
        flow = solve_only(*arrays)
        potentials = find_potentials(*arrays[:4], flow, len(arrays[4]))
        start = time.process_time()
        assert check_certificate(*arrays, flow, potentials)
        taken += time.process_time() - start
    return round(taken * 1000)


def small(sheets: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Measure everything on one government of ordinary size."""
    snapshot = read(write_folder(folder / "in", sheets))
    start = cpu()
    found = plan(snapshot, POLICY)
    planned = cpu() - start
    memory = peak_mb()
    alone, moves = bare(snapshot)
    again = plan(read(write_folder(folder / "shuffled", shuffled(sheets))), POLICY)
    same = np.array_equal(found.person, again.person) and np.array_equal(found.cell, again.cell)
    edges = [part for _, part in iterate_edges(Eligibility(snapshot))]
    before, best = (
        figures(snapshot, snapshot.levels).gap2,
        figures(snapshot, levels_after(snapshot, found.person, found.cell)).gap2,
    )
    ways = {}
    for name, way in (("greedy", greedy), ("loops", loops)):
        start = time.process_time()
        count, left = way(snapshot, edges)
        taken = time.process_time() - start
        ours = moves_for(snapshot, left)
        ways[name] = {
            "moves": count, "gap2": round(left), "gain_percent": round(100 * (before - left) / (before - best), 1),
            "cpu_s": round(taken, 2), "best_moves_for_that_gain": ours, "fewer_percent": round(100 * (1 - ours / count), 1),
        }  # fmt: skip
    return {
        "staff": len(snapshot.staff), "allowed_moves": moves, "plan_cpu_s": round(planned, 2), "bare_cpu_s": round(alone, 2),
        "plan_times_bare": round(planned / alone, 1), "peak_mb": memory, "gap": found.gap, "accepted": verify(snapshot, found) == [],
        "same_moves_when_shuffled": bool(same), "moves": len(found), "gap2": [round(before), round(best)],
        "certificate_ms": certificate_ms(snapshot), "why_not": why_not(snapshot, found), **ways,
        "networkx": beside_networkx(snapshot, folder),
    }  # fmt: skip


def large(sheets: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Measure from one workbook to a written plan, in as many processes as there are cores."""
    file = write_book(folder / "in.xlsx", sheets)
    start = cpu()
    book = CalamineWorkbook.from_path(file)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
    reading = cpu() - start
    start = cpu()
    snapshot = read(file)
    found = plan(snapshot, POLICY)
    write_plan(folder / "out", snapshot, found)
    whole, memory = cpu() - start, peak_mb()
    alone, moves = bare(snapshot)
    return {
        "staff": len(snapshot.staff), "allowed_moves": moves, "workbook_to_written_plan_cpu_s": round(whole, 1),
        "bare_cpu_s": round(alone, 1), "calamine_cpu_s": round(reading, 1), "allowance_cpu_s": round(10 * alone + 3 * reading, 1),
        "peak_mb": memory, "gap": found.gap, "moves": len(found),
    }  # fmt: skip


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser()
    options.add_argument("--size", choices=["small", "large"], default="small")
    options.add_argument("--families", type=int, default=110, help="kinds of jabatan of the small government")
    given = options.parse_args(sys.argv[1:])
    with tempfile.TemporaryDirectory() as name:
        if given.size == "small":
            answer = small(tables(12_000, 600, given.families, 5_300), Path(name))
        else:
            answer = large(tables(80_000, 3_000, 200, 32_000), Path(name))
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
