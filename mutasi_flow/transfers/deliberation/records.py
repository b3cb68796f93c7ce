"""A sitting as it is read: the sitting itself, who sits, what is on the agenda, who steps aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.people.domain import full_name
from mutasi_flow.transfers.deliberation.quorum import Count, Seat, count, leader_of, present
from mutasi_flow.transfers.domain.team import (
    KEPT_FROM_CLOSING,
    Advice,
    AgreedBy,
    Aside,
    Duty,
    Presence,
    QuorumRule,
    SittingState,
)
from mutasi_flow.transfers.trail import ABOUT_SITTING
from mutasi_flow.transfers.workflow import State

ABOUT = ABOUT_SITTING
READING = (
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_REVIEW,
    Permission.AUDIT_READ,
)
"""Whoever has one of these over the whole office reads sittings without sitting in the team."""


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A sitting; field order is the order of the statement."""

    id: int
    team_id: int
    team: str
    decree_number: str
    decree_on: date
    held_on: date
    place: str
    state: SittingState
    quorum: QuorumRule
    version: int
    called_at: datetime
    ended_at: datetime | None
    remark: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A member at a sitting."""

    employee_id: int
    duty: Duty
    presence: Presence
    remark: str
    title_before: str
    name: str
    title_after: str
    nip: str | None

    @property
    def full_name(self) -> str:
        """Name with academic titles."""
        return full_name(self.title_before, self.name, self.title_after)

    @property
    def seat(self) -> Seat:
        """The member as the quorum counts it."""
        return Seat(self.employee_id, self.duty, self.presence)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What the team speaks of on its own, with what was said about it: a transfer, or one move of a plan."""

    id: int
    sitting_id: int
    is_open: bool
    advice: Advice | None
    agreed_by: AgreedBy | None
    in_favour: int | None
    opposed: int | None
    abstained: int | None
    reason: str
    notes: str
    advised_at: datetime | None
    dropped: str
    number: str
    employee_id: int
    employee_name: str
    nip: str | None
    from_unit_id: int | None
    from_unit: str
    from_path: str
    from_jabatan_id: int | None
    from_jabatan: str
    to_unit_id: int | None
    to_unit: str
    to_jabatan_id: int | None
    to_jabatan: str

    @property
    def is_waiting(self) -> bool:
        """Whether it still waits for what the team says; a move of a plan does as long as it stands there."""
        return True

    @property
    def about(self) -> dict[str, int]:
        """What it is about, as the trail names it."""
        return {}

    @property
    def destination(self) -> tuple[int | None, int | None]:
        """Unit and jabatan: those with the same are looked at side by side."""
        return self.to_unit_id, self.to_jabatan_id

    @property
    def mark(self) -> str:
        """What a page carries to notice that somebody else has written meanwhile."""
        return self.advised_at.isoformat() if self.advised_at else ""


@dataclass(frozen=True, slots=True)
class TransferItem(ItemRow):
    """A transfer on an agenda."""

    transfer_id: int
    task_id: int
    task_status: TaskStatus
    state: State

    @property
    def is_waiting(self) -> bool:
        """Whether the transfer still waits for what the team says."""
        return self.task_status is TaskStatus.OPEN and self.state is State.CONSULTED

    @property
    def about(self) -> dict[str, int]:
        """The transfer, as the trail names it."""
        return {"transfer": self.transfer_id}


@dataclass(frozen=True, slots=True)
class MoveItem(ItemRow):
    """One move of a plan on an agenda."""

    sitting_plan_id: int
    move_id: int
    because: str
    """Why the plan has it."""

    @property
    def about(self) -> dict[str, int]:
        """The move, as the trail names it."""
        return {"move": self.move_id}


@dataclass(frozen=True, slots=True)
class PlanOnAgenda:
    """A plan on an agenda; field order is the order of the statement."""

    id: int
    sitting_id: int
    plan_id: int
    solution_id: int
    name: str
    scenario: str
    unit_path: str
    case: dict[str, Any]
    is_open: bool
    letter_id: int | None
    put_by_id: int | None


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A member who steps aside for one item."""

    item_id: int
    employee_id: int
    ground: Aside
    remark: str
    name: str


@dataclass(frozen=True, slots=True)
class Board:
    """A sitting with all that belongs to it."""

    sitting: SittingRow
    seats: Sequence[SeatRow]
    items: Sequence[TransferItem | MoveItem]
    asides: Sequence[AsideRow]
    plans: Sequence[PlanOnAgenda] = ()

    @property
    def transfers(self) -> Sequence[TransferItem]:
        """What is on the agenda as a transfer of its own."""
        return [item for item in self.items if isinstance(item, TransferItem)]

    def moves_of(self, plan: PlanOnAgenda) -> Sequence[MoveItem]:
        """The moves of a plan on the agenda, in the order in which they were put there."""
        moves = (item for item in self.items if isinstance(item, MoveItem) and item.sitting_plan_id == plan.id)
        return sorted(moves, key=lambda one: one.id)

    def get_plan(self, key: int) -> PlanOnAgenda:
        """Return a plan on the agenda.

        Raises:
            NotFound: it is not on it.
        """
        found = next((plan for plan in self.plans if plan.id == key), None)
        if found is None:
            raise NotFound(T("Rencana ini tidak ada dalam agenda."))
        return found

    @property
    def counted(self) -> list[Seat]:
        """The members as the quorum counts them."""
        return [row.seat for row in self.seats]

    @property
    def count(self) -> Count:
        """The quorum of the sitting."""
        return count(self.sitting.quorum, self.counted)

    def aside_of(self, item_id: int) -> frozenset[int]:
        """Who steps aside for an item."""
        return frozenset(row.employee_id for row in self.asides if row.item_id == item_id)

    def count_of(self, item_id: int) -> Count:
        """The quorum for an item."""
        return count(self.sitting.quorum, self.counted, self.aside_of(item_id))

    def present_for(self, item_id: int) -> Sequence[SeatRow]:
        """Who is there and takes part in an item."""
        there = {seat.employee_id for seat in present(self.counted, self.aside_of(item_id))}
        return [row for row in self.seats if row.employee_id in there]

    @property
    def waiting(self) -> Sequence[TransferItem | MoveItem]:
        """What is still to be heard: neither withdrawn nor gone on meanwhile."""
        return [item for item in self.items if item.is_waiting]

    @property
    def leader(self) -> SeatRow | None:
        """Who leads and closes."""
        waiting = {item.id for item in self.waiting}
        concerned = [
            row.employee_id for row in self.asides if row.item_id in waiting and row.ground in KEPT_FROM_CLOSING
        ]
        found = leader_of(self.counted, concerned)
        return next((row for row in self.seats if found and row.employee_id == found.employee_id), None)

    def find_seat(self, actor: Actor) -> SeatRow | None:
        """Return the seat of the actor."""
        if actor.employee_id is None:
            return None
        return next((row for row in self.seats if row.employee_id == actor.employee_id), None)

    def get_transfer(self, number: str) -> TransferItem:
        """Return the item about a transfer.

        Raises:
            NotFound: it is not on the agenda.
        """
        found = next((item for item in self.transfers if item.number == number), None)
        if found is None:
            raise NotFound(T("Usulan {number} tidak ada dalam agenda ini.", number=number))
        return found

    def get_item(self, number: str) -> TransferItem | MoveItem:
        """Return the item about a transfer, or the move that the agenda calls so.

        Raises:
            NotFound: it is not on the agenda.
        """
        found = next((item for item in self.items if item.number == number), None)
        if found is None:
            raise NotFound(T("Usulan {number} tidak ada dalam agenda ini.", number=number))
        return found


def reads_all(actor: Actor) -> bool:
    """Whether the actor reads sittings by an office-wide permission."""
    return any("" in actor.paths(permission) for permission in READING)


def grouped(items: Sequence[TransferItem]) -> Mapping[tuple[int | None, int | None], list[TransferItem]]:
    """Return the items by destination, in their order."""
    groups: dict[tuple[int | None, int | None], list[TransferItem]] = {}
    for item in items:
        groups.setdefault(item.destination, []).append(item)
    return groups
