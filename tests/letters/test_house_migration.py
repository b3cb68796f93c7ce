"""An office that is at work keeps citing what it cited, now as rows; a new one is seeded when it is set up."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import MetaData, Table

from mutasi_flow.core import schema
from mutasi_flow.core.runtime import open_runtime
from mutasi_flow.letters.contexts import LEGAL_BASES
from mutasi_flow.letters.queries import get_house, list_bases
from tests.conftest import Ground
from tests.factories import TODAY
from tests.transfers.test_documents_migration import FILLED


@pytest.mark.parametrize("is_set_up", [True, False])
def test_the_shipped_list_becomes_rows_of_an_office(
    is_set_up: bool,
    dialect: str,
    grounds: dict[str, Ground],
    tmp_path: Path,
) -> None:
    with open_runtime(grounds[dialect].empty(tmp_path / "former")) as runtime:
        steps = schema.config()
        with runtime.database.writing() as session:
            steps.attributes["connection"] = session.connection()
            command.upgrade(steps, "0035")
            if is_set_up:
                office = Table("office", MetaData(), autoload_with=session.connection())
                needed = [one for one in office.columns if not one.nullable]
                session.execute(office.insert(), {one.name: FILLED.get(one.type.python_type, {}) for one in needed})
        schema.upgrade(runtime)
        with runtime.database.reading() as session:
            assert len(list_bases(session)) == (len(LEGAL_BASES) if is_set_up else 0)
            assert get_house(session, TODAY).bases == LEGAL_BASES
