"""Papers of an installed version survive the step that opens their kinds."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, text
from sqlalchemy.exc import IntegrityError

from mutasi_flow.core import schema
from mutasi_flow.core.runtime import Runtime, open_runtime
from tests.conftest import Ground

UNTIED = {"sqlite": "PRAGMA foreign_keys = OFF", "postgresql": "SET session_replication_role = replica"}
"""The rows stand alone: who moves whom does not matter here."""
INSERT = """
    INSERT INTO papers (id, transfer_id, kind, filename, media_type, file_key, sha256, size_bytes, uploaded_at,
                        letter_number, verdict, verdict_reason)
    VALUES (:id, 1, :kind, 'surat.pdf', 'application/pdf', 'ab/c.pdf', 'abc', 3, '2026-03-02 02:00:00', '', :verdict, '')
"""


KNOWN = {"id": 1, "state": "draft", "kind": "A", "door": "own", "origin": "own", "eligibility": None}
FILLED = {str: "x", int: 1, bool: False, datetime: datetime(2026, 3, 2, tzinfo=UTC), date: date(2026, 3, 2), dict: {}}


def add_transfer(connection: Connection) -> None:
    """A row that is only there to be pointed at."""
    table = Table("transfers", MetaData(), autoload_with=connection)
    needed = [column for column in table.columns if not column.nullable]
    connection.execute(table.insert(), {one.name: KNOWN.get(one.name, FILLED[one.type.python_type]) for one in needed})


def bare_engine(runtime: Runtime) -> Engine:
    return create_engine(runtime.settings.effective_database_url, isolation_level="AUTOCOMMIT")


def test_papers_survive_and_may_be_of_any_kind(dialect: str, grounds: dict[str, Ground], tmp_path: Path) -> None:
    with open_runtime(grounds[dialect].empty(tmp_path / "former")) as runtime:
        steps, bare = schema.config(), bare_engine(runtime)
        with runtime.database.writing() as session:
            steps.attributes["connection"] = session.connection()
            command.upgrade(steps, "0001")
        with bare.connect() as connection:
            connection.execute(text(UNTIED[dialect]))
            add_transfer(connection)
            connection.execute(text(INSERT), {"id": 1, "kind": "release", "verdict": "accepted"})
            with pytest.raises(IntegrityError):
                connection.execute(text(INSERT), {"id": 2, "kind": "audit_clearance", "verdict": "waiting"})
        schema.upgrade(runtime)
        with bare.connect() as connection:
            connection.execute(text(UNTIED[dialect]))
            assert connection.execute(text("SELECT id, kind, verdict FROM papers")).all() == [
                (1, "release", "accepted")
            ]
            connection.execute(text(INSERT), {"id": 2, "kind": "audit_clearance", "verdict": "waiting"})
            with pytest.raises(IntegrityError):
                connection.execute(text(INSERT), {"id": 3, "kind": "release", "verdict": "perhaps"})
        bare.dispose()
