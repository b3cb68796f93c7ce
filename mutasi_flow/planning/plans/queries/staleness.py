"""Whether the records still give the tables of a snapshot, without making tables while nothing they come from has changed.

The tables follow from what a few statements answer. So the statements are kept, with a digest of their answers, and
asked again: as long as the digest is the same, so are the tables. That costs a tenth of making them, and is no guess.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from mutasi_flow.core.sheets.book import digest_of
from mutasi_flow.planning.plans.model import Plan
from mutasi_flow.planning.plans.queries.records import encode, gather

_KEPT = 32
"""Snapshots whose answer stays in the memory of a process."""
_ROWS = 1_000
Statements = Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class _Known:
    statements: Statements
    answers: str
    """Digest of what the statements answered."""
    is_changed: bool
    is_sound: bool
    """Whether the statements answered the same before and after the tables were made."""


_known: dict[tuple[str, int, str], _Known] = {}


def find_change(session: Session, plan_id: int, snapshot_sha256: str) -> bool:
    """Whether the records now give other tables than those with this digest."""
    plan = session.get(Plan, plan_id)
    if plan is None:
        return False
    connection = session.connection()
    key = (str(connection.engine.url), plan_id, snapshot_sha256)
    known = _known.get(key)
    before = None if known is None else _answers(connection, plan, known.statements)
    if known is not None and known.is_sound and before == known.answers:
        return known.is_changed
    with _noting(connection) as statements:
        is_changed = digest_of_tables(session, plan) != snapshot_sha256
    after = _answers(connection, plan, statements)
    _known.pop(key, None)
    _known[key] = _Known(statements, after, is_changed, is_sound=before == after)
    while len(_known) > _KEPT:
        _known.pop(next(iter(_known)), None)
    return is_changed


def digest_of_tables(session: Session, plan: Plan) -> str:
    """Return the digest of the tables that the records give now."""
    files = encode(gather(session, plan))
    return digest_of({name.removesuffix(".csv"): data for name, data in files.items()})


@contextmanager
def _noting(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    """Note every statement of a connection with its parameters."""
    found: list[tuple[str, Any]] = []

    def note(*given: Any) -> None:
        _connection, _cursor, statement, parameters, *_rest = given
        found.append((statement, parameters))

    event.listen(connection, "after_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(connection, "after_cursor_execute", note)


def _answers(connection: Connection, plan: Plan, statements: Statements) -> str:
    """Return the digest of what the plan asks for and of all answers, as the database gives them."""
    found = sha256(repr((plan.unit_id, plan.basis, plan.period_id, plan.effective_on, plan.rules, plan.locks)).encode())
    for statement, parameters in statements:
        found.update(repr((statement, parameters)).encode())
        answer = connection.exec_driver_sql(statement, parameters)
        while rows := answer.cursor.fetchmany(_ROWS):  # as they are: nobody reads these but the digest
            found.update(repr(rows).encode())
        answer.close()
    return found.hexdigest()
