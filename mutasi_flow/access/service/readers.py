"""Keeping readers' lists. Whoever calls records it in the trail of what the list is about."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account, Reader
from mutasi_flow.access.queries.readers import reading_action
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import run


@dataclass(frozen=True, slots=True)
class NewReader:
    """Somebody to be put on a list, with the part in it."""

    account_id: int
    part: str
    reason: str = ""


def add_readers(
    session: Session,
    about_kind: str,
    about_id: int,
    wanted: Iterable[NewReader],
    *,
    at: datetime,
    added_by_id: int | None = None,
    apart_from: Collection[int] = (),
) -> list[int]:
    """Put accounts on the list that do not stand there yet, each once; return them.

    ``apart_from`` are employees who have no part in it: whom it is about, relatives, whoever stepped aside.
    """
    standing = select(Reader.account_id).where(
        Reader.about_kind == about_kind, Reader.about_id == about_id, Reader.until.is_(None)
    )
    left_out = set(run(session, standing).scalars())
    if apart_from:
        left_out |= set(run(session, select(Account.id).where(Account.employee_id.in_(apart_from))).scalars())
    new: dict[int, NewReader] = {}
    for one in wanted:
        if one.account_id not in left_out:
            new.setdefault(one.account_id, one)
    rows = [
        {
            "about_kind": about_kind,
            "about_id": about_id,
            "account_id": one.account_id,
            "part": one.part,
            "reason": one.reason,
            "since": at,
            "added_by_id": added_by_id,
        }
        for one in new.values()
    ]
    if rows:
        run(session, insert(Reader), rows)
    return list(new)


def end_reader(session: Session, reader_id: int, *, at: datetime, ended_by_id: int | None, reason: str) -> bool:
    """End a row of a list; return False when it had ended before."""
    standing = update(Reader).where(Reader.id == reader_id, Reader.until.is_(None))
    ended = run(session, standing.values(until=at, ended_by_id=ended_by_id, end_reason=reason).returning(Reader.id))
    return ended.first() is not None


def write_readings(session: Session, actor: Actor, readings: Iterable[tuple[str, int]], way: str, at: datetime) -> None:
    """Write into the trail of each thing that the actor read it, and how."""
    for kind, key in readings:
        audit.record(
            session,
            chain=f"{kind}:{key}",
            action=reading_action(way),
            actor=actor,
            about_kind=kind,
            about_id=key,
            payload={},
            at=at,
        )
