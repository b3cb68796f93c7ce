"""Who is asking: a signed-in person on pages, a bearer of a token under ``/api``.

Core knows no accounts; the app hands in a :class:`Doorkeeper` that does.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Protocol

from flask import Flask, Request, Response, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import MutasiError, NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web.state import current_clock, current_session
from mutasi_flow.core.web.viewing import find_viewing
from mutasi_flow.settings import SEEN_EVERY

API_PREFIX = "/api/"
LANGUAGE = "lang"
NOBODY = Actor(account_id=None, name="")
BEARER = "bearer"


class NotSignedIn(MutasiError):
    """Nobody is signed in, or the token is unknown."""

    code = "not_signed_in"
    status = 401

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or T("Anda belum masuk, atau sesi Anda sudah berakhir. Masuk dahulu."))


@dataclass(frozen=True, eq=False)
class Visitor(UserMixin):
    """A signed-in account as the web sees it."""

    is_authenticated: ClassVar[bool] = True

    actor: Actor
    session_key: str
    """What the cookie holds: worthless once its device was signed out."""
    locale: str = "id"
    must_change_password: bool = False
    viewer: Actor | None = None
    """Who really looks, while the pages of somebody else are shown."""
    viewing_until: datetime | None = None
    seen_at: datetime | None = None
    """When the device was last written down as seen; None when nothing keeps it."""

    def get_id(self) -> str:
        """Return what the session stores."""
        return self.session_key


class Doorkeeper(Protocol):
    """Finds visitors; access implements it, the app wires it."""

    def by_session_key(self, session: Session, key: str, today: date) -> Visitor | None:
        """Return the active account that is signed in on the device with ``key``, or None."""

    def note_seen(self, key: str, at: datetime) -> None:
        """Write down, in a transaction of its own, that the device with ``key`` is in use."""

    def by_token(self, session: Session, token: str, today: date) -> Visitor | None:
        """Return the account behind an API token, or None."""

    def by_account(self, session: Session, account_id: int, today: date) -> Actor | None:
        """Return the actor of an active account, or None."""


def is_api() -> bool:
    """Whether the request is for a program."""
    return request.path.startswith(API_PREFIX)


def install_visitors(app: Flask, doorkeeper: Doorkeeper) -> None:
    """Let sessions speak for people on pages, and only tokens for programs: no cookie opens the API."""
    manager = LoginManager(app)
    manager.session_protection = None

    def by_session(key: str) -> Visitor | None:
        if is_api():
            return None
        visitor = doorkeeper.by_session_key(current_session(), key, current_clock().today())
        if visitor is None:
            return None
        if visitor.seen_at is not None:
            g.mutasi_seen_again = current_clock().now() - visitor.seen_at >= SEEN_EVERY
        return _as_somebody_else(doorkeeper, visitor)

    def by_request(asked: Request) -> Visitor | None:
        scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
        if not is_api() or scheme.lower() != BEARER or not token.strip():
            return None
        return doorkeeper.by_token(current_session(), token.strip(), current_clock().today())

    manager.user_loader(by_session)
    manager.request_loader(by_request)
    app.jinja_env.globals.update(find_visitor=find_visitor)

    @app.after_request
    def _note_seen(response: Response) -> Response:
        visitor = find_visitor() if g.pop("mutasi_seen_again", False) else None
        if visitor is not None:
            with suppress(OperationalError):  # a busy database is no reason to withhold the page; the next one notes it
                doorkeeper.note_seen(visitor.session_key, current_clock().now())
        return response


def _as_somebody_else(doorkeeper: Doorkeeper, visitor: Visitor) -> Visitor:
    """Return the visitor with the eyes of somebody else, when an administrator looks so."""
    viewing = find_viewing()
    if viewing is None or not visitor.actor.may(Permission.ADMIN, ""):
        return visitor
    account_id, until = viewing
    seen = doorkeeper.by_account(current_session(), account_id, current_clock().today())
    if seen is None:
        return visitor
    return replace(visitor, actor=replace(seen, is_watched=True), viewer=visitor.actor, viewing_until=until)


def forget_visitor() -> None:
    """Treat the rest of this request as a stranger's: the page of a failure must not ask a failing database."""
    g.mutasi_failed = True


def has_failed() -> bool:
    """Whether this request is answering with the page of a failure."""
    return bool(g.get("mutasi_failed", False))


def find_visitor() -> Visitor | None:
    """Return who is signed in, or None."""
    if has_failed():
        return None
    return current_user._get_current_object() if current_user.is_authenticated else None  # noqa: SLF001 - the proxy's own door


def current_visitor() -> Visitor:
    """Return who is signed in.

    Raises:
        NotSignedIn: nobody is.
    """
    visitor = find_visitor()
    if visitor is None:
        raise NotSignedIn
    return visitor


def current_actor() -> Actor:
    """Return the actor of this request.

    Raises:
        NotSignedIn: nobody is signed in.
    """
    return current_visitor().actor


def current_employee_id() -> int:
    """Return the employee whose account asks.

    Raises:
        NotSignedIn: nobody is signed in.
        NotFound: the account is nobody's on record.
    """
    employee_id = current_actor().employee_id
    if employee_id is None:
        raise NotFound(T("Akun Anda tidak terhubung dengan data pegawai."))
    return employee_id


def sign_in(session_key: str) -> None:
    """Start a fresh session for the account of ``session_key``; of the stranger's session only the language stays."""
    kept = {LANGUAGE: session[LANGUAGE]} if LANGUAGE in session else {}
    session.clear()
    session.update(kept)
    session.permanent = True
    login_user(Visitor(NOBODY, session_key))


def sign_out() -> None:
    """End the session."""
    logout_user()
    session.clear()
