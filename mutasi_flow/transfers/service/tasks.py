"""The tasks of a transfer: opening them as its route says, finishing, moving and lapsing them, telling people."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.service import NewReader, add_readers
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.clock import add_working_days, working_days_between
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Deadline, Holder, NewNotice, NewTask, TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import OfficeCard
from mutasi_flow.transfers import consultation
from mutasi_flow.transfers.consultation import Asked
from mutasi_flow.transfers.domain import Door, Voice
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.queries.routes import case_of, choose_for, load_route
from mutasi_flow.transfers.routes import (
    DECIDE,
    DECREE,
    DELIBERATE,
    FIX,
    INAUGURATE,
    LEAVE,
    OPINION_KINDS,
    OUTER,
    PERTEK,
    ROLE_OF,
    VERIFY,
    VOICE_OF_KIND,
    Route,
    Stage,
    Step,
)
from mutasi_flow.transfers.service.authority import find_authority
from mutasi_flow.transfers.trail import ABOUT, record
from mutasi_flow.transfers.workflow import Action, State

ASKED = "asked"
"""Part in a readers' list of whoever is asked by name."""
PRESSED = (VERIFY, DECIDE, DECREE)
"""Tasks of the office that the press of a button does by itself."""
_BY_AUTHORITY = {DECIDE: Action.APPROVE, DECREE: Action.DECREE}
"""Tasks that belong to the official whom the office's matrix names."""
LONGEST_LABEL = 300
"""Letters that a task keeps of number and name."""
LONGEST_TERM = timedelta(days=120)
"""Days of the calendar that a term may span, holiday weeks included."""

_ANNOUNCED: dict[str, Text] = {
    VERIFY: T("Usulan {number} menunggu verifikasi."),
    DELIBERATE: T("Usulan {number} menunggu sidang tim penilai kinerja."),
    DECIDE: T("Usulan {number} menunggu putusan."),
    PERTEK: T("Usulan {number} menunggu pertimbangan teknis."),
    OUTER: T("Usulan {number} menunggu putusan instansi yang berwenang."),
    LEAVE: T("Usulan {number} menunggu putusan instansi yang berwenang."),
    DECREE: T("SK usulan {number} menunggu diterbitkan."),
    INAUGURATE: T("Usulan {number} menunggu pelantikan."),
    FIX: T("Usulan {number} perlu perbaikan dari Anda."),
}
_REFUSED = T("Usulan {number} perlu perbaikan dari Anda. Dokumen yang perlu diganti: {papers}.")
_OPINION_ASKED = T("Tanggapan Anda diminta untuk usulan {number}.")


def tell(session: Session, card: TransferCard, notices: Sequence[NewNotice]) -> None:
    """Put notices about a transfer into inboxes; of a confidential one only its readers hear, and only that it is one."""
    if card.is_secret:
        inbox.notify_readers(session, ABOUT, card.id, notices)
    else:
        inbox.notify(session, notices)


def tell_employee(session: Session, card: TransferCard, *, event: str, text: Text, at: datetime) -> None:
    """Put a notice into the employee's inbox; it names the number, never the reason."""
    notice = NewNotice(event, text, at, employee_id=card.employee_id, address=f"/usulan/{card.number}")
    tell(session, card, [notice])


def tell_answered(session: Session, card: TransferCard, answered: Sequence[tuple[int, int]], *, at: datetime) -> None:
    """Tell whoever gave an opinion with conditions or against that the decider has answered it."""
    text = T("Tanggapan Anda atas usulan {number} sudah dijawab pejabat pemutus.", number=card.number)
    tell(
        session,
        card,
        [
            NewNotice("opinion_answered", text, at, employee_id=employee_id, address=f"/tanggapan/{task_id}")
            for task_id, employee_id in answered
        ],
    )


def tell_both_sides(session: Session, card: TransferCard, *, event: str, text: Text, at: datetime) -> None:
    """Tell the employee, and whoever filed for the employee or proposed the move."""
    tell_employee(session, card, event=event, text=text, at=at)
    if card.created_by_id is not None and (card.filed_for or card.door is not Door.OWN):
        author_id = access.employee_of(session, card.created_by_id)
        if author_id is not None:
            tell(session, card, [NewNotice(event, text, at, employee_id=author_id, address=f"/usulan/{card.number}")])


def tell_all(session: Session, cards: Sequence[TransferCard], *, event: str, text: Text, at: datetime) -> None:
    """Tell the employees of several transfers, and their authors; an author of many of them is told once."""
    shown = [card for card in cards if not card.is_secret]
    told = {card.employee_id: f"/usulan/{card.number}" for card in shown}
    for account_id, numbers in _by_author(shown).items():
        author_id = access.employee_of(session, account_id)
        if author_id is not None and author_id not in told:
            told[author_id] = f"/usulan/{numbers[0]}" if len(numbers) == 1 else "/usulan"
    inbox.notify(session, [NewNotice(event, text, at, employee_id=key, address=where) for key, where in told.items()])
    for card in cards:
        if card.is_secret:
            tell_both_sides(session, card, event=event, text=text, at=at)


def decree_is_out(number: str) -> Text:
    """Return what is said of a decree that was issued."""
    return T("SK untuk usulan {number} sudah terbit.", number=number)


def tell_authors_of_decrees(session: Session, cards: Sequence[TransferCard], at: datetime) -> None:
    """Tell whoever filed or proposed several transfers for others, once, that their decrees are out.

    Of a confidential one the readers were told when it was issued.
    """
    notices = []
    for account_id, numbers in _by_author([card for card in cards if not card.is_secret]).items():
        author_id = access.employee_of(session, account_id)
        if author_id is not None:
            several = T("SK untuk {count} usulan yang Anda ajukan sudah terbit.", count=len(numbers))
            text = decree_is_out(numbers[0]) if len(numbers) == 1 else several
            address = f"/usulan/{numbers[0]}" if len(numbers) == 1 else "/usulan"
            notices.append(NewNotice("decreed", text, at, employee_id=author_id, address=address))
    inbox.notify(session, notices)


def _by_author(cards: Sequence[TransferCard]) -> Mapping[int, Sequence[str]]:
    """Return the numbers of transfers by the account of whoever filed or proposed them for somebody else."""
    found: dict[int, list[str]] = {}
    for card in cards:
        if card.created_by_id is not None and (card.filed_for or card.door is not Door.OWN):
            found.setdefault(card.created_by_id, []).append(card.number)
    return found


def choose_route(session: Session, card: TransferCard, office: OfficeCard, today: date) -> Route:
    """Return the route the transfer is on, or for a first submission the one that is for such a case today."""
    if card.route:
        return load_route(session, card.route)
    return choose_for(session, office, case_of(card), today)


def _open(
    session: Session,
    card: TransferCard,
    wanted: Sequence[tuple[str, Holder, str]],
    *,
    today: date,
    at: datetime,
    announce: Text | None = None,
) -> None:
    """Open one task per (kind, holder, label), each announced to its holder."""
    route, holidays = load_route(session, card.route), people.list_holidays(session, today, today + LONGEST_TERM)
    let_read(session, card, [holder for _kind, holder, _label in wanted], at=at)
    inbox.open_tasks(
        session,
        [
            NewTask(
                about_kind=ABOUT,
                about_id=card.id,
                about_label=card.label[:LONGEST_LABEL],
                kind=kind,
                stage=route.stage_of(kind),
                holder=holder,
                holder_label=label,
                opened_at=at,
                due_on=add_working_days(today, route.days_of(kind), holidays),
                announce=announce or T(_ANNOUNCED.get(kind, _OPINION_ASKED).message, number=card.number),
                counted_from=today,
                term_days=route.days_of(kind),
                is_secret=card.is_secret,
                about_employee_id=card.employee_id,
            )
            for kind, holder, label in wanted
        ],
    )


def let_read(session: Session, card: TransferCard, holders: Sequence[Holder], *, at: datetime) -> None:
    """Put people who are asked about a confidential transfer on its readers' list."""
    asked = {holder.employee_id for holder in holders if holder.employee_id is not None} - {card.employee_id}
    if card.is_secret and asked:
        new = [NewReader(key, ASKED) for key in access.accounts_of(session, asked)]
        add_readers(session, ABOUT, card.id, new, at=at)


def ask_voices(session: Session, card: TransferCard, asked: Sequence[Asked], *, today: date, at: datetime) -> None:
    """Open one task per voice."""
    if asked:
        _open(session, card, [(OPINION_KINDS[one.voice], one.holder, one.label) for one in asked], today=today, at=at)


def voices_of(session: Session, stage: Stage, office: OfficeCard | None = None) -> Mapping[Voice, int]:
    """Return the voices of a stage with how many each may be; an office may have peers switched off."""
    wanted = {VOICE_OF_KIND[step.kind]: step.asked or 1 for step in stage.steps if step.kind in VOICE_OF_KIND}
    if Voice.PEER in wanted and not (office or people.get_office(session)).has_module("peers"):
        del wanted[Voice.PEER]
    return wanted


def invite(
    session: Session, card: TransferCard, voices: Mapping[Voice, int], *, today: date, at: datetime
) -> Sequence[Asked]:
    """Return who is asked; who is passed over because of a conflict of interest is kept, and stands in the trail."""
    invitation = consultation.plan_voices(session, card, voices, today=today)
    for one in invitation.passed_over:
        if one.employee_id not in card.recused:
            inbox.recuse(session, ABOUT, card.id, one.employee_id, one.interest, at=at, is_found=True)
            payload = {"voice": one.voice.value, "interest": one.interest.value, "employee": one.employee_id}
            record(session, card.id, "passed_over", actor=SYSTEM, payload=payload, at=at)
    return invitation.asked


def office_holder(session: Session, card: TransferCard, step: Step, today: date) -> tuple[Holder, str]:
    """Return who does a task of the office, with the name shown: whom the matrix names, else whoever has the role."""
    action = _BY_AUTHORITY.get(step.kind)
    authority = None if action is None else find_authority(session, card, action, today)
    if authority is not None and authority.head_id is not None:
        return Holder(employee_id=authority.head_id), authority.title
    return Holder(role=ROLE_OF[step.held_by].value, unit_id=card.from_unit_id), ""


def open_stages(
    session: Session,
    card: TransferCard,
    during: State,
    *,
    today: date,
    at: datetime,
    first: int = 0,
    office: OfficeCard | None = None,
) -> None:
    """Open the first stage of a state, from index ``first`` on, in which there is anybody to ask."""
    for _index, stage in load_route(session, card.route).stages_during(during, first):
        voices = voices_of(session, stage, office)
        asked = invite(session, card, voices, today=today, at=at)
        wanted = [(OPINION_KINDS[one.voice], one.holder, one.label) for one in asked]
        wanted += [
            (step.kind, *office_holder(session, card, step, today)) for step in stage.steps if step.held_by in ROLE_OF
        ]
        if wanted:
            _open(session, card, wanted, today=today, at=at)
            return


def open_for_author(session: Session, card: TransferCard, *, today: date, at: datetime, refused: str = "") -> None:
    """Open the task to mend the file and send it again, for whoever filed it; else for the employee.

    ``refused`` names the papers to be replaced; its announcement says so.
    """
    holder, label = Holder(employee_id=card.employee_id), card.employee_name
    if (card.filed_for or card.door is not Door.OWN) and card.created_by_id is not None:
        author = access.get_account(session, card.created_by_id)
        if author.employee_id is not None:
            holder, label = Holder(employee_id=author.employee_id), author.name
    announce = T(_REFUSED.message, number=card.number, papers=refused) if refused else None
    _open(session, card, [(FIX, holder, label)], today=today, at=at, announce=announce)


def finish_office_tasks(session: Session, card: TransferCard, actor: Actor, at: datetime) -> None:
    """Mark the office's open tasks as done by the press itself (one press instead of two)."""
    inbox.settle_all(session, ABOUT, card.id, PRESSED, actor=actor, at=at)


def open_next_stage(session: Session, card: TransferCard, stage: int, *, today: date, at: datetime) -> None:
    """Open what follows a stage once nobody of it is waited for any more; a quorum of peers is enough of them."""
    session.flush()
    waiting = inbox_queries.open_tasks(session, ABOUT, card.id)
    step = load_route(session, card.route).find_step(OPINION_KINDS[Voice.PEER])
    peers = [task for task in waiting if VOICE_OF_KIND.get(task.kind) is Voice.PEER]
    if step and peers and step.quorum < step.asked and consultation.count_peers(session, card) >= step.quorum:
        for task in peers:
            inbox.close(session, task.id, at)
        waiting = [task for task in waiting if task not in peers]
    if all(task.kind == FIX for task in waiting):
        open_stages(session, card, card.state, first=stage + 1, today=today, at=at)


def lapse_overdue(session: Session, card: TransferCard, *, today: date, at: datetime) -> Sequence[TaskRow]:
    """Record the silence of voices whose time has passed, unless their route waits for them; return their tasks."""
    route = load_route(session, card.route)
    kinds = tuple(kind for kind in VOICE_OF_KIND if not route.must_answer(kind))
    lapsed = inbox.lapse(session, ABOUT, card.id, kinds, today=today, at=at)
    consultation.record_silences(session, card, lapsed, at)
    return lapsed


def stop_clocks(session: Session, card: TransferCard, today: date, until: date) -> None:
    """Let the clocks of open tasks stand still until a day; from there each has as many working days as were left."""
    holidays = people.list_holidays(session, today)
    for task_id, before in inbox.deadlines_of(session, ABOUT, card.id).items():
        if before.due_on is not None:
            left = max(working_days_between(max(today, before.counted_from or today), before.due_on, holidays), 0)
            after = Deadline(add_working_days(until, left, holidays), until, left)
            inbox.move_deadline(session, task_id, before, after)


def restart_clock(session: Session, card: TransferCard, task_id: int, kind: str, today: date) -> None:
    """Give an open task its whole term again, counted from today: it waits for what cannot happen before."""
    before = inbox.deadlines_of(session, ABOUT, card.id).get(task_id)
    if before is None or before.due_on is None:
        return
    days, holidays = load_route(session, card.route).days_of(kind), people.list_holidays(session, today)
    inbox.move_deadline(session, task_id, before, Deadline(add_working_days(today, days, holidays), today, days))


def list_overdue_transfers(session: Session, today: date) -> Sequence[int]:
    """Return the keys of transfers with a voice whose time has passed."""
    overdue = (
        select(Task.about_id)
        .join(Transfer, Transfer.id == Task.about_id)
        .where(
            Task.about_kind == ABOUT,
            Task.status == TaskStatus.OPEN,
            Task.kind.in_(tuple(VOICE_OF_KIND)),
            Task.due_on < today,
        )
    )
    return session.scalars(overdue.distinct()).all()
