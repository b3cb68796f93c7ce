"""The marks of a view. Order: route, then ``@requires`` or ``@public``, then ``@writes``.

``@writes`` commits once, inside dispatch, so that a conflict found at the commit still reaches the error pages.
A view that answers with an error status (a form shown again, 422) is rolled back.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.web.replay import first_answer, remember, request_key
from mutasi_flow.core.web.state import current_runtime, writing_session
from mutasi_flow.core.web.visitor import current_visitor

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

PASSWORD_ENDPOINT = "PASSWORD_ENDPOINT"  # noqa: S105 - the name of a page
"""Setting of the app: the page to which people with a one-time password are sent first."""
FIRST_ERROR = 400
log = logging.getLogger(__name__)
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def public(view: View[P]) -> View[P]:
    """Mark a view that strangers may see."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def requires(*permissions: Permission) -> Callable[[View[P]], View[P]]:
    """Ask for a signed-in visitor who holds any of ``permissions`` somewhere.

    Whether it is held over the unit in question is for the service to ask (``actor.may``).

    Raises:
        NotSignedIn: nobody is signed in (pages are sent to the sign-in page).
        NotPermitted: none of the permissions is held.
    """

    def mark(view: View[P]) -> View[P]:
        @wraps(view)
        def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            visitor = current_visitor()
            password_page = current_app.config.get(PASSWORD_ENDPOINT)
            if visitor.must_change_password and password_page and request.endpoint != password_page:
                return redirect(url_for(password_page), 303)
            if permissions and not any(visitor.actor.has(permission) for permission in permissions):
                raise NotPermitted
            return view(*args, **kwargs)

        run.permissions = permissions  # type: ignore[attr-defined]
        return run

    return mark


def put_off(work: Callable[[Session], None]) -> None:
    """Leave a piece of work until the view's own transaction is through (see :func:`in_turn`)."""
    g.setdefault("put_off", []).append(work)


def in_turn(view: View[P]) -> View[P]:
    """Do what the view put off, each piece in a transaction of its own; stands above ``@writes``.

    A piece that fails leaves the others alone: what it was to do must still be seen as undone afterwards.
    """

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        response = current_app.make_response(view(*args, **kwargs))
        works: list[Callable[[Session], None]] = g.pop("put_off", [])
        for work in works if response.status_code < FIRST_ERROR else ():
            try:
                with current_runtime().database.writing() as session:
                    work(session)
            except Exception:
                log.exception("a piece of work that was put off failed")
        return response

    return run


def writes(view: View[P]) -> View[P]:
    """Run the view in one writing transaction, once per idempotency key; a request that only reads gets none."""

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        if request.method in READING_METHODS:
            return current_app.make_response(view(*args, **kwargs))
        key = request_key()
        with writing_session() as session:
            earlier = first_answer(key)
            if earlier is not None:
                return earlier
            response = current_app.make_response(view(*args, **kwargs))
            if response.status_code < FIRST_ERROR:
                remember(key, response)
                session.commit()
            return response

    run.writes = True  # type: ignore[attr-defined]
    return run
