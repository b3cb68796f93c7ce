"""A second government, as like the one of the design study as its published figures tell.

Known of it are 12,000 staff, 600 units, 200 families, 5,329 cells, about a million allowed moves, thirty of everybody in the
compared plans (to the nearest and to the neediest cells), balance as Σ(N−y)²/N, and the figures before any move. How need and
staffing were drawn is not known: here each cell is staffed by its need times a factor of its own, so that shortage, squared
gap and residual before any move come near those of the study. Nothing is fitted to what comes out of a plan.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from bench.planning.measuring import POLICY
from bench.planning.national import government
from bench.planning.ways import best_at, greedy, in_turn, listed, loops, moves_for, neediest, once
from mutasi_flow.planning.edges import Edges, cut, iterate_edges
from mutasi_flow.planning.graph import build_graph
from mutasi_flow.planning.outcome import figures
from mutasi_flow.planning.policy import Phi
from mutasi_flow.planning.pooling import Pool
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices, Snapshot
from mutasi_flow.planning.solving import first_prices

STAFF, UNITS, FAMILIES, CELLS, EACH = 12_000, 600, 200, 5_329, 30
BEFORE = {"shortage": 4_949, "gap2": 31_811, "residual": 10_441, "load_sd": 0.73}
"""Of the study, before any move."""
_SKEW = 2.0
_LEAST_NEED, _SPREAD, _NEED, _SHAPE = 1.0, 0.7, 13_000, 2.0
"""Need is this and a lognormal part, all together so many persons; the factor of a cell is a gamma of this shape."""


def study_snapshot() -> Snapshot:
    """Return the government: families of very different size, cells spread over the units."""
    dice = np.random.default_rng(2211)
    weights = 1 / (np.arange(FAMILIES) + _SKEW)
    counts = np.clip(np.rint(CELLS * weights / weights.sum()), 2, UNITS).astype(np.int64)
    keys = np.concatenate(
        [dice.choice(UNITS, count, replace=False) * FAMILIES + kind for kind, count in enumerate(counts)]
    )
    keys = np.sort(dice.permutation(keys)[:CELLS])
    need = dice.lognormal(0, _SPREAD, len(keys))
    need = _LEAST_NEED + need * (_NEED - _LEAST_NEED * len(keys)) / need.sum()
    pull = need * dice.gamma(_SHAPE, 1 / _SHAPE, len(keys))
    cell = dice.choice(len(keys), STAFF, p=pull / pull.sum())
    return government(dice, 0, (UNITS, FAMILIES), keys, need, cell)


def _told(snapshot: Snapshot, levels: Indices) -> dict[str, float]:
    found, need = figures(snapshot, levels, Phi.REL), snapshot.cells.need
    load = levels / need
    return {
        "shortage": round(found.shortage), "gap2": round(found.gap2), "residual": round(found.phi), "load_sd": round(float(load.std()), 2)
    }  # fmt: skip


def study() -> dict[str, Any]:
    """Compare greedy and loops with the best plan for the same residual, on thirty moves of everybody and on all."""
    snapshot = study_snapshot()
    eligible, policy = Eligibility(snapshot), replace(POLICY, phi=Phi.REL)
    base = first_prices(snapshot, policy)
    every = [part for _, part in iterate_edges(eligible)]
    few = [Edges(*cut(eligible, part.person, part.cell, EACH)) for part in every]
    found: dict[str, Any] = {"staff": len(snapshot.staff), "cells": len(snapshot.cells), "study_before": BEFORE}
    found["before"] = _told(snapshot, snapshot.levels)
    start = figures(snapshot, snapshot.levels, Phi.REL).phi
    for name, edges in (("thirty each", few), ("all allowed", every)):
        count, levels = best_at(snapshot, [Pool.of(build_graph(eligible, policy, base, part)) for part in edges], 0)
        best = figures(snapshot, levels, Phi.REL).phi
        told: dict[str, Any] = {"allowed": sum(map(len, edges)), "best": {"moves": count, **_told(snapshot, levels)}}
        ways = {
            "greedy": greedy(snapshot, edges, Phi.REL),
            "greedy, once through": once(snapshot, edges, Phi.REL),
            "one person after the other": in_turn(snapshot, edges, Phi.REL),
            "list by shortage, once through": listed(snapshot, edges),
            "neediest first": neediest(snapshot, edges),
            "loops": loops(snapshot, edges),
        }
        for way, (moves, after) in ways.items():
            left = figures(snapshot, after, Phi.REL).phi
            ours = moves_for(snapshot, left, Phi.REL, edges)
            told[way] = {
                "moves": moves, **_told(snapshot, after), "gain_percent": round(100 * (start - left) / (start - best), 1),
                "best_moves_for_that_gain": ours, "fewer_percent": round(100 * (1 - ours / max(moves, 1)), 1),
            }  # fmt: skip
        found[name] = told
    return found
