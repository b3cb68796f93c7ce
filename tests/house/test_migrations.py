"""The migrations and the models must say the same, on both databases."""

import importlib
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pkgutil import walk_packages
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

import mutasi_flow
from mutasi_flow.core import schema
from mutasi_flow.core.db import Base
from mutasi_flow.core.newer import list_known, list_missing
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.settings import Settings, shipped
from tests.conftest import Ground

CHECKS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'",
}
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}


@pytest.fixture(scope="module")
def all_migrated(
    grounds: dict[str, Ground], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Runtime]]:
    """Databases by dialect, made by the migrations alone; they are only looked at."""
    with ExitStack() as stack:

        @cache
        def by_dialect(dialect: str) -> Runtime:
            settings = grounds[dialect].empty(tmp_path_factory.mktemp("migrated") / dialect)
            runtime = stack.enter_context(open_runtime(settings))
            schema.upgrade(runtime)
            return runtime

        yield by_dialect


@pytest.fixture
def migrated(dialect: str, all_migrated: Callable[[str], Runtime]) -> Runtime:
    """The migrated database of this kind."""
    return all_migrated(dialect)


@pytest.fixture
def modelled(settings: Settings) -> Iterator[Runtime]:
    """A database made from the models."""
    with open_runtime(settings) as runtime:
        yield runtime


def ours(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) & set(Base.metadata.tables)


def checks(connection: Connection) -> dict[str, set[str]]:
    """The CHECK clauses of our tables, in any order."""
    rows = connection.execute(text(CHECKS[connection.dialect.name]))
    if connection.dialect.name == "postgresql":
        return {name: {definition} for name, definition in rows if name.startswith("ck_")}
    known = ours(connection)
    return {
        name: set(re.findall(r"CONSTRAINT (ck_\w+ CHECK \(.*\))", sql, re.MULTILINE))
        for name, sql in rows
        if name in known
    }


def triggers(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text(TRIGGERS[connection.dialect.name]))
    return {name: " ".join(definition.split()) for name, definition in rows}


def belongs(item: Any, session: Session) -> bool:
    """Whether a thing of the models is meant for this database at all."""
    condition = getattr(item, "_ddl_if", None)
    return condition is None or condition.dialect == session.connection().dialect.name


def test_migrations_and_models_say_the_same(migrated: Runtime) -> None:
    with migrated.database.reading() as session:
        context = MigrationContext.configure(
            session.connection(),
            opts={
                "compare_type": True,
                "include_object": lambda item, _name, kind, reflected, other: (
                    not (kind == "table" and reflected and other is None) and belongs(item, session)
                ),
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_checks_and_triggers_are_the_same(migrated: Runtime, modelled: Runtime) -> None:
    with migrated.database.reading() as one, modelled.database.reading() as other:
        assert checks(one.connection()) == checks(other.connection())
        assert any("draft" in clause for clauses in checks(one.connection()).values() for clause in clauses)
        assert triggers(one.connection()) == triggers(other.connection())
        assert triggers(one.connection())


def test_upgrading_again_does_nothing(migrated: Runtime) -> None:
    assert list_missing(migrated) == []
    assert schema.upgrade(migrated) == []


def test_the_steps_are_one_line_in_the_order_of_their_numbers() -> None:
    steps = ScriptDirectory.from_config(schema.config()).walk_revisions()
    assert [step.revision for step in steps] == sorted(list_known(), reverse=True)


def test_the_queue_has_its_tables(migrated: Runtime) -> None:
    assert not migrated.jobs.has_open()


def test_only_one_open_transfer_per_employee(migrated: Runtime) -> None:
    with migrated.database.reading() as session:
        found = {index["name"]: index for index in inspect(session.connection()).get_indexes("transfers")}
    assert found["uq_transfers_one_open"]["unique"]


def test_every_module_with_tables_is_known_to_the_migrations() -> None:
    listed = (shipped(schema.FOLDER) / "env.py").read_text()
    for module in walk_packages(mutasi_flow.__path__, "mutasi_flow."):
        if module.name.endswith(".model"):
            importlib.import_module(module.name)
    for mapper in Base.registry.mappers:
        owner = ".".join(mapper.class_.__module__.split(".")[:3])
        package, _, name = owner.rpartition(".")
        assert re.search(rf"from {re.escape(package)} import .*\b{name}\b|from {re.escape(owner)} import", listed), (
            owner
        )
