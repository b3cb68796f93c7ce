"""Routes from the shell: listed, checked and carried from office to office."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.cli import main
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.transfers.routes import ROUTES
from tests.factories import make_account
from tests.transfers.scene import build_scene


@pytest.fixture
def accounts(monkeypatch: pytest.MonkeyPatch, runtime: Runtime) -> dict[Role, Account]:
    settings = runtime.settings
    monkeypatch.setenv("MUTASI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MUTASI_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("MUTASI_SECRET_KEY", settings.secret_key.get_secret_value())
    monkeypatch.setenv("MUTASI_AUDIT_KEY", settings.audit_key.get_secret_value())
    with runtime.database.writing() as session:
        build_scene(session)
        return {role: make_account(session, None, [role]) for role in (Role.ADMIN, Role.VERIFIER)}


def read(*args: str, code: int = 0) -> Any:
    result = CliRunner().invoke(main, ["route", *args, "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_a_route_is_carried_to_another_office(accounts: dict[Role, Account], tmp_path: Path) -> None:
    file = tmp_path / "alur.yaml"
    assert {one["route"] for one in read("list")["items"]} == set(ROUTES)
    assert read("show", "teacher/1")["stages"][1]["tasks"][0]["held_by"] == "parent"
    assert read("export", "teacher/1", str(file))["file"] == str(file)
    assert all(not one["blocking"] for one in read("check", str(file))["findings"])
    refused = read("import", str(file), "--as", accounts[Role.VERIFIER].username, code=1)
    assert refused["error"]["code"] == "forbidden"
    assert read("import", str(file), "--as", accounts[Role.ADMIN].username)["route"] == "kantor-teacher/1"
    assert read("list")["items"][-1]["own"] is True


def test_a_route_with_faults_is_named_and_not_taken(accounts: dict[Role, Account], tmp_path: Path) -> None:
    file = tmp_path / "alur.yaml"
    read("export", "staff-own/1", str(file))
    file.write_text(file.read_text().replace("held_by: signer", "held_by: releasing"))
    assert any(one["blocking"] for one in read("check", str(file), code=1)["findings"])
    read("import", str(file), "--as", accounts[Role.ADMIN].username, code=1)
    file.write_bytes(b"\xff\xfe\x00")
    read("check", str(file), code=1)
    assert read("show", "former/7", code=1)["error"]["detail"]
