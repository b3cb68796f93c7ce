"""The plan of a government, against a bare solve on the same arcs and against what a user would pick otherwise.

CPU time, one process unless said. The bare solve is the balance tier alone: no reading, rules, later aims, proof. Greedy takes
the most gainful move again and again; a planning desk fills the neediest cell from the fullest; the loops fill one short post
after the other, as a macro in a spreadsheet does. Packages we do not need ourselves run in the environment of the peers.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from python_calamine import CalamineWorkbook

from bench.plan_office import tables, write_book, write_folder
from bench.planning.distributed import distributed
from bench.planning.kin import relatives
from bench.planning.looking import looking
from bench.planning.measuring import POLICY, arcs_of, bare, cpu, peak_mb, read
from bench.planning.national import national
from bench.planning.solvers import beside_solvers, matched
from bench.planning.study import study
from bench.planning.ways import compared
from mutasi_flow.planning.edges import iterate_edges
from mutasi_flow.planning.explaining import explain
from mutasi_flow.planning.flow import check_certificate, find_potentials, solve_only
from mutasi_flow.planning.folder import write_plan
from mutasi_flow.planning.graph import build_graph
from mutasi_flow.planning.outcome import figures, levels_after
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.solving import first_prices

WHY_NOT, WHY_NOT_STAFF = 25, 400


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
    before, best = (
        figures(snapshot, snapshot.levels).gap2,
        figures(snapshot, levels_after(snapshot, found.person, found.cell)).gap2,
    )
    ways = compared(snapshot, best)
    ways["matching"] = matched(snapshot, best, folder)
    return {
        "staff": len(snapshot.staff), "allowed_moves": moves, "plan_cpu_s": round(planned, 2), "bare_cpu_s": round(alone, 2),
        "plan_times_bare": round(planned / alone, 1), "peak_mb": memory, "gap": found.gap, "accepted": verify(snapshot, found) == [],
        "same_moves_when_shuffled": bool(same), "moves": len(found), "gap2": [round(before), round(best)],
        "certificate_ms": certificate_ms(snapshot), "why_not": why_not(snapshot, found), **ways,
        "solvers": beside_solvers(snapshot, folder),
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
    options.add_argument(
        "--size",
        choices=["small", "study", "relatives", "looking", "large", "national", "distributed"],
        default="small",
    )
    options.add_argument("--families", type=int, default=110, help="kinds of jabatan of the small government")
    options.add_argument("--km", type=int, default=120, help="how far somebody may be sent in the small government")
    options.add_argument(
        "--volunteers", type=float, default=0.0, help="share of the staff that goes only where it wishes"
    )
    options.add_argument("--agencies", type=int, default=26, help="of the nation; 520 are all")
    options.add_argument("--processes", type=int, default=2, help="for the nation")
    given = options.parse_args(sys.argv[1:])
    with tempfile.TemporaryDirectory() as name:
        if given.size == "national":
            answer = national(given.agencies, given.processes)
        elif given.size == "study":
            answer = study()
        elif given.size == "distributed":
            answer = distributed(Path(name), given.agencies, given.processes)
        elif given.size == "relatives":
            answer = relatives(Path(name))
        elif given.size == "looking":
            answer = looking(Path(name))
        elif given.size == "large":
            answer = large(tables(80_000, 3_000, 200, 32_000), Path(name))
        else:
            answer = small(
                {
                    **tables(12_000, 600, given.families, 5_300, volunteers=given.volunteers),
                    "aturan": [["id", "nilai"], ["P12", str(given.km)]],
                },
                Path(name),
            )
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
