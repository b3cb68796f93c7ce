"""What the days bring: opening, closing with points shown, points that stand."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import MutasiError
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.service import notify
from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.planning.market.domain import EntryState, RoundAction, as_stored, count, due, total
from mutasi_flow.planning.market.model import ExchangeChoice, ExchangeEntry
from mutasi_flow.planning.market.queries import (
    EntryRow,
    RoundRow,
    expand,
    get_round,
    list_due,
    list_entries,
    list_known,
    list_unanswered,
)
from mutasi_flow.planning.market.service.making import ask_solving, change_state, is_on, notice, tell

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

log = logging.getLogger(__name__)


def advance_all(runtime: "Runtime") -> int:
    """Take every round on as its days say, each in a transaction of its own; return how many steps were taken."""
    with runtime.database.reading() as session:
        waiting = list_due(session) if is_on(session) else ()
    steps = 0
    for round_id in waiting:
        try:
            with runtime.database.writing() as session:
                steps += advance(session, round_id, runtime.clock)
        except MutasiError as error:
            log.warning("exchange round %s did not go on: %s", round_id, error)
    return steps


def advance(session: Session, round_id: int, clock: Clock) -> int:
    """Take a round as far as its days say; return how many steps that were.

    It waits before points stand as long as a correction is unanswered.

    Raises:
        NotFound: there is none.
    """
    steps = 0
    while True:
        found = get_round(session, round_id, lock=True)
        action = due(found.state, found.days, clock.today())
        if action is None or (action is RoundAction.SETTLE and list_unanswered(session, round_id)):
            return steps
        if action is RoundAction.SHOW:
            _freeze_choices(session, found, clock.now())
        change_state(session, found, action, actor=SYSTEM, at=clock.now())
        _after(session, found, action, clock.now())
        steps += 1


def _after(session: Session, found: RoundRow, action: RoundAction, at: datetime) -> None:
    if action is RoundAction.SHOW:
        text = T(
            "Putaran {name} ditutup. Baca poin Anda, dan minta koreksi paling lambat {day} bila ada yang keliru.",
            name=found.name,
            day=found.corrects_until,
        )
        tell(session, found, text, at)
    elif action is RoundAction.SETTLE:
        ask_solving(session, found.id, found.version + 1)


def _freeze_choices(session: Session, found: RoundRow, at: datetime) -> None:
    """Write down choices and points as they are; whoever moved, left or has no choice is out and told."""
    joined = list_entries(session, found.id, [EntryState.JOINED])
    homes = {one.employee_id: (one.unit_id, one.jabatan_id) for one in joined}
    choices = expand(session, homes, found.closes_on)
    known = list_known(session, homes, found.closes_on)
    rows: list[dict[str, Any]] = []
    for one in joined:
        why = why_out(one) or (None if one.employee_id in choices else NO_CHOICE)
        if why is not None:
            put_out(session, found, one, why, at)
            continue
        amounts = count(known[one.employee_id], found.closes_on)
        values = {"parts": as_stored(amounts), "points": total(amounts, found.weights)}
        session.execute(update(ExchangeEntry).where(ExchangeEntry.id == one.id).values(values))
        rows += [
            {"entry_id": one.id, "rank": rank, "unit_id": unit_id, "jabatan_id": jabatan_id}
            for rank, (unit_id, jabatan_id) in enumerate(choices[one.employee_id], start=1)
        ]
    if rows:
        session.execute(insert(ExchangeChoice), rows)


MOVED_AWAY = T("sudah berpindah unit atau jabatan")
NO_CHOICE = T("tidak ada minat yang menyebut tempat pada hari penutupan")


def why_out(one: EntryRow) -> Text | None:
    """Return why somebody who joined can take part no more."""
    if one.legal_position not in SERVING_CODES:
        return T("tidak lagi bertugas")
    if not one.is_where_it_was:
        return MOVED_AWAY
    return None


def put_out(session: Session, found: RoundRow, one: EntryRow, why: Text, at: datetime) -> None:
    """Take somebody out of a round and say why."""
    values = {"state": EntryState.OUT, "left_at": at, "out_because": str(why)}
    session.execute(update(ExchangeEntry).where(ExchangeEntry.id == one.id).values(values))
    text = T("Anda tidak ikut lagi dalam putaran {name}: {reason}.", name=found.name, reason=why)
    notify(session, [notice(one.employee_id, found.id, text, at)])
