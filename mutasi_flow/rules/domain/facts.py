"""What the rules look at: frozen facts about a person and a destination. Unknown is None or an empty text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Predicate, Severity
from mutasi_flow.workload.domain import PostLoad


@dataclass(frozen=True, slots=True)
class Sanction:
    """A disciplinary sanction; ``to_on`` is its last day, None = not on record."""

    severity: Severity
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A unit and jabatan, with what is known about the jabatan and the post."""

    unit_id: int
    jabatan_id: int | None
    kind: JabatanKind | None = None
    level: str = ""
    retirement_age: int | None = None
    load: PostLoad | None = None
    """Need and staff of the post before the move."""
    closes_on: date | None = None
    """Last day of the unit, when it is to be closed."""
    others: int = 0
    """Who else sits in this managerial post, or is decreed into it; people decreed out of it are not counted."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One person, where the person sits, and where the person would go (None = not chosen yet)."""

    today: date
    status: EmploymentStatus
    legal_position: str = ""
    post_on: date | None = None
    retires_on: date | None = None
    education_level: str = ""
    performance: Mapping[int, Predicate] = field(default_factory=dict)
    """Predicate by year."""
    sanctions: tuple[Sanction, ...] | None = None
    """None = the record was never synchronised, so that none on record says nothing."""
    origin: Seat | None = None
    destination: Seat | None = None
