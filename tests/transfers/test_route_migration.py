"""What voices said in an installed version survives the step that gives the parent agency a voice."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from mutasi_flow.core import schema
from mutasi_flow.core.runtime import open_runtime
from tests.conftest import Ground
from tests.transfers.test_documents_migration import UNTIED, add_transfer, bare_engine

INSERT = """
    INSERT INTO opinions (id, transfer_id, voice, capacity, stance, reason, answers, letter, given_at, weighed)
    VALUES (:id, 1, :voice, 'Kepala', 'conditions', 'Ada pengganti.', '{}', '', '2026-03-02 02:00:00', 'Ya.')
"""


def test_opinions_survive_and_the_parent_agency_speaks(
    dialect: str, grounds: dict[str, Ground], tmp_path: Path
) -> None:
    with open_runtime(grounds[dialect].empty(tmp_path / "former")) as runtime:
        steps, bare = schema.config(), bare_engine(runtime)
        with runtime.database.writing() as session:
            steps.attributes["connection"] = session.connection()
            command.upgrade(steps, "0020")
        with bare.connect() as connection:
            connection.execute(text(UNTIED[dialect]))
            add_transfer(connection)
            connection.execute(text(INSERT), {"id": 1, "voice": "releasing"})
            with pytest.raises(IntegrityError):
                connection.execute(text(INSERT), {"id": 2, "voice": "parent"})
        schema.upgrade(runtime)
        with bare.connect() as connection:
            connection.execute(text(UNTIED[dialect]))
            said = connection.execute(text("SELECT id, voice, reason, weighed FROM opinions")).all()
            assert said == [(1, "releasing", "Ada pengganti.", "Ya.")]
            connection.execute(text(INSERT), {"id": 2, "voice": "parent"})
            with pytest.raises(IntegrityError):
                connection.execute(text(INSERT), {"id": 3, "voice": "neighbour"})
        bare.dispose()
