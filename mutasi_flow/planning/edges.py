"""All moves that every rule allows, block by block.

A block is a set of jabatan between which people may move, with all their cells; moves of different blocks never meet,
so each is built, solved and let go by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from mutasi_flow.planning.rules import Eligibility, kilometres
from mutasi_flow.planning.snapshot import Floats, Indices, Mask

CHUNK = 4_000_000
"""Pairs of employee and cell looked at together."""

Forbidden = frozenset[tuple[int, int]]
"""Moves (employee, cell) left out for the sake of relatives; the own cell of an employee stands for staying there."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Its jabatan, and who could hold each of them."""

    jabatan: tuple[int, ...]
    candidates: tuple[Indices, ...]

    def has_any(self, people: Indices) -> bool:
        """Whether somebody of ``people`` could move in it."""
        return any(bool(np.isin(people, candidates).any()) for candidates in self.candidates)


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Allowed moves, sorted by employee and cell."""

    person: Indices
    cell: Indices
    is_cut: bool = False
    """Whether a block with too many kept only the nearest and neediest cells of everybody."""
    leaving: Indices = field(default_factory=lambda: np.zeros(0, np.int64))
    """Who of them must not stay."""

    def __len__(self) -> int:
        return len(self.person)


def find_blocks(eligible: Eligibility) -> list[Block]:
    """Return the blocks in the order of their first jabatan; jabatan that nobody could enter are left out."""
    snapshot = eligible.snapshot
    movers = np.flatnonzero(eligible.can_move)
    own = snapshot.staff.jabatan[movers]
    order = np.argsort(own, kind="stable")
    bounds = np.searchsorted(own[order], np.arange(len(snapshot.jabatan) + 1))
    by_jabatan = [np.sort(movers[order[start:end]]) for start, end in pairwise(bounds.tolist())]
    candidates = [_candidates(eligible, kind, movers, by_jabatan[kind]) for kind in range(len(snapshot.jabatan))]
    leader = list(range(len(candidates)))

    def find(kind: int) -> int:
        while leader[kind] != kind:
            leader[kind] = leader[leader[kind]]
            kind = leader[kind]
        return kind

    for kind, people in enumerate(candidates):
        for other in np.unique(snapshot.staff.jabatan[people]).tolist():
            one, two = find(kind), find(other)
            leader[max(one, two)] = min(one, two)
    members: dict[int, list[int]] = {}
    for kind in range(len(candidates)):
        members.setdefault(find(kind), []).append(kind)
    return [
        Block(tuple(kinds), tuple(candidates[kind] for kind in kinds))
        for _, kinds in sorted(members.items())
        if any(len(candidates[kind]) for kind in kinds)
    ]


def _candidates(eligible: Eligibility, jabatan: int, movers: Indices, holders: Indices) -> Indices:
    people = movers if eligible.is_open(jabatan) else holders
    failed = np.zeros(len(people), np.bool_)
    for mask in eligible.jabatan_failures(jabatan, people).values():
        failed |= mask
    return people[~failed]


def block_edges(
    eligible: Eligibility, block: Block, forbidden: Forbidden = frozenset(), most: int | None = None
) -> Edges:
    """Return the allowed moves of a block; where there are more than ``most``, the nearest and neediest of everybody."""
    parts: list[tuple[Indices, Indices]] = []
    count, is_cut = 0, False
    for part in pieces(eligible, block):
        parts.append(part)
        count += len(part[0])
        if most is not None and count > most:
            is_cut = True
            break
    if is_cut:
        parts.clear()
        each = max(2, (most or 0) // sum(len(people) for people in block.candidates))
        parts += (cut(eligible, person, cell, each) for person, cell in pieces(eligible, block))
    person = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, np.int64)
    cell = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, np.int64)
    if len(block.jabatan) > 1:
        order = np.lexsort((cell, person))
        person, cell = person[order], cell[order]
    if not forbidden:
        return Edges(person, cell, is_cut)
    size = len(eligible.snapshot.cells)
    kept = ~np.isin(person * size + cell, [who * size + where for who, where in forbidden])
    own = eligible.snapshot.staff.cell
    unwanted = np.array(sorted(who for who, where in forbidden if own[who] == where), np.int64)
    return Edges(person[kept], cell[kept], is_cut, np.intersect1d(unwanted, person[kept]))


def pieces(eligible: Eligibility, block: Block) -> Iterator[tuple[Indices, Indices]]:
    """Yield the allowed moves of a block piece by piece, each sorted by employee and cell."""
    cells_of = eligible.snapshot.cells
    for kind, people in zip(block.jabatan, block.candidates, strict=True):
        open_to = (cells_of.jabatan == kind) & cells_of.is_listed
        if eligible.value("P13"):
            open_to &= ~cells_of.is_locked
        cells = np.flatnonzero(open_to)
        if len(cells):
            rows = max(1, CHUNK // len(cells))
            yield from (_pairs(eligible, people[at : at + rows], cells) for at in range(0, len(people), rows))


def cut(eligible: Eligibility, person: Indices, cell: Indices, each: int) -> tuple[Indices, Indices]:
    """Return ``each`` moves of everybody: one half to the nearest cells, one half to the neediest."""
    snapshot = eligible.snapshot
    km = np.nan_to_num(eligible.distance(person, cell), nan=np.inf)
    missing = np.nan_to_num(snapshot.cells.need - snapshot.levels, nan=-np.inf)[cell]
    kept = np.zeros(len(person), np.bool_)
    for key, count in ((km, each // 2), (-missing, each - each // 2)):
        order = np.lexsort((key, person))
        place = np.arange(len(order)) - np.searchsorted(person[order], person[order])
        kept[order[place < count]] = True
    return person[kept], cell[kept]


def _pairs(eligible: Eligibility, people: Indices, cells: Indices) -> tuple[Indices, Indices]:
    """Return the allowed pairs of some people and the cells of one jabatan."""
    snapshot = eligible.snapshot
    staff, units = snapshot.staff, snapshot.cells.unit[cells]
    allowed = staff.cell[people][:, None] != cells[None, :]
    _close_to_relatives(eligible, people, units, allowed)
    volunteers = np.flatnonzero(staff.is_volunteer[people])
    if eligible.value("P12"):
        latitude, longitude = eligible.home
        far = _is_far(eligible, (latitude[people][:, None], longitude[people][:, None]), units)
        far[volunteers] = False
        allowed &= ~far
    if snapshot.wishes is not None and eligible.value("P09") and len(volunteers):
        _keep_to_lists(eligible, people, cells, volunteers, allowed)
    rows, columns = np.nonzero(allowed)
    return people[rows], cells[columns]


def _is_far(eligible: Eligibility, home: tuple[Floats, Floats], units: Indices) -> Mask:
    where = eligible.snapshot.units
    km = kilometres(*home, where.latitude[units][None, :], where.longitude[units][None, :])
    return np.asarray(km > eligible.value("P12"), np.bool_)


def _keep_to_lists(eligible: Eligibility, people: Indices, cells: Indices, volunteers: Indices, allowed: Mask) -> None:
    """Leave volunteers only what they listed (P09); ``people`` and ``cells`` are sorted."""
    wishers, wanted = eligible.wishes_for(int(eligible.snapshot.cells.jabatan[cells[0]]))
    row = np.minimum(np.searchsorted(people, wishers), len(people) - 1)
    column = np.minimum(np.searchsorted(cells, wanted), len(cells) - 1)
    here = (people[row] == wishers) & (cells[column] == wanted)
    listed = np.zeros((len(people), len(cells)), np.bool_)
    listed[row[here], column[here]] = True
    allowed[volunteers] &= listed[volunteers]


def _close_to_relatives(eligible: Eligibility, people: Indices, units: Indices, allowed: Mask) -> None:
    """Close units in which a relative stays (P11)."""
    if not eligible.barred_units:
        return
    for place, person in enumerate(people.tolist()):
        barred = eligible.barred_units.get(person)
        if barred:
            allowed[place] &= ~np.isin(units, list(barred))


def iterate_edges(eligible: Eligibility, forbidden: Forbidden = frozenset()) -> Iterator[tuple[Block, Edges]]:
    """Yield each block with its moves; one with none is left out."""
    for block in find_blocks(eligible):
        edges = block_edges(eligible, block, forbidden)
        if len(edges):
            yield block, edges
