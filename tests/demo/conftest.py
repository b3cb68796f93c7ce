"""One small demo, made once for all who look into it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.demo.cli import demo
from mutasi_flow.settings import Settings

EMPLOYEES, TRANSFERS = 200, 11


def run_demo(folder: Path, *words: str) -> Result:
    """Call the command on a folder of its own."""
    environment = {"MUTASI_DATA_DIR": str(folder), "MUTASI_DATABASE_URL": ""}
    return CliRunner(env=environment).invoke(demo, ["--json", *words])


@dataclass(frozen=True)
class Made:
    """A demo, where it lies, and what the command answered."""

    folder: Path
    document: dict[str, Any]
    runtime: Runtime


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("demo")
    answered = run_demo(folder, "--employees", str(EMPLOYEES), "--transfers", str(TRANSFERS), "--seed", "5")
    assert answered.exit_code == 0, answered.stderr
    with open_runtime(Settings(data_dir=folder)) as runtime:
        yield Made(folder, json.loads(answered.stdout), runtime)
