"""The rules as rows: what comes with the product joined with the office's versions, windows and test cases."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session, SessionTransaction

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import Text
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.rules.domain import (
    RULE_OF,
    RULES,
    SHIPPED,
    WINDOWS,
    Act,
    Authority,
    Case,
    FreezeWindow,
    Level,
    Occasion,
    Outcome,
    Rulebook,
    Version,
)
from mutasi_flow.rules.model import StoredCase, StoredVersion, StoredWindow

_BOOK = Prepared(
    union_all(
        select(
            literal("rule").label("table"),
            StoredVersion.id,
            StoredVersion.code,
            StoredVersion.level,
            StoredVersion.message,
            StoredVersion.advice,
            StoredVersion.source,
            StoredVersion.scope,
            StoredVersion.permitted_by,
            StoredVersion.from_on,
            StoredVersion.to_on,
        ),
        select(
            literal("window"),
            StoredWindow.id,
            StoredWindow.occasion,
            StoredWindow.level,
            StoredWindow.name,
            literal(""),
            StoredWindow.source,
            StoredWindow.scope,
            StoredWindow.permitted_by,
            StoredWindow.from_on,
            StoredWindow.to_on,
        ),
    )
)
_KNOWN = "rulebook"


def load_rulebook(session: Session) -> Rulebook:
    """Return the rules with the office's versions and windows, in one statement per transaction."""
    known: tuple[SessionTransaction | None, Rulebook] | None = session.info.get(_KNOWN)
    if known is not None and known[0] is not None and known[0] is session.get_transaction():
        return known[1]
    rows = [_Row(*row) for row in run(session, _BOOK)]
    versions = tuple(_version(row) for row in rows if row.table == "rule" and row.code in RULE_OF)
    windows = tuple(_window(row) for row in rows if row.table == "window")
    book = Rulebook(RULES, versions, (*WINDOWS, *windows)) if rows else SHIPPED
    session.info[_KNOWN] = (session.get_transaction(), book)
    return book


def forget_rulebook(session: Session) -> None:
    """Let the rules be read anew, after one was written in this transaction."""
    session.info.pop(_KNOWN, None)


class _Row(NamedTuple):
    table: str
    id: int
    code: str
    level: str
    words: str
    advice: str
    source: str
    scope: dict[str, Any]
    permitted_by: str
    from_on: date
    to_on: date | None


def _version(row: _Row) -> Version:
    rule = RULE_OF[row.code]
    return Version(
        rule,
        Level(row.level) if row.level else None,
        {**rule.limits, **row.scope},
        row.source,
        row.words,
        Text(row.advice) if row.advice else rule.advice,
        Authority(row.permitted_by) if row.permitted_by else None,
        row.from_on,
        row.to_on,
        row.id,
    )


def _window(row: _Row) -> FreezeWindow:
    return FreezeWindow(
        Occasion(row.code),
        row.words,
        row.from_on,
        row.to_on,
        frozenset(JabatanKind(kind) for kind in row.scope["kinds"]),
        frozenset(Act(act) for act in row.scope["acts"]),
        Level(row.level),
        Authority(row.permitted_by) if row.permitted_by else None,
        row.source,
        row.id,
    )


def get_window(session: Session, window_id: int) -> FreezeWindow:
    """Return one of the office's windows.

    Raises:
        NotFound: there is none.
    """
    found = next((one for one in load_rulebook(session).windows if one.id == window_id), None)
    if found is None:
        raise NotFound
    return found


def list_cases(session: Session, code: str) -> Sequence[Case]:
    """Return the office's test cases of a rule, oldest first."""
    rows = session.execute(
        select(StoredCase.name, StoredCase.changes, StoredCase.expected, StoredCase.id)
        .where(StoredCase.code == code)
        .order_by(StoredCase.id)
    )
    return [Case(name, changes, Outcome(expected), key) for name, changes, expected, key in rows]
