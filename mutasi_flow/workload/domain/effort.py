"""How hard a post or unit works: effectiveness (EJ, EU) with its class, and overload as a flag of its own.

EJ is the work of a post over the capacity of its holders, EU the same for a unit; both equal need over staff
(Permendagri 12/2008). The best class begins above 1.00, which is also where people begin to be overloaded:
the class praises the post, the flag speaks for the people in it.
"""

from enum import StrEnum

OVERLOAD = 1.15
"""From above this, work is more than its holders can carry for long."""


class Grade(StrEnum):
    """Class of effectiveness."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


_LEAST: tuple[tuple[float, Grade], ...] = ((0.90, Grade.B), (0.70, Grade.C), (0.50, Grade.D))
_ROUNDING = 1e-9


def effort(need: float | None, staff: float) -> float | None:
    """Return EJ or EU; None, never zero, when nobody is there to do the work or the need is not known."""
    return need / staff if need is not None and staff > 0 else None


def grade_of(ratio: float | None) -> Grade | None:
    """Return the class of an EJ or EU, by its two decimals: so the classes are written, and so it is shown."""
    if ratio is None:
        return None
    shown = round(ratio, 2)
    if shown > 1:
        return Grade.A
    return next((grade for least, grade in _LEAST if shown >= least), Grade.E)


def is_overloaded(need: float | None, staff: float) -> bool:
    """Whether the work is too much for its holders; work that nobody is there to do is too much."""
    if need is None:
        return False
    return need > staff * OVERLOAD + _ROUNDING
