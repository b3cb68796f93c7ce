"""Amendments and revocations of an installed version find the letters that they changed."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import MetaData, Table, text

from mutasi_flow.core import schema
from mutasi_flow.core.runtime import open_runtime
from tests.conftest import Ground
from tests.transfers.test_documents_migration import UNTIED, bare_engine

AT = datetime(2026, 3, 2, tzinfo=UTC)
DECREE, AMENDMENT, REVOCATION = "transfer_decree", "transfer_amendment", "transfer_revocation"
LETTERS = (
    (1, DECREE, 7, AT),
    (2, AMENDMENT, 7, AT),
    (3, AMENDMENT, 7, AT),
    (4, REVOCATION, 7, None),
    (5, DECREE, 8, None),
)


def row(letter: tuple[int, str, int, datetime | None]) -> dict[str, Any]:
    key, kind, about_id, revoked_at = letter
    text_columns = {"file_key": "", "sha256": "", "register": "sk", "number": f"{key}/2026", "code": f"C{key}"}
    about = {"about_kind": "transfer", "about_id": about_id, "state": "signed", "context": {}, "made_with": {}}
    times = {"year": 2026, "sequence": key, "dated_on": date(2026, 3, 2), "created_at": AT, "revoked_at": revoked_at}
    return {"id": key, "kind": kind, "is_secret": False, **text_columns, **about, **times}


def test_earlier_letters_lead_to_later_ones(dialect: str, grounds: dict[str, Ground], tmp_path: Path) -> None:
    with open_runtime(grounds[dialect].empty(tmp_path / "former")) as runtime:
        steps, bare = schema.config(), bare_engine(runtime)
        with runtime.database.writing() as session:
            steps.attributes["connection"] = session.connection()
            command.upgrade(steps, "0035")
        with bare.connect() as connection:
            connection.execute(text(UNTIED[dialect]))
            letters = Table("letters", MetaData(), autoload_with=connection)
            connection.execute(letters.insert(), [row(one) for one in LETTERS])
        schema.upgrade(runtime)
        with bare.connect() as connection:
            found = connection.execute(text("SELECT id, amended_by_id, revoked_by_id FROM letters ORDER BY id")).all()
        bare.dispose()
    assert [tuple(one) for one in found] == [(1, 2, 4), (2, 3, 4), (3, None, 4), (4, None, None), (5, None, None)]
