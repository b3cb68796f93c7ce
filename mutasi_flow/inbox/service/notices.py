"""Notices: written in the transaction of what they tell, mailed later."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import NewNotice, freeze_values
from mutasi_flow.inbox.model import Notice
from mutasi_flow.inbox.queries import notices_of

_COLUMNS = (
    "employee_id",
    "role",
    "unit_id",
    "event",
    "message",
    "values",
    "address",
    "created_at",
    "mail_state",
    "mail_tries",
)
CONFIDENTIAL = "confidential"
_OF_READERS = T("Ada perkembangan pada sebuah berkas rahasia. Buka layanan untuk membacanya.")
_INSERT = Prepared(insert(Notice.metadata.tables["notices"]), columns=_COLUMNS)


def notify(session: Session, notices: Sequence[NewNotice]) -> None:
    """Put messages into inboxes; mail follows by a sweep."""
    if not notices:
        return
    run(
        session,
        _INSERT,
        [
            {
                "employee_id": notice.employee_id,
                "role": notice.role,
                "unit_id": notice.unit_id,
                "event": notice.event,
                "message": notice.text.message,
                "values": freeze_values(notice.text.values),
                "address": notice.address,
                "created_at": notice.created_at,
                "mail_state": "waiting",
                "mail_tries": 0,
            }
            for notice in notices
        ],
    )


def notify_readers(session: Session, about_kind: str, about_id: int, notices: Sequence[NewNotice]) -> None:
    """Tell of something confidential: only those on its readers' list hear of it, and neither number nor name is said."""
    listed = [row for row in access.list_readers(session, about_kind, about_id) if row.until is None]
    told = {
        row.employee_id: notice.created_at
        for notice in notices
        for row in listed
        if row.employee_id is not None and (notice.employee_id == row.employee_id or notice.role == row.part)
    }
    notify(
        session,
        [NewNotice(CONFIDENTIAL, _OF_READERS, at, employee_id=key, address="/tugas") for key, at in told.items()],
    )


def mark_read(session: Session, actor: Actor, at: datetime, *, up_to: int) -> int:
    """Mark the actor's notices up to the id ``up_to`` as read; return how many were unread.

    What came in after the page was shown stays unread.
    """
    unread = session.scalars(notices_of(actor).where(Notice.id <= up_to, Notice.read_at.is_(None))).all()
    for notice in unread:
        notice.read_at = at
    return len(unread)
