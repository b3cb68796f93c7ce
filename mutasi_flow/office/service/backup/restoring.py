"""Filling an empty place from a backup: everything is compared with its list before anything is put in place.

What is unpacked lies beside its place until all of it is known to be whole. Then files, ends of chains and settings
are moved, and the database last: a place without it is empty still, and whoever was interrupted begins again.
"""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from mutasi_flow.core.errors import Conflict, Refused, Unprepared
from mutasi_flow.core.files import BLOCK, explain
from mutasi_flow.core.newer import list_known
from mutasi_flow.core.texts import T
from mutasi_flow.office.service.backup import databases
from mutasi_flow.office.service.backup.making import SECRET_FOLDERS
from mutasi_flow.office.service.backup.manifest import (
    ANCHORS_FOLDER,
    DATABASE_FOLDER,
    MANIFEST,
    MOST_MANIFEST_BYTES,
    Manifest,
    Part,
    mark_of,
)
from mutasi_flow.settings import KEYS_FOLDER, Settings

HALF_DONE = ".restoring"
"""File in the data folder while parts of a backup are in place and others not; it stays when that was interrupted."""
MOST_SECRET_BYTES = 1 << 20
_SECRETS = re.compile(rf"({'|'.join(SECRET_FOLDERS)})/[A-Za-z0-9_.@-]{{1,100}}")
_SHOWN = 5
_UNREADABLE = (BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)
"""What the library says of a ZIP that is damaged, packed in another way, or locked with a password."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back; ``has_key``: whether the key of the trail is the one that sealed it."""

    manifest: Manifest
    has_key: bool


def restore_backup(settings: Settings, place: Path, keys: Path | None, *, without_key: bool) -> Restored:
    """Fill the empty installation of ``settings`` from ``place``, and its keys from ``keys``.

    Raises:
        Refused: the file is no backup, or a damaged one, or of the other kind of database; or the key of its trail is
            missing and that is not agreed to (``without_key``).
        Conflict: something lies there already, or another process puts a backup back.
        Unprepared: the backup is of a newer version, the disk is full, or the tools of PostgreSQL fail.
    """
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(settings.data_dir), ZipFile(place) as bundle:
            _require_empty(settings)
            manifest = _read_manifest(bundle)
            _require_fit(settings, manifest)
            secrets = {} if keys is None else _read_secrets(keys)
            has_key = _key_of(settings, secrets) == manifest.key_mark
            if not has_key and not without_key:
                raise Refused(
                    T(
                        "Kunci jejak cadangan ini tidak ada di sini. Berikan berkasnya dengan --keys; bila hilang, --lost-keys "
                        "memulihkan selebihnya, tetapi jejak lamanya tidak dapat diperiksa lagi."
                    )
                )
            for left in settings.data_dir.glob(".restore-*/"):
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".restore-") as beside:
                _unpack(bundle, manifest, Path(beside))
                _put_in_place(settings, Path(beside), secrets)
    except _UNREADABLE:
        raise Refused(T("Berkas ini bukan cadangan mutasi-flow, atau terpotong.")) from None
    except OSError as error:
        raise Unprepared(explain(error)) from error
    return Restored(manifest, has_key)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the data folder itself: nobody else puts a backup back there meanwhile."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Conflict(T("Pemulihan lain sedang berjalan di folder data ini.")) from None
    finally:
        os.close(handle)


def _require_empty(settings: Settings) -> None:
    folders = (settings.files_dir, settings.data_dir / ANCHORS_FOLDER)
    is_half_done = (settings.data_dir / HALF_DONE).exists()
    if databases.is_empty(settings) and (is_half_done or not any(_holds_anything(folder) for folder in folders)):
        return
    raise Conflict(
        T(
            "Di {folder} sudah ada data; cadangan hanya dipulihkan ke tempat kosong. Pakai MUTASI_DATA_DIR (dan basis data) "
            "lain, atau pindahkan dahulu yang lama.",
            folder=settings.data_dir,
        )
    )


def _holds_anything(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _read_manifest(bundle: ZipFile) -> Manifest:
    """Return the list of a backup, which names exactly what lies in it."""
    names = bundle.namelist()
    if MANIFEST not in names or bundle.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
        raise Refused(T("Berkas ini bukan cadangan mutasi-flow, atau terpotong."))
    manifest = Manifest.from_json(bundle.read(MANIFEST))
    listed = {part.name for part in manifest.parts}
    if len(names) != len(listed) + 1 or set(names) != listed | {MANIFEST}:
        raise Refused(T("Isi cadangan ini tidak sama dengan daftarnya."))
    return manifest


def _require_fit(settings: Settings, manifest: Manifest) -> None:
    dialect = databases.dialect_of(settings)
    part = databases.PART.get(manifest.dialect)
    if manifest.dialect != dialect or part not in {part.name for part in manifest.parts}:
        raise Refused(
            T(
                "Cadangan ini dari basis data {theirs}, sedangkan di sini {ours}. Atur MUTASI_DATABASE_URL yang sejenis.",
                theirs=manifest.dialect,
                ours=dialect,
            )
        )
    if manifest.revision not in list_known():
        raise Unprepared(
            T(
                "Cadangan ini dari versi yang lebih baru ({revision}). Perbarui aplikasi ini.",
                revision=manifest.revision,
            )
        )


def _read_secrets(place: Path) -> dict[str, bytes]:
    with ZipFile(place) as bundle:
        entries = bundle.infolist()
        if any(not _SECRETS.fullmatch(one.filename) or one.file_size > MOST_SECRET_BYTES for one in entries):
            raise Refused(T("Berkas ini bukan berkas kunci mutasi-flow."))
        return {one.filename: bundle.read(one) for one in entries}


def _key_of(settings: Settings, secrets: dict[str, bytes]) -> str:
    """Return the mark of the key that the trail will be checked with; empty when there is none yet."""
    name = f"{KEYS_FOLDER}/audit_key"
    key = settings.audit_key.get_secret_value().encode() or secrets.get(name, b"").strip()
    if not key:
        with suppress(FileNotFoundError):
            key = (settings.data_dir / name).read_bytes().strip()
    return mark_of(key) if key else ""


def _unpack(bundle: ZipFile, manifest: Manifest, folder: Path) -> None:
    damaged = [part.name for part in manifest.parts if not _unpack_part(bundle, part, folder / part.name)]
    if damaged:
        names = ", ".join(damaged[:_SHOWN])
        raise Refused(
            T("Cadangan rusak, tidak ada yang dipulihkan: {count} bagian, {names}.", count=len(damaged), names=names)
        )


def _unpack_part(bundle: ZipFile, part: Part, place: Path) -> bool:
    """Write one part and say whether it is as listed; never more of it than that."""
    place.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), part.size
    try:
        place.touch(mode=0o600)
        with bundle.open(part.name) as file, place.open("wb") as target:
            while block := file.read(min(BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    return False
                digest.update(block)
                target.write(block)
    except _UNREADABLE:
        return False
    return left == 0 and digest.hexdigest() == part.sha256


def _put_in_place(settings: Settings, unpacked: Path, secrets: dict[str, bytes]) -> None:
    mark = settings.data_dir / HALF_DONE
    mark.touch()
    for name, data in secrets.items():
        target = settings.data_dir / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.touch(mode=0o600)
        target.write_bytes(data)
    for source in unpacked.rglob("*"):
        target = settings.data_dir / source.relative_to(unpacked)
        if source.is_file() and not source.is_relative_to(unpacked / DATABASE_FOLDER):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            source.rename(target)
    os.sync()  # a power cut must not find the database there and the files not
    databases.load(settings, unpacked / databases.PART[databases.dialect_of(settings)])
    mark.unlink()
