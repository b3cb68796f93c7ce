"""Stored files: each is kept once, under the digest of its bytes, and is never changed.

A file is written beside its place, flushed to the disk, and then renamed: after a power cut it is there whole or
not at all. The key goes into the database only after :meth:`FileStore.put` returned.
"""

import errno
import hashlib
import os
import re
import tempfile
from pathlib import Path

from mutasi_flow.core.errors import InvalidInput, NotFound, Unprepared
from mutasi_flow.core.texts import T, Text

KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z0-9]{1,8})?")
DIGEST_LENGTH = 64
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
            raise Unprepared(_why(error)) from error
        return key

    def get(self, key: str) -> bytes:
        """Return the bytes under ``key``.

        Raises:
            NotFound: no such file.
            Unprepared: the file on the disk is no longer what was stored.
        """
        try:
            data = self.path(key).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(T("Berkas {key} tidak ada di penyimpanan.", key=key)) from error
        if hashlib.sha256(data).hexdigest() != self.digest_of(key):
            raise Unprepared(T("Berkas {key} rusak di penyimpanan. Pulihkan dari cadangan.", key=key))
        return data

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
    for folder in (place.parent, place.parent.parent):
        _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _why(error: OSError) -> Text:
    if error.errno in FULL:
        return T("Penyimpanan penuh: berkas tidak disimpan. Kosongkan ruang, lalu ulangi.")
    return T("Berkas tidak dapat disimpan: {reason}.", reason=error.strerror or str(error))
