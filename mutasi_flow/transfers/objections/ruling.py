"""Ruling on an objection, and carrying the ruling out: by an answer in writing, an amendment, or a revocation."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock, add_working_days
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Answer, Holder, NewTask
from mutasi_flow.letters import queries as letter_queries
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts import Cited, objection_ruling
from mutasi_flow.letters.domain import written_date
from mutasi_flow.people import queries as people_queries
from mutasi_flow.people import service as people
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import ObjectedTo, Ruling
from mutasi_flow.transfers.gates import LONGEST_AHEAD, LONGEST_REASON, Press
from mutasi_flow.transfers.model import Objection, Transfer
from mutasi_flow.transfers.objections.deciders import refuse_unfit
from mutasi_flow.transfers.objections.filing import CARRY_OUT
from mutasi_flow.transfers.objections.records import ABOUT, ObjectionRow, find_objection, list_holidays_after
from mutasi_flow.transfers.queries import TransferCard, find_open_number, list_wishes
from mutasi_flow.transfers.service import decree as decree_letter
from mutasi_flow.transfers.service import secrecy
from mutasi_flow.transfers.service.authority import find_authority, use_authority
from mutasi_flow.transfers.service.decree import Change, Signer
from mutasi_flow.transfers.service.drafts import Destination, NewTransfer, create_draft
from mutasi_flow.transfers.service.perform import ACTING_ONLY, get_locked, perform
from mutasi_flow.transfers.service.tasks import LONGEST_LABEL, tell_both_sides
from mutasi_flow.transfers.workflow import Action, State

CARRY_OUT_DAYS = 5
"""Working days in which a ruling is carried out; the law names no term, a slow effect would be no effect."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the objection is ruled on.

    ``start`` is the first day in the new post that an amended decree says; ``unit`` and ``post`` are the codes of another
    unit and jabatan, where the ruling says so.
    """

    ruling: Ruling
    reason: str
    start: date | None = None
    unit: str = ""
    post: str = ""

    @classmethod
    def read(cls, answer: Answer) -> Self:
        """Read the answer to a task.

        Raises:
            InvalidInput: the new first day is not a date.
        """
        given = answer.answers.get("start")
        try:
            start = date.fromisoformat(str(given)) if given else None
        except ValueError:
            raise InvalidInput(T("Isi tanggal mulai bertugas yang baru, paling awal hari ini."), "start") from None
        unit, post = (str(answer.answers.get(name) or "").strip() for name in ("to_unit", "to_post"))
        return cls(Ruling(answer.outcome), answer.reason, start, unit, post)


def _check(objection: ObjectionRow, verdict: Verdict, today: date) -> None:
    if verdict.ruling not in objection.allowed:
        raise InvalidInput(T("Putusan ini tidak tersedia untuk keberatan tersebut."), field="ruling")
    reason = verdict.reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInput(
            T("Tuliskan pertimbangan putusan, paling panjang {limit} huruf.", limit=LONGEST_REASON), "reason"
        )
    if verdict.ruling is not Ruling.AMENDED:
        return
    if verdict.start is None or not today <= verdict.start <= today + LONGEST_AHEAD:
        raise InvalidInput(T("Isi tanggal mulai bertugas yang baru, paling awal hari ini."), field="start")


def _get_open(session: Session, card: TransferCard) -> ObjectionRow:
    objection = find_objection(session, card.id, lock=True)
    if objection is None:
        raise NotFound(T("Usulan ini tidak mempunyai keberatan."))
    if objection.ruling is not None:
        raise Conflict(T("Keberatan ini sudah diputus."))
    return objection


def rule(session: Session, number: str, verdict: Verdict, *, actor: Actor, clock: Clock) -> str:
    """Rule on the objection to a transfer, issue the written answer, and return its number.

    Raises:
        NotFound: no such transfer for this person, or it has no objection.
        Conflict: it has been ruled on.
        NotPermitted: the actor does not decide here, took part in the decision, or is the person concerned.
        InvalidInput: the ruling is not possible, or lacks its reason or new day.
    """
    card = get_locked(session, number, actor)
    objection = _get_open(session, card)
    refuse_unfit(session, card, actor, clock.today())
    _check(objection, verdict, clock.today())
    at, actor = clock.now(), actor.using(Permission.TRANSFERS_DECIDE, card.from_path)
    changes = _changes(session, verdict)
    session.execute(
        update(Objection)
        .where(Objection.id == objection.id)
        .values(
            ruling=verdict.ruling,
            ruling_reason=verdict.reason.strip(),
            ruled_at=at,
            ruled_by_id=actor.account_id,
            changes=changes,
        )
    )
    letter = _answer(session, card, objection, verdict, actor=actor, clock=clock)
    for task in inbox_queries.open_tasks(session, ABOUT, objection.id):
        inbox.settle(session, task.id, actor, at, Answer(verdict.ruling.value, verdict.reason.strip()))
    payload: dict[str, Any] = {
        "objection": objection.id,
        "ruling": verdict.ruling.value,
        "reason": verdict.reason.strip(),
        "letter": letter,
        **changes,
    }
    if verdict.ruling is Ruling.RESTARTED:
        payload["restarted"] = restart(session, card, letter, actor=actor, clock=clock)
    trail.record(session, card.id, "objection_ruled", actor=actor, payload=payload, at=at)
    if verdict.ruling in {Ruling.AMENDED, Ruling.REVOKED}:
        ask_to_carry_out(session, card, objection.id, clock)
    text = T("Keberatan atas usulan {number} sudah diputus.", number=card.number)
    tell_both_sides(session, card, event="objection_ruled", text=text, at=at)
    return letter


def _changes(session: Session, verdict: Verdict) -> dict[str, object]:
    """Return what an amended decree shall say, with the keys of the unit and the jabatan.

    Raises:
        InvalidInput: there is no such unit or jabatan, or only one of them is named.
    """
    if verdict.ruling is not Ruling.AMENDED or verdict.start is None:
        return {}
    changes: dict[str, object] = {"start": verdict.start.isoformat()}
    if not (verdict.unit or verdict.post):
        return changes
    unit = people_queries.find_unit_by_code(session, verdict.unit)
    jabatan = people_queries.find_jabatan_by_code(session, verdict.post)
    if unit is None:
        raise InvalidInput(T("Unit dengan kode {code} tidak dikenal.", code=verdict.unit), field="to_unit")
    if jabatan is None:
        raise InvalidInput(T("Jabatan dengan kode {code} tidak dikenal.", code=verdict.post), field="to_post")
    return {**changes, "to_unit_id": unit.id, "to_jabatan_id": jabatan.id, "to": f"{jabatan.name}, {unit.name}"}


def _named(session: Session, card: TransferCard, objection: ObjectionRow) -> str:
    """Name the decision objected to, in the middle of a sentence."""
    if objection.against is not ObjectedTo.REJECTED:
        is_revocation = objection.against is ObjectedTo.REVOKED
        kinds = (decree_letter.REVOCATION,) if is_revocation else decree_letter.MOVING
        letter = letter_queries.list_about(session, trail.ABOUT, card.id, kinds=kinds)[-1]
        return f"Keputusan {Cited(letter.number, letter.dated_on)}" + (" tentang pencabutan" if is_revocation else "")
    return f"putusan tanggal {written_date(objection.decided_on)} yang menolak permohonan {card.number}"


_OUTCOMES: dict[Ruling, tuple[str, str]] = {
    Ruling.DISMISSED: ("Menolak keberatan tersebut.", "Menyatakan {decision} tetap berlaku."),
    Ruling.AMENDED: ("Menerima keberatan tersebut untuk sebagian.", "Menetapkan perubahan atas {decision}."),
    Ruling.REVOKED: (
        "Menerima keberatan tersebut.",
        "Menetapkan pencabutan {decision} dan pemulihan jabatan serta unit kerja semula.",
    ),
    Ruling.RESTARTED: (
        "Menerima keberatan tersebut.",
        "Menyatakan {decision} tidak berlaku; permohonan dapat diajukan dan dipertimbangkan kembali.",
    ),
    Ruling.LATE: (
        "Menyatakan keberatan tersebut tidak dapat diterima karena diajukan sesudah tanggal {until}.",
        "Menyatakan {decision} tetap berlaku.",
    ),
}


MOVED_ANEW = (
    "Menerima keberatan tersebut.",
    "Menetapkan pemindahan yang dicabut dengan {decision} dapat diajukan kembali.",
    "Sampai ada keputusan baru, yang bersangkutan bertugas di jabatan dan unit kerja semula.",
)
"""A decree that was revoked stays so: the former post has been restored, and only another decree moves somebody."""


def _answer(
    session: Session, card: TransferCard, objection: ObjectionRow, verdict: Verdict, *, actor: Actor, clock: Clock
) -> str:
    decision, until = _named(session, card, objection), written_date(objection.file_until)
    is_anew = objection.against is ObjectedTo.REVOKED and verdict.ruling is Ruling.RESTARTED
    outcomes = MOVED_ANEW if is_anew else _OUTCOMES[verdict.ruling]
    paper = f"Surat keberatan Nomor {objection.letter}" if objection.letter else "Keberatan yang bersangkutan"
    context = objection_ruling(
        decree_letter.subject_of(session, card, Signer(actor), clock.today()),
        f"{paper} tanggal {written_date(objection.filed_on)}",
        decision=decision,
        because=verdict.reason,
        outcome=[text.format(decision=decision, until=until) for text in outcomes],
        dated_on=clock.today(),
    )
    letter = letters.issue(
        session,
        kind=context.kind,
        about_kind=ABOUT,
        about_id=objection.id,
        context=context,
        dated_on=context.dated_on,
        at=clock.now(),
        is_secret=card.is_secret,
        may_be_electronic=True,
    )
    return letter.number


def restart(session: Session, card: TransferCard, letter: str, *, actor: Actor, clock: Clock) -> str:
    """Open the request anew as the employee's draft, unless another one runs already; return the number of the file."""
    running = find_open_number(session, card.employee_id)
    if running is not None:
        return running
    wishes = [Destination(wish.unit_id, wish.jabatan_id) for wish in list_wishes(session, card.id)]
    if not wishes and card.to_unit_id is not None and card.to_jabatan_id is not None:
        wishes = [Destination(card.to_unit_id, card.to_jabatan_id)]
    new = NewTransfer(card.employee_id, wishes, reason=card.reason, reason_category=card.reason_category)
    number = create_draft(session, new, replace(actor, account_id=None, employee_id=card.employee_id), clock)
    session.execute(
        update(Transfer).where(Transfer.number == number).values(origin_from=f"{card.number}, {letter}"[:300])
    )
    return number


def ask_to_carry_out(session: Session, card: TransferCard, objection_id: int, clock: Clock) -> None:
    """Open the task to issue the decree that the ruling asks for, for those who sign."""
    today = clock.today()
    due_on = add_working_days(today, CARRY_OUT_DAYS, list_holidays_after(session, today))
    task = NewTask(
        about_kind=ABOUT,
        about_id=objection_id,
        about_label=card.label[:LONGEST_LABEL],
        kind=CARRY_OUT,
        holder=Holder(role=Role.SIGNER.value, unit_id=card.from_unit_id),
        opened_at=clock.now(),
        due_on=due_on,
        announce=T("Putusan keberatan atas usulan {number} menunggu dilaksanakan.", number=card.number),
        is_secret=card.is_secret,
        about_employee_id=card.employee_id,
    )
    inbox.open_tasks(session, [task])


def may_carry_out(objection: ObjectionRow, card: TransferCard, actor: Actor) -> bool:
    """Whether a ruling waits to be carried out, and the actor signs here and is not the person concerned."""
    is_own = actor.employee_id is not None and actor.employee_id == card.employee_id
    return objection.awaits_decree and not is_own and actor.may(Permission.TRANSFERS_DECREE, card.from_path)


def carry_out(session: Session, number: str, *, actor: Actor, clock: Clock) -> None:
    """Issue the decree that a ruling asks for: the revocation with the former post restored, or the amendment.

    Raises:
        NotFound: no such transfer for this person, or it has no objection.
        Conflict: nothing waits to be carried out, or a later placement stands.
        NotPermitted: the actor does not sign here, or is the person concerned.
    """
    card = get_locked(session, number, actor)
    objection = find_objection(session, card.id, lock=True)
    if objection is None:
        raise NotFound(T("Usulan ini tidak mempunyai keberatan."))
    if not objection.awaits_decree:
        raise Conflict(T("Tidak ada putusan keberatan yang menunggu dilaksanakan."))
    at = clock.now()
    if objection.ruling is Ruling.REVOKED:
        press = Press(reason=objection.ruling_reason)
        perform(session, number, Action.REVOKE, actor=actor, clock=clock, press=press)
    else:
        _amend(session, card, objection, actor=actor, clock=clock)
    session.execute(update(Objection).where(Objection.id == objection.id).values(carried_out_at=at))
    for task in inbox_queries.open_tasks(session, ABOUT, objection.id):
        inbox.settle(session, task.id, actor, at, Answer("done"))


def _amend(session: Session, card: TransferCard, objection: ObjectionRow, *, actor: Actor, clock: Clock) -> None:
    """Let the decree say what the ruling says, and place the person accordingly."""
    if not may_carry_out(objection, card, actor):
        acting = actor.may(Permission.TRANSFERS_REVIEW, card.from_path)
        raise NotPermitted(ACTING_ONLY) if acting else NotPermitted
    standing = decree_letter.find_standing(session, card)
    if card.state is not State.DECREED or standing is None:
        raise Refused(T("SK usulan ini sudah tidak berlaku."))
    authority = find_authority(session, card, Action.DECREE, clock.today())
    actor = use_authority(authority, actor.using(Permission.TRANSFERS_DECREE, card.from_path))
    at, today = clock.now(), clock.today()
    start = max(date.fromisoformat(objection.changes["start"]), today)
    people.restore(
        session, employee_id=card.employee_id, letter_number=standing.number, at=at, today=today, actor=actor
    )
    session.execute(
        update(Transfer)
        .where(Transfer.id == card.id)
        .values(
            effective_on=start,
            to_unit_id=objection.changes.get("to_unit_id", card.to_unit_id),
            to_jabatan_id=objection.changes.get("to_jabatan_id", card.to_jabatan_id),
            version=card.version + 1,
            changed_at=at,
        )
    )
    amended = get_locked(session, card.number, actor)
    change = Change(objection.ruling_reason, Signer(actor, authority), at, today)
    letter = decree_letter.issue_amendment(session, amended, standing, change)
    secrecy.place(session, amended, letter.number, actor=actor, today=today, at=at, source="amendment")
    payload = {
        "letter": letter.number,
        "amends": standing.number,
        **objection.changes,
        "start": start.isoformat(),
        "version": card.version + 1,
    }
    trail.record(session, card.id, "decree_amended", actor=actor, payload=payload, at=at)
    text = T("SK usulan {number} diubah sesuai putusan keberatan.", number=card.number)
    tell_both_sides(session, amended, event="decree_amended", text=text, at=at)
