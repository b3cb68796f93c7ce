"""The user commands: one JSON document on stdout, exit codes, everything in the trail."""

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from mutasi_flow.access import queries, service
from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.cli import main
from mutasi_flow.core.audit import AuditEntry
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.settings import Settings
from tests.factories import NOW, make_account, make_employee, make_unit


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> CliRunner:
    for name, value in {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "AUDIT_KEY": settings.audit_key.get_secret_value(),
    }.items():
        monkeypatch.setenv(f"MUTASI_{name}", value)
    return CliRunner()


def call(shell: CliRunner, *args: str, code: int = 0) -> Result:
    result = shell.invoke(main, ["user", *args])
    assert result.exit_code == code, result.output
    return result


def test_from_making_an_account_to_a_token(shell: CliRunner, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        unit = make_unit(session)
        employee = make_employee(session, unit)
        nip, code = employee.nip or "", unit.code
    made = json.loads(call(shell, "add", "wulan", "--nip", nip, "--role", "verifier", "--unit", code, "--json").stdout)
    assert made["user"] == "wulan"
    with runtime.database.writing() as session:
        outcome = service.check_password(session, "wulan", made["password"], runtime.clock.now())
        assert outcome.must_change_password
    listed = json.loads(call(shell, "list", "--role", "verifier", "--json").stdout)
    assert [(one["user"], one["roles"][0]["role"]) for one in listed] == [("wulan", "verifier")]
    assert call(shell, "list").stdout.startswith("wulan  ")
    token = json.loads(call(shell, "token", "wulan", "--json").stdout)["token"]
    with runtime.database.reading() as session:
        assert queries.find_by_token(session, token, runtime.clock.today()) is not None
    again = json.loads(call(shell, "reset", "WULAN", "--json").stdout)
    assert again["password"] != made["password"]
    with runtime.database.reading() as session:
        entries = session.execute(select(AuditEntry.action, AuditEntry.actor).order_by(AuditEntry.id)).all()
    assert [action for action, _actor in entries] == [
        "created",
        "role_granted",
        "slip_printed",
        "token_made",
        "slip_printed",
    ]
    assert {actor for _action, actor in entries} == {"Baris perintah"}


def test_disabling_and_giving_roles(shell: CliRunner, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        make_account(session, roles=[Role.ADMIN])
        make_account(session, username="rangga")
    assert json.loads(call(shell, "role", "rangga", "admin", "--json").stdout)["role"] == "admin"
    call(shell, "disable", "rangga", "--reason", "pensiun")
    with runtime.database.reading() as session:
        assert not session.scalars(select(Account.is_active).where(Account.username == "rangga")).one()
    assert "dinonaktifkan" in call(shell, "token", "rangga", code=1).stderr


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["token", "tidak-ada"], 1),
        (["disable", "tidak-ada"], 1),
        (["add", "a b"], 1),
        (["add", "wulan", "--nip", "123"], 1),
        (["add", "wulan", "--role", "admin", "--unit", "X"], 1),
        (["add"], 2),
        (["add", "wulan", "--role", "raja"], 2),
        (["list", "--limit", "0"], 2),
    ],
)
def test_refusals_leave_everything_as_it_was(shell: CliRunner, runtime: Runtime, args: list[str], code: int) -> None:
    call(shell, *args, code=code)
    with runtime.database.reading() as session:
        assert session.scalars(select(Account.id)).all() == []


def test_the_last_administrator_stays(shell: CliRunner, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        make_account(session, username="satu", roles=[Role.ADMIN], created_at=NOW)
    refused = call(shell, "disable", "satu", "--json", code=1)
    assert json.loads(refused.stdout)["error"]["code"] == "refused"


def test_the_matrix_of_authority_from_the_shell(shell: CliRunner, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        code = make_unit(session, "BKPSDM").code

    def ask(*args: str, code: int = 0) -> Result:
        result = shell.invoke(main, ["authority", *args])
        assert result.exit_code == code, result.output
        return result

    delegation = ("--form", "an", "--decree", "188/4", "--decree-date", "2026-01-05", "--kind", "A", "--level", "II.b")
    added = json.loads(ask("add", "sign", code, "Kepala BKPSDM", *delegation, "--json").stdout)
    ask("add", "sign", code, "Kepala BKPSDM", *delegation, code=1)
    assert "188/4" not in ask("add", "decide", "TIDAK-ADA", "Kepala", code=1).output
    (row,) = json.loads(ask("list", "--json").stdout)
    assert (row["id"], row["act"], row["form"], row["decree_on"], row["to_on"]) == (
        added["id"],
        "sign",
        "an",
        "2026-01-05",
        None,
    )
    ask("end", str(added["id"]))
    (row,) = json.loads(ask("list", "--json").stdout)
    assert row["to_on"] is not None
