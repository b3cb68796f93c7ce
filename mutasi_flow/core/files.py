"""Stored files: each is kept once, under the digest of its bytes, and is never changed.

A file is written beside its place, flushed to the disk, and then renamed: after a power cut it is there whole or
not at all. The key goes into the database only after :meth:`FileStore.put` returned.
"""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from mutasi_flow.core.errors import InvalidInput, NotFound, Unprepared
from mutasi_flow.core.texts import T, Text

KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z0-9]{1,8})?")
DIGEST_LENGTH = 64
BLOCK = 1 << 20
FULL = (errno.ENOSPC, errno.EDQUOT)


class FileStore:
    """A folder of immutable files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes, suffix: str = "") -> str:
        """Store ``data`` and return its key, for example ``3f/3fa9….pdf``; the same bytes give the same key.

        Raises:
            InvalidInput: the suffix is not a short lower-case one like ``.pdf``.
            Unprepared: the disk is full or the folder cannot be written; nothing half written stays behind.
        """
        digest = hashlib.sha256(data).hexdigest()
        key = f"{digest[:2]}/{digest}{suffix}"
        place = self.path(key)
        if place.is_file() and place.stat().st_size == len(data):
            return key
        try:
            _write_whole(place, data)
        except OSError as error:
            raise Unprepared(explain(error)) from error
        return key

    @contextmanager
    def making(self, name: str) -> Iterator[Path]:
        """Yield where a large file may be written piece by piece until :meth:`take` has it; afterwards it is gone.

        What a killed process left under the same ``name`` goes first.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(f".{name}-*"):
            left.unlink(missing_ok=True)
        handle, place = tempfile.mkstemp(dir=self.folder, prefix=f".{name}-")
        os.close(handle)
        try:
            yield Path(place)
        finally:
            Path(place).unlink(missing_ok=True)

    def take(self, made: Path, suffix: str = "") -> str:
        """Store a file of :meth:`making` without reading it into memory, and return its key as :meth:`put` does.

        Raises:
            InvalidInput: the suffix is not a short lower-case one.
            Unprepared: the disk is full, the folder cannot be written, or another process makes the same file anew.
        """
        try:
            digest = digest_of(made)
            key = f"{digest[:2]}/{digest}{suffix}"
            place = self.path(key)
            with made.open("rb") as file:
                os.fsync(file.fileno())
            place.parent.mkdir(parents=True, exist_ok=True)
            made.rename(place)
            _flush_folders(place)
        except OSError as error:
            raise Unprepared(explain(error)) from error
        return key

    def find(self, key: str, size: int | None = None) -> Path:
        """Return where the file under ``key`` lies, for sending it piece by piece; ``size``: how long it was.

        Raises:
            NotFound: no such file.
            Unprepared: the file on the disk is longer or shorter than what was stored.
        """
        place = self.path(key)
        if not place.is_file():
            raise NotFound(_gone(key))
        if size is not None and place.stat().st_size != size:
            raise Unprepared(_damaged(key))
        return place

    def get(self, key: str) -> bytes:
        """Return the bytes under ``key``.

        Raises:
            NotFound: no such file.
            Unprepared: the file on the disk is no longer what was stored.
        """
        try:
            data = self.path(key).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(_gone(key)) from error
        if hashlib.sha256(data).hexdigest() != self.digest_of(key):
            raise Unprepared(_damaged(key))
        return data

    def drop(self, key: str) -> None:
        """Drop a file that nothing leads to any more; one that is gone already is no matter."""
        self.path(key).unlink(missing_ok=True)

    def drop_others(self, kept: Collection[str], before: datetime) -> int:
        """Drop all files but those under ``kept`` and those that were written after ``before``; return how many."""
        named, limit = {self.path(key) for key in kept}, before.timestamp()
        left = [one for one in self.folder.glob("*/*") if one not in named and one.stat().st_mtime < limit]
        for place in left:
            place.unlink(missing_ok=True)
        return len(left)

    @staticmethod
    def digest_of(key: str) -> str:
        """Return the SHA-256 of the file under ``key``, in lower-case hexadecimal."""
        return key[3 : 3 + DIGEST_LENGTH]

    def path(self, key: str) -> Path:
        """Return where the file of ``key`` lies (or would lie).

        Raises:
            InvalidInput: the key is not one of ours (so it cannot lead out of the folder).
        """
        if not KEY.fullmatch(key):
            raise InvalidInput(T("Kunci berkas {key} tidak dikenal.", key=key))
        return self.folder / key


def _write_whole(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _flush_folders(place)


def _flush_folders(place: Path) -> None:
    for folder in (place.parent, place.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def digest_of(place: Path) -> str:
    """Return the SHA-256 of a file, read piece by piece."""
    made = hashlib.sha256()
    with place.open("rb") as file:
        while block := file.read(BLOCK):
            made.update(block)
    return made.hexdigest()


def _gone(key: str) -> Text:
    return T("Berkas {key} tidak ada di penyimpanan.", key=key)


def _damaged(key: str) -> Text:
    return T("Berkas {key} rusak di penyimpanan. Pulihkan dari cadangan.", key=key)


def explain(error: OSError) -> Text:
    """Say why a file could not be stored."""
    if error.errno in FULL:
        return T("Penyimpanan penuh: berkas tidak disimpan. Kosongkan ruang, lalu ulangi.")
    return T("Berkas tidak dapat disimpan: {reason}.", reason=error.strerror or str(error))
