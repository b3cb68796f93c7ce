"""Asking for the password again before an act that cannot be taken back."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import g
from flask.typing import ResponseReturnValue

from mutasi_flow.access import queries, service
from mutasi_flow.core.errors import InvalidInput, NotPermitted
from mutasi_flow.core.forms import Form
from mutasi_flow.core.web import current_actor, current_clock, current_runtime, current_session, read_form

P = ParamSpec("P")


def asks_again(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Compare the field ``password`` with the visitor's own password; stands between ``@requires`` and ``@writes``.

    The slow comparison is done before anybody waits for the view's transaction; a wrong one counts as a failed sign-in.
    """

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        account_id = current_actor().account_id
        if account_id is None:
            raise NotPermitted
        username = queries.get_account(current_session(), account_id).username
        database, at = current_runtime().database, current_clock().now()
        with database.writing() as session:
            attempt = service.begin_attempt(session, username, at)
        is_right = attempt.fits(read_form().value("password"))
        with database.writing() as session:
            g.password_refusal = service.confirm_attempt(session, attempt, is_right=is_right)
        return view(*args, **kwargs)

    return run


def refuse_wrong_password(form: Form) -> None:
    """Go on only when the password was the visitor's own.

    Raises:
        InvalidInput: it was not, or there were too many attempts.
    """
    if g.password_refusal is not None:
        raise InvalidInput(g.password_refusal, field="password")
    form.check()
