"""What the tests stand on: the same tests on SQLite and on PostgreSQL, each worker with servers of its own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Protocol

import pytest
from sqlalchemy.orm import Session

import mutasi_flow
from mutasi_flow.core.db import Base, Database
from mutasi_flow.settings import Settings
from tests.house.tree import code_lines, modules
from tests.postgres import Server, running

DIALECTS = ("sqlite", "postgresql")
KEPT = ("MUTASI_PG_BIN",)
KEY = "kunci-uji-" * 4

for _name in [name for name in os.environ if name.startswith("MUTASI_") and name not in KEPT]:
    del os.environ[_name]


def pytest_report_header() -> str:
    """Report, not judge, how much test there is per code."""
    tests = sum(code_lines(path) for path in Path(__file__).parent.rglob("*.py"))
    return f"test : code = {tests / sum(map(code_lines, modules())):.2f} (lines)"


class Ground(Protocol):
    """Hands out settings that name a database with the present schema and no rows."""

    def fresh(self, folder: Path) -> Settings:
        """Return settings of a new database; its files lie in ``folder``."""


def _lay_schema(settings: Settings) -> None:
    for module in walk_packages(mutasi_flow.__path__, "mutasi_flow."):
        if module.name.endswith((".model", "core.audit", "core.requests")):
            import_module(module.name)
    database = Database(settings.effective_database_url)
    Base.metadata.create_all(database.engine)
    database.close()


class SqliteGround:
    """Copies a template file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "mutasi.db"
        _lay_schema(Settings(data_dir=folder))

    def fresh(self, folder: Path) -> Settings:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._template, folder / "mutasi.db")
        return Settings(data_dir=folder)


class PostgresGround:
    """Copies a template database of the tests' own server."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._template = server.create()
        _lay_schema(self._settings(self._template, folder))

    def fresh(self, folder: Path) -> Settings:
        folder.mkdir(parents=True, exist_ok=True)
        return self._settings(self._server.create(self._template), folder)

    def _settings(self, name: str, folder: Path) -> Settings:
        return Settings(data_dir=folder, database_url=self._server.url(name), secret_key=KEY, audit_key=KEY)


@pytest.fixture(scope="session")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Ground]]:
    """Grounds by dialect; made when first asked for, so that pure tests start no server."""

    class Made(dict[str, Ground]):
        def __missing__(self, dialect: str) -> Ground:
            folder = tmp_path_factory.mktemp(dialect)
            if dialect == "sqlite":
                self[dialect] = SqliteGround(folder)
            else:
                self[dialect] = PostgresGround(stack.enter_context(running()), folder)
            return self[dialect]

    with ExitStack() as stack:
        yield Made()


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Name of the database under test; a test that uses it, even through ``session``, runs once per database."""
    return str(request.param)


@pytest.fixture
def settings(dialect: str, grounds: dict[str, Ground], tmp_path: Path) -> Settings:
    """Settings of a fresh database."""
    return grounds[dialect].fresh(tmp_path / "data")


@pytest.fixture(scope="session")
def shared_databases(
    grounds: dict[str, Ground], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Database]]:
    """One database per dialect in which nothing is ever committed."""

    class Opened(dict[str, Database]):
        def __missing__(self, dialect: str) -> Database:
            settings = grounds[dialect].fresh(tmp_path_factory.mktemp("shared"))
            self[dialect] = Database(settings.effective_database_url)
            return self[dialect]

    opened = Opened()
    yield opened
    for database in opened.values():
        database.close()


@pytest.fixture
def session(dialect: str, shared_databases: dict[str, Database]) -> Iterator[Session]:
    """A writing session whose work is rolled back after the test."""
    with shared_databases[dialect].writer() as opened:
        yield opened
        opened.rollback()
