"""Relatives who both move: outside what a flow can express, so repaired after the fact, with the loss stated."""

from collections.abc import Iterator

import numpy as np

from mutasi_flow.planning.edges import Forbidden
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices


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
