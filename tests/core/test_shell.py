from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from mutasi_flow.core.shell import ENVIRONMENT, Shell, command


def write_into_a_full_file(place: Path) -> None:
    engine = create_engine(f"sqlite:///{place}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (words TEXT)"))
        connection.execute(text("PRAGMA max_page_count = 2"))
        connection.execute(text("INSERT INTO notes VALUES (:words)"), {"words": "x" * 100_000})


def ask_for_a_missing_table(place: Path) -> None:
    with create_engine(f"sqlite:///{place}").begin() as connection:
        connection.execute(text("SELECT * FROM notes"))


def write_into_a_closed_file(place: Path) -> None:
    ask = f"sqlite:///file:{place}?mode={{}}&uri=true"
    with create_engine(ask.format("rwc")).begin() as connection:
        connection.execute(text("CREATE TABLE notes (words TEXT)"))
    with create_engine(ask.format("ro")).begin() as connection:
        connection.execute(text("INSERT INTO notes VALUES ('x')"))


@pytest.mark.parametrize(
    ("work", "said", "unsaid"),
    [
        (write_into_a_full_file, "penuh", "upgrade"),
        (write_into_a_closed_file, "izin folder data", "upgrade"),
        (ask_for_a_missing_table, "upgrade", "penuh"),
    ],
)
def test_a_full_disk_is_told_apart_from_a_database_that_was_not_prepared(
    tmp_path: Path, work: Callable[[Path], None], said: str, unsaid: str
) -> None:
    @command("work", help="Kerjakan.")
    def run_work(_shell: Shell) -> int | None:
        work(tmp_path / "data.sqlite")
        return None

    outcome = CliRunner().invoke(run_work, [])
    assert outcome.exit_code == ENVIRONMENT
    assert said in outcome.output
    assert unsaid not in outcome.output
