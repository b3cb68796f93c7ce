"""Sheets between upload and import: kept for a day beside the stored files, then gone.

They hold more about people than the office needs (NIK, address …), so nothing of them stays but their digest in
the trail.
"""

from datetime import timedelta
from pathlib import Path

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.sheets.run import Upload
from mutasi_flow.core.texts import T

FOLDER = "uploads"
KEPT = timedelta(days=1)


def _store(runtime: Runtime) -> FileStore:
    return FileStore(runtime.settings.data_dir / FOLDER)


def keep_upload(runtime: Runtime, name: str, data: bytes) -> str:
    """Put a sheet aside and return its key."""
    return _store(runtime).put(data, Path(name).suffix.lower())


def get_upload(runtime: Runtime, key: str, name: str) -> Upload:
    """Return a sheet that was put aside, under the name it came with.

    Raises:
        NotFound: it was imported already, or a day has passed.
    """
    try:
        data = _store(runtime).get(key)
    except NotFound:
        raise NotFound(T("Berkas ini sudah disimpan atau sudah lewat satu hari. Unggah lagi.")) from None
    return Upload(name, data, runtime.settings.upload_limit_bytes)


def drop_upload(runtime: Runtime, key: str) -> None:
    """Forget a sheet."""
    _store(runtime).drop(key)


def drop_old_uploads(runtime: Runtime) -> int:
    """Forget the sheets of yesterday and before; return how many."""
    return _store(runtime).drop_others((), runtime.clock.now() - KEPT)
