"""Recording what BKN approved, row by row: an accepted row lets its transfer go on, a refused one opens it again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.people.domain import parse_nip
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers import external, trail
from mutasi_flow.transfers.domain import PertekVerdict
from mutasi_flow.transfers.external import NewMark
from mutasi_flow.transfers.gates import LONGEST_REASON, Press
from mutasi_flow.transfers.model import PertekLetter, PertekRow, Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id, load_route
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.routes import PERTEK
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.perform import get_locked, walk
from mutasi_flow.transfers.workflow import Action, State, next_state

LONGEST = 300
ABOUT_LETTER = trail.ABOUT_PERTEK


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter as it is entered; one that is known already must agree."""

    number: str
    letter_on: date
    issued_by: str
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class NewRow:
    """What the letter says about one person, word for word."""

    nip: str
    name: str
    verdict: PertekVerdict
    rank: str = ""
    from_post: str = ""
    from_unit: str = ""
    to_post: str = ""
    to_unit: str = ""
    effective_on: date | None = None
    reason: str = ""


def may_record(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor may record a row or a status of this transfer; never on the own case or after stepping aside."""
    is_own = actor.employee_id is not None and actor.employee_id == card.employee_id
    return not (is_own or card.bars(actor.employee_id)) and actor.apart_from(card.employee_id).may(
        Permission.TRANSFERS_VERIFY, card.from_path
    )


def waits_for_row(session: Session, card: TransferCard) -> bool:
    """Whether a row may be recorded now: the transfer is approved, and its route asks for BKN's approval."""
    return card.state is State.APPROVED and load_route(session, card.route).find_step(PERTEK) is not None


def keep_letter(session: Session, new: NewLetter, *, actor: Actor, clock: Clock) -> int:
    """Return the key of the letter with this number, kept first when it is new.

    Raises:
        InvalidInput: number, date or issuer is missing or impossible, or the letter was recorded with another date,
            issuer or validity.
    """
    check_letter(new, clock.today())
    given = asdict(new)
    known = session.scalars(select(PertekLetter).where(PertekLetter.number == new.number)).one_or_none()
    if known is not None:
        if any(getattr(known, name) != value for name, value in given.items()):
            text = T(
                "Surat {number} sudah tercatat dengan tanggal, penerbit, atau masa berlaku lain.", number=new.number
            )
            raise InvalidInput(text, field="number")
        return known.id
    at = clock.now()
    values = {**given, "recorded_at": at, "recorded_by_id": actor.account_id}
    letter_id: int = session.execute(insert(PertekLetter).values(**values).returning(PertekLetter.id)).scalar_one()
    _note(session, letter_id, "pertek_letter_recorded", _plain(given), actor=actor, at=at)
    return letter_id


def check_letter(new: NewLetter, today: date) -> None:
    """Refuse a letter without number or issuer, of a day to come, or that ends before it begins."""
    for field, value in (("number", new.number), ("issued_by", new.issued_by)):
        if not value or len(value) > LONGEST:
            raise InvalidInput(
                T("Isi nomor pertek dan penerbitnya, paling panjang {limit} huruf.", limit=LONGEST), field
            )
    if new.letter_on > today:
        raise InvalidInput(T("Tanggal surat tidak boleh sesudah hari ini."), field="letter_on")
    if new.valid_until is not None and new.valid_until < new.letter_on:
        raise InvalidInput(T("Masa berlaku tidak boleh berakhir sebelum tanggal surat."), field="valid_until")


def check_row(new: NewRow) -> NewRow:
    """Return the row with its NIP in digits.

    Raises:
        InvalidInput: the NIP is none, the name is missing, a refusal gives no reason, or something is too long.
    """
    nip = parse_nip(new.nip).digits
    if not new.name.strip():
        raise InvalidInput(T("Isi nama seperti pada surat."), field="name")
    words = ("name", "rank", "from_post", "from_unit", "to_post", "to_unit")
    longest = next((word for word in words if len(getattr(new, word)) > LONGEST), None)
    if longest:
        raise InvalidInput(T("Isian ini paling panjang {limit} huruf.", limit=LONGEST), field=longest)
    if new.verdict is not PertekVerdict.ACCEPTED and not new.reason.strip():
        raise InvalidInput(T("Tuliskan alasan BKN."), field="reason")
    if len(new.reason) > LONGEST_REASON:
        raise InvalidInput(T("Alasan paling panjang {limit} huruf.", limit=LONGEST_REASON), field="reason")
    return NewRow(**{**asdict(new), "nip": nip})


def record_pertek(session: Session, number: str, letter: NewLetter, new: NewRow, *, actor: Actor, clock: Clock) -> int:
    """Record what a letter says about the employee of a transfer, and go on by it; return the key of the row.

    Raises:
        NotFound: no such transfer for this person.
        NotPermitted: it is the own case, or the actor does not verify here.
        Conflict: the transfer waits for no pertek.
        InvalidInput: letter or row cannot be kept, or the row is about somebody else.
    """
    card = get_locked(session, number, actor)
    return record_for(session, card, letter, new, actor=actor, clock=clock)


def record_for(
    session: Session, card: TransferCard, letter: NewLetter, new: NewRow, *, actor: Actor, clock: Clock
) -> int:
    """Record a row about a transfer that is locked already; see :func:`record_pertek`."""
    if not may_record(card, actor):
        raise NotPermitted(T("Anda tidak dapat mencatat pertimbangan teknis untuk usulan ini."))
    if not waits_for_row(session, card):
        raise Conflict(T("Usulan ini tidak sedang menunggu pertimbangan teknis."))
    row = check_row(new)
    if row.nip != card.employee_nip:
        raise InvalidInput(T("NIP ini bukan NIP pegawai pada usulan."), field="nip")
    letter_id = keep_letter(session, letter, actor=actor, clock=clock)
    return keep_row(session, letter_id, letter, row, card, actor=actor, clock=clock)


def keep_row(
    session: Session,
    letter_id: int,
    letter: NewLetter,
    row: NewRow,
    card: TransferCard | None,
    *,
    actor: Actor,
    clock: Clock,
) -> int:
    """Keep a row whose right has been checked, and let the transfer it is for go on, if any."""
    at, given = clock.now(), asdict(row)
    values = {**given, "letter_id": letter_id, "transfer_id": card.id if card else None}
    by = {"recorded_at": at, "recorded_by_id": actor.account_id}
    statement = insert(PertekRow).values(**values, **by).returning(PertekRow.id)
    row_id: int = session.execute(statement).scalar_one()
    if card is None:
        payload = {"row": row_id, "verdict": row.verdict.value}
        _note(session, letter_id, "pertek_row_recorded", payload, actor=actor, at=at)
        return row_id
    actor = actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    payload = {"row": row_id, "letter": letter.number, **_plain(given)}
    trail.record(session, card.id, "pertek_recorded", actor=actor, payload=payload, at=at)
    _go_on(session, card, letter, row, actor=actor, clock=clock)
    return row_id


def _go_on(session: Session, card: TransferCard, letter: NewLetter, row: NewRow, *, actor: Actor, clock: Clock) -> None:
    if row.verdict is PertekVerdict.INCOMPLETE:
        return
    waiting = [task for task in inbox_queries.open_tasks(session, trail.ABOUT, card.id) if task.kind == PERTEK]
    is_granted = row.verdict is PertekVerdict.ACCEPTED
    paper = {"paper": letter.number, "paper_on": letter.letter_on.isoformat()}
    answer = Answer("granted" if is_granted else "refused", row.reason.strip(), paper)
    for task in waiting:
        inbox.settle(session, task.id, actor, clock.now(), answer)
    if is_granted:
        for task in waiting:
            tasks.open_next_stage(session, card, task.stage, today=clock.today(), at=clock.now())
        return
    target = next_state(card.state, Action.REOPEN)
    walk(session, card, Action.REOPEN, target, actor=actor, clock=clock, press=Press(reason=row.reason.strip()))


def find_waiting(session: Session, nip: str, actor: Actor) -> TransferCard | None:
    """Return the transfer of the person with this NIP that waits for a row, locked; None when there is none.

    Where several do, a confidential one first; rows about confidential ones that the actor does not read stay loose.
    """
    wanted = (
        select(Transfer.id)
        .join(Employee, Employee.id == Transfer.employee_id)
        .where(Employee.nip == nip, Transfer.state == State.APPROVED, is_readable(actor))
        .order_by(Transfer.is_secret.desc(), Transfer.id)
    )
    transfer_id = session.scalars(wanted).first()
    card = find_card_by_id(session, transfer_id, lock=True) if transfer_id is not None else None
    return card if card is not None and waits_for_row(session, card) else None


def link_row(session: Session, number: str, row_id: int, *, actor: Actor, clock: Clock) -> None:
    """Let a row that came before its transfer count for it.

    Raises:
        NotFound, NotPermitted, Conflict: as for :func:`record_pertek`.
        Refused: the row is about somebody else, or counts for a transfer already.
    """
    card = get_locked(session, number, actor)
    if not may_record(card, actor):
        raise NotPermitted
    if not waits_for_row(session, card):
        raise Conflict(T("Usulan ini tidak sedang menunggu pertimbangan teknis."))
    found = session.get(PertekRow, row_id)
    if found is None or found.nip != card.employee_nip or found.transfer_id is not None:
        raise Refused(T("Baris itu bukan untuk usulan ini, atau sudah terhubung."))
    session.execute(update(PertekRow).where(PertekRow.id == row_id).values(transfer_id=card.id))
    kept = session.get_one(PertekLetter, found.letter_id)
    letter = NewLetter(kept.number, kept.letter_on, kept.issued_by, kept.valid_until)
    names = NewRow.__dataclass_fields__
    row = NewRow(**{name: getattr(found, name) for name in names})
    actor = actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    payload = {"row": row_id, "letter": letter.number, "verdict": row.verdict.value}
    trail.record(session, card.id, "pertek_linked", actor=actor, payload=payload, at=clock.now())
    _go_on(session, card, letter, row, actor=actor, clock=clock)


def note_status(session: Session, number: str, new: NewMark, *, actor: Actor, clock: Clock) -> external.Status:
    """Keep where the file of a transfer stands in SIASN; it moves nothing here, but its meaning is told.

    Raises:
        NotFound, NotPermitted: see :func:`record_pertek`.
        InvalidInput: the code is unknown, or the day is still to come.
    """
    card = get_locked(session, number, actor)
    if not may_record(card, actor):
        raise NotPermitted(T("Anda tidak dapat mencatat status SIASN untuk usulan ini."))
    actor, at = actor.using(Permission.TRANSFERS_VERIFY, card.from_path), clock.now()
    status = external.keep_mark(session, card.id, new, actor=actor, at=at, today=clock.today())
    payload = {"code": status.code, "words": status.words, "seen_on": new.seen_on.isoformat(), "note": new.note}
    trail.record(session, card.id, "siasn_status_noted", actor=actor, payload=payload, at=at)
    return status


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _note(
    session: Session, letter_id: int, action: str, payload: Mapping[str, Any], *, actor: Actor, at: datetime
) -> None:
    audit.record(
        session,
        chain=f"{ABOUT_LETTER}:{letter_id}",
        action=action,
        actor=actor.using(Permission.TRANSFERS_VERIFY),
        about_kind=ABOUT_LETTER,
        about_id=letter_id,
        payload=payload,
        at=at,
    )
