"""What the minutes of a sitting say, taken from the sitting as it is at its close."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.letters.contexts import Cited, thaw
from mutasi_flow.letters.contexts.deliberation import (
    Attendee,
    HeardItem,
    Minutes,
    PlanCase,
    Sat,
    deliberation_minutes,
    minutes_correction,
    plan_minutes,
)
from mutasi_flow.letters.contexts.parts import Row, Signatory
from mutasi_flow.letters.contexts.supporting import NOT_RECORDED, signed_with_account
from mutasi_flow.letters.queries import get_house
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.deliberation.hearing import quorum_sentence
from mutasi_flow.transfers.deliberation.records import Board, ItemRow, MoveItem, PlanOnAgenda, SeatRow, TransferItem
from mutasi_flow.transfers.domain.team import (
    ADVICE_LABELS,
    AGREED_LABELS,
    ASIDE_LABELS,
    DUTY_LABELS,
    Advice,
    AgreedBy,
    Presence,
)
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.workflow import State

KIND, PLAN_KIND = "deliberation_minutes", "plan_minutes"


def _signatory(leader: SeatRow) -> Signatory:
    nip = (f"NIP {leader.nip}",) if leader.nip else ()
    return Signatory((f"{DUTY_LABELS[leader.duty]},",), leader.full_name, nip)


def _sat(session: Session, board: Board, leader: SeatRow, at: datetime) -> Sat:
    sitting = board.sitting
    return Sat(
        office=people.get_office(session),
        team=sitting.team,
        decree=Cited(sitting.decree_number, sitting.decree_on),
        held_on=sitting.held_on,
        place=sitting.place,
        leader=_signatory(leader),
        signature=signed_with_account(at),
        dated_on=at.date(),
        emblem=get_house(session, at.date()).agency_emblem,
    )


def _attendees(board: Board, leader: SeatRow) -> Sequence[Attendee]:
    return [
        Attendee(
            seat.full_name,
            str(DUTY_LABELS[seat.duty]),
            is_present=seat.presence is Presence.PRESENT,
            remark=seat.remark,
            leads=seat.employee_id == leader.employee_id,
        )
        for seat in board.seats
    ]


def agreed_words(item: ItemRow) -> str:
    """Say how the team agreed, with the figures where hands were counted."""
    if item.agreed_by is AgreedBy.COUNT:
        label = AGREED_LABELS[AgreedBy.COUNT]
        return f"{label}: {item.in_favour} setuju, {item.opposed} tidak setuju, {item.abstained} abstain"
    return str(AGREED_LABELS[AgreedBy.CONSENSUS])


def _place(*parts: str) -> str:
    return ", ".join(part for part in parts if part) or NOT_RECORDED


def heard_item(session: Session, board: Board, item: TransferItem) -> HeardItem:
    """Return one transfer as the minutes print it."""
    person = people.get_employee_card(session, item.employee_id)
    aside = [f"{one.name} ({str(ASIDE_LABELS[one.ground]).lower()})" for one in board.asides if one.item_id == item.id]
    given = [
        ("NIP", person.nip or NOT_RECORDED),
        ("Usulan", item.number),
        ("Dari", _place(item.from_jabatan, item.from_unit)),
        ("Ke", _place(item.to_jabatan, item.to_unit)),
        ("Pertimbangan tim", str(ADVICE_LABELS[item.advice]) if item.advice else NOT_RECORDED),
        ("Cara", agreed_words(item)),
        ("Alasan", item.reason),
        ("Catatan", item.notes),
        ("Tidak ikut membahas", "; ".join(aside)),
    ]
    return HeardItem(person.full_name, tuple(Row(label, text) for label, text in given if text))


def heard_plan(board: Board, plan: PlanOnAgenda, number: str) -> HeardItem:
    """Return a plan as the minutes of the sitting print it: the outcome in figures, and where the rest is written."""
    rows = (
        Row("Skenario", plan.scenario),
        Row("Hasil", count_outcomes(board.moves_of(plan))),
        Row("Berita acara rencana", number),
    )
    return HeardItem(f"Rencana mutasi “{plan.name}”", rows)


def count_outcomes(moves: Sequence[MoveItem]) -> str:
    """Say how many moves were chosen, not chosen and deferred."""
    counts = {advice: sum(item.advice is advice for item in moves) for advice in Advice}
    words = {Advice.RECOMMENDED: "dipilih", Advice.NOT_RECOMMENDED: "tidak dipilih", Advice.DEFERRED: "ditunda"}
    return f"dari {len(moves)} mutasi {', '.join(f'{counts[advice]} {word}' for advice, word in words.items())}"


def _left_out(item: MoveItem) -> str:
    said = "ditunda" if item.advice is Advice.DEFERRED else "tidak dipilih"
    counted = f" ({agreed_words(item)})" if item.agreed_by is AgreedBy.COUNT else ""
    who = f"{item.number}, {item.employee_name} ({item.nip or NOT_RECORDED})"
    return f"{who}, {item.from_jabatan}, dari {item.from_unit} ke {item.to_unit}: {said}{counted}, {item.reason}"


def _noted(board: Board, moves: Sequence[MoveItem]) -> list[str]:
    """Say what was noted of chosen moves: the count of hands, remarks, and who did not take part."""
    lines = []
    for item in moves:
        chosen = item.advice is Advice.RECOMMENDED
        given = [
            agreed_words(item) if chosen and item.agreed_by is AgreedBy.COUNT else "",
            item.reason if chosen else "",
            item.notes,
        ]
        aside = [
            f"{one.name} ({str(ASIDE_LABELS[one.ground]).lower()})" for one in board.asides if one.item_id == item.id
        ]
        said = [*(text for text in given if text), *((f"tidak ikut membahas: {'; '.join(aside)}",) if aside else ())]
        if said:
            lines.append(f"{item.number}, {item.employee_name}: {'. '.join(said)}")
    return lines


def compose_plan_minutes(session: Session, board: Board, plan: PlanOnAgenda, leader: SeatRow, at: datetime) -> Minutes:
    """Return the minutes of a plan that was heard in a sitting that is being closed."""
    case, moves = thaw(PlanCase, plan.case), board.moves_of(plan)
    left_out = [item for item in moves if item.advice is not Advice.RECOMMENDED]
    total = count_outcomes(moves)
    return plan_minutes(
        _sat(session, board, leader, at),
        plan.name,
        _attendees(board, leader),
        str(quorum_sentence(board.count)),
        compared=case.compared,
        decided=(*case.proposed, f"{total[:1].upper()}{total[1:]}.", *_noted(board, moves), *case.proof),
        left_out=[_left_out(item) for item in left_out],
    )


def dropped_words(item: TransferItem) -> str:
    """Say why a transfer was not heard, in the words that are kept."""
    if item.task_status is TaskStatus.DONE:
        return "hasilnya sudah dicatat dari berita acara lain"
    if item.state is State.CONSULTED:
        return "usulan berubah sebelum dibahas"
    return f"usulan {str(STATE_LABELS[item.state]).lower()} sebelum dibahas"


def compose_minutes(
    session: Session, board: Board, leader: SeatRow, at: datetime, of_plans: Mapping[int, str]
) -> Minutes:
    """Return the minutes of a sitting that is being closed; ``of_plans`` are the numbers of those of its plans."""
    heard = [heard_item(session, board, item) for item in board.transfers if item.is_waiting]
    heard += [heard_plan(board, plan, of_plans[plan.id]) for plan in board.plans]
    dropped = [
        f"{item.number} atas nama {item.employee_name}: {dropped_words(item)}."
        for item in board.transfers
        if not item.is_waiting
    ]
    return deliberation_minutes(
        _sat(session, board, leader, at),
        _attendees(board, leader),
        str(quorum_sentence(board.count)),
        heard,
        dropped,
    )


def compose_correction(
    session: Session, board: Board, signer: SeatRow, *, former: tuple[str, date], points: Sequence[str], at: datetime
) -> Minutes:
    """Return a correction of the minutes with number and day ``former``."""
    sat = _sat(session, board, signer, at)
    return minutes_correction(sat, Cited(*former), points, _attendees(board, signer))
