"""Drafts: opening a file by one of the three doors, and filling it in before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnDefault, bindparam, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import WHOLE_TIME, EmploymentStatus, JabatanKind
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers import documents, trail
from mutasi_flow.transfers.domain import NUMBER_PREFIX, REASON_CATEGORIES, Direction, Door, LegalKind, Origin, period
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.model import Revocation, Transfer, TransferWish
from mutasi_flow.transfers.model.external import Crossing
from mutasi_flow.transfers.queries import TransferCard, find_open_number
from mutasi_flow.transfers.queries.routes import is_confidential_for, move_of
from mutasi_flow.transfers.routes import Case, MoveKind, post_kind
from mutasi_flow.transfers.service.perform import get_locked, is_own_side, on_own_side, refuse_stale
from mutasi_flow.transfers.service.secrecy import change_secrecy, let_author_read
from mutasi_flow.transfers.workflow import State

MOST_WISHES = 3

_NEXT_NUMBER = Prepared(
    text(
        "INSERT INTO transfer_years (year, last) VALUES (:year, 1) "
        "ON CONFLICT (year) DO UPDATE SET last = transfer_years.last + 1 RETURNING last"
    )
)
_EMPLOYEE = Prepared(
    select(Employee.unit_id, Employee.jabatan_id, Unit.path, Employee.status)
    .outerjoin(Unit, Unit.id == Employee.unit_id)
    .where(Employee.id == bindparam("employee_id"))
)
_UNIT = Prepared(select(Unit.name, Unit.valid_from, Unit.valid_to).where(Unit.id == bindparam("unit_id")))
_JABATAN = Prepared(select(Jabatan.kind, Jabatan.name).where(Jabatan.id == bindparam("jabatan_id")))
_transfers = Transfer.metadata.tables["transfers"]
_USUAL = {
    column.name: column.default.arg if isinstance(column.default, ColumnDefault) else None
    for column in _transfers.columns
    if column.name != "id"
}
_INSERT = {
    dialect.dialect.name: Prepared(
        dialect.insert(_transfers).on_conflict_do_nothing().returning(_transfers.c.id), columns=tuple(_USUAL)
    )
    for dialect in (sqlite, postgresql)
}
"""Yields no key when the employee has an open transfer: two presses at once must not both succeed."""

_ORIGIN_OF_DOOR = {Door.OWN: Origin.OWN, Door.UNIT: Origin.UNIT, Door.PLAN: Origin.PLAN}


@dataclass(frozen=True, slots=True)
class Destination:
    """A wished post by keys."""

    unit_id: int
    jabatan_id: int


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """What a draft begins with; ``destinations`` are ranked, dearest first (one for moves that others propose)."""

    employee_id: int
    destinations: Sequence[Destination] = ()
    kind: LegalKind = LegalKind.A
    door: Door = Door.OWN
    reason: str = ""
    reason_category: str = ""
    origin: Origin | None = None
    origin_from: str = ""
    until_on: date | None = None
    """Last day of a temporary placement."""
    share: int = WHOLE_TIME
    """Per cent of the working time that it takes; a part of it only for a while."""
    revokes_id: int | None = None
    """The transfer whose decree is to be revoked; the destination is the former post."""
    is_asked_for: bool = False
    """Whether the employee asked for it already, in a public round that ends in requests: planners open it, too."""


def next_number(session: Session, year: int) -> str:
    """Take the next transfer number of the year; given back when the transaction rolls back."""
    last = run(session, _NEXT_NUMBER, {"year": year}).scalar_one()
    return f"{NUMBER_PREFIX}{year}-{last:05d}"


def _check_door(new: NewTransfer, actor: Actor, unit_path: str) -> tuple[bool, Actor]:
    """Check who may open which door; return whether the file is opened for somebody else, and as whom."""
    is_self = actor.employee_id == new.employee_id and actor.employee_id is not None
    if new.door is Door.OWN:
        if new.is_asked_for and not is_self and actor.may(Permission.PLAN, unit_path):
            return False, actor.using(Permission.PLAN, unit_path)
        if not is_self and not actor.may(Permission.TRANSFERS_FILE_FOR, unit_path):
            raise NotPermitted(T("Anda hanya dapat mengajukan usulan untuk diri sendiri atau pegawai unit Anda."))
        used = Permission.SELF if is_self else Permission.TRANSFERS_FILE_FOR
        return not (is_self or new.is_asked_for), actor.using(used, unit_path)
    if is_self or not actor.may(Permission.TRANSFERS_PROPOSE, unit_path):
        raise NotPermitted(T("Anda tidak berwenang mengusulkan perpindahan pegawai ini."))
    return False, actor.using(Permission.TRANSFERS_PROPOSE, unit_path)


def check_content(new: NewTransfer) -> None:
    """Refuse what no draft may hold.

    Raises:
        InvalidInput: too many or repeated destinations, an unknown reason category, a reason that is too long,
            an origin by disposition that does not say from whom, a share of the time without a last day.
    """
    if len(new.destinations) > MOST_WISHES:
        raise InvalidInput(T("Paling banyak {count} tujuan.", count=MOST_WISHES), field="wishes")
    if len(set(new.destinations)) != len(new.destinations):
        raise InvalidInput(T("Tujuan yang sama dipilih dua kali."), field="wishes")
    if new.reason_category and new.reason_category not in {category.code for category in REASON_CATEGORIES}:
        raise InvalidInput(T("Pilih salah satu golongan alasan."), field="reason_category")
    if len(new.reason) > LONGEST_REASON:
        raise InvalidInput(T("Alasan paling panjang {limit} huruf.", limit=LONGEST_REASON), field="reason")
    if new.origin in {Origin.WRITTEN, Origin.ORAL} and not new.origin_from.strip():
        raise InvalidInput(T("Tuliskan siapa yang memberi disposisi, dengan nomornya."), field="origin_from")
    fault = period.find_share_fault(new.share, new.until_on)
    if fault is not None:
        raise InvalidInput(fault, field="share")


def _check_destinations(session: Session, new: NewTransfer, clock: Clock) -> Sequence[tuple[JabatanKind, str]]:
    """Refuse what does not exist; return kind and name of the wished jabatan, in their order."""
    today, found = clock.today(), []
    for destination in new.destinations:
        unit = run(session, _UNIT, {"unit_id": destination.unit_id}).one_or_none()
        if unit is None:
            raise InvalidInput(T("Unit tujuan tidak dikenal."), field="to_unit")
        if not unit.valid_from <= today <= unit.valid_to:
            raise InvalidInput(T("Unit {unit} sudah tidak berlaku.", unit=unit.name), field="to_unit")
        jabatan = run(session, _JABATAN, {"jabatan_id": destination.jabatan_id}).first()
        if jabatan is None:
            raise InvalidInput(T("Jabatan tujuan tidak dikenal."), field="to_post")
        found.append((jabatan.kind, jabatan.name))
    return found


def _begins_secret(
    session: Session, new: NewTransfer, status: EmploymentStatus, wished: Sequence[tuple[JabatanKind, str]], today: date
) -> bool:
    """Whether the file is confidential from its draft on: it may go a confidential road, or nobody knows yet which."""
    if not wished:
        return new.door is not Door.OWN
    move = move_of(new.kind, status) if new.revokes_id is None else MoveKind.REVOCATION
    return is_confidential_for(session, Case(move, post_kind(*wished[0]), new.door), today)


def replace_wishes(session: Session, transfer_id: int, destinations: Sequence[Destination]) -> None:
    """Store the ranked destinations in place of the former ones."""
    run(session, delete(TransferWish).where(TransferWish.transfer_id == transfer_id))
    if destinations:
        run(
            session,
            insert(TransferWish),
            [
                {"transfer_id": transfer_id, "rank": rank, "unit_id": one.unit_id, "jabatan_id": one.jabatan_id}
                for rank, one in enumerate(destinations, start=1)
            ],
        )


def insert_transfer(session: Session, values: dict[str, object]) -> int:
    """Insert the row and return its key.

    Raises:
        Conflict: the employee has an open transfer already.
    """
    insert_one = _INSERT[session.get_bind().dialect.name]
    transfer_id: int | None = run(session, insert_one, {**_USUAL, **values}).scalar()
    if transfer_id is None:
        number = find_open_number(session, int(str(values["employee_id"])))
        raise Conflict(T("Pegawai ini masih mempunyai usulan yang berjalan: {number}.", number=number or "-"))
    return transfer_id


def create_draft(session: Session, new: NewTransfer, actor: Actor, clock: Clock) -> str:
    """Open a file and return its number.

    Raises:
        InvalidInput: the employee or a destination is unknown, or the content cannot be kept.
        NotPermitted: this door is not open to the actor for this employee.
        Conflict: the employee has an open transfer already.
    """
    employee = run(session, _EMPLOYEE, {"employee_id": new.employee_id}).one_or_none()
    if employee is None:
        raise InvalidInput(T("Pegawai tidak dikenal."), field="employee")
    filed_for, actor = _check_door(new, actor, employee.path or "")
    check_content(new)
    wished = _check_destinations(session, new, clock)
    at, is_secret = clock.now(), _begins_secret(session, new, employee.status, wished, clock.today())
    number = next_number(session, clock.today().year)
    first = new.destinations[0] if new.destinations else None
    transfer_id = insert_transfer(
        session,
        {
            "number": number,
            "state": State.DRAFT,
            "version": 1,
            "employee_id": new.employee_id,
            "kind": new.kind,
            "door": new.door,
            "origin": new.origin or _ORIGIN_OF_DOOR[new.door],
            "origin_from": new.origin_from.strip(),
            "until_on": new.until_on,
            "share": new.share,
            "reason_category": new.reason_category,
            "reason": new.reason.strip(),
            "from_unit_id": employee.unit_id,
            "from_jabatan_id": employee.jabatan_id,
            "to_unit_id": first.unit_id if first else None,
            "to_jabatan_id": first.jabatan_id if first else None,
            "created_at": at,
            "changed_at": at,
            "created_by_id": actor.account_id,
            "filed_for": filed_for,
            "is_secret": is_secret,
        },
    )
    if is_secret:
        let_author_read(session, transfer_id, actor.account_id, at=at)
    if len(new.destinations) > 1:
        replace_wishes(session, transfer_id, new.destinations)
    payload: dict[str, object] = {"door": new.door.value, "filed_for": filed_for, "version": 1}
    if new.revokes_id is not None:
        session.execute(insert(Revocation).values(transfer_id=transfer_id, revoked_id=new.revokes_id))
        payload["revokes"] = new.revokes_id
    trail.record(session, transfer_id, "drafted", actor=actor, payload=payload, at=at)
    return number


def _keep_former_post(card: TransferCard, new: NewTransfer) -> None:
    """A revocation leads back to the former post, for good, and nowhere else."""
    if card.revokes_id is None:
        return
    former = [(one.unit_id, one.jabatan_id) for one in new.destinations]
    if former != [(card.to_unit_id, card.to_jabatan_id)] or new.until_on is not None:
        raise InvalidInput(T("Pencabutan selalu memulihkan jabatan semula, jadi tujuannya tidak diubah."))


def edit_draft(
    session: Session,
    number: str,
    new: NewTransfer,
    *,
    actor: Actor,
    clock: Clock,
    expected_version: int | None = None,
) -> TransferCard:
    """Replace the content of a draft or returned file (the employee and the door stay).

    Raises:
        NotFound, Stale, NotPermitted, InvalidInput; Conflict when the file is no longer with its author.
    """
    card = get_locked(session, number, actor)
    refuse_stale(session, card, expected_version)
    if card.state not in {State.DRAFT, State.RETURNED}:
        raise Conflict(T("Usulan ini sudah dikirim, jadi isinya tidak dapat diubah."))
    if not is_own_side(card, actor) and not actor.may(Permission.TRANSFERS_FILE_FOR, card.from_path):
        raise NotPermitted
    check_content(new)
    _keep_former_post(card, new)
    wished = _check_destinations(session, new, clock)
    at, is_secret = clock.now(), card.is_secret
    if card.state is State.DRAFT:
        kept = replace(new, door=card.door, revokes_id=card.revokes_id)
        is_secret = _begins_secret(session, kept, card.employee_status, wished, clock.today())
    first = new.destinations[0] if new.destinations else None
    change_secrecy(session, card, is_secret=is_secret, at=at)
    if first and card.crossing is Direction.OUT:
        run(session, delete(Crossing).where(Crossing.transfer_id == card.id))
        run(session, update(Transfer).where(Transfer.id == card.id).values(kind=LegalKind.A))
    run(
        session,
        update(Transfer)
        .where(Transfer.id == card.id)
        .values(
            version=card.version + 1,
            changed_at=at,
            reason=new.reason.strip(),
            reason_category=new.reason_category,
            to_unit_id=first.unit_id if first else None,
            to_jabatan_id=first.jabatan_id if first else None,
            until_on=new.until_on,
            share=new.share,
        ),
    )
    replace_wishes(session, card.id, new.destinations)
    documents.withdraw_request(session, card.id, at)
    payload = {"version": card.version + 1}
    trail.record(session, card.id, "edited", actor=on_own_side(card, actor), payload=payload, at=at)
    return card
