"""What all measurements of plans share: reading, CPU, memory, the bare solve."""

import os
import resource
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from mutasi_flow.planning.edges import iterate_edges
from mutasi_flow.planning.flow import solve_only
from mutasi_flow.planning.graph import Graph, build_graph
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.reading.read import read_snapshot
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.solving import first_prices

TODAY = date(2026, 3, 2)
POLICY = Policy(seed="bench")


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
