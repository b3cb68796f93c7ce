"""Batches of decrees from the shell."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from mutasi_flow.access.model import Account
from mutasi_flow.cli import main
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.batches.domain import BatchState
from mutasi_flow.letters.service import NewStyle, add_style, printing
from tests.decrees.crew import Crew, build_crew


@pytest.fixture
def dialect() -> str:
    """The shell knows no database; once is enough."""
    return "sqlite"


@pytest.fixture
def crew(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Crew:
    made = type("Made", (), {"data": b"%PDF-1.7 contoh", "made_with": {}})
    monkeypatch.setattr(printing, "render", lambda *_given: made)
    monkeypatch.setenv("MUTASI_DATA_DIR", str(runtime.settings.data_dir))
    return build_crew(runtime, 2)


def name_of(crew: Crew, who: str) -> str:
    key = crew.scene.actors[who].account_id
    return crew.read(lambda session: session.scalar(select(Account.username).where(Account.id == key)))  # type: ignore[no-any-return]


def run(*words: str, status: int = 0) -> dict[str, Any]:
    result = CliRunner().invoke(main, ["decree", "batch", *words, "--json"])
    assert result.exit_code == status, result.output
    return json.loads(result.stdout) if status == 0 else {}


def test_a_batch_from_the_shell(crew: Crew) -> None:
    signer = name_of(crew, "signer")
    made = run("make", "SK guru", "--as", signer, "--signer", signer)
    assert (made["state"], made["form"], made["decrees"], made["printed"]) == ("draft", "individual", 2, 0)
    key = str(made["id"])
    run("make", "SK guru", "--as", signer, "--signer", "bukan", status=1)
    run("make", "SK guru", "--as", signer, "--signer", signer, "--unit", "bukan", status=1)
    crew.work()
    run("press", key, "--as", signer, "--version", "77", status=1)
    assert run("press", key, "--as", signer)["state"] == "running"
    assert run("pause", key, "--as", signer)["state"] == "paused"
    assert run("resume", key, "--as", signer)["state"] == "running"
    crew.work()
    shown = run("show", key, "--as", signer)
    assert (shown["state"], shown["printed"], shown["minutes_left"]) == ("done", 2, 0)
    assert [one["id"] for one in run("list", "--as", signer)["items"]] == [made["id"]]
    assert crew.batch(made["id"]).state is BatchState.DONE


def test_one_decree_for_all_from_the_shell(crew: Crew) -> None:
    signer, today, at = name_of(crew, "signer"), crew.runtime.clock.today(), crew.runtime.clock.now()
    style = NewStyle(today, certifier_title="Kepala Bagian Hukum", certifier_name="Rangga, S.H.")
    crew.write(lambda session: add_style(session, style, actor=crew.maker, today=today, at=at))
    made = run("make", "SK guru", "--as", signer, "--signer", signer, "--form", "collective")
    key = str(made["id"])
    assert (made["form"], made["decree"]) == ("collective", None)
    run("compose", key, "--as", signer, status=1)
    run("press", key, "--as", signer)
    crew.work()
    assert run("show", key, "--as", signer)["decree"]
    assert run("compose", key, "--as", signer)["state"] == "running"
