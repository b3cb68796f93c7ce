"""Other solvers on the arcs of some blocks, beside ours on the same arcs; and stable matching of the whole."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from bench.planning.measuring import POLICY, arcs_of
from bench.planning.ways import beside_best
from mutasi_flow.planning.edges import Edges, iterate_edges
from mutasi_flow.planning.flow import min_cost_flow, solve_only
from mutasi_flow.planning.graph import Graph, bounds, build_graph
from mutasi_flow.planning.outcome import figures
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices, Snapshot
from mutasi_flow.planning.solving import first_prices

PEERS = Path(__file__).parent.parent / "peers"
PEER_ARCS, SEARCH_ARCS, SEARCH_S = 250_000, 60_000, 60
_FORBIDDEN = 1e15


def largest_graphs(snapshot: Snapshot, most: int) -> list[Graph]:
    """Return the circulations of the largest blocks, up to so many arcs."""
    eligible, prices = Eligibility(snapshot), first_prices(snapshot, POLICY)
    found, arcs = [], 0
    for edges in sorted((edges for _, edges in iterate_edges(eligible)), key=len, reverse=True):
        graph = build_graph(eligible, POLICY, prices, edges)
        if arcs + len(graph.tail) <= most:
            arcs += len(graph.tail)
            found.append(graph)
    return found


def as_one(graphs: list[Graph]) -> tuple[Any, ...]:
    """Return all arcs as one circulation with one ground."""
    tails, heads, costs, offset = [], [], [], 1
    for graph in graphs:
        ground = graph.nodes - 1
        tails.append(np.where(graph.tail == ground, 0, graph.tail + offset))
        heads.append(np.where(graph.head == ground, 0, graph.head + offset))
        costs.append(arcs_of(graph)[3])
        offset += ground
    tail, head, cost = (np.concatenate(parts) for parts in (tails, heads, costs))
    return tail, head, np.ones(len(tail), np.int64), cost, np.zeros(offset, np.int64)


def asked(python: str, script: str, *words: object) -> dict[str, Any]:
    """Run a peer in a process of its own and return what it says."""
    answer = subprocess.run(
        [python, PEERS / script, *(str(word) for word in words)], check=True, capture_output=True, text=True
    )
    return dict(json.loads(answer.stdout))


def beside_solvers(snapshot: Snapshot, folder: Path) -> dict[str, Any]:
    """Solve some blocks with everything; return CPU seconds, ratios, memory, and whether the optimum was found."""
    graphs = largest_graphs(snapshot, PEER_ARCS)
    bare_s, proven_s, values = 0.0, 0.0, []
    for graph in graphs:
        arrays = arcs_of(graph)
        start = time.process_time()
        solve_only(*arrays)
        middle = time.process_time()
        values.append(min_cost_flow(*arrays).value)
        bare_s, proven_s = bare_s + middle - start, proven_s + time.process_time() - middle
    found: dict[str, Any] = {
        "arcs": sum(len(graph.tail) for graph in graphs), "blocks": len(graphs),
        "bare_cpu_s": round(bare_s, 3), "with_proof_cpu_s": round(proven_s, 3),
        "scipy dense assignment": _dense(graphs, values, bare_s),
        "CP-SAT": _search(largest_graphs(snapshot, SEARCH_ARCS), folder),
    }  # fmt: skip
    python = os.environ.get("MUTASI_BENCH_PEERS_PYTHON")
    if python:
        found |= _networkx(python, graphs, folder, values, bare_s)
    return found


def _networkx(python: str, graphs: list[Graph], folder: Path, values: list[int], bare_s: float) -> dict[str, Any]:
    theirs = 0.0
    for number, graph in enumerate(graphs):
        told = asked(python, "networkx_flow.py", _written(folder / f"{number}.npz", arcs_of(graph)))
        assert told["value"] == values[number], "both must find the optimum"
        theirs += told["cpu_s"]
    whole = asked(python, "networkx_flow.py", _written(folder / "whole.npz", as_one(graphs)))
    assert whole["value"] == sum(values), "both must find the optimum"
    return {
        "networkx, block by block": {"cpu_s": round(theirs, 2), "times_bare": round(theirs / bare_s)},
        "networkx, one graph": {"cpu_s": round(whole["cpu_s"], 2), "times_bare": round(whole["cpu_s"] / bare_s), "peak_mb": whole["peak_mb"]},
    }  # fmt: skip


def _search(graphs: list[Graph], folder: Path) -> dict[str, Any]:
    """Ask CP-SAT for the same circulation, for a minute of its time."""
    arrays = as_one(graphs)
    start = time.process_time()
    best = sum(int(solve_only(*arcs_of(graph)) @ arcs_of(graph)[3]) for graph in graphs)
    ours = time.process_time() - start
    told = asked(sys.executable, "cp_sat_flow.py", _written(folder / "search.npz", arrays), SEARCH_S)
    share = round(100 * told["value"] / best, 1)
    figures_of = {key: told[key] for key in ("status", "cpu_s", "peak_mb")}
    return {"arcs": len(arrays[0]), **figures_of, "gain_percent": share, "times_bare": round(told["cpu_s"] / ours)}


def _written(file: Path, arrays: tuple[Any, ...]) -> Path:
    np.savez(file, tail=arrays[0], head=arrays[1], cost=arrays[3], nodes=len(arrays[4]))
    return file


def _dense(graphs: list[Graph], values: list[int], bare_s: float) -> dict[str, Any]:
    """Assign people to seats: each cell has one seat per step, dearer the fuller it is."""
    start, most = time.process_time(), 0
    for graph, value in zip(graphs, values, strict=True):
        table, stays = _seats(graph)
        most = max(most, table.nbytes)
        rows, columns = linear_sum_assignment(table)
        reached = round(float(table[rows, columns].sum()) - stays)
        assert reached == value, "both must find the optimum"
    taken = time.process_time() - start
    return {"cpu_s": round(taken, 2), "times_bare": round(taken / bare_s), "largest_table_mb": most // 1_000_000}


def _seats(graph: Graph) -> tuple[Any, float]:
    """Return people × seats, and the cost of all staying; a seat that movers may give up costs what it would free."""
    steps, cost = graph.step_cell, graph.step_cost.astype(np.float64)
    downs = slice(graph.ups, len(steps))
    kept = np.bincount(graph.leave_from, minlength=len(graph.cells)) - np.bincount(
        steps[downs], minlength=len(graph.cells)
    )
    floor_seats = np.repeat(np.arange(len(graph.cells)), kept)
    seat_cell = np.concatenate((steps[: graph.ups], steps[downs], floor_seats))
    must = np.full(len(floor_seats), -_FORBIDDEN / 1_000)
    seat_cost = np.concatenate((cost[: graph.ups], -cost[downs], must))
    may = np.zeros((len(graph.people), len(graph.cells)), np.bool_)
    may[graph.edge_person, graph.edge_cell] = True
    may[np.arange(len(graph.people)), graph.leave_from] = True
    table = np.where(may[:, seat_cell], seat_cost[None, :], _FORBIDDEN)
    return table, float(-cost[downs].sum() + must.sum())


def matched(snapshot: Snapshot, best: float, folder: Path) -> dict[str, Any]:
    """Match people of full cells with vacancies, stable by distance and surplus, then leave out what goes too far."""
    python = os.environ.get("MUTASI_BENCH_PEERS_PYTHON")
    if not python:
        return {}
    eligible, levels, need = Eligibility(snapshot), snapshot.levels, snapshot.cells.need
    games = [_game(eligible, part) for _, part in iterate_edges(eligible)]
    file = folder / "games.json"
    file.write_text(json.dumps([game for game in games if game]), encoding="utf-8")
    told = asked(python, "matching_round.py", file)
    after, floor, count = levels.copy(), bounds(eligible)[0], 0
    pairs = sorted(told["pairs"], key=lambda pair: -(levels - need)[snapshot.staff.cell[pair[0]]])
    for person, cell in pairs:
        origin = snapshot.staff.cell[person]
        if after[origin] > floor[origin] and after[origin] - need[origin] > after[cell] + 1 - need[cell]:
            after[origin] -= 1
            after[cell] += 1
            count += 1
    reached = beside_best(snapshot, best, count, figures(snapshot, after).gap2)
    return reached | {"before_trimming": len(pairs), "cpu_s": round(told["cpu_s"], 1), "peak_mb": told["peak_mb"]}


def _game(eligible: Eligibility, part: Edges) -> dict[str, Any] | None:
    """Return one block as a game: vacancies rank people by the surplus they leave, people vacancies by distance."""
    snapshot = eligible.snapshot
    surplus = snapshot.levels - snapshot.cells.need
    seats = np.rint(-surplus).astype(int)
    kept = (surplus[snapshot.staff.cell[part.person]] > 0) & (seats[part.cell] > 0)
    person, cell = part.person[kept], part.cell[kept]
    if not len(person):
        return None
    km = np.nan_to_num(eligible.distance(person, cell))
    return {
        "people": _ranked(person, cell, km),
        "posts": _ranked(cell, person, -surplus[snapshot.staff.cell[person]]),
        "seats": {int(each): int(seats[each]) for each in np.unique(cell)},
    }


def _ranked(who: Indices, whom: Indices, cost: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for at in np.lexsort((whom, cost, who)).tolist():
        found.setdefault(int(who[at]), []).append(int(whom[at]))
    return found
