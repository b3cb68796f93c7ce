"""Views of the queue that somebody keeps: saving, sharing, dropping, opening the queue with one."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import InvalidInput, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.transfers.model import PreferredView, SavedView
from mutasi_flow.transfers.queries.views import QueueView, get_view

MOST_VIEWS = 30
"""So many views one account keeps; more would be a list nobody reads."""
LONGEST_NAME = 60


def _note(session: Session, actor: Actor, action: str, at: datetime, **payload: object) -> None:
    audit.record(
        session,
        chain=f"account:{actor.account_id}",
        action=action,
        actor=actor,
        about_kind="account",
        about_id=actor.account_id or 0,
        payload=payload,
        at=at,
    )


def save_view(session: Session, actor: Actor, name: str, view: QueueView, *, is_shared: bool, at: datetime) -> int:
    """Keep a filter under a name; return its key.

    Raises:
        InvalidInput: the name is empty, too long or used already, or the account keeps too many views.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(T("Nama tampilan harus 1 sampai {limit} huruf.", limit=LONGEST_NAME), "name")
    kept = select(func.count(), func.count().filter(SavedView.name == name)).where(
        SavedView.owner_id == actor.account_id
    )
    count, same = session.execute(kept).one()
    if same:
        raise InvalidInput(T("Anda sudah punya tampilan bernama {name}.", name=name), "name")
    if count >= MOST_VIEWS:
        raise InvalidInput(T("Paling banyak {limit} tampilan. Hapus satu lebih dahulu.", limit=MOST_VIEWS), "name")
    values = {
        "owner_id": actor.account_id,
        "name": name,
        "is_shared": is_shared,
        "params": view.as_params(),
        "created_at": at,
    }
    view_id: int = session.execute(insert(SavedView).values(**values).returning(SavedView.id)).scalar_one()
    _note(session, actor, "view_saved", at, view=view_id, name=name, shared=is_shared)
    return view_id


def drop_view(session: Session, actor: Actor, view_id: int, at: datetime) -> str:
    """Forget a view: the own one, or a shared one for whoever verifies for the whole office; return its name.

    Raises:
        NotFound: there is none for this person.
        NotPermitted: a shared view of somebody else, and the actor verifies for a part of the office only.
    """
    view = get_view(session, actor, view_id)
    if view.owner_id != actor.account_id and not actor.may(Permission.TRANSFERS_VERIFY, ""):
        raise NotPermitted(T("Tampilan bersama ini milik {owner}.", owner=view.owner_name))
    session.execute(delete(PreferredView).where(PreferredView.view_id == view_id))
    session.execute(delete(SavedView).where(SavedView.id == view_id))
    _note(session, actor, "view_dropped", at, view=view_id, name=view.name)
    return view.name


def prefer_view(session: Session, actor: Actor, view_id: int | None) -> None:
    """Let the actor's queue open with a view; None: with everything that waits for verification.

    Raises:
        NotFound: there is none for this person.
    """
    if view_id is not None:
        get_view(session, actor, view_id)
    session.execute(delete(PreferredView).where(PreferredView.account_id == actor.account_id))
    if view_id is not None:
        session.execute(insert(PreferredView).values(account_id=actor.account_id, view_id=view_id))
