"""The database as one file, and back: SQLite's own online copy, PostgreSQL's own dump."""

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url

from mutasi_flow.core.db import sqlite_module
from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.texts import T
from mutasi_flow.settings import Settings

SQLITE, POSTGRESQL = "sqlite", "postgresql"
PART = {SQLITE: "database/mutasi.db", POSTGRESQL: "database/mutasi.dump"}
_WHOLE = "ok"


def dialect_of(settings: Settings) -> str:
    """Return the kind of database in use."""
    return SQLITE if settings.is_embedded else POSTGRESQL


def sqlite_place(settings: Settings) -> Path:
    """Return where the embedded database lies."""
    return Path(make_url(settings.effective_database_url).database or "")


def is_empty(settings: Settings) -> bool:
    """Whether nothing lies in the database yet; a look at it, as by ``mutasi doctor``, leaves an empty file.

    Raises:
        DatabaseError: the server does not answer.
    """
    if settings.is_embedded and not sqlite_place(settings).exists():
        return True
    engine = create_engine(settings.effective_database_url)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


def dump(settings: Settings, place: Path) -> None:
    """Write the database as it is at one moment to ``place``, while others go on working.

    Raises:
        Unprepared: there is none yet or it is damaged, or the tools of PostgreSQL are missing or fail.
    """
    if is_empty(settings):
        raise Unprepared(T("Belum ada basis data yang dapat dicadangkan."))
    if settings.is_embedded:
        _copy_sqlite(sqlite_place(settings), place)
    else:
        _run(settings, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={place}")


def load(settings: Settings, place: Path) -> None:
    """Fill the empty database from ``place``, wholly or not at all.

    Raises:
        Unprepared: the tools of PostgreSQL are missing or fail.
    """
    if settings.is_embedded:
        _put_sqlite(place, sqlite_place(settings))
        return
    _run(
        settings,
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        str(place),
    )


def _copy_sqlite(source: Path, place: Path) -> None:
    module = sqlite_module()
    with (
        closing(module.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live,
        closing(module.connect(place)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != _WHOLE:
        raise Unprepared(T("Basis data rusak dan tidak dicadangkan: {reason}.", reason=found))


def _put_sqlite(source: Path, place: Path) -> None:
    """Copy next to the place first: the database may lie on another disk than the data folder."""
    for log in ("-wal", "-shm"):
        place.with_name(f"{place.name}{log}").unlink(missing_ok=True)  # of a database that is gone
    beside = place.with_name(f".{place.name}-restored")
    shutil.copyfile(source, beside)
    beside.chmod(0o600)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.rename(place)


def _run(settings: Settings, tool: str, *arguments: str) -> None:
    program = shutil.which(tool)
    if program is None:
        raise Unprepared(T("{tool} tidak ditemukan. Pasang postgresql-client.", tool=tool))
    url = make_url(settings.effective_database_url).set(drivername=POSTGRESQL)
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    address = url.set(password=None).render_as_string(hide_password=False)
    done = subprocess.run(  # noqa: S603 - a tool of PostgreSQL; the password is not among its words, which others see
        [program, f"--dbname={address}", *arguments],
        env={**os.environ, **secret},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise Unprepared(T("{tool} gagal: {reason}", tool=tool, reason=lines[-1]))
