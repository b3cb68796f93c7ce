"""How the balance cost changes with each person more or fewer in a cell, in whole numbers.

The margin of the y-th person, φ(y) - φ(y - 1), grows with y for every φ, and rounding keeps that order; so unit steps
in order of cost describe φ exactly up to the rounding of a margin.
"""

import numpy as np

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.planning.policy import Phi
from mutasi_flow.planning.snapshot import Floats, Indices

SCALES = (1_000_000, 100_000, 10_000, 1_000)
"""Parts of a squared person, the finest that 64 bits allow; never fewer than 1,000."""
LEAST_NEED = 0.01
"""Divisor in the place of a need of nothing."""
_ROOM = 2**60


def margin(phi: Phi, need: Floats, level: Floats) -> Floats:
    """Return φ(level) - φ(level - 1); 0 where no need is known."""
    divisor = np.maximum(need, LEAST_NEED)
    if phi is Phi.ABS:
        found = 2 * (level - need) - 1
    elif phi is Phi.REL:
        found = (2 * (level - need) - 1) / divisor
    elif phi is Phi.RASIO:
        found = (level - 1 - need) / divisor
    else:
        below = np.maximum(level - 1, 1)
        share = np.where(level > 1, 1 / np.maximum(level, 1) - 1 / below, -2.0)
        found = need**2 * share
    return np.nan_to_num(found, nan=0.0)


def cost(phi: Phi, need: Floats, level: Floats) -> Floats:
    """Return φ(level) as a figure to show; 0 where no need is known."""
    divisor = np.maximum(need, LEAST_NEED)
    if phi is Phi.ABS:
        found = (need - level) ** 2
    elif phi is Phi.REL:
        found = (need - level) ** 2 / divisor
    elif phi is Phi.RASIO:
        found = level * (level - 1 - 2 * need) / (2 * divisor)
    else:
        found = np.where(level > 0, need**2 / np.maximum(level, 1), 3 * need**2)
    return np.nan_to_num(found, nan=0.0)


def find_scale(largest: float, nodes: int) -> int:
    """Return the finest scale at which costs up to ``largest`` fit the solver.

    Raises:
        InvalidInput: even the coarsest is too fine.
    """
    for scale in SCALES:
        if largest * scale * (nodes + 2) < _ROOM:
            return scale
    raise InvalidInput(T("Kebutuhan atau harga mutasi terlalu besar untuk dihitung tepat."))


def rounded(values: Floats, scale: int) -> Indices:
    """Return values in parts of ``scale``."""
    return np.rint(values * scale).astype(np.int64)
