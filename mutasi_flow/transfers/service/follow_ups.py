"""What grew out of a confidential file, such as an objection to it, is for the same readers and is announced with it."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.service import NewReader, add_readers, end_reader
from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.inbox import service as inbox
from mutasi_flow.letters import service as letters
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.model import Objection
from mutasi_flow.transfers.queries import TransferCard

OBJECTION = "objection"
_OBJECTIONS = Prepared(select(Objection.id).where(Objection.transfer_id == bindparam("transfer_id")))


def share_readers(session: Session, card: TransferCard, *, at: datetime) -> None:
    """Let the readers of a file, and nobody else, read what grew out of it."""
    if not card.is_secret:
        return
    rows = [row for row in access.list_readers(session, trail.ABOUT, card.id) if row.until is None]
    wanted, kept = [NewReader(row.account_id, row.part) for row in rows], {row.account_id for row in rows}
    for key in _objections(session, card):
        add_readers(session, OBJECTION, key, wanted, at=at)
        for row in access.list_readers(session, OBJECTION, key):
            if row.until is None and row.account_id not in kept:
                end_reader(session, row.id, at=at, ended_by_id=None, reason="")


def announce_follow_ups(session: Session, card: TransferCard) -> None:
    """Show tasks and letters about what grew out of a file together with it."""
    for key in _objections(session, card):
        inbox.announce_all(session, OBJECTION, key)
        letters.keep_secret(session, OBJECTION, key, is_secret=False)


def _objections(session: Session, card: TransferCard) -> list[int]:
    return list(run(session, _OBJECTIONS, {"transfer_id": card.id}).scalars())
