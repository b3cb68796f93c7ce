"""The ground a demo is built on: only an empty database, or one that an interrupted demo left behind.

While a demo is being made a marker lies beside the database and is locked. A marker without its lock says that the
making was interrupted; nobody has worked with such a database, so it is taken away and made anew.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, inspect, select

from mutasi_flow.access.model import Account
from mutasi_flow.core.db import Base, Database
from mutasi_flow.core.errors import Conflict, Refused
from mutasi_flow.core.runtime import ANCHORS_FOLDER
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Employee, Office, Unit
from mutasi_flow.people.queries import find_office
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.model import Transfer

MARKER = "demo.building"
_KEPT: tuple[type[Base], ...] = (Employee, Unit, Transfer, Account)


class Ground(StrEnum):
    """What the database holds."""

    EMPTY = "empty"
    DEMO = "demo"
    FOREIGN = "foreign"
    """Data that no demo made."""


def survey(settings: Settings) -> Ground:
    """Look at the database without changing anything."""
    if settings.is_embedded and not _database_file(settings).exists():
        return Ground.EMPTY
    database = Database(settings.effective_database_url)
    try:
        with database.reading() as session:
            tables = set(inspect(session.connection()).get_table_names())
            office = find_office(session) if Office.__tablename__ in tables else None
            if office is not None:
                return Ground.DEMO if office.is_demo else Ground.FOREIGN
            held = [one for one in _KEPT if one.__tablename__ in tables]
            counts = [session.scalar(select(func.count()).select_from(one)) for one in held]
            return Ground.FOREIGN if any(counts) else Ground.EMPTY
    finally:
        database.close()


@contextmanager
def building(settings: Settings) -> Iterator[Ground]:
    """Hold the marker and say what the database holds, an interrupted demo already taken away.

    The marker stays when the making fails, and goes when it is done or nothing was made.

    Raises:
        Conflict: another process is making a demo here.
        Refused: an interrupted demo lies on a database server, where only its owner may remove it.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    marker = settings.data_dir / MARKER
    was_interrupted = marker.exists()
    with marker.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Conflict(T("Data contoh sedang dibuat oleh proses lain. Tunggu sampai selesai.")) from error
        found = survey(settings)
        if was_interrupted and found is Ground.DEMO:
            _clear(settings)
            found = Ground.EMPTY
        if found is not Ground.EMPTY:
            marker.unlink()
        yield found
        marker.unlink(missing_ok=True)


def _clear(settings: Settings) -> None:
    if not settings.is_embedded:
        raise Refused(
            T(
                "Pembuatan data contoh terputus. Kosongkan basis data, hapus berkas {marker}, lalu ulangi.",
                marker=MARKER,
            )
        )
    path = _database_file(settings)
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.rmtree(settings.data_dir / ANCHORS_FOLDER, ignore_errors=True)


def _database_file(settings: Settings) -> Path:
    return Path(settings.effective_database_url.removeprefix("sqlite:///"))
