"""What a running process stands on: settings, database, clock and stored files, opened once and passed on."""

from dataclasses import dataclass
from typing import Any, Self
from zoneinfo import ZoneInfo

from mutasi_flow.core.audit import Anchors
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import Database
from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.jobs import JobClient
from mutasi_flow.core.texts import T
from mutasi_flow.settings import Settings

ANCHORS_FOLDER = "anchors"


@dataclass(frozen=True)
class Runtime:
    """The opened things; a context manager that closes the database."""

    settings: Settings
    database: Database
    clock: Clock
    files: FileStore
    anchors: Anchors
    jobs: JobClient

    def close(self) -> None:
        """Give all connections back."""
        self.database.close()
        self.anchors.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_runtime(settings: Settings) -> Runtime:
    """Open everything; make the data folder and, for the embedded database, the keys on the first start.

    ``Session.info`` of every session holds ``trail_key`` (bytes), ``anchors`` (where ends of chains are noted),
    ``public_url`` (printed into letters), ``scanner`` (address of the virus scanner; empty without one) and
    ``signing_method`` (what the signature box of new letters is prepared for; empty: ink).

    Raises:
        Unprepared: the data folder cannot be written.
    """
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.session_secret()
        key = settings.trail_secret()
    except OSError as error:
        raise Unprepared(
            T("Folder data {folder} tidak dapat ditulisi: {reason}.", folder=settings.data_dir, reason=error.strerror)
        ) from error
    anchors = Anchors(settings.data_dir / ANCHORS_FOLDER, key)
    info: dict[str, Any] = {"trail_key": key, "anchors": anchors, "public_url": settings.public_url}
    info["scanner"] = settings.scanner_address
    info["signing_method"] = settings.signing_method
    database = Database(settings.effective_database_url, info)
    jobs = JobClient(database.engine)
    clock = Clock(ZoneInfo(settings.timezone))
    return Runtime(settings, database, clock, FileStore(settings.files_dir), anchors, jobs)
