# ruff: noqa: S608 - an attacker's statements
"""Somebody who owns the database changes the trail; verification must name the first bad entry.

On SQLite the attacker opens the file itself, on PostgreSQL connects as superuser; both drop the triggers first.
Neither has the key, which is not in the database, nor the anchors, which are not either.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.audit import Report, record, verify
from mutasi_flow.core.db import Database
from mutasi_flow.core.runtime import Runtime

CHAINS = ("transfer:1", "transfer:2", "office")
ROUNDS = 5
COLUMNS = (
    "chain, seq, at, actor_id, actor, capacity, warrant, action, about_kind, about_id, payload, previous_id,"
    " previous_hash, hash"
)


@dataclass
class Scene:
    """A trail of three chains with five entries each, and an attacker's connection."""

    runtime: Runtime

    def attack(self, *statements: str) -> None:
        """Run statements as the owner of the database, without any guard."""
        with self.runtime.database.writer() as session:
            connection = session.connection()
            drop_guards(connection)
            for statement in statements:
                connection.exec_driver_sql(statement)
            session.commit()

    def ask(self, statement: str) -> Sequence[Any]:
        with self.runtime.database.reading() as session:
            return session.execute(text(statement)).all()

    def verify(self, *, anchored: bool = True) -> Report:
        with self.runtime.database.reading() as session:
            anchors = self.runtime.anchors if anchored else None
            return verify(session, self.runtime.settings.trail_secret(), anchors)

    def first_bad(self, *, anchored: bool = True) -> int | None:
        report = self.verify(anchored=anchored)
        assert report.ok is (report.first_bad is None)
        return None if report.first_bad is None else report.first_bad.id

    def write(self, chain: str, action: str = "acted") -> None:
        with self.runtime.database.writing() as session:
            record(
                session,
                chain=chain,
                action=action,
                actor=SYSTEM,
                about_kind="transfer",
                about_id=1,
                payload={"n": 1},
                at=self.runtime.clock.now(),
            )


def drop_guards(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("SET session_replication_role = replica"))


@pytest.fixture
def scene(runtime: Runtime) -> Scene:
    made = Scene(runtime)
    for _ in range(ROUNDS):
        for chain in CHAINS:
            made.write(chain)
    assert made.first_bad() is None
    return made


def test_an_untouched_trail_is_whole(scene: Scene) -> None:
    report = scene.verify()
    assert (report.rows, report.ok, report.first_bad, report.anchors) == (15, True, None, 15)


CHANGES = {
    "chain": "'transfer:9'",
    "seq": "99",
    "at": "'2020-01-01 00:00:00.000000'",
    "actor_id": "1",
    "actor": "'Orang lain'",
    "capacity": "'Bupati'",
    "warrant": "'800/9'",
    "action": "'approved'",
    "about_kind": "'letter'",
    "about_id": "99",
    "payload": "'{\"n\":2}'",
    "previous_id": "0",
    "previous_hash": "'" + "0" * 64 + "'",
    "hash": "'" + "f" * 64 + "'",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_is_found(scene: Scene, column: str) -> None:
    scene.attack(f"UPDATE audit_entries SET {column} = {CHANGES[column]} WHERE id = 8")
    assert scene.first_bad() == 8
    assert scene.first_bad(anchored=False) == 8


JUNK = (
    "seq = 'abc'",
    "hash = 'zz'",
    "hash = X'00ff'",
    "payload = X'ff'",
    "payload = CAST(X'ff' AS TEXT)",
    "chain = X'ff'",
)


@pytest.mark.parametrize("change", JUNK)
def test_junk_that_only_sqlite_would_store_is_named_too(scene: Scene, change: str) -> None:
    if not scene.runtime.database.is_sqlite:
        pytest.skip("typed columns")
    scene.attack(f"UPDATE audit_entries SET {change} WHERE id = 8")
    assert scene.first_bad() == 8
    scene.attack("UPDATE trail_heads SET seq = X'ff', seal = X'ff'")
    assert scene.first_bad() == 8


def test_a_removed_entry_is_named(scene: Scene) -> None:
    scene.attack("DELETE FROM audit_entries WHERE id = 8")
    assert scene.first_bad(anchored=False) == 8
    assert scene.first_bad() == 8


def test_a_first_entry_removed_is_named(scene: Scene) -> None:
    scene.attack("DELETE FROM audit_entries WHERE id = 1")
    assert scene.first_bad(anchored=False) == 1


def test_a_cut_tail_is_found_by_the_head(scene: Scene) -> None:
    scene.attack("DELETE FROM audit_entries WHERE id IN (11, 14)")
    assert scene.first_bad() == 11
    assert scene.first_bad(anchored=False) == 14


def test_a_cut_tail_with_the_old_head_put_back_is_found_by_the_anchors(scene: Scene) -> None:
    """The attacker kept a copy of the head row from before, with its valid seal."""
    chain, seq, last_id, last_hash, seal = scene.ask("SELECT * FROM trail_heads WHERE chain = 'transfer:2'")[0]
    scene.write("transfer:2", "regretted")
    scene.attack(
        "DELETE FROM audit_entries WHERE id = 16",
        f"UPDATE trail_heads SET seq = {seq}, last_id = {last_id}, last_hash = '{last_hash}', seal = '{seal}'"
        f" WHERE chain = '{chain}'",
    )
    assert scene.first_bad(anchored=False) is None, "the database alone cannot know"
    assert scene.first_bad() == 16


def test_a_chain_removed_with_its_head_is_found_by_the_anchors(scene: Scene) -> None:
    scene.attack("DELETE FROM audit_entries WHERE chain = 'transfer:2'")
    assert scene.first_bad(anchored=False) == 14
    scene.attack("DELETE FROM trail_heads WHERE chain = 'transfer:2'")
    assert scene.first_bad() == 2


def test_a_removed_head_is_found(scene: Scene) -> None:
    scene.attack("DELETE FROM trail_heads WHERE chain = 'transfer:2'")
    assert scene.first_bad(anchored=False) == 14


def test_a_changed_head_is_found(scene: Scene) -> None:
    scene.attack("UPDATE trail_heads SET seq = 4 WHERE chain = 'transfer:2'")
    assert scene.first_bad(anchored=False) == 14


def test_an_inserted_entry_is_found(scene: Scene) -> None:
    values = COLUMNS.replace("seq", "6", 1)
    scene.attack(f"INSERT INTO audit_entries (id, {COLUMNS}) SELECT 99, {values} FROM audit_entries WHERE id = 13")
    assert scene.first_bad(anchored=False) == 99
    assert scene.first_bad() == 99


def test_entries_with_swapped_numbers_are_found(scene: Scene) -> None:
    scene.attack(
        "UPDATE audit_entries SET id = 1000 WHERE id = 5",
        "UPDATE audit_entries SET id = 5 WHERE id = 8",
        "UPDATE audit_entries SET id = 8 WHERE id = 1000",
    )
    assert scene.first_bad(anchored=False) == 5
    assert scene.first_bad() == 5


def test_entries_of_two_chains_with_swapped_numbers_are_found(scene: Scene) -> None:
    scene.attack(
        "UPDATE audit_entries SET id = 1000 WHERE id = 13",
        "UPDATE audit_entries SET id = 13 WHERE id = 14",
        "UPDATE audit_entries SET id = 14 WHERE id = 1000",
    )
    assert scene.first_bad(anchored=False) in {13, 14}
    assert scene.first_bad() == 13


def test_entries_with_swapped_places_are_found(scene: Scene) -> None:
    scene.attack(
        "UPDATE audit_entries SET seq = 1000 WHERE id = 5",
        "UPDATE audit_entries SET seq = 2 WHERE id = 8",
        "UPDATE audit_entries SET seq = 3 WHERE id = 5",
    )
    assert scene.first_bad(anchored=False) == 5


def test_an_entry_moved_to_the_end_is_found(scene: Scene) -> None:
    scene.attack("UPDATE audit_entries SET id = 500 WHERE id = 8")
    assert scene.first_bad(anchored=False) == 8
    assert scene.first_bad() == 8


def test_a_database_turned_back_is_found_while_the_anchors_live(scene: Scene) -> None:
    runtime = scene.runtime
    if not runtime.database.is_sqlite:
        pytest.skip("the file is copied")
    runtime.database.close()
    file = runtime.settings.data_dir / "mutasi.db"
    copy = file.with_name("copy.db")
    shutil.copyfile(file, copy)
    scene.write("transfer:1", "regretted")
    scene.write("office")
    runtime.database.close()
    for suffix in ("-wal", "-shm"):
        file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(copy, file)
    assert scene.first_bad(anchored=False) is None
    assert scene.first_bad() == 16
    scene.write("transfer:1", "something_else")
    scene.write("office", "and_more")
    assert scene.first_bad(anchored=False) is None
    assert scene.first_bad() == 16, "going on afterwards does not heal it"


def test_another_key_verifies_nothing(scene: Scene) -> None:
    with scene.runtime.database.reading() as session:
        report = verify(session, b"another key", None)
    assert report.first_bad is not None
    assert report.first_bad.id == 1


FURTHER = COLUMNS.replace("seq", "seq + 50", 1)
Mutation = Callable[[int], Sequence[str]]
MUTATIONS: dict[str, Mutation] = {
    "altered": lambda entry: [f"UPDATE audit_entries SET action = action || 'x' WHERE id = {entry}"],
    "removed": lambda entry: [f"DELETE FROM audit_entries WHERE id = {entry}"],
    "renumbered": lambda entry: [f"UPDATE audit_entries SET id = {entry + 100} WHERE id = {entry}"],
    "copied": lambda entry: [
        f"INSERT INTO audit_entries (id, {COLUMNS}) SELECT {entry + 100}, {FURTHER} FROM audit_entries WHERE id = {entry}"
    ],
}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(MUTATIONS)), st.integers(1, 15)), min_size=1, max_size=3))
def test_any_mixture_of_changes_is_found_at_the_first(scene: Scene, changes: list[tuple[str, int]]) -> None:
    """Each example works on the same untouched trail: the changes are rolled back afterwards."""
    changes = list({entry: (kind, entry) for kind, entry in changes}.values())
    with scene.runtime.database.writer() as session:
        drop_guards(session.connection())
        for kind, entry in changes:
            for statement in MUTATIONS[kind](entry):
                session.connection().exec_driver_sql(statement)
        report = verify(session, scene.runtime.settings.trail_secret(), scene.runtime.anchors)
        session.rollback()
    first = min(entry + 100 if kind == "copied" else entry for kind, entry in changes)
    assert report.first_bad is not None
    assert report.first_bad.id == first


def test_the_key_is_not_in_the_database(scene: Scene) -> None:
    runtime = scene.runtime
    key = runtime.settings.trail_secret()
    if runtime.database.is_sqlite:
        runtime.database.close()
        assert key not in (runtime.settings.data_dir / "mutasi.db").read_bytes()
    tables = scene.ask(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if runtime.database.is_sqlite
        else "SELECT table_name FROM information_schema.tables"
    )
    assert [name for (name,) in tables if "audit" in name] == ["audit_entries"]


def test_a_second_database_object_sees_the_same(scene: Scene) -> None:
    database = Database(scene.runtime.settings.effective_database_url, scene.runtime.database.info)
    with database.reading() as session:
        assert verify(session, scene.runtime.settings.trail_secret(), scene.runtime.anchors).ok
    database.close()
