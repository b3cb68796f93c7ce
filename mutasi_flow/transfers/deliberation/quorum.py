"""Who counts: how many members must be there, who steps aside, and who leads.

No regulation says how many members of a performance assessment team must be present; the decree that appoints the team
does. Whoever steps aside for a transfer counts neither as present for it nor among those who say, while the number
that is needed stays that of the whole team: stepping aside never makes a decision easier.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from mutasi_flow.transfers.domain.team import Duty, Presence, QuorumRule

LEADING = (Duty.CHAIR, Duty.DEPUTY, Duty.SECRETARY)
"""Who may lead a sitting, the first who is there."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of the team at one sitting."""

    employee_id: int
    duty: Duty
    presence: Presence = Presence.UNKNOWN


@dataclass(frozen=True, slots=True)
class Count:
    """How many are there of how many, and how many it takes."""

    present: int
    needed: int
    seats: int

    @property
    def is_met(self) -> bool:
        """Whether enough members are there."""
        return self.present >= self.needed


def needed(rule: QuorumRule, seats: int) -> int:
    """Return how many of ``seats`` members must be there; one at least."""
    if rule is QuorumRule.ALL:
        return max(1, seats)
    if rule is QuorumRule.TWO_THIRDS:
        return max(1, -(-2 * seats // 3))
    return seats // 2 + 1


def present(seats: Iterable[Seat], aside: Collection[int] = ()) -> Sequence[Seat]:
    """Return who is there and does not step aside."""
    return [seat for seat in seats if seat.presence is Presence.PRESENT and seat.employee_id not in aside]


def count(rule: QuorumRule, seats: Sequence[Seat], aside: Collection[int] = ()) -> Count:
    """Return the quorum for a transfer for which ``aside`` step aside; without any, that of the sitting."""
    return Count(len(present(seats, aside)), needed(rule, len(seats)), len(seats))


def leader_of(seats: Sequence[Seat], concerned: Collection[int] = ()) -> Seat | None:
    """Return who leads and closes: chair, deputy or secretary, the first who is there and whose own case is not heard."""
    there = present(seats, concerned)
    return next((seat for duty in LEADING for seat in there if seat.duty is duty), None)
