"""Devices: every sign-in opens one, and it lives until somebody ends it or nobody uses it any more."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import name_device
from mutasi_flow.access.model import Device
from mutasi_flow.access.queries import digest_of
from mutasi_flow.access.service.guard import note
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import NotFound

_SEEN = (update(Device).where(Device.digest == bindparam("digest_")).values(seen_at=bindparam("at"))).execution_options(
    synchronize_session=False
)


def open_device(session: Session, account_id: int, agent: str, at: datetime) -> str:
    """Write down that somebody signed in with a browser of this ``User-Agent``; return the key for its cookie."""
    key = secrets.token_urlsafe(32)
    session.add(
        Device(account_id=account_id, digest=digest_of(key), name=name_device(agent), created_at=at, seen_at=at)
    )
    session.flush()
    return key


def note_seen(session: Session, key: str, at: datetime) -> None:
    """Write down when the device with ``key`` was last used; one that was ended meanwhile stays ended."""
    session.execute(_SEEN, {"digest_": digest_of(key), "at": at})


def close_device(session: Session, key: str) -> None:
    """End the device with ``key``: every copy of its cookie is worthless from now on."""
    session.execute(delete(Device).where(Device.digest == digest_of(key)))


def end_device(session: Session, actor: Actor, device_id: int, at: datetime) -> None:
    """Sign another device of the own account out.

    Raises:
        NotFound: no such device, or somebody else's.
    """
    device = session.get(Device, device_id)
    if device is None or actor.account_id is None or device.account_id != actor.account_id:
        raise NotFound
    session.delete(device)
    note(session, actor, device.account_id, "device_ended", at, device=device.name)


def end_all(session: Session, account_id: int) -> None:
    """Sign the account out everywhere."""
    session.execute(delete(Device).where(Device.account_id == account_id))


def forget_idle(session: Session, at: datetime, idle: timedelta) -> int:
    """Drop devices whose cookie has run out; return how many."""
    gone = session.execute(delete(Device).where(Device.seen_at < at - idle))
    return int(gone.rowcount)  # type: ignore[attr-defined]
