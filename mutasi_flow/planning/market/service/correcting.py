"""Asking for a correction of the own points, and answering it in writing."""

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.service import notify
from mutasi_flow.planning.market.domain import MOST, PART_LABELS, EntryState, Part, RoundState, as_stored, total
from mutasi_flow.planning.market.model import LONGEST_REQUEST, ExchangeCorrection, ExchangeEntry
from mutasi_flow.planning.market.queries import CorrectionRow, find_entry, get_correction, get_entry, get_round
from mutasi_flow.planning.market.service.making import notice, record_round, refuse_when_off

ANSWERERS = (Permission.PLAN, Permission.TRANSFERS_VERIFY)


def ask_correction(session: Session, round_id: int, part: Part, request: str, *, actor: Actor, clock: Clock) -> int:
    """Say that a part of the own points is wrong, and how; return the key of the request.

    Raises:
        Refused: rounds are switched off.
        NotFound: the actor does not take part.
        Conflict: the days for it have passed or not begun, or one request waits already.
        InvalidInput: nothing is said.
    """
    refuse_when_off(session)
    found = get_round(session, round_id, lock=True)
    entry = find_entry(session, round_id, actor.employee_id)
    if entry is None or entry.state is not EntryState.JOINED:
        raise NotFound(T("Anda tidak ikut dalam putaran ini."))
    if found.state is not RoundState.SHOWN or clock.today() > found.corrects_until:
        raise Conflict(T("Koreksi hanya dapat diminta sampai {day}.", day=found.corrects_until))
    _check_words(request, "request")
    values = {"entry_id": entry.id, "part": part, "request": request.strip(), "asked_at": clock.now()}
    try:
        with session.begin_nested():
            statement = insert(ExchangeCorrection).values(values).returning(ExchangeCorrection.id)
            key: int = session.execute(statement).scalar_one()
    except IntegrityError as error:
        raise Conflict(T("Permintaan Anda yang sebelumnya belum dijawab.")) from error
    payload = {"employee": entry.employee_id, "part": part.value, "correction": key}
    used = actor.using(Permission.SELF)
    record_round(session, round_id, "exchange_correction_asked", payload, actor=used, at=clock.now())
    return key


def may_answer(actor: Actor, row: CorrectionRow) -> bool:
    """Whether the actor answers it: an officer over the unit, never in the own case."""
    return actor.employee_id != row.employee_id and any(
        actor.apart_from(row.employee_id).may(permission, row.unit_path) for permission in ANSWERERS
    )


def answer_correction(
    session: Session, correction_id: int, amount: int | None, answer: str, *, actor: Actor, clock: Clock
) -> None:
    """Answer in writing; ``amount`` is what the part is from now on, None leaves it.

    Raises:
        Refused: rounds are switched off.
        NotFound: there is no such request.
        NotPermitted: it is not the actor's to answer.
        Conflict: it is answered, or the round has gone on or was called off.
        InvalidInput: nothing is said, or the amount cannot be.
    """
    refuse_when_off(session)
    found = get_round(session, get_correction(session, correction_id).round_id, lock=True)
    row = get_correction(session, correction_id)
    if not may_answer(actor, row):
        raise NotPermitted
    if row.answered_at is not None or found.state is not RoundState.SHOWN:
        raise Conflict(T("Permintaan ini sudah dijawab, atau putarannya sudah lanjut."))
    _check_words(answer, "answer")
    if amount is not None and not 0 <= amount <= MOST[row.part]:
        raise InvalidInput(T("Tulis angka 0 sampai {most}.", most=MOST[row.part]), "amount")
    at, entry = clock.now(), get_entry(session, row.entry_id)
    answered = {
        "answer": answer.strip(), "amount": amount, "answered_at": at, "answered_by_id": actor.account_id
    }  # fmt: skip
    session.execute(update(ExchangeCorrection).where(ExchangeCorrection.id == row.id).values(answered))
    if amount is not None:
        amounts = {**entry.parts, row.part: amount}
        values = {"parts": as_stored(amounts), "points": total(amounts, found.weights)}
        session.execute(update(ExchangeEntry).where(ExchangeEntry.id == entry.id).values(values))
    text = T("Permintaan koreksi Anda dijawab: {part}.", part=PART_LABELS[row.part])
    notify(session, [notice(row.employee_id, found.id, text, at)])
    used = next(one for one in ANSWERERS if actor.apart_from(row.employee_id).may(one, row.unit_path))
    payload = {"correction": row.id, "amount": amount}
    officer = actor.apart_from(row.employee_id).using(used, row.unit_path)
    record_round(session, found.id, "exchange_correction_answered", payload, actor=officer, at=at)


def _check_words(words: str, field: str) -> None:
    if not 0 < len(words.strip()) <= LONGEST_REQUEST:
        raise InvalidInput(T("Tulis paling banyak {limit} huruf.", limit=LONGEST_REQUEST), field)
