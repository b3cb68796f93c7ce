"""What a request may ask for: the open installation, its clock, and one session."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import take_readings
from mutasi_flow.core.runtime import Runtime

EXTENSION = "mutasi_runtime"


def attach_runtime(app: Flask, runtime: Runtime) -> None:
    """Give ``app`` its runtime; sessions are closed at the end of each request."""
    app.extensions[EXTENSION] = runtime
    app.teardown_appcontext(lambda _error: _close())


def current_runtime() -> Runtime:
    """Return the open installation of the running app."""
    runtime: Runtime = current_app.extensions[EXTENSION]
    return runtime


def current_clock() -> Clock:
    """Return the clock of the office."""
    return current_runtime().clock


def current_session() -> Session:
    """Return the session of this request: a writing one inside ``@writes``, else a reading one."""
    session: Session | None = g.get("mutasi_session")
    if session is None:
        session = g.mutasi_session = current_runtime().database.reader()
    return session


@contextmanager
def writing_session() -> Iterator[Session]:
    """Make the request's session a writing one; whatever is not committed inside is rolled back.

    Afterwards (also on errors, whose pages may read) the request is back to reading.
    """
    _close()
    session = g.mutasi_session = current_runtime().database.writer()
    try:
        yield session
    finally:
        _close()


def _close() -> None:
    session: Session | None = g.pop("mutasi_session", None)
    if session is None:
        return
    list_readings(session)
    try:
        session.close()
    except DBAPIError:  # the database went away meanwhile: the answer is made, and must not be lost with the connection
        session.invalidate()


def list_readings(session: Session | None = None) -> frozenset[tuple[str, int]]:
    """Return kind and key of everything confidential that this request has read so far."""
    session = session or g.get("mutasi_session")
    found: frozenset[tuple[str, int]] = g.get("mutasi_readings", frozenset())
    if session is not None:
        found |= take_readings(session)
        g.mutasi_readings = found
    return found
