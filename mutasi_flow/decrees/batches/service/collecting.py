"""The text of a collective decree: composed when all have joined who will, then printed; once more whenever some leave.

As long as nobody has signed it, a batch that was changed composes it anew: only what says something else is printed.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.decrees.batches.domain import BatchState
from mutasi_flow.decrees.batches.queries import get_batch, is_running, list_members
from mutasi_flow.decrees.batches.service.composing import raise_version
from mutasi_flow.decrees.batches.service.issuing import COMPOSE, PRINT_PORTION, ask_portion, finish
from mutasi_flow.decrees.batches.service.numbering import void_unused
from mutasi_flow.decrees.batches.service.printing import gather_unprinted
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.letters.queries import LetterRow, find_letter, hold
from mutasi_flow.letters.render import PrinterStopped, RenderFailed
from mutasi_flow.transfers.service.collective import compose_whole, find_collective

if TYPE_CHECKING:
    from datetime import datetime

    from mutasi_flow.core.clock import Clock
    from mutasi_flow.core.runtime import Runtime

log = logging.getLogger(__name__)
PRINT_DECREE = "print_collective_decree"


@dataclass(frozen=True, slots=True)
class Composed:
    """What decree and excerpts are to say, for whom, and when that was found out."""

    at: "datetime"
    members: Sequence[tuple[int, int]]
    texts: Mapping[int, dict[str, Any]]


def read_turn(session: Session, args: JobArgs) -> int | None:
    """Return the batch whose text is due; None when it was stopped."""
    batch_id = int(args["batch"])
    return batch_id if is_running(session, batch_id, int(args["turn"])) else None


def compose_texts(batch_id: int | None, runtime: "Runtime") -> Composed | None:
    """Compose decree and excerpts for all who joined and have not left, while others may write."""
    if batch_id is None:
        return None
    with runtime.database.reading() as session:
        return _compose(session, batch_id, runtime.clock)


def _compose(session: Session, batch_id: int, clock: "Clock") -> Composed:
    at, decree, members = clock.now(), find_collective(session, batch_id), list_members(session, batch_id)
    texts = compose_whole(session, decree, members, zone=clock.zone, at=at) if decree is not None else {}
    return Composed(at, members, texts)


def _hold_decree(session: Session, batch_id: int) -> LetterRow | None:
    """Return the decree of a batch as it is now that nobody else changes it."""
    found = find_collective(session, batch_id)
    if found is not None:
        hold(session, [found.id])
    return find_letter(session, found.id) if found is not None else None


def store_composed(session: Session, args: JobArgs, composed: Composed | None) -> None:
    """Keep the texts, and ask for the printing of what changed; whoever left meanwhile makes them be composed once more.

    When somebody signed the former print meanwhile that one stands, and excerpts go on to say what it says.
    """
    batch_id, turn = int(args["batch"]), int(args["turn"])
    if composed is None or not is_running(session, get_batch(session, batch_id, lock=True).id, turn):
        return
    void_unused(session, batch_id, composed.at)
    decree, members = _hold_decree(session, batch_id), list_members(session, batch_id)
    if members != composed.members:
        again = int(args.get("again", 0)) + 1
        enqueue(session, COMPOSE, {**args, "again": again}, f"{COMPOSE}:{batch_id}:{turn}:{again}")
        return
    if decree is not None and not members:
        letters.void_unsigned(session, decree.id)
    if not (decree is not None and decree.state is LetterState.SIGNED):
        letters.store_texts(session, composed.texts, composed.at)
    for portion in range(1, gather_unprinted(session, batch_id, turn) + 1):
        ask_portion(session, PRINT_PORTION, batch_id, turn, portion)
    decree = find_collective(session, batch_id)
    if decree is not None and not decree.sha256:
        wanted = {"batch": batch_id, "turn": turn, "letter": decree.id}
        enqueue(session, PRINT_DECREE, wanted, f"{PRINT_DECREE}:{batch_id}:{turn}")
    finish(session, batch_id, turn)


def read_decree(session: Session, args: JobArgs) -> Mapping[str, Any] | None:
    """Return what the decree says; None when it is printed already, or the batch was stopped."""
    if not is_running(session, int(args["batch"]), int(args["turn"])):
        return None
    return letters.read_unprinted(session, args)


def print_decree(context: Mapping[str, Any] | None, runtime: "Runtime") -> letters.Printed | str | None:
    """Print the decree; return why it could not be printed when it could not."""
    try:
        return letters.print_letter(context, runtime)
    except (RenderFailed, PrinterStopped) as error:
        log.warning("a collective decree was not printed: %s", error)
        return str(getattr(error, "text", error))


def after_decree(session: Session, args: JobArgs, done: letters.Printed | str | None) -> None:
    """Keep the file, or stop the batch and say why: going on prints it again under its number."""
    batch_id, turn = int(args["batch"]), int(args["turn"])
    if isinstance(done, str):
        if is_running(session, batch_id, turn):
            values = {"state": BatchState.PAUSED, "turn": turn + 1, "stopped_because": done[:500]}
            raise_version(session, batch_id, **values)
        return
    letters.store_printed(session, args, done)
    finish(session, batch_id, turn)
