"""What every command has in common."""

import resource

import pytest
from click.testing import CliRunner

from mutasi_flow.cli import main


def test_no_command_leaves_its_memory_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    assert CliRunner().invoke(main, ["transfers", "--help"]).exit_code == 0
    assert limits == {resource.RLIMIT_CORE: (0, 0)}
