"""Making a backup while the service goes on."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.files import BLOCK, KEY, FileStore, explain
from mutasi_flow.core.newer import find_revision
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.office.domain import LAST_BACKUP
from mutasi_flow.office.service.backup import databases
from mutasi_flow.office.service.backup.manifest import (
    ANCHORS_FOLDER,
    FILES_FOLDER,
    MANIFEST,
    NAMES,
    Manifest,
    Part,
    mark_of,
)
from mutasi_flow.settings import KEYS_FOLDER, OWN_SETTINGS, Settings

SECRET_FOLDERS = (KEYS_FOLDER, "signers")
_NO_EARLIER_THAN = 1980
"""ZIP knows no earlier year."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds; ``size`` in bytes. ``damaged`` stored files are in it as they lie there, which is not as stored."""

    manifest: Manifest
    size: int
    damaged: tuple[str, ...]


def make_backup(runtime: Runtime, place: Path, keys: Path | None = None) -> Made:
    """Write everything but keys to ``place``, and the keys to ``keys`` when it is given; each is there whole or not at all.

    The ends of the trail's chains are read first and the database after them, so that it reaches every end it should.

    Raises:
        Unprepared: there is no database yet or it is damaged, the disk is full, or the tools of PostgreSQL fail.
    """
    settings, at = runtime.settings, runtime.clock.now()
    damaged: list[str] = []
    try:
        with _written_whole(place) as file, ZipFile(file, "w", ZIP_STORED) as bundle:
            parts = [_put(bundle, name, source, at) for name, source in _small(settings)]
            parts.append(_put_database(bundle, settings, place.parent, at))
            for key, source in _stored(settings):
                try:
                    part = _put(bundle, f"{FILES_FOLDER}/{key}", source, at)
                except FileNotFoundError:
                    continue  # a sweep was faster
                parts.append(part)
                if part.sha256 != FileStore.digest_of(key):
                    damaged.append(key)
            made = _manifest(runtime, at, parts)
            bundle.writestr(_entry(MANIFEST, at, ZIP_DEFLATED), made.to_json())
        if keys is not None:
            _put_apart(settings, keys)
        _remember(settings, at)
    except OSError as error:
        raise Unprepared(explain(error)) from error
    return Made(made, place.stat().st_size, tuple(damaged))


def _manifest(runtime: Runtime, at: datetime, parts: list[Part]) -> Manifest:
    with runtime.database.reading() as session:
        revision = find_revision(session)
    settings = runtime.settings
    dialect, mark = databases.dialect_of(settings), mark_of(settings.trail_secret())
    return Manifest(at.isoformat(), dialect, revision, mark, tuple(parts))


def _small(settings: Settings) -> Iterator[tuple[str, Path]]:
    for source in (*sorted((settings.data_dir / ANCHORS_FOLDER).glob("*")), settings.data_dir / OWN_SETTINGS):
        name = str(source.relative_to(settings.data_dir))
        if source.is_file() and NAMES.fullmatch(name):
            yield name, source


def _stored(settings: Settings) -> Iterator[tuple[str, Path]]:
    for source in sorted(settings.files_dir.glob("??/*")):
        key = str(source.relative_to(settings.files_dir))
        if KEY.fullmatch(key):
            yield key, source


def _put_apart(settings: Settings, place: Path) -> None:
    with _written_whole(place) as file, ZipFile(file, "w", ZIP_DEFLATED) as bundle:
        for folder in SECRET_FOLDERS:
            for one in sorted((settings.data_dir / folder).glob("*")):
                bundle.write(one, f"{folder}/{one.name}")


def _put_database(bundle: ZipFile, settings: Settings, folder: Path, at: datetime) -> Part:
    dialect = databases.dialect_of(settings)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as beside:
        dumped = Path(beside) / "database"
        databases.dump(settings, dumped)
        method = ZIP_DEFLATED if dialect == databases.SQLITE else ZIP_STORED  # PostgreSQL's is packed already
        return _put(bundle, databases.PART[dialect], dumped, at, method)


def _put(bundle: ZipFile, name: str, source: Path, at: datetime, method: int = ZIP_STORED) -> Part:
    entry, digest, size = _entry(name, at, method), hashlib.sha256(), 0
    with source.open("rb") as file, bundle.open(entry, "w", force_zip64=True) as target:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
            target.write(block)
    return Part(name, size, digest.hexdigest())


def _entry(name: str, at: datetime, method: int) -> ZipInfo:
    entry = ZipInfo(name, (max(at.year, _NO_EARLIER_THAN), at.month, at.day, at.hour, at.minute, at.second))
    entry.compress_type = method
    entry.external_attr = 0o600 << 16
    return entry


@contextmanager
def _written_whole(place: Path) -> Iterator[IO[bytes]]:
    handle, name = tempfile.mkstemp(dir=place.absolute().parent, prefix=f".{place.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _remember(settings: Settings, at: datetime) -> None:
    (settings.data_dir / LAST_BACKUP).write_text(at.isoformat(), encoding="ascii")
