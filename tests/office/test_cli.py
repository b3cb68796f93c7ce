"""The commands that start and keep an installation: one JSON document, talk apart, exit codes that mean something."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner, Result
from sqlalchemy import text

from mutasi_flow.cli import COMMANDS, main
from mutasi_flow.core.runtime import open_runtime
from mutasi_flow.core.schema import config
from mutasi_flow.settings import Settings
from tests.conftest import Ground
from tests.processes import is_alive

INIT = ["init", "--name", "Pemerintah Kabupaten Contoh", "--region", "Kabupaten Contoh", "--username", "admin"]
PASSWORD = ["--password", "kuda biru di laut selatan"]
Run = Callable[..., Result]


@pytest.fixture
def settings(dialect: str, grounds: dict[str, Ground], tmp_path: Path) -> Settings:
    """A machine on which nothing was started yet."""
    return grounds[dialect].empty(tmp_path / "data")


def environment(settings: Settings) -> dict[str, str]:
    return {
        "MUTASI_DATA_DIR": str(settings.data_dir),
        "MUTASI_DATABASE_URL": settings.database_url,
        "MUTASI_SECRET_KEY": settings.secret_key.get_secret_value(),
        "MUTASI_AUDIT_KEY": settings.audit_key.get_secret_value(),
    }


@pytest.fixture
def run(settings: Settings) -> Run:
    """Run a command on the fresh database."""

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, env=environment(settings))

    return call


def document(result: Result) -> Any:
    return json.loads(result.stdout)


def every_command() -> Iterator[tuple[str, click.Command]]:
    def walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        if isinstance(command, click.Group):
            for child, made in command.commands.items():
                yield from walk(f"{name} {child}", made)
        else:
            yield name, command

    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        yield from walk(name, command)


def test_every_command_has_help_and_answers_in_json() -> None:
    for name, command in every_command():
        assert command.help, name
        assert any("--json" in parameter.opts for parameter in command.params), name


def test_help_imports_nothing_heavy() -> None:
    probe = (
        "import sys; from mutasi_flow.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: sys.stderr.write(str({'flask', 'sqlalchemy', 'pydantic', 'dbos'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert done.stderr == "set()"
    assert all(name in done.stdout for name in COMMANDS)


def test_init_sets_up_once(run: Run) -> None:
    assert run(*INIT, "--json").exit_code == 2
    result = run(*INIT, *PASSWORD, "--json")
    assert result.exit_code == 0, result.output
    assert document(result)["user"] == "admin"
    again = run(*INIT, *PASSWORD, "--json")
    assert again.exit_code == 1
    assert document(again)["error"]["code"] == "conflict"
    assert again.stderr.strip() == "Instansi sudah disiapkan."


def test_init_refuses_a_weak_password_and_leaves_nothing(run: Run) -> None:
    assert run(*INIT, "--password", "1234").exit_code == 1
    assert run(*INIT, *PASSWORD).exit_code == 0


def test_the_trail_is_verified_and_exported(run: Run, tmp_path: Path, settings: Settings) -> None:
    assert run(*INIT, *PASSWORD).exit_code == 0
    whole = run("audit", "verify", "--json")
    assert whole.exit_code == 0
    assert {key: document(whole)[key] for key in ("ok", "first_bad")} == {"ok": True, "first_bad": None}
    exported = run("audit", "anchor", "export", str(tmp_path / "ends.log"), "--json")
    assert document(exported)["chains"] == len((tmp_path / "ends.log").read_text().splitlines()) >= 2
    shutil.move(settings.data_dir / "anchors", tmp_path / "anchors")
    assert "Tidak ada jangkar" in run("audit", "verify", "--json").stderr
    shutil.rmtree(settings.data_dir / "anchors", ignore_errors=True)
    shutil.move(tmp_path / "anchors", settings.data_dir / "anchors")
    if settings.database_url:
        return
    database = settings.data_dir / "mutasi.db"
    rows = document(whole)["rows"]
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('DROP TRIGGER audit_entries_no_delete');"
        " c.execute('DELETE FROM audit_entries WHERE id = (SELECT max(id) FROM audit_entries)'); c.commit()"
    )
    subprocess.run([sys.executable, "-c", script, str(database)], check=True)  # noqa: S603 - our own words
    broken = run("audit", "verify", "--json")
    assert broken.exit_code == 1
    assert document(broken)["first_bad"]["id"] == rows
    assert document(broken)["rows"] == rows - 1


def test_doctor_and_db_say_what_is_missing(run: Run) -> None:
    missing = run("db", "check", "--json")
    every = [step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()][::-1]
    assert (missing.exit_code, document(missing)) == (1, {"ok": False, "missing": every})
    result = run("doctor", "--json")
    assert result.exit_code == 3
    assert {"check": "schema", "level": "problem"}.items() <= document(result)["checks"][1].items()
    assert document(run("db", "upgrade", "--json")) == {"applied": every}
    assert document(run("db", "check", "--json")) == {"ok": True, "missing": []}
    checks = {check["check"]: check["level"] for check in document(run("doctor", "--json"))["checks"]}
    assert {"database", "schema", "worker", "clock", "disk", "keys", "address", "letters", "mail"} <= set(checks)
    assert checks["schema"] == "ok"


@pytest.mark.parametrize("arguments", [("db", "check"), ("db", "upgrade"), ("doctor",), ("transfers", "list")])
def test_a_database_of_a_newer_version_is_refused_in_words(run: Run, settings: Settings, arguments: list[str]) -> None:
    assert run("db", "upgrade").exit_code == 0
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    result = run(*arguments, "--json")
    assert result.exit_code == 3
    assert "9999" in document(result)["error"]["detail"]


def test_open_keys_are_a_problem(run: Run, settings: Settings) -> None:
    assert run("db", "upgrade").exit_code == 0
    settings.data_dir.chmod(0o755)
    checks = {check["check"]: check for check in document(run("doctor", "--json"))["checks"]}
    assert checks["keys"]["level"] == "problem"


def test_a_wrong_setting_is_said_in_words(settings: Settings) -> None:
    wrong = {**environment(settings), "MUTASI_SMTP_PORT": "abc"}
    result = CliRunner().invoke(main, ["db", "check", "--json"], env=wrong)
    assert result.exit_code == 3
    assert document(result)["error"]["code"] == "unprepared"
    wrong = {"MUTASI_DATABASE_URL": "postgresql+psycopg://h/d", "MUTASI_SECRET_KEY": "", "MUTASI_AUDIT_KEY": ""}
    result = CliRunner().invoke(main, ["db", "check"], env=wrong)
    assert result.exit_code == 3
    assert "MUTASI_SECRET_KEY" in result.stderr


def test_a_database_that_does_not_answer_is_the_environments_fault(settings: Settings) -> None:
    gone = {**environment(settings), "MUTASI_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    result = CliRunner().invoke(
        main, ["jobs", "list", "--json"], env={**gone, "MUTASI_SECRET_KEY": "x", "MUTASI_AUDIT_KEY": "x"}
    )
    assert result.exit_code == 3


def test_jobs_are_listed_and_an_unknown_one_is_not_repeated(run: Run) -> None:
    assert run("jobs", "list").exit_code == 3, "there is no schema yet"
    assert run("db", "upgrade").exit_code == 0
    assert document(run("jobs", "list", "--json")) == []
    assert run("jobs", "retry", "print:1").exit_code == 1
    assert run("jobs", "retry").exit_code == 2
    assert document(run("jobs", "retry", "--all", "--json")) == {"retried": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(address: str, seconds: float = 180) -> str:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.mark.skipif(sys.platform != "linux", reason="a wish to the kernel of Linux")
def test_what_a_killed_parent_started_ends_with_it(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    child = f"import os, time, pathlib; pathlib.Path({str(told)!r}).write_text(str(os.getpid())); time.sleep(60)"
    program = (
        f"from mutasi_flow.cli.processes import _run_together; _run_together([[{sys.executable!r}, '-c', {child!r}]])"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as parent:  # noqa: S603 - our own command
        deadline = time.monotonic() + 60
        while not (told.exists() and told.read_text()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        parent.kill()
    while is_alive(int(told.read_text())):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def count_workers(data: Path) -> int:
    with closing(sqlite3.connect(data / "mutasi.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM worker_beats").fetchone()[0])


@pytest.mark.slow
def test_serve_runs_web_and_worker_and_stops_both(tmp_path: Path) -> None:
    port = free_port()
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MUTASI_")},
        "MUTASI_DATA_DIR": str(tmp_path / "data"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = [sys.executable, "-m", "mutasi_flow", "serve", "--port", str(port)]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as served:
        try:
            assert "Mulai" in fetch(f"http://127.0.0.1:{port}/")
            deadline = time.monotonic() + 180
            while not count_workers(tmp_path / "data") and time.monotonic() < deadline:
                time.sleep(0.1)
            assert count_workers(tmp_path / "data") == 1
        finally:
            served.send_signal(signal.SIGTERM)
            stdout, stderr = served.communicate(timeout=120)
    assert served.returncode == 0, stderr
    assert count_workers(tmp_path / "data") == 0
    assert f"http://127.0.0.1:{port}/" in stdout
    assert "Kode mulai: " in stderr
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
