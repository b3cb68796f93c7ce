"""Relatives in a plan: the repair beside the exact way, and what each proves."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.plan_office import tables, write_folder
from bench.planning.measuring import POLICY, cpu, peak_mb, read
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.snapshot import Relations, Snapshot

STAFF, UNITS, FAMILIES, CELLS, PAIRS, MEETING = 12_000, 600, 110, 5_300, 400, 100


def with_relatives(snapshot: Snapshot) -> Snapshot:
    """Return the same government with so many pairs of relatives, some of whom the free plan brings into one unit."""
    free, dice = plan(snapshot, POLICY), random.Random(4)
    comers: dict[int, list[int]] = {}
    for person, unit in zip(free.person.tolist(), snapshot.cells.unit[free.cell].tolist(), strict=True):
        comers.setdefault(unit, []).append(person)
    met = [sorted(dice.sample(people, 2)) for _, people in sorted(comers.items()) if len(people) > 1]
    others = [sorted(dice.sample(range(len(snapshot.staff)), 2)) for _ in range(PAIRS - MEETING)]
    pairs = np.array(sorted({tuple(pair) for pair in (*dice.sample(met, MEETING), *others)}), np.int64)
    return replace(snapshot, relations=Relations(pairs[:, 0], pairs[:, 1]))


def relatives(folder: Path) -> dict[str, Any]:
    """Solve the same government both ways."""
    snapshot = with_relatives(read(write_folder(folder / "in", tables(STAFF, UNITS, FAMILIES, CELLS))))
    found: dict[str, Any] = {"staff": STAFF, "pairs": len(snapshot.relations.first), "meeting": MEETING}
    for name, exact in (("repaired", False), ("exact", True)):
        start = cpu()
        made = plan(snapshot, replace(POLICY, exact=exact, exact_seconds=600))
        found[name] = {
            "cpu_s": round(cpu() - start, 1), "gap": made.gap, "gap_claimed": made.claimed_gap, "moves": len(made), "aims": made.tiers,
            "accepted": verify(snapshot, made) == [], "peak_mb": peak_mb(),
        }  # fmt: skip
    return found
