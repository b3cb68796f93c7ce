"""One transfer with the names around it, in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.access.queries import has_authorities
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.db import note_reading, run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import LENT_KINDS
from mutasi_flow.inbox.model import Task
from mutasi_flow.inbox.queries import recused_keys
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.people.queries import relative_keys
from mutasi_flow.transfers.domain import Direction, Door, LegalKind, Origin
from mutasi_flow.transfers.model import LinkMember, Revocation, Transfer
from mutasi_flow.transfers.model.external import Crossing
from mutasi_flow.transfers.queries.visible import is_readable, reads
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import State

FIRST_VERSION = 1


@dataclass(frozen=True, slots=True)
class TransferCard:
    """A transfer as pages, letters and gates read it; field order is the order of the statement."""

    id: int
    number: str
    state: State
    version: int
    kind: LegalKind
    door: Door
    origin: Origin
    origin_from: str
    route: str
    reason_category: str
    reason: str
    effective_on: date | None
    until_on: date | None
    """Last day of a temporary placement."""
    share: int
    """Per cent of the working time that it takes."""
    created_at: datetime
    created_by_id: int | None
    filed_for: bool
    submitted_at: datetime | None
    changed_at: datetime
    postponed_until: date | None
    closing_reason: str
    before_system: bool
    employee_id: int
    employee_name: str
    employee_nip: str | None
    employee_birth_on: date | None
    from_unit_id: int | None
    from_unit: str
    from_path: str
    from_jabatan_id: int | None
    from_jabatan: str
    to_unit_id: int | None
    to_unit: str
    to_path: str
    to_jabatan_id: int | None
    to_jabatan: str
    has_authorities: bool
    """Whether the office has a matrix that says who decides and signs what."""
    to_jabatan_kind: JabatanKind | None
    to_jabatan_level: str
    employee_status: EmploymentStatus
    recused_keys: str
    """Keys of employees who stepped aside, with commas."""
    relative_keys: str
    """Keys of the employee's recorded relatives, with commas."""
    is_secret: bool
    """Whether it exists for its readers only (``queries.visible``)."""
    announced_at: datetime | None
    crossing: Direction | None
    """Whether it leads out of this government or into it; then the words of one side are the other government's."""
    is_linked: bool
    """Whether it is decided together with others."""
    revokes_id: int | None
    """The transfer whose decree it asks to revoke."""

    @property
    def recused(self) -> frozenset[int]:
        """Employees who stepped aside, or were passed over, because of a conflict of interest."""
        return _keys(self.recused_keys)

    @property
    def relatives(self) -> frozenset[int]:
        """Recorded relatives of the person concerned."""
        return _keys(self.relative_keys)

    @property
    def apart(self) -> frozenset[int]:
        """Everybody who has no part in it: the person concerned, relatives, and whoever stepped aside."""
        return frozenset({self.employee_id}) | self.recused | self.relatives

    def bars(self, employee_id: int | None) -> bool:
        """Whether somebody neither checks, decides, decrees nor speaks for a unit here."""
        return employee_id is not None and employee_id in self.apart

    @property
    def is_as_imported(self) -> bool:
        """Whether it stands as it was brought in from before the system: when it came that far is not known here."""
        return self.before_system and self.version == FIRST_VERSION

    @property
    def label(self) -> str:
        """What lists and tasks call it: number and name."""
        return f"{self.number} · {self.employee_name}"


def _keys(text: str) -> frozenset[int]:
    return frozenset(int(key) for key in text.split(",") if key)


_from_unit, _to_unit = aliased(Unit), aliased(Unit)
_from_jabatan, _to_jabatan = aliased(Jabatan), aliased(Jabatan)
_place = case((Crossing.unit == "", Crossing.government), else_=Crossing.unit + ", " + Crossing.government)


def _outside(direction: Direction, words: Any) -> Any:
    """What the other government's side is called on a way in this direction."""
    return case((Crossing.direction == direction, words))


_CARD: Select[*tuple[Any, ...]] = (
    select(
        Transfer.id,
        Transfer.number,
        Transfer.state,
        Transfer.version,
        Transfer.kind,
        Transfer.door,
        Transfer.origin,
        Transfer.origin_from,
        Transfer.route,
        Transfer.reason_category,
        Transfer.reason,
        Transfer.effective_on,
        Transfer.until_on,
        Transfer.share,
        Transfer.created_at,
        Transfer.created_by_id,
        Transfer.filed_for,
        Transfer.submitted_at,
        Transfer.changed_at,
        Transfer.postponed_until,
        Transfer.closing_reason,
        Transfer.before_system,
        Employee.id,
        Employee.name,
        Employee.nip,
        Employee.birth_on,
        _from_unit.id,
        func.coalesce(_from_unit.name, _outside(Direction.IN, _place), ""),
        func.coalesce(_from_unit.path, ""),
        _from_jabatan.id,
        func.coalesce(_from_jabatan.name, _outside(Direction.IN, Crossing.post), ""),
        _to_unit.id,
        func.coalesce(_to_unit.name, _outside(Direction.OUT, _place), ""),
        func.coalesce(_to_unit.path, ""),
        _to_jabatan.id,
        func.coalesce(_to_jabatan.name, _outside(Direction.OUT, Crossing.post), ""),
        has_authorities(),
        _to_jabatan.kind,
        func.coalesce(_to_jabatan.level, ""),
        Employee.status,
        func.coalesce(recused_keys("transfer", Transfer.id), ""),
        func.coalesce(relative_keys(Employee.id), ""),
        Transfer.is_secret,
        Transfer.announced_at,
        Crossing.direction,
        select(LinkMember.link_id).where(LinkMember.transfer_id == Transfer.id, LinkMember.is_open).exists(),
        Revocation.revoked_id,
    )
    .join(Employee, Employee.id == Transfer.employee_id)
    .outerjoin(Crossing, Crossing.transfer_id == Transfer.id)
    .outerjoin(Revocation, Revocation.transfer_id == Transfer.id)
    .outerjoin(_from_unit, _from_unit.id == Transfer.from_unit_id)
    .outerjoin(_from_jabatan, _from_jabatan.id == Transfer.from_jabatan_id)
    .outerjoin(_to_unit, _to_unit.id == Transfer.to_unit_id)
    .outerjoin(_to_jabatan, _to_jabatan.id == Transfer.to_jabatan_id)
)
_WITH_NUMBER = _CARD.where(Transfer.number == bindparam("key"))
_WITH_ID = _CARD.where(Transfer.id == bindparam("key"))
_BY_NUMBER, _BY_ID = Prepared(_WITH_NUMBER), Prepared(_WITH_ID)
_LOCKED = Prepared(_WITH_NUMBER.with_for_update(of=Transfer))
_LOCKED_BY_ID = Prepared(_WITH_ID.with_for_update(of=Transfer))


def _card(session: Session, statement: Prepared, key: str | int) -> TransferCard | None:
    row = run(session, statement, {"key": key}).one_or_none()
    return None if row is None else TransferCard(*row)


def find_card(session: Session, number: str) -> TransferCard | None:
    """Return the transfer with ``number``, or None."""
    return _card(session, _BY_NUMBER, number)


def find_card_by_id(session: Session, transfer_id: int, *, lock: bool = False) -> TransferCard | None:
    """Return the transfer with the key, its row locked when ``lock``."""
    return _card(session, _LOCKED_BY_ID if lock else _BY_ID, transfer_id)


def list_cards(session: Session, transfer_ids: Sequence[int], actor: Actor) -> Sequence[TransferCard]:
    """Return those of the transfers with these keys that are not kept from the actor; scope is for the caller to ask."""
    rows = session.execute(_CARD.where(Transfer.id.in_(transfer_ids), is_readable(actor)).order_by(Transfer.id))
    return [TransferCard(*row) for row in rows]


def get_card_by_id(session: Session, transfer_id: int) -> TransferCard:
    """Return the transfer with the key, without asking who reads.

    Raises:
        NotFound: there is none.
    """
    card = find_card_by_id(session, transfer_id)
    if card is None:
        raise NotFound
    return card


def list_cards_by_id(session: Session, transfer_ids: Collection[int]) -> Sequence[TransferCard]:
    """Return the transfers with the keys by their keys, without asking who reads."""
    rows = session.execute(_CARD.where(Transfer.id.in_(transfer_ids)).order_by(Transfer.id))
    return [TransferCard(*row) for row in rows]


def find_card_for_update(session: Session, number: str) -> TransferCard | None:
    """Return the transfer with its row locked (PostgreSQL; SQLite's writer holds the whole file)."""
    return _card(session, _LOCKED, number)


_HAS_TASK = Prepared(
    select(Task.id)
    .where(
        Task.about_kind == "transfer",
        Task.about_id == bindparam("transfer_id"),
        Task.holder_employee_id == bindparam("employee_id"),
        ~Task.kind.in_(("opinion_peer",)),
    )
    .limit(1)
)


_HAS_LENT_TASK = Prepared(
    select(Task.id)
    .where(
        Task.about_kind == "transfer",
        Task.about_id == bindparam("transfer_id"),
        Task.holder_employee_id.in_(bindparam("absent", expanding=True)),
        Task.kind.in_(LENT_KINDS),
    )
    .limit(1)
)
FILING = (Permission.TRANSFERS_FILE_FOR, Permission.TRANSFERS_PROPOSE)
"""Whoever opens files for others does so with one of these, and keeps the files while holding it."""


def is_author(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor opened the file for somebody and may still do so over the unit."""
    if actor.account_id is None or actor.account_id != card.created_by_id:
        return False
    return any(actor.may(permission, card.from_path) for permission in FILING)


def may_see(session: Session, card: TransferCard, actor: Actor) -> bool:
    """Whether the actor may read the whole transfer; that a confidential one is read is noted.

    A confidential one: whoever reads it (``queries.visible``). Else the employee, whoever filed it, holders of a task
    about it (peers answer without seeing the file), and readers of the unit it leaves or enters. A draft is seen only
    by its author, and by the employee when it is the own request.
    """
    if card.is_secret:
        if not reads(session, actor, card.id, card.employee_id, card.door):
            return False
        note_reading(session, ABOUT, card.id)
    is_employee = actor.employee_id is not None and actor.employee_id == card.employee_id
    if card.state is State.DRAFT:
        return (is_employee and card.door is Door.OWN) or is_author(card, actor)
    if card.is_secret or is_employee or is_author(card, actor):
        return True
    if actor.may(Permission.TRANSFERS_READ, card.from_path):
        return True
    if card.to_unit_id and actor.may(Permission.TRANSFERS_READ, card.to_path):
        return True
    if actor.employee_id is None:
        return False
    if run(session, _HAS_TASK, {"transfer_id": card.id, "employee_id": actor.employee_id}).first():
        return True
    absent = [one.employee_id for one in actor.absentees]
    return bool(absent and run(session, _HAS_LENT_TASK, {"transfer_id": card.id, "absent": absent}).first())


def get_card(session: Session, number: str, actor: Actor) -> TransferCard:
    """Return the transfer for somebody who may see it.

    Raises:
        NotFound: there is none, or it is not shown to this person.
    """
    card = find_card(session, number)
    if card is None:
        reads(session, actor, 0, 0, Door.OWN)  # takes as long as for one that is kept from this person
    if card is None or not may_see(session, card, actor):
        raise NotFound(T("Usulan {number} tidak ditemukan.", number=number))
    return card
