"""How long transfers stay in their states, written from the trail by a sweep: the road itself pays nothing for it.

The sweep reads the trail in the order of its keys and remembers how far it came, in the same transaction as what it
writes; the mark is locked, so that two at once do one after the other.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mutasi_flow.core.audit.model import AuditEntry
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.model import Stay, StayMark, Transfer
from mutasi_flow.transfers.service.perform import PAST_TENSE
from mutasi_flow.transfers.workflow import Action

AT_ONCE = 500
SETTLED = timedelta(minutes=2)
"""Entries younger than this may still be overtaken by one with a smaller key that another process has not committed."""
TAKEN_BACK = "taken_back"
MOVES = (*(word for action, word in PAST_TENSE.items() if action is not Action.POSTPONE), TAKEN_BACK)
"""Entries after which a transfer is in another state."""
_ONE = 1
_INSERT = {dialect.dialect.name: dialect.insert for dialect in (sqlite, postgresql)}


def _locked_mark(session: Session) -> int:
    """Return how far the sweep came, locked; the first time it begins at the start of the trail."""
    first = _INSERT[session.get_bind().dialect.name](StayMark).values(id=_ONE, entry_id=0)
    session.execute(first.on_conflict_do_nothing())
    return session.scalars(select(StayMark.entry_id).where(StayMark.id == _ONE).with_for_update()).one()


def _read(session: Session, mark: int, before: datetime) -> Sequence[Any]:
    """Return the next entries in the order of their keys, up to the first that has not settled."""
    entries = (
        select(AuditEntry.id, AuditEntry.about_id, AuditEntry.action, AuditEntry.at, AuditEntry.payload)
        .where(AuditEntry.id > mark, AuditEntry.about_kind == trail.ABOUT)
        .where(AuditEntry.action.in_(MOVES))
        .order_by(AuditEntry.id)
        .limit(AT_ONCE)
    )
    return list(takewhile(lambda row: row.at < before, session.execute(entries)))


def record_stays(session: Session, at: datetime) -> int:
    """Write the stays that ended, up to some hundreds; return how many entries were read."""
    mark = _locked_mark(session)
    rows = _read(session, mark, at - SETTLED)
    for entry_id, transfer_id, action, left_at, payload in rows:
        if action == TAKEN_BACK:
            _undo(session, transfer_id)
        else:
            _write(session, entry_id, transfer_id, json.loads(payload)["from"], left_at)
    if rows:
        session.execute(update(StayMark).where(StayMark.id == _ONE).values(entry_id=rows[-1].id))
    return len(rows)


def _last(session: Session, transfer_id: int) -> Any:
    last = select(Stay.entry_id, Stay.left_at).where(Stay.transfer_id == transfer_id)
    return session.execute(last.order_by(Stay.entry_id.desc()).limit(1)).one_or_none()


def _undo(session: Session, transfer_id: int) -> None:
    """A step that was taken back did not end a stay: the state before it goes on."""
    last = _last(session, transfer_id)
    if last is not None:
        session.execute(delete(Stay).where(Stay.entry_id == last.entry_id))


def _write(session: Session, entry_id: int, transfer_id: int, state: str, left_at: datetime) -> None:
    found = session.execute(
        select(Transfer.created_at, Transfer.from_unit_id, Transfer.before_system).where(Transfer.id == transfer_id)
    ).one_or_none()
    last = _last(session, transfer_id)
    if found is None or (last is None and found.before_system):
        return
    values = {"entry_id": entry_id, "transfer_id": transfer_id, "state": state, "unit_id": found.from_unit_id}
    entered_at = last.left_at if last is not None else found.created_at
    session.execute(insert(Stay).values(**values, entered_at=entered_at, left_at=left_at))
