"""What a move costs in the aims after balance: competence, wish, distance and hardship, draw.

All are whole numbers; each is asked only for the moves that the aims before it left open.
"""

from collections.abc import Callable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from mutasi_flow.planning.levels import rounded
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Floats, Indices

Keys = NDArray[np.uint64]
Cost = Callable[[Eligibility, Policy, Indices, Indices], Indices]
"""Employees and cells → costs."""
UNLISTED_RANK = 3
HARD_QUOTA_MONTHS = 24
"""After so many months in hard places bringing somebody home gains."""
COMPETENCE_PARTS, DISTANCE_PARTS = 100, 10
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15))


def shortfall(eligible: Eligibility, people: Indices, cells: Indices) -> Floats:
    """Return the sum of missing levels of competence; what is not on record counts as none."""
    snapshot = eligible.snapshot
    if snapshot.requirements is None or snapshot.competence is None or not snapshot.competence.shape[1]:
        return np.zeros(len(people))
    wanted = snapshot.requirements.competence[snapshot.cells.jabatan[cells]]
    held = np.nan_to_num(snapshot.competence[people])
    return np.asarray(np.nansum(np.maximum(wanted - held, 0), axis=1), np.float64)


def _competence_cost(eligible: Eligibility, _policy: Policy, people: Indices, cells: Indices) -> Indices:
    return rounded(shortfall(eligible, people, cells), COMPETENCE_PARTS)


def wish_ranks(eligible: Eligibility, people: Indices, cells: Indices) -> Indices:
    """Return the rank of the wish, 0 where it is none."""
    if not eligible.wished:
        return np.zeros(len(people), np.int64)
    pairs = zip(people.tolist(), cells.tolist(), strict=True)
    return np.array([eligible.wished.get(pair, 0) for pair in pairs], np.int64)


def _wish_cost(eligible: Eligibility, _policy: Policy, people: Indices, cells: Indices) -> Indices:
    if not eligible.wished:
        return np.zeros(len(people), np.int64)
    ranks = wish_ranks(eligible, people, cells)
    return np.where(ranks > 0, np.minimum(ranks - 1, UNLISTED_RANK), UNLISTED_RANK)


def _distance_cost(eligible: Eligibility, _policy: Policy, people: Indices, cells: Indices) -> Indices:
    """Return whole km, plus what hardship weighs: going there more with each month served there, coming home less."""
    snapshot = eligible.snapshot
    staff, units = snapshot.staff, snapshot.units
    place, origin = snapshot.cells.unit[cells], staff.unit[people]
    km = np.nan_to_num(eligible.distance(people, cells))
    partner = staff.partner_unit[people]
    apart = eligible.between(partner, place) - eligible.between(partner, origin)
    km += np.where(partner >= 0, np.nan_to_num(apart), 0)
    months, hard = staff.hard_months[people], units.hardship[place]
    tour = hard * (1 + months / 12) ** 2
    overdue = np.maximum(months - HARD_QUOTA_MONTHS, 0) / 12
    home = np.where((units.hardship[origin] > 0) & (hard == 0), overdue, 0)
    return rounded(km / 10 + tour - home, DISTANCE_PARTS)


def _draw_cost(eligible: Eligibility, policy: Policy, people: Indices, cells: Indices) -> Indices:
    known, place = np.unique(people, return_inverse=True)
    keys = np.array([_key(policy.seed, nip) for nip in eligible.snapshot.staff.nip[known].tolist()], np.uint64)
    return draw(keys[place], cell_keys(eligible, policy.seed, cells))


def cell_keys(eligible: Eligibility, seed: str, cells: Indices) -> Keys:
    """Return the public number of each cell in the draw."""
    known, place = np.unique(cells, return_inverse=True)
    names = ("\t".join(eligible.snapshot.cell_code(cell)) for cell in known.tolist())
    return np.array([_key(seed, name) for name in names], np.uint64)[place]


def _key(seed: str, name: str) -> int:
    """Return 64 bits of BLAKE2b over seed and name: anybody can compute it, nobody can steer it."""
    return int.from_bytes(blake2b(f"{seed}\n{name}".encode(), digest_size=8).digest(), "big")


def draw(one: Keys, other: Keys | None = None) -> Indices:
    """Mix one or two keys into a lot of 31 bits (splitmix64; Steele, Lea, Flood 2014)."""
    mixed = one if other is None else one + other * _MIX[2]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX[0]
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX[1]
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(33)).astype(np.int64)


EDGE_COSTS: dict[Tier, Cost] = {
    Tier.COMPETENCE: _competence_cost,
    Tier.WISH: _wish_cost,
    Tier.DISTANCE: _distance_cost,
    Tier.DRAW: _draw_cost,
}
