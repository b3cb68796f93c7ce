"""What an office chooses about a plan, and the order in which aims count."""

from dataclasses import dataclass
from enum import StrEnum


class Phi(StrEnum):
    """How the distance of staff y from need N is weighed."""

    ABS = "abs"
    """(N - y)²: with free moves the worst gap and the total shortage are least, too."""
    RASIO = "rasio"
    """Each seat weighed by the share (N - y)/N that is missing before it is filled."""
    REL = "rel"
    """(N - y)²/N."""
    BEBAN = "beban"
    """N²/y: the load that rests on who is there."""


class Tier(StrEnum):
    """The aims, the first before all others, each proven before the next is asked."""

    DUTY = "wajib_rotasi"
    BALANCE = "imbang"
    LIMIT = "batas"
    """Which of equally good moves fill a limited number; only with a limit."""
    COMPETENCE = "kompetensi"
    WISH = "minat"
    DISTANCE = "jarak_beban"
    MOVES = "jumlah"
    DRAW = "undian"


MOST_EDGES = 20_000_000
"""Moves of one block that two gigabytes of memory hold."""
EXACT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Policy:
    """The choices; ``move_price`` is in squared persons, ``seed`` is published before the plan is made."""

    phi: Phi = Phi.ABS
    move_price: float = 0.0
    max_moves: int | None = None
    seed: str = ""
    most_edges: int = MOST_EDGES
    """Of one block; beyond it moves are left out beforehand, and what that may cost is stated."""
    experience: float = 0.0
    """In squared persons: what a post in a hard place weighs while none of its holders is experienced."""
    exact: bool = False
    """Whether relatives are kept apart in the best way there is, not by leaving moves out one after the other."""
    exact_seconds: float = EXACT_SECONDS
    """How long that may take; when it is over, the best plan so far stands with its gap."""

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The aims in their order."""
        return tuple(tier for tier in Tier if tier is not Tier.LIMIT or self.max_moves is not None)
