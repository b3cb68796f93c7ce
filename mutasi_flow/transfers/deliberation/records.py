"""Reading sittings: the sitting itself, who sits, what is on the agenda, who steps aside; and what waits for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.people.domain import full_name
from mutasi_flow.people.model import Employee, Jabatan, Unit
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
from mutasi_flow.transfers.model import Recusal, Sitting, SittingItem, SittingMember, Team, Transfer
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
    """A transfer on an agenda, with what was said about it."""

    id: int
    sitting_id: int
    transfer_id: int
    task_id: int
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
    task_status: TaskStatus
    number: str
    state: State
    employee_id: int
    employee_name: str
    from_unit: str
    from_path: str
    from_jabatan: str
    to_unit_id: int | None
    to_unit: str
    to_jabatan_id: int | None
    to_jabatan: str

    @property
    def is_waiting(self) -> bool:
        """Whether the transfer still waits for what the team says."""
        return self.task_status is TaskStatus.OPEN and self.state is State.CONSULTED

    @property
    def destination(self) -> tuple[int | None, int | None]:
        """Unit and jabatan: those with the same are looked at side by side."""
        return self.to_unit_id, self.to_jabatan_id

    @property
    def mark(self) -> str:
        """What a page carries to notice that somebody else has written meanwhile."""
        return self.advised_at.isoformat() if self.advised_at else ""


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
    items: Sequence[ItemRow]
    asides: Sequence[AsideRow]

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
    def waiting(self) -> Sequence[ItemRow]:
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

    def get_item(self, number: str) -> ItemRow:
        """Return the item about a transfer.

        Raises:
            NotFound: it is not on the agenda.
        """
        found = next((item for item in self.items if item.number == number), None)
        if found is None:
            raise NotFound(T("Usulan {number} tidak ada dalam agenda ini.", number=number))
        return found


SITTING: Select[*tuple[Any, ...]] = select(
    Sitting.id,
    Sitting.team_id,
    Team.name,
    Team.decree_number,
    Team.decree_on,
    Sitting.held_on,
    Sitting.place,
    Sitting.state,
    Sitting.quorum,
    Sitting.version,
    Sitting.called_at,
    Sitting.ended_at,
    Sitting.remark,
).join(Team, Team.id == Sitting.team_id)
_SEATS: Select[*tuple[Any, ...]] = select(
    SittingMember.employee_id,
    SittingMember.duty,
    SittingMember.presence,
    SittingMember.remark,
    Employee.title_before,
    Employee.name,
    Employee.title_after,
    Employee.nip,
).join(Employee, Employee.id == SittingMember.employee_id)
_from_unit, _to_unit = aliased(Unit), aliased(Unit)
_from_jabatan, _to_jabatan = aliased(Jabatan), aliased(Jabatan)
_OWN_ITEM = tuple(getattr(SittingItem, field.name) for field in fields(ItemRow)[:14])
_ITEMS: Select[*tuple[Any, ...]] = (
    select(
        *_OWN_ITEM,
        Task.status,
        Transfer.number,
        Transfer.state,
        Employee.id,
        Employee.name,
        func.coalesce(_from_unit.name, ""),
        func.coalesce(_from_unit.path, ""),
        func.coalesce(_from_jabatan.name, ""),
        _to_unit.id,
        func.coalesce(_to_unit.name, ""),
        _to_jabatan.id,
        func.coalesce(_to_jabatan.name, ""),
    )
    .join(Task, Task.id == SittingItem.task_id)
    .join(Transfer, Transfer.id == SittingItem.transfer_id)
    .join(Employee, Employee.id == Transfer.employee_id)
    .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
    .outerjoin(_from_jabatan, _from_jabatan.id == Transfer.from_jabatan_id)
    .outerjoin(_to_unit, _to_unit.id == Transfer.to_unit_id)
    .outerjoin(_to_jabatan, _to_jabatan.id == Transfer.to_jabatan_id)
    .order_by(func.coalesce(_to_unit.name, ""), func.coalesce(_to_jabatan.name, ""), SittingItem.id)
)
_ASIDES: Select[*tuple[Any, ...]] = (
    select(Recusal.item_id, Recusal.employee_id, Recusal.ground, Recusal.remark, Employee.name)
    .join(SittingItem, SittingItem.id == Recusal.item_id)
    .join(Employee, Employee.id == Recusal.employee_id)
    .order_by(Recusal.id)
)
_ORDER = {duty: place for place, duty in enumerate(Duty)}


def load_board(session: Session, sitting_id: int, *, lock: bool = False) -> Board:
    """Return a sitting with its members, agenda and recusals; with ``lock`` nobody else changes it meanwhile.

    Raises:
        NotFound: there is none.
    """
    wanted = SITTING.where(Sitting.id == sitting_id)
    row = run(session, wanted.with_for_update(of=Sitting) if lock else wanted).one_or_none()
    if row is None:
        raise NotFound(T("Sidang tidak ditemukan."))
    seats = [SeatRow(*found) for found in run(session, _SEATS.where(SittingMember.sitting_id == sitting_id))]
    return Board(
        SittingRow(*row),
        sorted(seats, key=lambda seat: (_ORDER[seat.duty], seat.name, seat.employee_id)),
        [ItemRow(*found) for found in run(session, _ITEMS.where(SittingItem.sitting_id == sitting_id))],
        [AsideRow(*found) for found in run(session, _ASIDES.where(SittingItem.sitting_id == sitting_id))],
    )


def reads_all(actor: Actor) -> bool:
    """Whether the actor reads sittings by an office-wide permission."""
    return any("" in actor.paths(permission) for permission in READING)


def grouped(items: Sequence[ItemRow]) -> Mapping[tuple[int | None, int | None], list[ItemRow]]:
    """Return the items by destination, in their order."""
    groups: dict[tuple[int | None, int | None], list[ItemRow]] = {}
    for item in items:
        groups.setdefault(item.destination, []).append(item)
    return groups
