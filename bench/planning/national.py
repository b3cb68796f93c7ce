"""All civil servants of a nation, agency after agency: each is made, planned, checked and let go in one of few processes."""

import hashlib
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any

import numpy as np

from bench.planning.measuring import POLICY
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.snapshot import (
    DEFAULT_RULES,
    Cells,
    Floats,
    Indices,
    Relations,
    Snapshot,
    Staff,
    Tasks,
    Units,
)
from mutasi_flow.planning.working import Course

AGENCIES, STAFF = 520, 4_319_682
FARTHEST_KM, LOCKED = 60, 0.02
FAMILIES, PER_CELL, CELLS_PER_UNIT = 150, 2.3, 9
TODAY = np.datetime64("2026-03-02")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one agency gave; ``digest`` is of its moves."""

    staff: int
    nodes: int
    moves: int
    digest: str
    cpu_s: float
    peak_mb: int


def sizes() -> Indices:
    """Return how many people serve in each agency: a few large ones, many of some thousand."""
    weights = np.random.default_rng(520).lognormal(0, 0.75, AGENCIES)
    found = np.floor(weights / weights.sum() * STAFF).astype(np.int64)
    found[0] += STAFF - found.sum()
    return found


def agency(number: int, staff: int) -> Snapshot:
    """Return a fictional agency, the same for the same number: skewed families, need about staff but elsewhere."""
    dice = np.random.default_rng([2026, number])
    cells = max(1, int(staff / PER_CELL))
    units = max(1, cells // CELLS_PER_UNIT)
    weights = 1 / (np.arange(FAMILIES) + 6)
    keys = np.unique(
        dice.integers(0, units, cells) * FAMILIES + dice.choice(FAMILIES, cells, p=weights / weights.sum())
    )
    need = 0.2 + dice.exponential(staff / len(keys), len(keys))
    pull = 0.3 * need + dice.exponential(1, len(keys))
    cell = dice.choice(len(keys), staff, p=pull / pull.sum())
    found = government(dice, number, (units, FAMILIES), keys, need, cell)
    return replace(found, rules={**DEFAULT_RULES, "P12": float(FARTHEST_KM)})


def government(  # noqa: PLR0917 - what a government is drawn from
    dice: np.random.Generator, number: int, size: tuple[int, int], keys: Indices, need: Floats, cell: Indices
) -> Snapshot:
    """Return a fictional government of so many units and families.

    Args:
        dice: Where all else comes from.
        number: Tells its people from those of others.
        size: Units and families.
        keys: Unit × families + family of each cell, ascending.
        need: Of each cell.
        cell: Of each employee.
    """
    (units, families), cells, staff = size, len(keys), len(cell)
    born = np.datetime64("1972-01-01") + dice.integers(0, 9_800, staff)
    since = np.datetime64("2008-01-01") + dice.integers(0, 6_200, staff)
    retires = (born.astype("datetime64[M]") + 58 * 12 + 1).astype("datetime64[D]")
    nothing = np.zeros(0, np.int64)
    return Snapshot(
        staff=_staff(dice, number, (cell, (keys // families)[cell], (keys % families)[cell]), (since, retires)),
        units=Units(
            code=np.array([f"U{unit:06}" for unit in range(units)]),
            name=np.full(units, "", object),
            parent=np.full(units, -1),
            region=np.full(units, "", object),
            latitude=-8 + dice.random(units) * 1.2,
            longitude=110 + dice.random(units) * 1.6,
            hardship=dice.choice([0, 0, 1, 3], units),
        ),
        jabatan=np.array([f"J{kind:03}" for kind in range(families)]),
        cells=Cells(
            unit=keys // families,
            jabatan=keys % families,
            need=need.round(3),
            minimum=np.ones(cells, np.int64),
            formation=np.full(cells, -1),
            is_listed=np.ones(cells, np.bool_),
            is_locked=np.zeros(cells, np.bool_),
        ),
        relations=Relations(nothing, nothing),
        tasks=Tasks(nothing, nothing.astype(object), nothing.astype(float), nothing.astype(float)),
        effective_on=TODAY.item(),
        sha256=f"{number}-{staff}",
    )


def _staff(dice: np.random.Generator, number: int, places: tuple[Indices, ...], days: tuple[Any, Any]) -> Staff:
    cell, unit, jabatan = places
    count = len(cell)
    never, unknown = np.zeros(count, np.bool_), np.full(count, np.nan)
    return Staff(
        nip=np.array([f"{number:06}{each:012}" for each in range(count)]),
        name=np.full(count, "", object),
        cell=cell,
        unit=unit,
        jabatan=jabatan,
        held_on=days[0],
        retires_on=days[1],
        leaves_on=days[1],
        education=unknown,
        field=np.full(count, "", object),
        grade=unknown,
        performance=dice.choice([3.0, 4.0, 4.0, 4.0, 5.0, 5.0], count),
        latitude=unknown,
        longitude=unknown,
        partner_unit=np.full(count, -1),
        hard_months=dice.choice([0.0, 0.0, 12.0, 36.0], count),
        experience=unknown,
        certificates=np.full(count, None, object),
        is_volunteer=never,
        is_locked=dice.random(count) < LOCKED,
        is_active=np.ones(count, np.bool_),
        is_pppk=never,
        keeps_jabatan=never,
        is_disciplined=never,
        is_absent=never,
        is_due=never,
    )


def solve(task: tuple[int, int]) -> Outcome:
    """Make, plan and check one agency."""
    start = time.process_time()
    snapshot = agency(*task)
    found = plan(snapshot, POLICY, Course(processes=1))
    assert verify(snapshot, found) == []
    assert found.gap == 0
    digest = hashlib.sha256(found.person.tobytes() + found.cell.tobytes()).hexdigest()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    nodes = sum(each.shape[1] for each in found.potentials)
    return Outcome(len(snapshot.staff), nodes, len(found), digest, time.process_time() - start, peak_mb)


def national(agencies: int, processes: int) -> dict[str, Any]:
    """Stream so many agencies, the largest first, through some processes."""
    tasks = sorted(enumerate(sizes().tolist()), key=lambda task: -task[1])[:: max(1, AGENCIES // agencies)][:agencies]
    start = time.perf_counter()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(solve, tasks))
    wall = time.perf_counter() - start
    staff, seconds = sum(each.staff for each in found), sum(each.cpu_s for each in found)
    whole = hashlib.sha256("".join(each.digest for each in found).encode()).hexdigest()
    return {
        "agencies": len(found), "staff": staff, "largest": max(each.staff for each in found), "moves": sum(each.moves for each in found),
        "nodes": sum(each.nodes for each in found), "processes": processes, "peak_mb_of_each": max(each.peak_mb for each in found),
        "cpu_s": round(seconds), "wall_s": round(wall), "national_cpu_s": round(seconds * STAFF / staff), "digest_of_all_moves": whole[:16],
    }  # fmt: skip
