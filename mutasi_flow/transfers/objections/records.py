"""Reading objections and terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.letters import queries as letters
from mutasi_flow.people import queries as people
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.transfers.domain import Door, Ground, ObjectedTo, Ruling, UnruledEffect
from mutasi_flow.transfers.model import Objection, ObjectionTerm, Transfer
from mutasi_flow.transfers.objections.terms import SHIPPED, Term, in_force
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.queries.rulings import OBJECTION
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.service.decree import MOVING, REVOCATION
from mutasi_flow.transfers.trail import ABOUT as TRANSFER
from mutasi_flow.transfers.workflow import State

ABOUT = OBJECTION
LONGEST_CALENDAR = timedelta(days=800)
PAGE = 50
ANEW = frozenset({ObjectedTo.REJECTED, ObjectedTo.REVOKED})
"""What ended a move: an objection that is granted brings no decree back, but lets the move be asked for anew."""


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection as pages and programs read it; field order is the order of the statement."""

    id: int
    transfer_id: int
    against: ObjectedTo
    decided_on: date
    ground: Ground
    reason: str
    letter: str
    filed_on: date
    filed_at: datetime
    regime: str
    file_until: date
    rule_until: date
    unruled: UnruledEffect
    lapsed_at: datetime | None
    ruling: Ruling | None
    ruling_reason: str
    ruled_at: datetime | None
    changes: dict[str, Any]
    carried_out_at: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether it came after its term; then it gets a ruling that it cannot be accepted, and no other."""
        return self.filed_on > self.file_until

    @property
    def allowed(self) -> tuple[Ruling, ...]:
        """Which rulings are possible."""
        if self.is_late:
            return (Ruling.LATE,)
        if self.against in ANEW:
            return (Ruling.DISMISSED, Ruling.RESTARTED)
        return (Ruling.DISMISSED, Ruling.AMENDED, Ruling.REVOKED)

    @property
    def awaits_decree(self) -> bool:
        """Whether a ruling still has to be carried out by a decree."""
        return self.ruling in {Ruling.AMENDED, Ruling.REVOKED} and self.carried_out_at is None


@dataclass(frozen=True, slots=True)
class ListedObjection:
    """An objection in the list of the office."""

    objection: ObjectionRow
    number: str
    employee_name: str


@dataclass(frozen=True, slots=True)
class Objectionable:
    """A decision that may be objected to, and until when."""

    against: ObjectedTo
    decided_on: date
    file_until: date
    term: Term


_COLUMNS = tuple(getattr(Objection, name) for name in ObjectionRow.__dataclass_fields__)
_ROW: Select[*tuple[Any, ...]] = select(*_COLUMNS)


def find_objection(session: Session, transfer_id: int, *, lock: bool = False) -> ObjectionRow | None:
    """Return the last objection about a transfer, if there is one."""
    statement = _ROW.where(Objection.transfer_id == transfer_id).order_by(Objection.id.desc()).limit(1)
    row = run(session, statement.with_for_update() if lock else statement).one_or_none()
    return ObjectionRow(*row) if row else None


def list_former(session: Session, transfer_id: int) -> Sequence[ObjectionRow]:
    """Return the objections about a transfer before the last one, the oldest first."""
    found = run(session, _ROW.where(Objection.transfer_id == transfer_id).order_by(Objection.id))
    return [ObjectionRow(*row) for row in found][:-1]


def get_objection(session: Session, objection_id: int) -> ObjectionRow:
    """Return an objection by key.

    Raises:
        NotFound: there is none.
    """
    row = run(session, _ROW.where(Objection.id == objection_id)).one_or_none()
    if row is None:
        raise NotFound
    return ObjectionRow(*row)


def list_objections(session: Session, actor: Actor, *, before: int | None = None) -> Sequence[ListedObjection]:
    """Return a page of the objections over the units whose files the actor reads."""
    paths = actor.paths(Permission.TRANSFERS_READ)
    if not paths:
        return []
    statement = (
        select(*_COLUMNS, Transfer.number, Employee.name)
        .join(Transfer, Transfer.id == Objection.transfer_id)
        .join(Employee, Employee.id == Transfer.employee_id)
        .outerjoin(Unit, Unit.id == Transfer.from_unit_id)
        .order_by(Objection.id.desc())
        .limit(PAGE)
    )
    statement = statement.where(is_readable(actor))
    if "" not in paths:
        statement = statement.where(or_(*(Unit.path.startswith(path, autoescape=True) for path in sorted(paths))))
    if before is not None:
        statement = statement.where(Objection.id < before)
    return [ListedObjection(ObjectionRow(*row[:-2]), row[-2], row[-1]) for row in run(session, statement)]


def list_terms(session: Session) -> Sequence[Term]:
    """Return the shipped regime and those of the office, the oldest first."""
    columns = tuple(getattr(ObjectionTerm, name) for name in Term.__dataclass_fields__)
    rows = session.execute(select(*columns).order_by(ObjectionTerm.from_on, ObjectionTerm.id))
    return (SHIPPED, *(Term(*row) for row in rows))


def list_holidays_after(session: Session, day: date) -> frozenset[date]:
    """Return the days without work that a term from ``day`` may meet."""
    return people.list_holidays(session, day, day + LONGEST_CALENDAR)


def _decreed_on(session: Session, card: TransferCard) -> date | None:
    """Return the day of the decree, or of its revocation unless the employee's own objection brought that about."""
    if card.state is State.DECREED:
        decrees = letters.list_about(session, TRANSFER, card.id, kinds=MOVING)
        return decrees[0].dated_on if decrees else None
    last = find_objection(session, card.id)
    if last is not None and last.ruling is Ruling.REVOKED:
        return None
    revocations = letters.list_about(session, TRANSFER, card.id, kinds=(REVOCATION,))
    return revocations[-1].dated_on if revocations else None


def find_decision(session: Session, card: TransferCard, clock: Clock) -> Objectionable | None:
    """Return what the employee may object to: the decree, its revocation, or the rejection of the own request."""
    decided_on: date | None = None
    if card.state in {State.DECREED, State.REVOKED}:
        decided_on = _decreed_on(session, card)
        if decided_on is not None and card.announced_at is not None:  # nobody objects to what was kept from them
            decided_on = max(decided_on, card.announced_at.astimezone(clock.zone).date())
    elif card.state is State.REJECTED and card.door is Door.OWN and not card.is_as_imported:
        decided_on = card.changed_at.astimezone(clock.zone).date()
    if decided_on is None:
        return None
    term = in_force(list_terms(session), decided_on)
    until = term.file_until(decided_on, list_holidays_after(session, decided_on))
    return Objectionable(ObjectedTo(card.state.value), decided_on, until, term)
