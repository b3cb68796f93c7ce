"""Opening a process's ground makes what is missing, and keeps keys out of the database and away from others."""

import subprocess
import sys
from pathlib import Path

import pytest

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.settings import KEYS_FOLDER, Settings


def test_the_first_start_makes_the_folder_and_the_keys_for_the_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new" / "data")
    with open_runtime(settings) as runtime:
        key = runtime.database.info["trail_key"]
    assert settings.data_dir.stat().st_mode & 0o777 == 0o700
    for path in (settings.data_dir / KEYS_FOLDER).iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    with open_runtime(settings) as again:
        assert again.database.info["trail_key"] == key


def test_every_session_carries_what_services_need(runtime: Runtime) -> None:
    with runtime.database.reading() as session:
        assert {"trail_key", "anchors"} <= set(session.info)


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unprepared, match="tidak dapat ditulisi"):
        open_runtime(Settings(data_dir=tmp_path / "file" / "data"))


def test_opening_does_not_load_the_heavy_engines() -> None:
    probe = "import sys, mutasi_flow.app; sys.exit(str({'dbos', 'weasyprint', 'faker'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert done.stderr.strip() == "set()"
