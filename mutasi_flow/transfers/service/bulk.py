"""One press on many transfers: each is done in a transaction of its own, and can be undone until it goes on.

The press itself only writes down what is meant. Whoever dies in the middle leaves items that wait; running them again
does each once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, MutasiError, Refused, Stale
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Deadline, freeze_values, thaw_values
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import BulkOutcome
from mutasi_flow.transfers.gates import LONGEST_REASON, Press
from mutasi_flow.transfers.model import BulkItem, BulkRun, Transfer
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.queries.bulk import get_run, lock_item
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.service.perform import Before, perform, take_back
from mutasi_flow.transfers.workflow import STEP_OF, Action, State

BULK_ACTIONS = (Action.CONCLUDE_CONSULTATION, Action.POSTPONE, Action.RETURN)
"""What a verifier may do to many at once; a decision is made file by file."""
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is meant: the action, what comes with it, and the transfers by number with the version that was seen."""

    action: Action
    picks: Sequence[tuple[str, int]]
    reason: str = ""
    until: date | None = None


def start_bulk(session: Session, wanted: Bulk, actor: Actor, clock: Clock) -> int:
    """Write down what is meant and return its key; nothing is done to a transfer yet.

    Raises:
        InvalidInput: the action is not one for many, nothing or too much is chosen, or reason or date is missing.
    """
    step = STEP_OF[wanted.action]
    if wanted.action not in BULK_ACTIONS:
        raise InvalidInput(T("Langkah “{action}” dilakukan satu per satu.", action=step.label), field="tindakan")
    if not 0 < len(wanted.picks) <= MOST_AT_ONCE:
        raise InvalidInput(T("Pilih 1 sampai {limit} usulan.", limit=MOST_AT_ONCE), field="pilih")
    if step.needs_reason and not 0 < len(wanted.reason.strip()) <= LONGEST_REASON:
        raise InvalidInput(T("Alasan wajib diisi."), field="reason")
    if step.needs_date and (wanted.until is None or wanted.until <= clock.today()):
        raise InvalidInput(T("Tanggal penundaan harus sesudah hari ini."), field="until")
    values = {"account_id": actor.account_id, "action": wanted.action.value, "reason": wanted.reason.strip()}
    made = insert(BulkRun).values(**values, until=wanted.until, created_at=clock.now()).returning(BulkRun.id)
    run_id: int = session.execute(made).scalar_one()
    picked = dict(wanted.picks)
    wanted_rows = select(Transfer.number, Transfer.id).where(Transfer.number.in_(picked), is_readable(actor))
    found = dict(session.execute(wanted_rows).all())
    rows = [
        {"run_id": run_id, "transfer_id": found[number], "version": picked[number]}
        for number in picked
        if number in found
    ]
    if not rows:
        raise InvalidInput(T("Usulan yang dipilih tidak ditemukan."), field="pilih")
    session.execute(
        insert(BulkItem), [{**row, "outcome": BulkOutcome.WAITING, "notes": {}, "before": {}} for row in rows]
    )
    return run_id


def _notes(texts: Sequence[Text]) -> dict[str, Any]:
    return freeze_values({f"{place:03}": text for place, text in enumerate(texts)})


def _write(session: Session, item_id: int, outcome: BulkOutcome, **values: object) -> None:
    session.execute(update(BulkItem).where(BulkItem.id == item_id).values(outcome=outcome, **values))


def _snapshot(session: Session, number: str) -> dict[str, Any]:
    """Return, as JSON can keep it, what taking the step back restores."""
    card = find_card(session, number)
    if card is None:
        return {}
    waiting = {
        str(task_id): freeze_values(asdict(deadline))
        for task_id, deadline in inbox.deadlines_of(session, trail.ABOUT, card.id).items()
    }
    until = card.postponed_until and card.postponed_until.isoformat()
    return {"state": card.state.value, "reason": card.closing_reason, "until": until, "open": waiting}


def _before(kept: Mapping[str, Any]) -> Before:
    were_open = {int(task_id): Deadline(**thaw_values(deadline)) for task_id, deadline in kept["open"].items()}
    until = date.fromisoformat(kept["until"]) if kept["until"] else None
    return Before(State(kept["state"]), kept["reason"], until, were_open)


def run_item(session: Session, item_id: int, actor: Actor, clock: Clock) -> None:
    """Do what is meant to one transfer, once; a refusal is written down, and the transfer stays untouched."""
    found = lock_item(session, item_id)
    if found is None or found[1].outcome is not BulkOutcome.WAITING:
        return
    run, item = get_run(session, found[0], actor), found[1]
    before = _snapshot(session, item.number)
    press = Press(expected_version=item.seen_version, reason=run.reason, until=run.until)
    try:
        with session.begin_nested():
            done = perform(session, item.number, run.action, actor=actor, clock=clock, press=press)
    except Stale as stale:
        _write(session, item_id, BulkOutcome.CHANGED, notes=_notes((stale.text, *stale.changes)))
    except MutasiError as error:
        reasons = error.reasons if isinstance(error, Refused) else ()
        _write(session, item_id, BulkOutcome.REFUSED, notes=_notes(reasons or (error.text,)))
    else:
        _write(session, item_id, BulkOutcome.DONE, version_after=done.version, before=before)


def undo_item(session: Session, item_id: int, actor: Actor, clock: Clock) -> None:
    """Take back what was done to one transfer; where it has gone on already, say so beside it."""
    found = lock_item(session, item_id)
    if found is None or found[1].outcome is not BulkOutcome.DONE or found[1].version_after is None:
        return
    run, item = get_run(session, found[0], actor), found[1]
    try:
        with session.begin_nested():
            take_back(
                session,
                item.number,
                run.action,
                _before(item.before),
                version=found[1].version_after,
                actor=actor,
                clock=clock,
            )
    except MutasiError as error:
        _write(session, item_id, BulkOutcome.DONE, notes=_notes((error.text,)))
    else:
        _write(session, item_id, BulkOutcome.UNDONE, notes={})
