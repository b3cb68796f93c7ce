"""Announcing the confidential decrees of a batch: until then nothing of them is delivered to anybody."""

import logging
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.errors import MutasiError
from mutasi_flow.core.jobs import JobArgs
from mutasi_flow.decrees.batches.model import DecreeRow
from mutasi_flow.decrees.batches.queries import BatchRow, get_batch, list_secret
from mutasi_flow.transfers.service import announce

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

log = logging.getLogger(__name__)
ANNOUNCE = "announce_decree_batch"


def read_to_announce(session: Session, args: JobArgs) -> BatchRow:
    """Return the batch that is announced."""
    return get_batch(session, int(args["batch"]))


def announce_batch(batch: BatchRow, runtime: "Runtime") -> None:
    """Announce one decree after the other, each in a transaction of its own; what cannot be says why on its row."""
    with runtime.database.reading() as session:
        signer = access.load_actor(session, batch.signer_id, runtime.clock.today())
        waiting = list_secret(session, batch.id)
    for row_id, number in waiting:
        try:
            with runtime.database.writing() as session:
                announce(session, number, actor=signer, clock=runtime.clock)
        except MutasiError as error:
            log.warning("row %s was not announced: %s", row_id, error)
            with runtime.database.writing() as session:
                session.execute(update(DecreeRow).where(DecreeRow.id == row_id).values(fault=str(error.text)[:500]))
