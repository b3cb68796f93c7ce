"""Relatives who both move: outside what a flow can express.

They are repaired after the fact with the loss stated, or kept apart by rows of an integer programme (``apart_rows``).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from mutasi_flow.planning.edges import Forbidden
from mutasi_flow.planning.graph import Graph
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices

Pairs = frozenset[tuple[int, int]]
"""Relatives, each pair in ascending order."""


def meetings(eligible: Eligibility, person: Indices, cell: Indices) -> Iterator[tuple[int, int]]:
    """Yield mover and relative wherever the moves bring them into one unit, or one directly above the other (P11)."""
    if eligible.value("P11") == 0 or not len(eligible.snapshot.relations.first):
        return
    snapshot = eligible.snapshot
    unit = snapshot.staff.unit.copy()
    unit[person] = snapshot.cells.unit[cell]
    has_changed = unit != snapshot.staff.unit
    pairs = zip(snapshot.relations.first.tolist(), snapshot.relations.second.tolist(), strict=True)
    for one, other in pairs:
        if not (snapshot.is_present[one] and snapshot.is_present[other]):
            continue
        if (has_changed[one] or has_changed[other]) and int(unit[one]) in eligible.close_units(int(unit[other])):
            yield (one, other) if has_changed[one] else (other, one)


def forbid(eligible: Eligibility, person: Indices, cell: Indices) -> Forbidden:
    """Return the moves to leave out so that what met does not meet again: the mover to anywhere near the relative."""
    snapshot = eligible.snapshot
    unit = snapshot.staff.unit.copy()
    unit[person] = snapshot.cells.unit[cell]
    closed = set()
    for mover, relative in meetings(eligible, person, cell):
        near = np.isin(snapshot.cells.unit, list(eligible.close_units(int(unit[relative]))))
        closed |= {(mover, place) for place in np.flatnonzero(near).tolist()}
    return frozenset(closed)


def met_pairs(eligible: Eligibility, person: Indices, cell: Indices) -> Pairs:
    """Return the relatives whom the moves bring together."""
    return frozenset((min(pair), max(pair)) for pair in meetings(eligible, person, cell))


def apart_rows(eligible: Eligibility, graphs: Sequence[Graph], pairs: Pairs) -> Indices:
    """Return what keeps pairs apart, as rows (one, other, unit): one in the unit, or the other near it, not both.

    Where both are now, they may stay. Both orders of a pair are there; units that one of them cannot reach are not.
    """
    snapshot = eligible.snapshot
    unit_of = snapshot.staff.unit
    reach = {person: {int(unit_of[person])} for pair in pairs for person in pair}
    for graph in graphs:
        for person, found in reach.items():
            edges = _edges_of(graph, person)
            found.update(snapshot.cells.unit[graph.cells[graph.edge_cell[edges]]].tolist())
    return np.array(
        [
            (one, other, unit)
            for pair in sorted(pairs)
            for one, other in (pair, pair[::-1])
            for unit in sorted(reach[one])
            if _near(eligible, one, other, unit) & reach[other]
        ],
        np.int64,
    ).reshape(-1, 3)


def _near(eligible: Eligibility, one: int, other: int, unit: int) -> frozenset[int]:
    """Return where ``other`` must not be when ``one`` is in ``unit``."""
    units = eligible.snapshot.staff.unit
    near = eligible.close_units(unit)
    return near - {int(units[other])} if unit == units[one] else near


def _edges_of(graph: Graph, person: int) -> slice:
    """Return which moves of a graph are those of somebody."""
    local = int(np.searchsorted(graph.people, person))
    if local == len(graph.people) or graph.people[local] != person:
        return slice(0, 0)
    return slice(*np.searchsorted(graph.edge_person, (local, local + 1)).tolist())


def apart_room(eligible: Eligibility, rows: Indices) -> Indices:
    """Return how many the terms of each row may add up to: one, less those who are there now."""
    units = eligible.snapshot.staff.unit
    return np.array(
        [
            1 - (units[one] == unit) - (int(units[other]) in _near(eligible, one, other, unit))
            for one, other, unit in rows.tolist()
        ],
        np.int64,
    )


def apart_terms(eligible: Eligibility, graph: Graph, rows: Indices) -> tuple[Indices, Indices, Indices]:
    """Return row, arc and sign of each term of the rows in one graph: who comes counts up, who leaves counts down."""
    snapshot = eligible.snapshot
    found: list[tuple[Indices, Indices, Indices]] = []
    for number, (one, other, unit) in enumerate(rows.tolist()):
        for person, near in ((one, frozenset({unit})), (other, _near(eligible, one, other, unit))):
            edges = _edges_of(graph, person)
            if edges.start == edges.stop:
                continue
            places = snapshot.cells.unit[graph.cells[graph.edge_cell[edges]]]
            arcs = np.flatnonzero(np.isin(places, list(near))) + edges.start + graph.edges.start
            signs = np.ones(len(arcs), np.int64)
            if int(snapshot.staff.unit[person]) in near:
                arcs = np.append(arcs, graph.edge_person[edges.start])
                signs = np.append(signs, -1)
            found.append((np.full(len(arcs), number), arcs, signs))
    nothing = np.zeros(0, np.int64)
    columns = zip(*found, strict=True) if found else ((nothing,), (nothing,), (nothing,))
    row, arc, sign = (np.concatenate(parts) for parts in columns)
    return row, arc, sign
