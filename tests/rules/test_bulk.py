"""Many moves at once say exactly what one by one would."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import event
from sqlalchemy.orm import Session

from mutasi_flow.cli import main
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people import service as people
from mutasi_flow.people.domain import JabatanKind, Predicate, Severity
from mutasi_flow.rules.queries import Move, find_moves, gather_facts, gather_many, load_rulebook
from mutasi_flow.rules.queries import bulk as bulk_queries
from tests.factories import NOW, TODAY, make_employee, make_jabatan, make_post, make_unit


def settle(session: Session) -> list[Move]:
    units = [make_unit(session) for _ in range(3)]
    jabatan = [make_jabatan(session, "Guru Ahli Muda"), make_jabatan(session, kind=JabatanKind.STRUCTURAL)]
    for unit in units:
        make_post(session, unit, jabatan[0], need=3, minimum=1)
    moves = []
    for number in range(8):
        one = make_employee(session, units[number % 3], jabatan[0], synced_at=NOW if number % 2 else None)
        people.record_performance(session, SYSTEM, one.id, year=2025, predicate=Predicate.GOOD, at=NOW)
        moves.append(Move(one.id, units[(number + 1) % 3].id, jabatan[number % 2].id))
    people.record_discipline(
        session, SYSTEM, moves[0].employee_id, severity=Severity.HEAVY, from_on=date(2026, 1, 1), to_on=None, at=NOW
    )
    make_employee(session, units[1], jabatan[1])
    return moves


def test_the_facts_are_the_same_as_one_by_one(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    moves = settle(session)
    monkeypatch.setattr(bulk_queries, "AT_ONCE", 3)
    assert gather_many(session, moves, TODAY) == [gather_facts(session, **one._asdict(), today=TODAY) for one in moves]


def test_more_moves_take_no_more_statements(session: Session) -> None:
    moves = settle(session)
    plain = [Move(move.employee_id, move.to_unit_id, moves[0].to_jabatan_id) for move in moves]
    load_rulebook(session)  # read once in a transaction
    sent: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: sent.append(given[2]))
    counts = []
    for some in (plain[:2], plain):
        sent.clear()
        gather_many(session, some, TODAY)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 7


def test_what_is_not_there_is_named(session: Session) -> None:
    (move, *_), unit = settle(session), make_unit(session)
    with pytest.raises(NotFound):
        gather_many(session, [move._replace(to_unit_id=unit.id + 99)], TODAY)
    assert find_moves(session, []) == []
    with pytest.raises(InvalidInput) as refused:
        find_moves(session, [("123", unit.code, "J")])
    assert "123" in str(refused.value.text)


def test_the_shell_judges_a_plan(runtime: Runtime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = runtime.settings
    monkeypatch.setenv("MUTASI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MUTASI_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("MUTASI_SECRET_KEY", settings.secret_key.get_secret_value())
    monkeypatch.setenv("MUTASI_AUDIT_KEY", settings.audit_key.get_secret_value())
    with runtime.database.writing() as session:
        unit, jabatan = make_unit(session), make_jabatan(session)
        good, bad = make_employee(session, None, jabatan), make_employee(session, None, jabatan, legal_position="99")
        rows = [f"{one.nip},{unit.code},{jabatan.code}" for one in (good, bad)]
        nip = bad.nip
    file = tmp_path / "moves.csv"
    file.write_text("\n".join(["nip,ke_unit,ke_jabatan", *rows]), encoding="utf-8")
    found = CliRunner().invoke(main, ["rules", "moves", str(file), "--on", "2026-03-02", "--json"])
    answer = json.loads(found.stdout)
    assert (found.exit_code, answer["moves"]) == (1, 2)
    assert [(one["nip"], one["rules"]) for one in answer["blocked"]] == [(nip, ["R01"])]
