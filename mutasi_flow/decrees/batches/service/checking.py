"""What stands between a transfer and its decree: asked of every row before the press, and again when its turn comes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.jobs import JobArgs
from mutasi_flow.core.texts import T, Text
from mutasi_flow.decrees.batches.domain import OPEN_ROWS, PORTION, RowState
from mutasi_flow.decrees.batches.model import DecreeRow
from mutasi_flow.decrees.batches.queries import (
    BatchRow,
    get_batch,
    list_rows,
    list_unchecked,
)
from mutasi_flow.inbox.domain import freeze_values
from mutasi_flow.transfers.gates import Press, Question, ask
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id
from mutasi_flow.transfers.service.authority import find_obstacle
from mutasi_flow.transfers.service.perform import may_perform
from mutasi_flow.transfers.workflow import STEP_OF, Action, State

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime


_DECREE = STEP_OF[Action.DECREE]


def find_refusal(session: Session, card: TransferCard, actor: Actor, today: date) -> Text | None:
    """Say why the decree is not this official's to issue; None when it is."""
    if card.state is not State.APPROVED:
        return T("Usulan ini tidak sedang menunggu SK.")
    if not may_perform(_DECREE, card, actor):
        return T("SK ini bukan wewenang {name}.", name=actor.name)
    return find_obstacle(session, card, _DECREE, actor, today)


def list_obstacles(
    session: Session, card: TransferCard, actor: Actor, clock: Clock, *, press: Press
) -> tuple[Text, ...]:
    """Return everything that stands between a transfer and its decree: right, authority, gates and rules."""
    refusal = find_refusal(session, card, actor, clock.today())
    if refusal is not None:
        return (refusal,)
    return ask(Action.DECREE, Question(session, card, actor, clock, press))


def keep_check(session: Session, findings: Mapping[int, tuple[int, tuple[Text, ...]]], at: datetime) -> None:
    """Keep what was found about rows, by key: the version of the transfer and what stands in the way."""
    for row_id, (version, texts) in findings.items():
        session.execute(
            update(DecreeRow)
            .where(DecreeRow.id == row_id, DecreeRow.state == RowState.WAITING)
            .values(checked_version=version, checked_at=at, notes=notes_of(texts))
        )


def notes_of(texts: Sequence[Text]) -> dict[str, Any]:
    """Return sentences as a row keeps them."""
    return freeze_values({f"{place:03}": text for place, text in enumerate(texts)})


def check_rows(
    session: Session, batch: BatchRow, actor: Actor, clock: Clock, limit: int
) -> Mapping[int, tuple[int, tuple[Text, ...]]]:
    """Return what stands in the way of rows that were not checked yet; nothing is written.

    Those whose transfer changed since it was put in are told apart on the page; here they are judged as they are now.
    """
    rows = list_unchecked(session, batch.id, limit)
    together = frozenset(row.transfer_id for row in list_rows(session, batch.id, OPEN_ROWS))
    collective = batch.id if batch.is_collective else None
    press = Press(effective_on=batch.effective_on, together=together, collective=collective)
    found: dict[int, tuple[int, tuple[Text, ...]]] = {}
    for row in rows:
        card = find_card_by_id(session, row.transfer_id)
        if card is not None:
            found[row.id] = (card.version, list_obstacles(session, card, actor, clock, press=press))
    return found


def read_to_check(session: Session, args: JobArgs) -> BatchRow:
    """Return the batch whose rows are to be checked."""
    return get_batch(session, int(args["batch"]))


def check_batch(batch: BatchRow, runtime: "Runtime") -> None:
    """Check row after row that was not checked as it is now, and keep what was found, fifty at a time."""
    while True:
        with runtime.database.reading() as session:
            signer = access.load_actor(session, batch.signer_id, runtime.clock.today())
            found = check_rows(session, batch, signer, runtime.clock, PORTION // 2)
        if not found:
            return
        with runtime.database.writing() as session:
            keep_check(session, found, runtime.clock.now())
