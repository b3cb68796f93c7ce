"""The trail is written with the work, and tells it truly."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.audit import (
    AuditEntry,
    TrailFilter,
    anchor_new_heads,
    list_entries,
    list_heads,
    record,
    trail,
    verify,
)
from mutasi_flow.core.audit.seals import canonical, moment
from mutasi_flow.core.db import Database
from mutasi_flow.core.runtime import Runtime

AT = datetime(2026, 3, 2, 3, 4, 5, 6, tzinfo=UTC)
REST = ", ".join(column.name for column in AuditEntry.__table__.columns if column.name != "id")
CLERK = Actor(account_id=7, name="Petugas", capacity="Verifikator", warrant="800/1/2026")


def note(
    session: Session, chain: str = "transfer:1", action: str = "submitted", payload: Mapping[str, Any] | None = None
) -> None:
    record(
        session,
        chain=chain,
        action=action,
        actor=CLERK,
        about_kind="transfer",
        about_id=1,
        payload=payload or {},
        at=AT,
    )


def is_whole(runtime: Runtime) -> bool:
    with runtime.database.reading() as session:
        return verify(session, runtime.settings.trail_secret(), runtime.anchors).ok


def actions(runtime: Runtime, chain: str = "transfer:1") -> list[str]:
    with runtime.database.reading() as session:
        return [row.action for row in trail(session, chain)]


def test_an_entry_tells_who_did_what_in_which_capacity(session: Session) -> None:
    note(session, payload={"to": "proposed", "from": "draft", "nama": "Wayan 🌺"})
    (row,) = trail(session, "transfer:1")
    assert (row.seq, row.at, row.actor_id, row.actor, row.capacity, row.warrant, row.action) == (
        1,
        AT,
        7,
        "Petugas",
        "Verifikator",
        "800/1/2026",
        "submitted",
    )
    assert row.payload == {"from": "draft", "to": "proposed", "nama": "Wayan 🌺"}


def test_the_same_content_is_sealed_as_the_same_bytes() -> None:
    assert canonical({"b": 1, "a": [None, "é"]}) == canonical({"a": [None, "é"], "b": 1}) == '{"a":[null,"é"],"b":1}'
    assert moment(AT.astimezone(tz=None)) == moment(AT) == "2026-03-02 03:04:05.000006"


def test_a_payload_that_json_cannot_hold_is_refused_at_once(session: Session) -> None:
    with pytest.raises(TypeError):
        note(session, payload={"x": object()})


def test_entries_are_committed_with_the_work_or_not_at_all(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        note(session, action="kept")
    with runtime.database.writer() as session:
        note(session, action="rolled_back")
        session.rollback()
        note(session, action="after")
        session.commit()
        note(session, action="closed_without_commit")
        session.close()
        note(session, action="last")
        session.commit()
    assert actions(runtime) == ["kept", "after", "last"]
    assert is_whole(runtime)


def test_a_savepoint_takes_its_entries_with_it(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        note(session, action="outer")
        with session.begin_nested() as outer:
            note(session, action="lost")
            with session.begin_nested():
                note(session, action="lost_too")
            assert len(trail(session, "transfer:1")) == 3
            note(session, action="lost_as_well")
            outer.rollback()
        with session.begin_nested():
            note(session, action="inner")
    assert actions(runtime) == ["outer", "inner"]
    assert is_whole(runtime)


def test_it_costs_three_statements_however_many_chains(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        note(session)
    statements: list[str] = []
    event.listen(runtime.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2].split()[0]))
    with runtime.database.writing() as session:
        note(session)
    with runtime.database.writing() as session:
        for number in range(50):
            note(session, f"account:{number}")
    begins = [word for word in statements if word != "BEGIN"]
    assert begins == ["INSERT", "INSERT", "UPDATE"] * 2


def test_the_database_itself_refuses_changes(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        note(session)
    attempts = [
        "UPDATE audit_entries SET action = 'x'",
        "DELETE FROM audit_entries",
        "DELETE FROM trail_heads",
    ]
    if runtime.database.is_sqlite:
        attempts += [
            "INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries",
            f"REPLACE INTO audit_entries ({REST}) SELECT {REST} FROM audit_entries",  # noqa: S608 - our own words
        ]
    else:
        attempts += [
            "TRUNCATE audit_entries",
            "TRUNCATE trail_heads",
            "INSERT INTO audit_entries SELECT * FROM audit_entries ON CONFLICT (id) DO UPDATE SET action = 'x'",
        ]
    for attempt in attempts:
        with pytest.raises(DBAPIError, match=r"append-only|kept"), runtime.database.writing() as session:
            session.execute(text(attempt))
    assert is_whole(runtime)


def test_each_commit_is_anchored_outside_the_database(runtime: Runtime) -> None:
    for _ in range(3):
        with runtime.database.writing() as session:
            note(session)
            note(session, "office")
    found = [anchor for anchor in runtime.anchors.read() if anchor]
    assert [(anchor.chain, anchor.seq) for anchor in found] == [
        (chain, seq) for seq in (1, 2, 3) for chain in ("office", "transfer:1")
    ]
    with runtime.database.reading() as session:
        assert sorted(list_heads(session), key=lambda head: head.chain) == found[-2:]


def test_a_request_does_not_fail_when_anchors_cannot_be_written(runtime: Runtime) -> None:
    runtime.anchors.folder.write_text("a file where the folder should be")
    with runtime.database.writing() as session:
        note(session)
    assert actions(runtime) == ["submitted"]
    runtime.anchors.folder.unlink()
    with runtime.database.reading() as session:
        assert anchor_new_heads(session, runtime.anchors) == 1
        assert anchor_new_heads(session, runtime.anchors) == 0
    assert [anchor.seq for anchor in runtime.anchors.read() if anchor] == [1]


def test_a_torn_line_of_anchors_spoils_only_itself(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        note(session)
    (file,) = runtime.anchors.folder.glob("*.log")
    file.write_text(file.read_text() + "\nab12 3 4 tor")
    with runtime.database.writing() as session:
        note(session)
    with runtime.database.reading() as session:
        report = verify(session, runtime.settings.trail_secret(), runtime.anchors)
    assert (report.ok, report.anchors, report.unreadable_anchors) == (True, 2, 1)


def test_two_at_once_on_the_same_new_chains_neither_fail_nor_lock_each_other(runtime: Runtime) -> None:
    rounds, chains = 15, ["office", "people:202603", "transfer:1"]
    ready = threading.Barrier(4)
    faults: list[Exception] = []

    def work(order: list[str]) -> None:
        database = Database(runtime.settings.effective_database_url, runtime.database.info)
        ready.wait()
        try:
            for number in range(rounds):
                with database.writing() as session:
                    for chain in order:
                        note(session, f"{chain}-{number}", f"by_{order[0]}")
                        note(session, chain)
        except Exception as fault:  # noqa: BLE001 - shown below
            faults.append(fault)
        finally:
            database.close()

    orders = [chains, chains[::-1], chains, chains[::-1]]
    threads = [threading.Thread(target=work, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(actions(runtime, "office")) == 4 * rounds
    assert len(actions(runtime, "transfer:1-3")) == 4
    assert is_whole(runtime)


def test_verification_looks_at_one_moment_while_others_write(runtime: Runtime) -> None:
    stopped = threading.Event()

    def write() -> None:
        while not stopped.is_set():
            with runtime.database.writing() as session:
                note(session)
                note(session, "office")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert all(is_whole(runtime) for _ in range(15))
    finally:
        stopped.set()
        writer.join()


def test_the_trail_can_be_searched(runtime: Runtime) -> None:
    for number in range(5):
        with runtime.database.writing() as session:
            note(session, f"transfer:{number}", "submitted" if number % 2 else "approved")
    with runtime.database.reading() as session:
        found = list_entries(session, TrailFilter(action="approved", actor="PETUG"), 2)
        assert [row.chain for row in found] == ["transfer:4", "transfer:2"]
        older = list_entries(session, TrailFilter(action="approved", before_id=found[-1].id), 2)
        assert [row.chain for row in older] == ["transfer:0"]
        assert [row.chain for row in list_entries(session, TrailFilter(chain="transfer:3"), 2)] == ["transfer:3"]
        assert list_entries(session, TrailFilter(actor="%"), 2) == []


def test_system_has_no_account(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        record(
            session,
            chain="office",
            action="started",
            actor=SYSTEM,
            about_kind="office",
            about_id=1,
            payload={},
            at=AT + timedelta(days=1),
        )
    with runtime.database.reading() as session:
        assert session.scalars(select(AuditEntry.actor_id)).one() is None
