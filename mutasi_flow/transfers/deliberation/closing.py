"""Ending a sitting: closed with its minutes, by which what the team said takes effect; or adjourned without any.

All in one transaction: the number of the minutes, the outcome of each transfer and the end of the sitting exist
together or not at all. Whoever closes a second time finds it closed.
"""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Refused
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Answer, NewNotice
from mutasi_flow.letters import queries as letter_queries
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts.deliberation import Minutes
from mutasi_flow.letters.domain import MINUTES_REGISTER
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.service import Issued
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.deliberation.calling import note, speaking
from mutasi_flow.transfers.deliberation.hearing import LONGEST_NOTES, list_obstacles
from mutasi_flow.transfers.deliberation.loading import load_board
from mutasi_flow.transfers.deliberation.minutes import (
    KIND,
    PLAN_KIND,
    compose_correction,
    compose_minutes,
    compose_plan_minutes,
    dropped_words,
)
from mutasi_flow.transfers.deliberation.plans import ABOUT_PLAN, record_of_plan
from mutasi_flow.transfers.deliberation.records import ABOUT, Board, ItemRow, PlanOnAgenda, SeatRow, TransferItem
from mutasi_flow.transfers.deliberation.rights import get_board, get_open, may_lead, refuse_stale
from mutasi_flow.transfers.domain.team import Advice, Presence, SittingState
from mutasi_flow.transfers.model import Sitting, SittingItem, SittingPlan
from mutasi_flow.transfers.queries import find_card_by_id, load_route
from mutasi_flow.transfers.routes import DELIBERATE
from mutasi_flow.transfers.service import complete_task
from mutasi_flow.transfers.service.tasks import restart_clock


def list_minutes(session: Session, sitting_id: int) -> list[LetterRow]:
    """Return the minutes of a sitting and their corrections, the oldest first."""
    return list(letter_queries.list_about(session, ABOUT, sitting_id, kinds=(KIND,)))


def list_written(session: Session, board: Board) -> list[LetterRow]:
    """Return what the close of a sitting issued: its minutes and their corrections, and the minutes of its plans."""
    of_plans = [
        letter_queries.get_letter(session, plan.letter_id) for plan in board.plans if plan.letter_id is not None
    ]
    return [*list_minutes(session, board.sitting.id), *of_plans]


def _lock_transfers(session: Session, board: Board) -> None:
    """Let nobody move a transfer meanwhile; always in the same order, so that two writers never wait for each other."""
    for item in sorted(board.transfers, key=lambda one: one.transfer_id):
        find_card_by_id(session, item.transfer_id, lock=True)


def _leader_who_may(board: Board, actor: Actor, today_held: Text | None) -> SeatRow:
    obstacles = [*list_obstacles(board), *([today_held] if today_held else [])]
    outside = [
        T("{number}: peran Anda tidak mencakup unit asalnya.", number=item.number)
        for item in board.waiting
        if item.advice not in {None, Advice.DEFERRED} and not actor.may(Permission.DELIBERATE, item.from_path)
    ]
    leader = board.leader
    if obstacles or outside or leader is None:
        raise Refused(T("Sidang belum dapat ditutup."), tuple(obstacles + outside))
    if leader.employee_id != actor.employee_id:
        raise NotPermitted(T("Sidang ini ditutup oleh {name}, yang memimpinnya.", name=leader.name))
    return leader


def close_sitting(
    session: Session, sitting_id: int, *, expected_version: int | None, actor: Actor, clock: Clock
) -> str:
    """Close a sitting: issue its minutes, record the outcome of each transfer, and return the number of the minutes.

    What was withdrawn or went on meanwhile drops out; what was deferred waits for another sitting.

    Raises:
        NotFound: there is none for this person.
        NotPermitted: somebody else leads it.
        Conflict: it has ended. Stale: something was written after the page was opened.
        Refused: the quorum is not met, or something is not recorded yet; ``reasons`` lists it.
        InvalidInput: a name or text cannot be printed.
    """
    board = get_open(session, sitting_id, actor, expected_version=expected_version)
    _lock_transfers(session, board)
    board, at, today = load_board(session, sitting_id), clock.now(), clock.today()
    early = T("Sidang ini baru berlangsung {day}.", day=board.sitting.held_on)
    leader = _leader_who_may(board, actor, early if board.sitting.held_on > today else None)
    of_plans = {plan.id: _close_plan(session, board, plan, leader, clock) for plan in board.plans}
    numbers = {key: one.number for key, one in of_plans.items()}
    issued = _issue(session, sitting_id, compose_minutes(session, board, leader, at, numbers), clock)
    for item in board.transfers:
        if item.is_waiting:
            _take_effect(session, board, item, issued, actor=actor, clock=clock)
        else:
            _close_item(session, item, dropped_words(item))
    _end(session, sitting_id, SittingState.CLOSED, actor=actor, clock=clock)
    payload = {
        "letter": issued.number,
        "letter_id": issued.id,
        "advice": {
            str(item.transfer_id): item.advice.value for item in board.transfers if item.is_waiting and item.advice
        },
        "dropped": [item.transfer_id for item in board.transfers if not item.is_waiting],
        "plans": {str(plan.plan_id): of_plans[plan.id].id for plan in board.plans},
    }
    note(session, sitting_id, "sitting_closed", actor=actor, payload=payload, at=at)
    for plan in board.plans:
        _tell_of_plan(session, board, plan, of_plans[plan.id], actor=actor, at=at)
    _ask_signatures(session, board, leader, issued, at)
    return issued.number


def _ask_signatures(session: Session, board: Board, signer: SeatRow, issued: Issued, at: datetime) -> None:
    """Tell the others who were there that minutes wait for their signatures."""
    text = T("Berita acara {number} menunggu tanda tangan Anda.", number=issued.number)
    asked = [seat for seat in board.seats if seat.presence is Presence.PRESENT and seat is not signer]
    address = f"/sidang/{board.sitting.id}"
    inbox.notify(
        session,
        [NewNotice("minutes_wait", text, at, employee_id=seat.employee_id, address=address) for seat in asked],
    )


def _issue(session: Session, sitting_id: int, context: Minutes, clock: Clock) -> Issued:
    return letters.issue(
        session,
        kind=KIND,
        about_kind=ABOUT,
        about_id=sitting_id,
        context=context,
        dated_on=context.dated_on,
        at=clock.now(),
        register=MINUTES_REGISTER,
        is_signed=True,
    )


def _close_plan(session: Session, board: Board, plan: PlanOnAgenda, leader: SeatRow, clock: Clock) -> Issued:
    """Issue the minutes of a plan; what was said of its moves holds from now on."""
    context = compose_plan_minutes(session, board, plan, leader, clock.now())
    issued = letters.issue(
        session,
        kind=PLAN_KIND,
        about_kind=ABOUT_PLAN,
        about_id=plan.plan_id,
        context=context,
        dated_on=context.dated_on,
        at=clock.now(),
        register=MINUTES_REGISTER,
        is_signed=True,
    )
    _end_plan(session, plan, issued.id)
    return issued


def _end_plan(session: Session, plan: PlanOnAgenda, letter_id: int | None = None) -> None:
    mine = update(SittingPlan).where(SittingPlan.id == plan.id)
    session.execute(mine.values(is_open=False, letter_id=letter_id))
    session.execute(update(SittingItem).where(SittingItem.sitting_plan_id == plan.id).values(is_open=False))


def _tell_of_plan(
    session: Session, board: Board, plan: PlanOnAgenda, issued: Issued, *, actor: Actor, at: datetime
) -> None:
    """Write into the trail of the plan what was said of it, and tell who brought it."""
    moves = board.moves_of(plan)
    said = {advice.value: [item.move_id for item in moves if item.advice is advice] for advice in Advice}
    payload = {"sitting": board.sitting.id, "minutes": issued.number, "solution": plan.solution_id, **said}
    record_of_plan(session, plan.plan_id, "plan_deliberated", actor=speaking(actor), payload=payload, at=at)
    employee_id = access.employee_of(session, plan.put_by_id) if plan.put_by_id is not None else None
    if employee_id is None:
        return
    chosen = len(said[Advice.RECOMMENDED.value])
    text = T(
        "Rencana {plan} sudah dibahas: {chosen} dari {count} mutasi dipilih.",
        plan=plan.name,
        chosen=chosen,
        count=len(moves),
    )
    address = f"/papan/{plan.plan_id}/berita-acara"
    inbox.notify(session, [NewNotice("plan_deliberated", text, at, employee_id=employee_id, address=address)])


def _close_item(session: Session, item: ItemRow, dropped: str = "") -> None:
    values = {"is_open": False, "dropped": dropped}
    session.execute(update(SittingItem).where(SittingItem.id == item.id).values(values))


def _take_effect(
    session: Session, board: Board, item: TransferItem, issued: Issued, *, actor: Actor, clock: Clock
) -> None:
    """Answer the transfer's task with what the team said; a deferred one goes on waiting."""
    at, advice = clock.now(), item.advice
    if advice is None:
        return
    _close_item(session, item)
    card, count = find_card_by_id(session, item.transfer_id), board.count_of(item.id)
    payload = {
        "sitting": board.sitting.id,
        "minutes": issued.number,
        "advice": advice.value,
        "agreed_by": item.agreed_by.value if item.agreed_by else "",
        "present": count.present,
        "seats": count.seats,
        "replaces_consultation": card is not None and load_route(session, card.route).is_confidential,
    }
    trail.record(session, item.transfer_id, "deliberated", actor=speaking(actor), payload=payload, at=at)
    if advice is not Advice.DEFERRED:
        paper = {"paper": issued.number, "paper_on": clock.today().isoformat()}
        complete_task(session, item.task_id, actor, clock, Answer(advice.value, item.reason, paper))
    elif card is not None:
        restart_clock(session, card, item.task_id, DELIBERATE, clock.today())


def _end(session: Session, sitting_id: int, state: SittingState, *, actor: Actor, clock: Clock, why: str = "") -> None:
    values = {"state": state, "ended_at": clock.now(), "ended_by_id": actor.account_id, "remark": why}
    session.execute(update(Sitting).where(Sitting.id == sitting_id).values(values))


def adjourn(session: Session, sitting_id: int, reason: str, *, actor: Actor, clock: Clock) -> None:
    """End a sitting without minutes, for want of a quorum or another reason; its agenda waits for another one.

    Raises:
        NotFound, NotPermitted, Conflict: as for every act in a sitting.
        InvalidInput: the reason is missing.
    """
    board = get_open(session, sitting_id, actor, prepares=True)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_NOTES:
        raise InvalidInput(T("Tuliskan mengapa sidang ditunda."), "reason")
    for item in board.transfers:
        _close_item(session, item)
    for plan in board.plans:
        _end_plan(session, plan)
    _end(session, sitting_id, SittingState.ADJOURNED, actor=actor, clock=clock, why=reason)
    payload = {"reason": reason, "items": [item.transfer_id for item in board.transfers]}
    payload["plans"] = [plan.plan_id for plan in board.plans]
    note(session, sitting_id, "sitting_adjourned", actor=actor, payload=payload, at=clock.now())


def correct_minutes(
    session: Session, sitting_id: int, text: str, *, expected_version: int | None, actor: Actor, clock: Clock
) -> str:
    """Correct the minutes of a closed sitting by further ones that name them, and return their number.

    What the team said has taken effect and stays: another opinion of the team needs another sitting.

    Raises:
        NotFound: there is no such sitting for this person.
        NotPermitted: the person did not lead or write it.
        Conflict: it is not closed. Stale: somebody has corrected it meanwhile.
        InvalidInput: there is nothing to correct, or it cannot be printed.
    """
    board = get_board(session, sitting_id, actor, lock=True)
    seat = board.find_seat(actor)
    if seat is None or not may_lead(board, actor):
        raise NotPermitted(T("Ini pekerjaan ketua, wakil ketua, dan sekretaris tim."))
    written = list_minutes(session, sitting_id)
    if board.sitting.state is not SittingState.CLOSED or not written:
        raise Conflict(T("Berita acara diperbaiki setelah sidang ditutup."))
    refuse_stale(board, expected_version)
    points = [line.strip() for line in text.splitlines() if line.strip()]
    if not points or any(len(point) > LONGEST_NOTES for point in points):
        raise InvalidInput(T("Tuliskan apa yang diperbaiki, satu butir per baris."), "text")
    former = written[-1].number, written[-1].dated_on
    context = compose_correction(session, board, seat, former=former, points=points, at=clock.now())
    issued = _issue(session, sitting_id, context, clock)
    payload = {"letter": issued.number, "letter_id": issued.id, "corrects": former[0]}
    note(session, sitting_id, "minutes_corrected", actor=actor, payload=payload, at=clock.now())
    _ask_signatures(session, board, seat, issued, clock.now())
    return issued.number
