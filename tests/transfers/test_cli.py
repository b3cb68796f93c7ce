"""The road from the shell: the same services and refusals, one JSON document, exit codes that mean something."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mutasi_flow.access.model import Account
from mutasi_flow.cli import main
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.domain import written_date
from tests.browsing import Browser
from tests.transfers.test_pages import Town


@pytest.fixture
def town(
    monkeypatch: pytest.MonkeyPatch, runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]
) -> Town:
    settings = runtime.settings
    monkeypatch.setenv("MUTASI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MUTASI_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("MUTASI_SECRET_KEY", settings.secret_key.get_secret_value())
    monkeypatch.setenv("MUTASI_AUDIT_KEY", settings.audit_key.get_secret_value())
    return Town(runtime, client, sign_in)


def call(*args: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["transfers", *args])
    assert result.exit_code == code, result.output
    return result


def read(*args: str) -> Any:
    return json.loads(call(*args, "--json").stdout)


@pytest.mark.both_databases
def test_a_file_is_listed_shown_and_moved(town: Town) -> None:
    number, me = town.submit(), town.accounts["p0"].username
    listed = read("list")
    assert [one["number"] for one in listed["items"]] == [number]
    shown = read("show", number)
    assert (shown["state"], shown["version"]) == ("proposed", listed["items"][0]["version"])
    assert shown["sentence"] in call("show", number).stdout
    after = read("act", number, "withdraw", "--as", me, "--reason", "Batal.", "--version", str(shown["version"]))
    assert (after["state"], after["tasks"]) == ("withdrawn", [])
    assert read("list", "--state", "proposed") == {"items": [], "next": None}


@pytest.mark.both_databases
def test_a_person_lists_what_the_person_may_see(town: Town) -> None:
    number = town.draft()
    assert [one["number"] for one in read("list", "--as", town.accounts["p0"].username)["items"]] == [number]
    assert read("list", "--as", town.accounts["p1"].username)["items"] == []


def test_refusals_conflicts_and_wrong_use_have_their_exit_codes(town: Town) -> None:
    number, me, peer = town.submit(), town.accounts["p0"].username, town.accounts["p1"].username
    call("act", number, "withdraw", "--as", me, code=1)
    call("act", number, "withdraw", "--as", me, "--reason", "Batal.", "--version", "1", code=1)
    call("act", number, "decree", "--as", me, code=1)
    call("act", number, "withdraw", "--as", peer, "--reason", "Batal.", code=1)
    call("act", number, "withdraw", "--as", "siapa", "--reason", "Batal.", code=1)
    call("show", "MUT-1900-00001", code=1)
    call("list", "--unit", "tidak-ada", code=1)
    call("act", number, "melompat", "--as", me, code=2)
    call("list", "--limit", "0", code=2)
    assert read("show", number)["state"] == "proposed"


def test_days_in_sentences_are_written_out(town: Town) -> None:
    number = town.submit()
    until = town.runtime.clock.today() + timedelta(days=42)
    town.become("verifier")
    town.press(f"/usulan/{number}/langkah/postpone", reason="Menunggu anggaran.", until=until.isoformat())
    assert read("show", number)["sentence"] == f"Ditunda sampai {written_date(until)}"
