"""Decrees from the shell."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner

from mutasi_flow.core.runtime import open_runtime
from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.service import Issued, issue, revoke
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.cli import decree
from tests.factories import NOW, make_office


@pytest.fixture
def dialect() -> str:
    """The shell adds nothing that depends on the database."""
    return "sqlite"


@pytest.fixture
def letter(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Issued:
    monkeypatch.setenv("MUTASI_DATA_DIR", str(settings.data_dir))
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        make_office(session)
        return issue(
            session,
            kind="transfer_decree",
            about_kind="transfer",
            about_id=1,
            context=sample_transfer_decree(),
            dated_on=date(2026, 3, 2),
            at=NOW,
        )


def run(*args: str | int | Path, expect: int = 0) -> dict[str, Any]:
    outcome = CliRunner().invoke(decree, [*map(str, args), "--json"])
    assert outcome.exit_code == expect, outcome.output
    document: dict[str, Any] = json.loads(outcome.stdout)
    return document


def test_a_waiting_decree_is_printed_once_and_fetched_again(letter: Issued, tmp_path: Path) -> None:
    first = run("render", letter.number, "--out", tmp_path)
    again = run("render", letter.id, "--out", tmp_path / "salinan.pdf")
    assert first["sha256"] == again["sha256"]
    assert (tmp_path / "salinan.pdf").read_bytes() == Path(first["file"]).read_bytes()
    assert "error" in run("render", "tidak/ada", expect=1)


def test_our_file_is_recognised(letter: Issued, tmp_path: Path) -> None:
    file = tmp_path / "sk.pdf"
    run("render", letter.id, "--out", file)
    found = run("verify", file)
    assert found["valid"] is False
    assert (found["state"], found["number"], found["hash_ok"]) == ("unsigned", letter.number, True)
    assert found["signatures"] == []
    assert "belum ditandatangani" in found["reasons"][0]


def test_a_revoked_decree_is_refused(letter: Issued, tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "sk.pdf"
    run("render", letter.id, "--out", file)
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        revoke(session, letter.id, NOW)
    assert run("verify", file, expect=1)["state"] == "revoked"


def test_a_changed_file_is_found_out(letter: Issued, tmp_path: Path) -> None:
    file, changed = tmp_path / "sk.pdf", tmp_path / "lain.pdf"
    run("render", letter.id, "--out", file)
    changed.write_bytes(file.read_bytes() + b"\n")
    found = run("verify", changed, expect=1)
    assert (found["number"], found["hash_ok"], len(found["reasons"])) == (letter.number, False, 1)
    with pikepdf.open(io.BytesIO(file.read_bytes())) as pdf:
        data = json.loads(pdf.attachments["decree.json"].get_file().read_bytes())
        data["letter"]["effective_on"] = "2020-01-01"
        pdf.attachments["decree.json"] = json.dumps(data).encode()
        pdf.save(changed)
    assert len(run("verify", changed, expect=1)["reasons"]) == 2


@pytest.mark.usefixtures("letter")
@pytest.mark.parametrize("content", [b"", b"\x89PNG", b"%PDF-1.7\n", b"x" * 100_000])
def test_other_files_are_not_ours(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "lain.pdf"
    file.write_bytes(content)
    found = run("verify", file, expect=1)
    assert (found["state"], found["number"], found["hash_ok"]) == ("unknown", None, False)
