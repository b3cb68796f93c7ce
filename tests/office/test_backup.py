"""Backups: everything comes back as it was, a damaged one puts nothing in place, and nothing is ever overwritten."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from mutasi_flow.cli import main
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.audit import record
from mutasi_flow.core.runtime import open_runtime
from mutasi_flow.office.domain import LAST_BACKUP, Level
from mutasi_flow.office.queries import check_all
from mutasi_flow.office.service.backup import databases
from mutasi_flow.office.service.backup.manifest import MANIFEST
from mutasi_flow.office.service.backup.restoring import HALF_DONE
from mutasi_flow.settings import Settings
from tests.conftest import Ground
from tests.factories import NOW, make_account
from tests.office.test_cli import environment
from tests.postgres import find_binaries

LETTER = b"%PDF-1.7 sebuah surat"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An office with one account, one stored letter and a trail."""
    with open_runtime(settings) as runtime:
        runtime.files.put(LETTER, ".pdf")
        with runtime.database.writing() as session:
            make_account(session, username="admin")
            record(
                session, chain="office", action="x", actor=SYSTEM, about_kind="office", about_id=1, payload={}, at=NOW
            )
    return settings


@pytest.fixture
def elsewhere(dialect: str, grounds: dict[str, Ground], tmp_path: Path) -> Settings:
    """Another machine, on which nothing was started yet."""
    return grounds[dialect].empty(tmp_path / "elsewhere")


@pytest.fixture(autouse=True)
def _tools(monkeypatch: pytest.MonkeyPatch, dialect: str) -> None:
    if dialect == "postgresql":
        monkeypatch.setenv("PATH", str(find_binaries()), prepend=":")


def call(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env=environment(settings))


@pytest.fixture
def backed_up(settings: Settings, tmp_path: Path) -> Path:
    """A backup with its keys beside it (``backup.zip``, ``keys.zip``)."""
    place = tmp_path / "backup.zip"
    done = call(settings, "backup", str(place), "--keys", str(tmp_path / "keys.zip"), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["damaged"] == []
    return place


def restore(settings: Settings, place: Path, *more: str) -> Result:
    return call(settings, "restore", str(place), "--json", *more)


def accounts(settings: Settings) -> list[str]:
    with open_runtime(settings) as runtime, runtime.database.reading() as session:
        return list(session.scalars(text("SELECT username FROM accounts ORDER BY id")))


def changed(place: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Return a copy of a backup whose parts were changed by hand."""
    with ZipFile(place) as bundle:
        parts = {name: bundle.read(name) for name in bundle.namelist()}
    change(parts)
    other = place.with_name("changed.zip")
    with ZipFile(other, "w", ZIP_DEFLATED) as bundle:
        for name, data in parts.items():
            bundle.writestr(name, data)
    return other


def test_everything_comes_back(settings: Settings, elsewhere: Settings, backed_up: Path, tmp_path: Path) -> None:
    done = restore(elsewhere, backed_up, "--keys", str(tmp_path / "keys.zip"))
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["has_key"] is True
    assert accounts(elsewhere) == accounts(settings) == ["admin"]
    with open_runtime(elsewhere) as runtime:
        assert runtime.files.get(runtime.files.put(LETTER, ".pdf")) == LETTER
    verified = call(elsewhere, "audit", "verify", "--json")
    assert (verified.exit_code, json.loads(verified.stdout)["ok"]) == (0, True)
    assert json.loads(verified.stdout)["anchors"] > 0
    assert json.loads(call(elsewhere, "db", "check", "--json").stdout)["ok"]
    assert not [left.name for left in elsewhere.data_dir.iterdir() if left.name.startswith(".")]


def test_keys_are_never_inside(backed_up: Path, settings: Settings) -> None:
    with ZipFile(backed_up) as bundle:
        assert not [name for name in bundle.namelist() if "key" in name]
        told = bundle.read(MANIFEST)
    assert settings.trail_secret() not in told
    assert backed_up.stat().st_mode & 0o077 == 0


def test_what_holds_data_is_never_overwritten(settings: Settings, backed_up: Path) -> None:
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        session.execute(text("UPDATE accounts SET username = 'lain'"))
    again = restore(settings, backed_up)
    assert (again.exit_code, json.loads(again.stdout)["error"]["code"]) == (1, "conflict")
    assert accounts(settings) == ["lain"]


def test_a_trail_without_its_key_is_not_restored_unasked(elsewhere: Settings, backed_up: Path) -> None:
    other = elsewhere.model_copy(update={"audit_key": type(elsewhere.audit_key)("kunci lain " * 4)})
    assert "--lost-keys" in restore(other, backed_up).stderr
    assert databases.is_empty(other)
    done = restore(other, backed_up, "--lost-keys")
    assert (done.exit_code, json.loads(done.stdout)["has_key"]) == (0, False)
    assert accounts(other) == ["admin"]


def _flip(parts: dict[str, bytes]) -> None:
    name = next(name for name in parts if name.startswith("files/"))
    parts[name] = parts[name][:-1] + b"?"


def _shorten(parts: dict[str, bytes]) -> None:
    name = next(name for name in parts if name.startswith("database/"))
    parts[name] = parts[name][:-100]


def _leave_out(parts: dict[str, bytes]) -> None:
    del parts[next(name for name in parts if name.startswith("files/"))]


def _add(parts: dict[str, bytes]) -> None:
    parts["../../x"] = b"x"


def _list_outside(parts: dict[str, bytes]) -> None:
    told = json.loads(parts[MANIFEST])
    told["parts"].append({"name": "../x", "size": 1, "sha256": "0" * 64})
    parts[MANIFEST] = json.dumps(told).encode()
    parts["../x"] = b"x"


def _list_twice(parts: dict[str, bytes]) -> None:
    told = json.loads(parts[MANIFEST])
    told["parts"].append(told["parts"][0])
    parts[MANIFEST] = json.dumps(told).encode()


def _of_tomorrow(parts: dict[str, bytes]) -> None:
    told = json.loads(parts[MANIFEST])
    parts[MANIFEST] = json.dumps({**told, "revision": "9999"}).encode()


def _of_another_form(parts: dict[str, bytes]) -> None:
    told = json.loads(parts[MANIFEST])
    parts[MANIFEST] = json.dumps({**told, "version": 2}).encode()


def _of_another_kind(parts: dict[str, bytes]) -> None:
    told = json.loads(parts[MANIFEST])
    parts[MANIFEST] = json.dumps({**told, "dialect": "oracle"}).encode()


def _without_list(parts: dict[str, bytes]) -> None:
    del parts[MANIFEST]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_flip, "Cadangan rusak"),
        (_shorten, "Cadangan rusak"),
        (_leave_out, "tidak sama dengan daftarnya"),
        (_add, "tidak sama dengan daftarnya"),
        (_list_outside, "tidak wajar"),
        (_list_twice, "tidak wajar"),
        (_of_tomorrow, "9999"),
        (_of_another_form, "tidak dikenal"),
        (_of_another_kind, "oracle"),
        (_without_list, "bukan cadangan"),
    ],
)
def test_a_spoilt_backup_puts_nothing_in_place(
    elsewhere: Settings, backed_up: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], said: str
) -> None:
    done = restore(elsewhere, changed(backed_up, change), "--keys", str(tmp_path / "keys.zip"))
    assert done.exit_code in {1, 3}
    assert said in done.stderr
    assert databases.is_empty(elsewhere)
    assert not (elsewhere.data_dir / "files").exists()
    assert not (tmp_path / "x").exists()
    assert restore(elsewhere, backed_up, "--keys", str(tmp_path / "keys.zip")).exit_code == 0


def test_a_torn_backup_and_a_stranger_are_told_in_words(elsewhere: Settings, backed_up: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.zip"
    torn.write_bytes(backed_up.read_bytes()[:-200])
    for place in (torn, Path(__file__)):
        done = restore(elsewhere, place)
        assert (done.exit_code, "bukan cadangan" in done.stderr) == (1, True)


def test_a_packed_part_that_is_spoilt_is_told_in_words(elsewhere: Settings, backed_up: Path, tmp_path: Path) -> None:
    whole, keys = backed_up.read_bytes(), ("--keys", str(tmp_path / "keys.zip"))
    with ZipFile(backed_up) as bundle:
        database = next(one for one in bundle.infolist() if one.filename.startswith("database/"))
    begin = database.header_offset + 100
    for place in range(begin, begin + database.compress_size - 200, max(1, database.compress_size // 8)):
        backed_up.write_bytes(whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :])
        done = restore(elsewhere, backed_up, *keys)
        assert (done.exit_code, "Cadangan rusak" in done.stderr) == (1, True), done.exception
    backed_up.write_bytes(whole)
    assert restore(elsewhere, backed_up, *keys).exit_code == 0


def test_what_was_refused_before_makes_nobody_lose_files(elsewhere: Settings, backed_up: Path, tmp_path: Path) -> None:
    assert restore(elsewhere, backed_up, "--keys", str(Path(__file__))).exit_code == 1
    assert not (elsewhere.data_dir / HALF_DONE).exists()
    with open_runtime(elsewhere) as runtime:
        key = runtime.files.put(b"sesudahnya", ".pdf")
    again = restore(elsewhere, backed_up, "--keys", str(tmp_path / "keys.zip"))
    assert (again.exit_code, json.loads(again.stdout)["error"]["code"]) == (1, "conflict")
    assert (elsewhere.files_dir / key).is_file()


def test_keys_are_not_written_over_their_backup(settings: Settings, tmp_path: Path) -> None:
    place = tmp_path / "backup.zip"
    assert call(settings, "backup", str(place), "--keys", str(place)).exit_code == 2
    assert not place.exists()


def test_whoever_was_interrupted_begins_again(
    elsewhere: Settings, backed_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    keys = ("--keys", str(tmp_path / "keys.zip"))
    with monkeypatch.context() as patched:
        patched.setattr(databases, "load", die)
        restore(elsewhere, backed_up, *keys)
    assert databases.is_empty(elsewhere)
    assert (elsewhere.data_dir / "files").is_dir()
    assert restore(elsewhere, backed_up, *keys).exit_code == 0
    assert accounts(elsewhere) == ["admin"]


def test_one_restores_at_a_time(elsewhere: Settings, backed_up: Path, tmp_path: Path) -> None:
    elsewhere.data_dir.mkdir()
    held = os.open(elsewhere.data_dir, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    done = restore(elsewhere, backed_up, "--keys", str(tmp_path / "keys.zip"))
    os.close(held)
    assert (done.exit_code, "sedang berjalan" in done.stderr) == (1, True)


def test_a_damaged_file_is_named_and_kept(settings: Settings, elsewhere: Settings, tmp_path: Path) -> None:
    with open_runtime(settings) as runtime:
        key = runtime.files.put(LETTER, ".pdf")
    (settings.files_dir / key).write_bytes(LETTER + b"?")
    place, keys = tmp_path / "backup.zip", tmp_path / "keys.zip"
    done = call(settings, "backup", str(place), "--keys", str(keys), "--json")
    assert (done.exit_code, json.loads(done.stdout)["damaged"]) == (1, [key])
    assert restore(elsewhere, place, "--keys", str(keys)).exit_code == 0
    assert (elsewhere.files_dir / key).read_bytes() == LETTER + b"?"


def test_a_backup_replaces_an_older_one_only_when_it_is_whole(
    settings: Settings, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = backed_up.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", full)
        patched.setattr(databases, "dump", full)
        failed = call(settings, "backup", str(backed_up), "--json")
    assert (failed.exit_code, "Penyimpanan penuh" in failed.stderr) == (3, True)
    assert backed_up.read_bytes() == before
    assert [one.name for one in backed_up.parent.iterdir() if one.name.startswith(".")] == []


def test_the_doctor_knows_the_last_backup(settings: Settings, tmp_path: Path) -> None:
    def said() -> tuple[Level, str]:
        with open_runtime(settings) as runtime:
            found = next(one for one in check_all(runtime, thorough=False) if one.check == "backup")
        return found.level, str(found.detail)

    assert said() == (Level.WARNING, "Belum pernah dicadangkan dengan mutasi backup.")
    assert call(settings, "backup", str(tmp_path / "backup.zip")).exit_code == 0
    assert said()[0] == Level.OK
    (settings.data_dir / LAST_BACKUP).write_text("2026-01-01T00:00:00+00:00")
    assert said()[0] == Level.WARNING


def test_nothing_to_back_up_is_said(elsewhere: Settings, tmp_path: Path) -> None:
    done = call(elsewhere, "backup", str(tmp_path / "backup.zip"))
    assert (done.exit_code, "Belum ada basis data" in done.stderr) == (3, True)
    assert not (tmp_path / "backup.zip").exists()
