"""The text of a collective decree: composed when all have joined who will, then printed; once more whenever some leave.

As long as nobody has signed it, a batch that was changed composes it anew: only what says something else is printed.
"""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.orm import Session

from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.decrees.batches.domain import BatchState
from mutasi_flow.decrees.batches.queries import get_batch, is_running, list_members
from mutasi_flow.decrees.batches.service.composing import raise_version
from mutasi_flow.decrees.batches.service.issuing import PRINT_PORTION, ask_portion, finish
from mutasi_flow.decrees.batches.service.numbering import void_unused
from mutasi_flow.decrees.batches.service.printing import gather_unprinted
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.render import PrinterStopped, RenderFailed
from mutasi_flow.transfers.queries import find_card_by_id
from mutasi_flow.transfers.service.collective import compose_whole, find_collective

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from mutasi_flow.core.runtime import Runtime

log = logging.getLogger(__name__)
PRINT_DECREE = "print_collective_decree"


class When(NamedTuple):
    """When a text is composed, and in which zone its days are told."""

    at: "datetime"
    zone: "ZoneInfo"


def read_turn(session: Session, args: JobArgs) -> bool:
    """Whether the work of this turn goes on."""
    return is_running(session, int(args["batch"]), int(args["turn"]))


def tell_time(goes_on: bool, runtime: "Runtime") -> When | None:  # noqa: FBT001 - a result of the beat before
    """Return when the text is composed; None when the batch was stopped."""
    return When(runtime.clock.now(), runtime.clock.zone) if goes_on else None


def compose(session: Session, args: JobArgs, when: When | None) -> None:
    """Compose decree and excerpts for all who joined and have not left, and ask for the printing of what changed."""
    batch_id, turn = int(args["batch"]), int(args["turn"])
    if when is None or not is_running(session, get_batch(session, batch_id, lock=True).id, turn):
        return
    void_unused(session, batch_id, when.at)
    decree = find_collective(session, batch_id)
    if decree is not None:
        cards = ((key, find_card_by_id(session, transfer)) for key, transfer in list_members(session, batch_id))
        compose_whole(
            session, decree, [(key, card) for key, card in cards if card is not None], zone=when.zone, at=when.at
        )
    for portion in range(1, gather_unprinted(session, batch_id, turn) + 1):
        ask_portion(session, PRINT_PORTION, batch_id, turn, portion)
    decree = find_collective(session, batch_id)
    if decree is not None and not decree.sha256:
        args = {"batch": batch_id, "turn": turn, "letter": decree.id}
        enqueue(session, PRINT_DECREE, args, f"{PRINT_DECREE}:{batch_id}:{turn}")
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
