"""What the tests stand on: the same tests on SQLite and on PostgreSQL, each worker with servers of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import copy
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from hypothesis import settings as trials
from sqlalchemy import make_url
from sqlalchemy.orm import Session

import mutasi_flow
from mutasi_flow.access.model import Account
from mutasi_flow.app import create_app
from mutasi_flow.core import schema
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import Base
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.web import limiter
from mutasi_flow.core.web.state import EXTENSION
from mutasi_flow.settings import Settings
from tests.browsing import Browser, enter_as, refuse_writes_of_readers
from tests.factories import NOW
from tests.house.tree import code_lines, modules
from tests.postgres import Lent, Server, running

DIALECTS = ("sqlite", "postgresql")
KEPT = ("MUTASI_PG_BIN",)
KEY = "kunci-uji-" * 4
PLACES = {"data_dir", "database_url", "secret_key", "audit_key"}
"""Settings in which one test's installation differs from another's."""

trials.register_profile("repeatable", derandomize=True, deadline=None)
trials.register_profile("search", deadline=None, print_blob=True)
trials.load_profile("repeatable")

for _name in [name for name in os.environ if name.startswith("MUTASI_") and name not in KEPT]:
    del os.environ[_name]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests of pages be run on both databases, too."""
    parser.addoption("--pages-on-both", action="store_true", help="ask every page on PostgreSQL, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out pages on PostgreSQL, where other tests send the same statements; those that do not are marked.

    Services and queries are tried on both; that every page opens on both is proven in ``office/test_leaks``.
    """
    if not config.getoption("--pages-on-both"):
        items[:] = [item for item in items if not _is_spared(item)]


def _is_spared(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    on_server = called is not None and called.params.get("dialect") == "postgresql"
    return on_server and "app" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("both_databases")


def pytest_report_header() -> str:
    """Report, not judge, how much test there is per code."""
    tests = sum(code_lines(path) for path in Path(__file__).parent.rglob("*.py"))
    return f"test : code = {tests / sum(map(code_lines, modules())):.2f} (lines)"


class Ground(Protocol):
    """Hands out settings that name a database with the present schema and no rows."""

    def fresh(self, folder: Path) -> Settings:
        """Return settings of a new database; its files lie in ``folder``."""

    def give_back(self, settings: Settings) -> None:
        """Let others have the database of ``fresh``, when all that had it open have closed it."""

    def empty(self, folder: Path) -> Settings:
        """Return settings of a new database without any table."""

    def copy(self, settings: Settings, folder: Path) -> Settings:
        """Return settings of a copy that nobody has open, database and files alike."""


def _lay_schema(settings: Settings) -> None:
    for module in walk_packages(mutasi_flow.__path__, "mutasi_flow."):
        if module.name.endswith((".model", "core.audit", "core.requests")):
            import_module(module.name)
    with open_runtime(settings) as runtime:
        Base.metadata.create_all(runtime.database.engine)
        runtime.jobs.lay_tables()
        with runtime.database.writing() as session:  # as if migrated; tests/house proves that it is the same
            scripts = ScriptDirectory.from_config(schema.config())
            MigrationContext.configure(session.connection()).stamp(scripts, "head")


class SqliteGround:
    """Copies a template file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "mutasi.db"
        _lay_schema(Settings(data_dir=folder))

    def fresh(self, folder: Path) -> Settings:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._template, folder / "mutasi.db")
        return Settings(data_dir=folder)

    def give_back(self, settings: Settings) -> None:
        """Nothing to do: another copy costs next to nothing."""

    def empty(self, folder: Path) -> Settings:
        return Settings(data_dir=folder)

    def copy(self, settings: Settings, folder: Path) -> Settings:
        shutil.copytree(settings.data_dir, folder)
        return Settings(data_dir=folder)


class PostgresGround:
    """Copies a template database of the tests' own server."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        template = server.create()
        _lay_schema(self._settings(template, folder))
        self._lent = Lent(server, template)

    def fresh(self, folder: Path) -> Settings:
        folder.mkdir(parents=True, exist_ok=True)
        return self._settings(self._lent.take(), folder)

    def give_back(self, settings: Settings) -> None:
        self._lent.give_back(_name_of(settings))

    def empty(self, folder: Path) -> Settings:
        return self._settings(self._server.create(), folder)

    def copy(self, settings: Settings, folder: Path) -> Settings:
        shutil.copytree(settings.data_dir, folder)
        return self._settings(self._server.create(_name_of(settings)), folder)

    def _settings(self, name: str, folder: Path) -> Settings:
        return Settings(data_dir=folder, database_url=self._server.url(name), secret_key=KEY, audit_key=KEY)


def _name_of(settings: Settings) -> str:
    return make_url(settings.database_url).database or ""


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
def settings(dialect: str, grounds: dict[str, Ground], tmp_path: Path) -> Iterator[Settings]:
    """Settings of a fresh database."""
    made = grounds[dialect].fresh(tmp_path / "data")
    yield made
    grounds[dialect].give_back(made)


@pytest.fixture(scope="session")
def shared_runtimes(
    grounds: dict[str, Ground], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Runtime]]:
    """One runtime per dialect in whose database nothing is ever committed."""

    class Opened(dict[str, Runtime]):
        def __missing__(self, dialect: str) -> Runtime:
            self[dialect] = open_runtime(grounds[dialect].fresh(tmp_path_factory.mktemp("shared")))
            return self[dialect]

    opened = Opened()
    yield opened
    for runtime in opened.values():
        runtime.close()


@pytest.fixture
def session(dialect: str, shared_runtimes: dict[str, Runtime]) -> Iterator[Session]:
    """A writing session whose work is rolled back after the test."""
    with shared_runtimes[dialect].database.writer() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still on a Monday morning."""
    return Clock(ZoneInfo("Asia/Jakarta"), lambda: NOW)


@pytest.fixture
def runtime(settings: Settings, clock: Clock) -> Iterator[Runtime]:
    """A runtime on a fresh database; what is committed stays for the test."""
    with open_runtime(settings) as opened:
        refuse_writes_of_readers(opened.database)
        yield replace(opened, clock=clock)


@pytest.fixture(scope="session")
def built() -> Callable[[Runtime], Flask]:
    """Hand out applications, built once per kind of settings: routes and templates are the same in every test."""
    kept: dict[str, Flask] = {}

    def hand_out(runtime: Runtime) -> Flask:
        if runtime.settings.trusted_proxies:
            return create_app(runtime.settings, runtime)  # wrapped: a copy would answer as the one inside
        kind = runtime.settings.model_dump_json(exclude=PLACES)
        if kind not in kept:
            kept[kind] = create_app(runtime.settings, runtime)
        app = copy(kept[kind])  # nobody has used it yet, nor ever will
        app.config = copy(app.config)
        app.config["SECRET_KEY"] = runtime.settings.session_secret()
        app.extensions = {**app.extensions, EXTENSION: runtime}
        limiter.reset()
        return app

    return hand_out


@pytest.fixture
def app(runtime: Runtime, built: Callable[[Runtime], Flask]) -> Flask:
    """The application on the fresh database."""
    made = built(runtime)
    made.testing = True
    made.test_client_class = Browser
    return made


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser without pictures: it keeps cookies and sends the hidden inputs of forms by itself."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    return browser


@pytest.fixture
def sign_in() -> Callable[[Browser, Account], None]:
    """Start a session for an account without asking for its password: ``sign_in(client, account)``."""

    def start(browser: Browser, account: Account) -> None:
        enter_as(browser, account.id)

    return start
