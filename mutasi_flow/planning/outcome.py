"""A plan: the moves, what they cost in each aim, and the proof."""

from dataclasses import dataclass, field
from importlib.metadata import version

import numpy as np

from mutasi_flow.core.texts import Text
from mutasi_flow.planning.edges import Forbidden
from mutasi_flow.planning.graph import Prices
from mutasi_flow.planning.levels import cost
from mutasi_flow.planning.policy import Phi, Policy
from mutasi_flow.planning.snapshot import Indices, Snapshot

NOTHING = np.zeros(0, np.int64)
FINE = 12
"""Into how many a part is divided where meetings have a price, so that halves and thirds are whole numbers."""
LARGEST_WEIGHT, MOST_WEIGHTS = 2**42, 2**16
"""What a meeting may cost, in parts of a part, and how many may have a price: sums then fit into 64 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What a bound is proven from: prices, and per block the potentials of duty and balance of a round without repair.

    Without ``weights`` relatives were free to meet in it. With them each row (one, other, unit, weight) is what it costs,
    in parts of a part (``FINE``), that one is in the unit and the other near it; the potentials of balance count so, too.
    """

    prices: Prices
    extra_price: int
    potentials: tuple[Indices, ...]
    weights: Indices = field(default_factory=lambda: np.zeros((0, 4), np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What :func:`mutasi_flow.planning.plan.plan` gives; indices are those of the snapshot."""

    policy: Policy
    prices: Prices
    extra_price: int
    """The part of the move price, in parts, that a limit on moves made necessary."""
    person: Indices
    """Who moves, ascending."""
    cell: Indices
    """Where to."""
    levels_before: Indices
    levels_after: Indices
    tiers: tuple[int, ...]
    """The value of each aim of ``policy.tiers``, in its parts; balance as change against doing nothing."""
    bound: float
    """No plan is better in balance than this change, in squared persons (or what ``phi`` counts)."""
    gap: float
    """How far this plan is from the bound; 0 is proven best."""
    potentials: tuple[Indices, ...]
    """Per block, tiers × nodes."""
    duty_gap: int = 0
    """How many duties more than here could be met at most, within the limit and apart from relatives."""
    claimed_gap: float | None = None
    """How far it is from the best by the word of the solver of integer programmes, which no certificate proves."""
    forbidden: Forbidden = frozenset()
    """Moves left out so that relatives do not meet."""
    ground: Ground | None = None
    """What proves the bound where something was left out."""
    sha256: str = ""
    notes: tuple[Text, ...] = ()
    versions: dict[str, str] = field(default_factory=lambda: {name: version(name) for name in ("numpy", "ortools")})

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True)
class Figures:
    """How well staff fits need over the cells whose need is known."""

    shortage: float
    """Σ max(0, N - y), in persons."""
    gap2: float
    """Σ (N - y)², in squared persons."""
    worst: float
    """The largest N - y."""
    phi: float


def figures(snapshot: Snapshot, levels: Indices, phi: Phi = Phi.ABS) -> Figures:
    """Return the figures of some staffing."""
    known = ~np.isnan(snapshot.cells.need)
    need, staff = snapshot.cells.need[known], levels[known].astype(np.float64)
    missing = need - staff
    return Figures(
        shortage=float(np.maximum(missing, 0).sum()),
        gap2=float((missing**2).sum()),
        worst=float(missing.max(initial=0.0)),
        phi=float(cost(phi, need, staff).sum()),
    )


def levels_after(snapshot: Snapshot, person: Indices, cell: Indices) -> Indices:
    """Return staff per cell when ``person`` have gone to ``cell``."""
    size = len(snapshot.cells)
    left = np.bincount(snapshot.staff.cell[person], minlength=size)
    return np.asarray(snapshot.levels - left + np.bincount(cell, minlength=size), np.int64)
