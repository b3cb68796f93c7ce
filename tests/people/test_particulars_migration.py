"""Who is of one family with whom survives the step that also says how, and since when."""

from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from mutasi_flow.core import schema
from mutasi_flow.core.runtime import open_runtime
from tests.conftest import Ground

EMPLOYEE = """
    INSERT INTO employees (id, name, title_before, title_after, birth_place, status, legal_position, rank,
                           education_level, education_name, phone, email)
    VALUES (:id, 'Melati', '', '', '', 'pns', '01', '', '', '', '', '')
"""
KINSHIP = "INSERT INTO kinships (id, one_id, other_id, recorded_at) VALUES (1, 7, 9, '2026-03-02 02:00:00')"


def test_family_on_record_survives_and_comes_back(dialect: str, grounds: dict[str, Ground], tmp_path: Path) -> None:
    steps = schema.config()
    step = next(one for one in ScriptDirectory.from_config(steps).walk_revisions() if "particulars" in one.path)
    before = str(step.down_revision)
    with open_runtime(grounds[dialect].empty(tmp_path / "former")) as runtime:
        with runtime.database.writing() as session:
            steps.attributes["connection"] = session.connection()
            command.upgrade(steps, before)
            session.execute(text(EMPLOYEE), [{"id": 7}, {"id": 9}])
            session.execute(text(KINSHIP))
        with runtime.database.writing() as session:
            steps.attributes["connection"] = session.connection()
            command.upgrade(steps, step.revision)
            kept = session.execute(text("SELECT employee_id, relative_id, relation, to_on FROM relatives")).all()
            assert kept == [(7, 9, "other", None)]
        with runtime.database.writing() as session:
            steps.attributes["connection"] = session.connection()
            command.downgrade(steps, before)
            assert session.execute(text("SELECT one_id, other_id FROM kinships")).all() == [(7, 9)]
