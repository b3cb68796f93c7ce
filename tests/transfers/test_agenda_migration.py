"""Plans come onto agendas: what stands there stays, and who stepped aside of what."""

from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from mutasi_flow.core import schema
from mutasi_flow.core.db import sqlite_module
from mutasi_flow.core.newer import find_revision
from mutasi_flow.core.runtime import Runtime, open_runtime
from tests.conftest import Ground

SITTING: dict[str, dict[str, object]] = {
    "employees": {"id": 1},
    "transfers": {"id": 1},
    "tasks": {"id": 1},
    "sittings": {"id": 1},
    "sitting_items": {"id": 1, "sitting_id": 1},
    "sitting_recusals": {"id": 1, "item_id": 1, "employee_id": 1, "ground": "own"},
}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_who_stepped_aside_stays_on_record(dialect: str, grounds: dict[str, Ground], tmp_path: Path) -> None:
    settings = grounds[dialect].empty(tmp_path / "former")
    with open_runtime(settings) as runtime:
        _go(runtime, "0074")
    _lay_sitting(settings.data_dir / "mutasi.db")
    with open_runtime(settings) as runtime:
        for step in ("0075", "0074", "0075"):
            _go(runtime, step)
            with runtime.database.reading() as session:
                assert session.execute(text("SELECT id, item_id FROM sitting_recusals")).all() == [(1, 1)]
                assert session.scalar(text("SELECT count(*) FROM sitting_items")) == 1


def _lay_sitting(place: Path) -> None:
    """Write of a sitting only what is looked at, without whom and what it points at."""
    with closing(sqlite_module().connect(place, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for table, given in SITTING.items():
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            values = {name: 1 for _, name, _, is_needed, *_ in columns if is_needed} | given
            places = ", ".join("?" * len(values))
            connection.execute(
                f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})",  # noqa: S608 - names of our own tables
                list(values.values()),
            )


def _go(runtime: Runtime, revision: str) -> None:
    steps = schema.config()
    with runtime.database.writing() as session:
        steps.attributes["connection"] = session.connection()
        (command.downgrade if find_revision(session) > revision else command.upgrade)(steps, revision)
