"""Health staff against what the work of their profession asks, as WISN tells it: staff over need."""

from dataclasses import dataclass

from mutasi_flow.workload.domain import UnitLoad

PRESSURE = 1.0
"""Below it fewer people do the work than it asks for (WHO, WISN user's manual 2010)."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A profession at a facility, or over several."""

    load: UnitLoad
    least: int | None = None
    """Persons below which the facility may not fall; None where nobody has said."""
    experienced: int = 0
    unjudged: int = 0

    @property
    def staff(self) -> float:
        """Who is counted against the need; all of them while no need is known."""
        return self.load.staff if self.load.need is None else self.load.measured

    @property
    def uncounted(self) -> float:
        """Who serves where the need is not known, so that no figure here counts them."""
        return self.load.staff - self.staff

    @property
    def ratio(self) -> float | None:
        """Staff over need; None while the need is not known, or nothing is needed."""
        return self.load.measured / self.load.need if self.load.need else None

    @property
    def gap(self) -> float | None:
        """Persons to spare, below zero missing."""
        return self.load.gap

    @property
    def is_pressed(self) -> bool:
        """Whether the work is more than these people can do."""
        return self.ratio is not None and self.ratio < PRESSURE

    @property
    def is_below_least(self) -> bool:
        """Whether fewer are here than the facility may have."""
        return self.least is not None and self.load.staff < self.least
