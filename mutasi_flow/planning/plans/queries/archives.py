"""Folders of tables and plans as archives in the file store: packed the same way every time, opened for reading."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mutasi_flow.core.errors import Conflict, InvalidInput, Unprepared
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.planning.folder import CERTIFICATE, PLAN, effective_day, read_document, read_plan
from mutasi_flow.planning.outcome import Plan
from mutasi_flow.planning.reading.faults import Faults
from mutasi_flow.planning.reading.read import read_snapshot
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot

SUFFIX = ".zip"
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_KEPT = 2
"""Opened solutions that stay in memory, so that the next question about the same one costs no reading."""


class Digests(NamedTuple):
    """SHA-256 by which anybody who holds the files sees that they are those of this result."""

    input: str
    """Of the tables, as ``plan.json`` names it."""
    certificate: str


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """One solution with what it was made from."""

    eligible: Eligibility
    plan: Plan

    @property
    def snapshot(self) -> Snapshot:
        """The input after the edits."""
        return self.eligible.snapshot


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the files as one archive; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _NO_DAY), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of an archive of ours."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in sorted(archive.namelist())}


def lay_out(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write the files into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def collect(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder."""
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@contextmanager
def laid_out(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Lay the files out for as long as the block lasts."""
    with TemporaryDirectory(prefix="mutasi-plan-") as place:
        yield lay_out(files, Path(place) / "data")


def read_tables(files: Mapping[str, bytes], on: date) -> Snapshot | Faults:
    """Read tables as the command line reads them."""
    with laid_out(files) as folder:
        return read_snapshot(folder, on)


def read_sound(files: Mapping[str, bytes], on: date) -> Snapshot:
    """Read tables that were found sound before.

    Raises:
        Unprepared: this release no longer takes them.
    """
    found = read_tables(files, on)
    if isinstance(found, Faults):
        raise Unprepared(T("Potret data ini tidak terbaca lagi. Baca ulang datanya."))
    return found


def digests_of(store: FileStore, plan_key: str) -> Digests:
    """Return the digests of input and certificate of a solution.

    Raises:
        NotFound, Unprepared: the file is gone or damaged.
    """
    files = unpack(store.get(plan_key))
    return Digests(str(json.loads(files[PLAN])["input_sha256"]), hashlib.sha256(files[CERTIFICATE]).hexdigest())


def open_solution(store: FileStore, input_key: str, plan_key: str) -> Opened:
    """Return a solution with its input, both as they were stored.

    Raises:
        NotFound, Unprepared: a file is gone or damaged.
        Conflict: another release wrote it in a way that is not read any more.
    """
    try:
        return _open(store.folder, input_key, plan_key)
    except InvalidInput as refusal:
        text = T("Hasil ini ditulis versi aplikasi lain dan tidak terbaca lagi. Hitung lagi skenarionya.")
        raise Conflict(text) from refusal


@lru_cache(maxsize=_KEPT)
def _open(store: Path, input_key: str, plan_key: str) -> Opened:
    files = FileStore(store)
    with laid_out(unpack(files.get(plan_key))) as folder:
        document = read_document(folder)
        snapshot = read_sound(unpack(files.get(input_key)), effective_day(document))
        return Opened(Eligibility(snapshot), read_plan(folder, document, snapshot))
