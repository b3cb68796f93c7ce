"""Filing an objection: by the employee, or recorded by the office from a letter; and the office's terms."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Holder, NewNotice, NewTask
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Ground
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.model import Objection, ObjectionTerm
from mutasi_flow.transfers.objections.deciders import list_deciders
from mutasi_flow.transfers.objections.records import (
    ABOUT,
    Objectionable,
    ObjectionRow,
    find_decision,
    find_objection,
    list_holidays_after,
)
from mutasi_flow.transfers.objections.terms import LONGEST_TERM_DAYS, Term
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service.follow_ups import share_readers
from mutasi_flow.transfers.service.perform import get_locked
from mutasi_flow.transfers.service.tasks import LONGEST_LABEL, tell, tell_employee

RULE = "rule_objection"
CARRY_OUT = "carry_out_ruling"
RECORDING = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_FILE_FOR)


@dataclass(frozen=True, slots=True)
class NewObjection:
    """What is filed; ``letter`` and ``received_on`` only where the office records an objection on paper."""

    ground: Ground
    reason: str
    letter: str = ""
    received_on: date | None = None


def may_file(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor is the person concerned: nobody objects for somebody else."""
    return actor.employee_id is not None and actor.employee_id == card.employee_id


def may_record(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor may record an objection that the person concerned handed in on paper."""
    return not may_file(card, actor) and any(actor.may(permission, card.from_path) for permission in RECORDING)


def find_open_decision(session: Session, card: TransferCard, actor: Actor, clock: Clock) -> Objectionable | None:
    """Return the decision against which the actor may file or record an objection; of each decision there is one."""
    found, former = find_decision(session, card, clock), find_objection(session, card.id)
    if found is None or not (may_file(card, actor) or may_record(card, actor)):
        return None
    return None if _is_taken(former, found) else found


def _is_taken(former: ObjectionRow | None, found: Objectionable) -> bool:
    return former is not None and (former.against is found.against or former.ruling is None)


def _filer(card: TransferCard, actor: Actor) -> Actor:
    """Return the actor as the trail names it."""
    if may_file(card, actor):
        return actor.using(Permission.SELF)
    held = next((one for one in RECORDING if actor.may(one, card.from_path)), Permission.SELF)
    return actor.using(held, card.from_path)


def _filed_on(card: TransferCard, new: NewObjection, found: Objectionable, *, actor: Actor, today: date) -> date:
    if may_file(card, actor):
        return today
    if not may_record(card, actor):
        raise NotPermitted(T("Keberatan hanya dapat diajukan oleh pegawai yang bersangkutan."))
    if not new.letter.strip():
        raise InvalidInput(T("Isi nomor surat keberatan."), field="letter")
    received_on = new.received_on
    if received_on is None or not found.decided_on <= received_on <= today:
        raise InvalidInput(
            T("Tanggal terima: antara tanggal putusan ({first}) dan hari ini.", first=found.decided_on), "received_on"
        )
    return received_on


def file_objection(session: Session, number: str, new: NewObjection, *, actor: Actor, clock: Clock) -> int:
    """File an objection to the decision on a transfer and return its key; a late one is kept, and ruled on as late.

    Raises:
        NotFound: no such transfer for this person.
        Conflict: there is nothing to object to, or an objection was filed before.
        NotPermitted: the actor is not the person concerned, and does not record papers here.
        InvalidInput: a reason, or the number or day of the letter is missing or impossible.
    """
    card = get_locked(session, number, actor)
    found = find_decision(session, card, clock)
    if found is None:
        raise Conflict(T("Belum ada putusan atas usulan ini yang dapat diajukan keberatan."))
    filed_on = _filed_on(card, new, found, actor=actor, today=clock.today())
    reason = new.reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInput(
            T("Tuliskan alasan keberatan, paling panjang {limit} huruf.", limit=LONGEST_REASON), "reason"
        )
    if _is_taken(find_objection(session, card.id), found):
        raise Conflict(T("Keberatan atas putusan ini sudah diajukan."))
    at, term = clock.now(), found.term
    rule_until = term.rule_until(filed_on, list_holidays_after(session, filed_on))
    row = {
        "transfer_id": card.id,
        "against": found.against,
        "decided_on": found.decided_on,
        "ground": new.ground,
        "reason": reason,
        "letter": new.letter.strip() if not may_file(card, actor) else "",
        "filed_on": filed_on,
        "filed_at": at,
        "filed_by_id": actor.account_id,
        "regime": term.regime,
        "file_until": found.file_until,
        "rule_until": rule_until,
        "unruled": term.unruled,
        "changes": {},
    }
    objection_id: int = session.execute(insert(Objection).returning(Objection.id), row).scalar_one()
    _ask_for_ruling(session, card, objection_id, rule_until, clock)
    payload = {
        "objection": objection_id,
        "ground": new.ground.value,
        "regime": term.regime,
        "filed_on": filed_on.isoformat(),
        "until": found.file_until.isoformat(),
    }
    trail.record(session, card.id, "objected", actor=_filer(card, actor), payload=payload, at=at)
    return objection_id


def _ask_for_ruling(session: Session, card: TransferCard, objection_id: int, due_on: date, clock: Clock) -> None:
    """Open the task for those who decide; where nobody but the decider could rule, the verifiers are told."""
    at, today = clock.now(), clock.today()
    task = NewTask(
        about_kind=ABOUT,
        about_id=objection_id,
        about_label=card.label[:LONGEST_LABEL],
        kind=RULE,
        holder=Holder(role=Role.DECIDER.value, unit_id=card.from_unit_id),
        opened_at=at,
        due_on=due_on,
        announce=T("Ada keberatan atas putusan usulan {number}.", number=card.number),
        is_secret=card.is_secret,
        about_employee_id=card.employee_id,
    )
    share_readers(session, card, at=at)
    inbox.open_tasks(session, [task])
    tell_employee(
        session,
        card,
        event="objected",
        text=T("Keberatan atas usulan {number} diterima. Putusan paling lambat {due}.", number=card.number, due=due_on),
        at=at,
    )
    taken = {one.employee_id for one in list_deciders(session, card.id)} | {card.employee_id}
    others = access.employees_with_role(session, Role.DECIDER, card.from_path, today)
    if all(employee_id in taken for employee_id in others):
        text = T("Keberatan atas {number} memerlukan pejabat pemutus lain. Tunjuk dahulu.", number=card.number)
        notice = NewNotice("no_ruler", text, at, role=Role.VERIFIER.value, unit_id=card.from_unit_id)
        tell(session, card, [notice])


def add_term(session: Session, term: Term, *, actor: Actor, today: date, at: datetime) -> int:
    """Add a regime; it holds for decisions from its first day on. Return its key.

    Raises:
        InvalidInput: name or source is missing, a term is no number of days, or the first day lies in the past.
    """
    if not term.regime.strip() or not term.source.strip():
        raise InvalidInput(T("Isi nama aturan dan dasarnya."), "regime")
    for field, days in (("file_days", term.file_days), ("rule_days", term.rule_days)):
        if not 1 <= days <= LONGEST_TERM_DAYS:
            raise InvalidInput(T("Batas waktu: 1 sampai {most} hari.", most=LONGEST_TERM_DAYS), field)
    if term.from_on < today:
        raise InvalidInput(T("Batas waktu baru berlaku paling awal untuk putusan hari ini."), "from_on")
    given = {name: value for name, value in asdict(term).items() if name != "id"}
    row = {**given, "added_by_id": actor.account_id, "added_at": at}
    term_id: int = session.execute(insert(ObjectionTerm).returning(ObjectionTerm.id), row).scalar_one()
    written = {**given, "from_on": term.from_on.isoformat(), "unruled": term.unruled.value}
    note_office(session, actor, "objection_term_added", {"id": term_id, **written}, at)
    return term_id
