"""What the rules said in an installed version is kept when its column gives way to rows."""

from pathlib import Path

from alembic import command
from sqlalchemy import MetaData, Table, select, text

from mutasi_flow.core import schema
from mutasi_flow.core.runtime import open_runtime
from mutasi_flow.rules.domain import fingerprint
from mutasi_flow.transfers.model import RuleEvaluation
from tests.conftest import Ground
from tests.transfers.test_documents_migration import UNTIED, add_transfer, bare_engine

FORMER = {"on": "2026-03-02", "rules": [{"code": "R01", "version": 1, "outcome": "pass", "text": "Aktif “01”."}]}


def test_former_evaluations_become_rows(dialect: str, grounds: dict[str, Ground], tmp_path: Path) -> None:
    with open_runtime(grounds[dialect].empty(tmp_path / "former")) as runtime:
        steps, bare = schema.config(), bare_engine(runtime)
        with runtime.database.writing() as session:
            steps.attributes["connection"] = session.connection()
            command.upgrade(steps, "0005")
        with bare.connect() as connection:
            connection.execute(text(UNTIED[dialect]))
            add_transfer(connection)
            transfers = Table("transfers", MetaData(), autoload_with=connection)
            connection.execute(transfers.update().values(eligibility=FORMER))
        schema.upgrade(runtime)
        with runtime.database.reading() as session:
            (row,) = session.scalars(select(RuleEvaluation))
            assert (row.transfer_id, row.act, row.evaluated_on.isoformat()) == (1, "submit", FORMER["on"])
            assert row.verdicts == FORMER["rules"]
            assert row.sha256 == fingerprint(row.verdicts)
        with bare.connect() as connection:
            assert "eligibility" not in Table("transfers", MetaData(), autoload_with=connection).columns
        bare.dispose()
