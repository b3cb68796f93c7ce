"""Seeing the pages as somebody else does: reading only, for a quarter of an hour, and always said on the page.

The signed session keeps whose pages and until when; whoever looks stays signed in as the own account.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, request, session

from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.core.web.state import current_clock

VIEWING = "viewing"
LONGEST_VIEWING = timedelta(minutes=15)
P = ParamSpec("P")
R = TypeVar("R")
_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def begin_viewing(account_id: int, until: datetime) -> None:
    """Show the pages of the account from now on."""
    session[VIEWING] = [account_id, until.timestamp()]


def end_viewing() -> None:
    """Show the own pages again."""
    session.pop(VIEWING, None)


def find_viewing() -> tuple[int, datetime] | None:
    """Return whose pages are shown and until when; None when nobody else's, or no longer."""
    kept = session.get(VIEWING)
    if not kept:
        return None
    until = datetime.fromtimestamp(kept[1], UTC)
    return (int(kept[0]), until) if until > current_clock().now() else None


def allowed_while_viewing(view: Callable[P, R]) -> Callable[P, R]:
    """Mark the one view that may be posted to while somebody else's pages are shown: the one that ends it."""
    view.is_allowed_while_viewing = True  # type: ignore[attr-defined]
    return view


def install_viewing(app: Flask) -> None:
    """Refuse every press while somebody else's pages are shown, whatever the view."""

    @app.before_request
    def _read_only() -> None:
        if request.method not in _WRITING or find_viewing() is None:
            return
        view = current_app.view_functions.get(request.endpoint or "")
        if not getattr(view, "is_allowed_while_viewing", False):
            raise NotPermitted(T("Anda sedang melihat sebagai orang lain: hanya membaca. Akhiri dahulu."))
