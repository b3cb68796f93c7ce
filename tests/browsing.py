"""Pages as the tests use them: forms carry their hidden inputs, and reading never writes."""

import re
import uuid
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from sqlalchemy.engine import Connection
from werkzeug.test import TestResponse

from mutasi_flow.access.service import open_device
from mutasi_flow.core.db import WRITES, Database
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.web.state import EXTENSION

TOKEN_FIELD = "csrf_token"
KEY_FIELD = "idempotency_key"
_CHANGES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


class Browser(FlaskClient):
    """Posts forms the way the pages do: with the token of the session and a new key for each press.

    A test that wants a bare request sets ``bare = True``, or gives the fields itself.
    """

    bare = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        if kwargs.get("method") == "POST" and not self.bare and "json" not in kwargs and kwargs.get("headers") is None:
            given = kwargs.get("data") or {}
            if isinstance(given, dict):
                kwargs["data"] = {TOKEN_FIELD: self.form_token(), KEY_FIELD: uuid.uuid4().hex, **given}
        return super().open(*args, **kwargs)

    def form_token(self) -> str:
        """Return the token that a form of this session would hold."""
        with self.session_transaction() as cookie:
            secret = cookie.setdefault(TOKEN_FIELD, uuid.uuid4().hex)
        key: bytes = self.application.config["SECRET_KEY"]
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(secret))


def enter_as(browser: FlaskClient, account_id: int) -> str:
    """Sign somebody in without asking for a password; return the key of the device."""
    runtime: Runtime = browser.application.extensions[EXTENSION]
    with runtime.database.writing() as session:
        key = open_device(session, account_id, "", runtime.clock.now())
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = key, True
    return key


def refuse_writes_of_readers(database: Database) -> None:
    """Fail a test in which something changes rows in a session that was opened for reading."""

    @event.listens_for(database.engine, "before_cursor_execute")
    def _look(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not connection.get_execution_options().get(WRITES) and _CHANGES.match(statement):
            message = f"written in a reading session: {statement}"
            raise AssertionError(message)
