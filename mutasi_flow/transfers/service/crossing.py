"""Moves out of this government and into it: filing them, and the decision that another authority takes (BKN 5/2019).

Inside a province the Governor decides, across provinces the Minister of Home Affairs, with central agencies the Head of
BKN (SE Kepala BKN 3/2019). What they decide is recorded here with its paper; on a way out that ends the file and the
person leaves, on a way in this government's own decree follows.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM, Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.people import queries as people_queries
from mutasi_flow.people import service as people
from mutasi_flow.people.domain import EmploymentStatus
from mutasi_flow.people.service import EmployeeRecord
from mutasi_flow.transfers import documents, trail
from mutasi_flow.transfers.documents import Upload
from mutasi_flow.transfers.domain import Direction, Door, LegalKind
from mutasi_flow.transfers.gates import Press
from mutasi_flow.transfers.model import Transfer, TransferWish
from mutasi_flow.transfers.model.external import Crossing
from mutasi_flow.transfers.queries import TransferCard, get_card_by_id
from mutasi_flow.transfers.routes import LEAVE, OUTSIDE_AGREED
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.drafts import Destination, NewTransfer, create_draft
from mutasi_flow.transfers.service.perform import get_locked, is_own_side, on_own_side, refuse_stale, walk
from mutasi_flow.transfers.workflow import Action, State, next_state

LONGEST = 300
CROSSING = (LegalKind.B, LegalKind.C, LegalKind.D)
OUTER_PAPER = "outer_decision"


@dataclass(frozen=True, slots=True)
class Other:
    """The other government: its name, and the unit and post there, in words."""

    government: str
    unit: str = ""
    post: str = ""


def _check_other(kind: LegalKind, other: Other) -> None:
    if kind not in CROSSING:
        raise InvalidInput(T("Pilih jenis perpindahan: B, C, atau D."), field="kind")
    if not other.government.strip():
        raise InvalidInput(T("Isi nama instansi di luar pemerintah daerah ini."), field="government")
    too_long = next((name for name, value in asdict(other).items() if len(value) > LONGEST), None)
    if too_long:
        raise InvalidInput(T("Isian ini paling panjang {limit} huruf.", limit=LONGEST), field=too_long)


def _keep(session: Session, transfer_id: int, direction: Direction, other: Other) -> None:
    session.execute(delete(Crossing).where(Crossing.transfer_id == transfer_id))
    words = {name: value.strip() for name, value in asdict(other).items()}
    session.execute(insert(Crossing).values(transfer_id=transfer_id, direction=direction, **words))


def go_outside(
    session: Session,
    number: str,
    kind: LegalKind,
    other: Other,
    *,
    actor: Actor,
    clock: Clock,
    expected_version: int | None = None,
) -> None:
    """Let a draft lead out of this government, in place of any destination inside.

    Raises:
        NotFound, Stale, NotPermitted; Conflict when the file is no longer with its author, or leads in.
        InvalidInput: the kind leads nowhere outside, the other government is missing, or the person is a PPPK.
    """
    card = get_locked(session, number, actor)
    refuse_stale(session, card, expected_version)
    if card.state not in {State.DRAFT, State.RETURNED} or card.crossing is Direction.IN:
        raise Conflict(T("Usulan ini sudah dikirim, jadi isinya tidak dapat diubah."))
    if card.revokes_id is not None:
        raise Conflict(T("Pencabutan selalu memulihkan jabatan semula, jadi tujuannya tidak diubah."))
    if not is_own_side(card, actor) and not actor.may(Permission.TRANSFERS_FILE_FOR, card.from_path):
        raise NotPermitted
    if card.employee_status is not EmploymentStatus.PNS:
        raise InvalidInput(T("Hanya PNS yang dapat pindah antarinstansi."), field="kind")
    _check_other(kind, other)
    at = clock.now()
    _keep(session, card.id, Direction.OUT, other)
    session.execute(delete(TransferWish).where(TransferWish.transfer_id == card.id))
    values = {"kind": kind, "to_unit_id": None, "to_jabatan_id": None, "version": card.version + 1, "changed_at": at}
    session.execute(update(Transfer).where(Transfer.id == card.id).values(**values))
    documents.withdraw_request(session, card.id, at)
    payload = {"version": card.version + 1, "kind": kind.value, **asdict(other)}
    trail.record(session, card.id, "edited", actor=on_own_side(card, actor), payload=payload, at=at)


def find_crossing(session: Session, transfer_id: int) -> Crossing | None:
    """Return the other government of a transfer, and what was decided; None for a move inside."""
    return session.get(Crossing, transfer_id)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody of another government who is to come: who it is, and what is known of rank and appointment."""

    nip: str
    name: str
    rank: str = ""
    title_before: str = ""
    title_after: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file of somebody who is to come begins with."""

    person: Newcomer
    kind: LegalKind
    other: Other
    destination: Destination
    reason: str
    reason_category: str = field(default="need")


def open_incoming(session: Session, new: Incoming, *, actor: Actor, clock: Clock) -> str:
    """Open the file of somebody who is to come into this government; return its number.

    The person gets a record without a unit, which becomes staff with the decree, and is put aside when the file ends
    otherwise.

    Raises:
        NotPermitted: the actor does not file for the whole office.
        InvalidInput: the NIP is none, belongs to somebody who serves here, or the other government is missing.
        Conflict: the person has a running file already.
    """
    if not actor.may(Permission.TRANSFERS_FILE_FOR, ""):
        raise NotPermitted(T("Berkas masuk dibuka oleh pengelola kepegawaian seluruh kantor."))
    _check_other(new.kind, new.other)
    known = people_queries.find_employee_by_nip(session, new.person.nip)
    if known is not None and known.unit_id is not None:
        raise InvalidInput(T("Pegawai dengan NIP ini sudah bertugas di sini."), field="nip")
    record = EmployeeRecord(**asdict(new.person), status=EmploymentStatus.PNS)
    saved = people.save_employee(session, actor, record, today=clock.today(), at=clock.now())
    draft = NewTransfer(
        employee_id=saved.id,
        destinations=(new.destination,),
        kind=new.kind,
        door=Door.OWN,
        reason=new.reason,
        reason_category=new.reason_category,
    )
    number = create_draft(session, draft, actor, clock)
    transfer_id = session.scalars(select(Transfer.id).where(Transfer.number == number)).one()
    _keep(session, transfer_id, Direction.IN, new.other)
    return number


@dataclass(frozen=True, slots=True)
class OuterDecision:
    """What another authority decided, as its paper says."""

    authority: str
    number: str
    decided_on: date
    starts_on: date | None
    """First day in the new place."""
    outcome: str
    reason: str = ""


def _check_decision(new: OuterDecision, *, must_start: bool, today: date) -> None:
    for name, value in (("authority", new.authority), ("paper", new.number)):
        if not value or len(value) > LONGEST:
            raise InvalidInput(T("Isi pejabat yang memutus dan nomor suratnya."), field=name)
    if new.decided_on > today:
        raise InvalidInput(T("Tanggal surat tidak boleh sesudah hari ini."), field="paper_on")
    if new.outcome == OUTSIDE_AGREED and must_start and new.starts_on is None:
        raise InvalidInput(T("Isi tanggal mulai bertugas di tempat baru."), field="effective_on")
    if new.outcome != OUTSIDE_AGREED and not new.reason.strip():
        raise InvalidInput(T("Tuliskan alasannya."), field="reason")


def record_outer(
    session: Session,
    card: TransferCard,
    task_id: int,
    kind: str,
    new: OuterDecision,
    *,
    actor: Actor,
    clock: Clock,
) -> None:
    """Record another authority's decision; the caller has checked state and own case.

    Agreed on a way out, the file ends and the person leaves on the day named; on a way in the own decree is next.
    Refused, the own decision is open again.

    Raises:
        Conflict: somebody else recorded it.
        NotPermitted: it is not the actor's task.
        InvalidInput: something is missing, or dated ahead.
    """
    at, today = clock.now(), clock.today()
    _check_decision(new, must_start=kind == LEAVE, today=today)
    starts = new.starts_on.isoformat() if new.starts_on else ""
    told: dict[str, Any] = {
        "paper": new.number,
        "paper_on": new.decided_on.isoformat(),
        "authority": new.authority,
        "effective_on": starts,
    }
    task = inbox.complete(session, task_id, actor, at, Answer(new.outcome, new.reason.strip(), told))
    actor = actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    values = {
        "authority": new.authority,
        "number": new.number,
        "decided_on": new.decided_on,
        "starts_on": new.starts_on,
    }
    session.execute(update(Crossing).where(Crossing.transfer_id == card.id).values(**values))
    payload = {"task": task_id, "kind": kind, "outcome": new.outcome, "reason": new.reason.strip(), **told}
    trail.record(session, card.id, "outcome_recorded", actor=actor, payload=payload, at=at)
    if new.outcome == OUTSIDE_AGREED and kind != LEAVE:
        tasks.open_next_stage(session, card, task.stage, today=today, at=at)
        return
    action = Action.DECREE if new.outcome == OUTSIDE_AGREED else Action.REOPEN
    press = Press(reason=new.reason.strip(), effective_on=new.starts_on if action is Action.DECREE else None)
    walk(session, card, action, next_state(card.state, action), actor=actor, clock=clock, press=press)


def attach_decision(
    session: Session, files: FileStore, card: TransferCard, upload: Upload, *, actor: Actor, clock: Clock
) -> int:
    """Keep the scan of the decision on the file; return its key."""
    actor = actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    paper_id = documents.attach(session, files, card, upload, actor=actor, at=clock.now())
    session.execute(update(Crossing).where(Crossing.transfer_id == card.id).values(paper_id=paper_id))
    payload = {"paper": paper_id, "kind": OUTER_PAPER}
    trail.record(session, card.id, "paper_attached", actor=actor, payload=payload, at=clock.now())
    return paper_id


def list_departures(session: Session, today: date) -> list[int]:
    """Return the transfers whose person leaves by today and is still in the old place."""
    wanted = (
        select(Crossing.transfer_id)
        .join(Transfer, Transfer.id == Crossing.transfer_id)
        .where(
            Crossing.direction == Direction.OUT,
            Transfer.state == State.DECREED,
            Crossing.starts_on <= today,
            Crossing.left_at.is_(None),
        )
    )
    return list(session.scalars(wanted))


def apply_departure(session: Session, transfer_id: int, clock: Clock) -> bool:
    """Let the person leave; return whether there was somebody to leave."""
    card = get_card_by_id(session, transfer_id)
    crossing = session.get(Crossing, transfer_id, with_for_update=True)
    if crossing is None or crossing.left_at is not None or crossing.starts_on is None:
        return False
    people.depart(
        session,
        employee_id=card.employee_id,
        from_on=crossing.starts_on,
        letter_number=crossing.number,
        at=clock.now(),
        actor=SYSTEM,
    )
    crossing.left_at = clock.now()
    return True
