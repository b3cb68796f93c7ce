"""Printing the letters of a batch, portion by portion; what is stored already is left as it is."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.jobs import JobArgs
from mutasi_flow.decrees.batches.domain import PORTION, BatchState, RowState
from mutasi_flow.decrees.batches.model import DecreeBatch, DecreeRow
from mutasi_flow.decrees.batches.queries import (
    list_unprinted,
)
from mutasi_flow.decrees.batches.service.issuing import finish
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.render import PrinterStopped, RenderFailed

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

log = logging.getLogger(__name__)


def read_unprinted_portion(session: Session, args: JobArgs) -> Sequence[tuple[int, int]]:
    """Return rows and letters of a portion that are still to be printed."""
    return list_unprinted(session, int(args["batch"]), int(args["turn"]), int(args["portion"]))


def print_portion(waiting: Sequence[tuple[int, int]], runtime: "Runtime") -> None:
    """Print letter after letter and store each at once; what is stored already is left as it is.

    A letter that cannot be printed keeps its number and says why; the others go on. Stopping the batch stops this too:
    its rows then belong to no turn that goes on, and are given to the next one.
    """
    for row_id, letter_id in waiting:
        args = {"letter": letter_id}
        with runtime.database.reading() as session:
            if not _goes_on(session, row_id):
                return
            context = letters.read_unprinted(session, args)
        try:
            printed = _print(context, runtime)
        except (RenderFailed, PrinterStopped) as error:
            log.warning("letter %s was not printed: %s", letter_id, error)
            _note_fault(runtime, row_id, str(getattr(error, "text", error)))
            continue
        with runtime.database.writing() as session:
            letters.store_printed(session, args, printed)


def gather_unprinted(session: Session, batch_id: int, turn: int) -> int:
    """Give decreed rows whose letter is not printed to this turn, in portions; return how many portions."""
    statement = (
        select(DecreeRow.id)
        .join(Letter, Letter.id == DecreeRow.letter_id)
        .where(DecreeRow.batch_id == batch_id, DecreeRow.state == RowState.DECREED, Letter.sha256 == "")
        .order_by(DecreeRow.place)
    )
    keys = session.scalars(statement).all()
    portions = [keys[start : start + PORTION] for start in range(0, len(keys), PORTION)]
    for portion, chosen in enumerate(portions, 1):
        session.execute(update(DecreeRow).where(DecreeRow.id.in_(chosen)).values(turn=turn, portion=portion, fault=""))
    return len(portions)


def _print(context: Any, runtime: "Runtime") -> letters.Printed | None:
    """Print, and once more when the printing process died under it."""
    try:
        return letters.print_letter(context, runtime)
    except PrinterStopped:
        return letters.print_letter(context, runtime)


def _note_fault(runtime: "Runtime", row_id: int, fault: str) -> None:
    with runtime.database.writing() as session:
        session.execute(update(DecreeRow).where(DecreeRow.id == row_id).values(fault=fault[:500]))


def _goes_on(session: Session, row_id: int) -> bool:
    """Whether the row still belongs to the present turn of a batch that was not stopped."""
    goes = and_(DecreeBatch.turn == DecreeRow.turn, DecreeBatch.state == BatchState.RUNNING)
    statement = (
        select(DecreeRow.id).join(DecreeBatch, DecreeBatch.id == DecreeRow.batch_id).where(DecreeRow.id == row_id, goes)
    )
    return session.execute(statement).first() is not None


def after_printing(session: Session, args: JobArgs, _done: None) -> None:
    """Each letter was stored when it was printed; after the last one the batch is done."""
    finish(session, int(args["batch"]), int(args["turn"]))
