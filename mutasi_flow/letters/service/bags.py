"""Bags (BagIt 1.0, RFC 8493): files with a manifest of their checksums, in a folder or packed into one file.

A bag in a folder is written file by file, each whole or not at all, and closed by its manifest. Whoever starts again on
the same folder goes on where it stopped: what lies there unchanged is not written anew, and what does not belong is
taken out. A packed bag is begun anew instead. Neither ever holds more than one file in memory.
"""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from mutasi_flow.core.errors import Conflict, MutasiError
from mutasi_flow.core.files import digest_of
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.queries import Scope

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_DECLARED, _SCOPE, _INFO = "bagit.txt", "scope.txt", "bag-info.txt"
_MANIFEST, _TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_PAYLOAD = "data"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of packed files: the same letters give the same bytes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a letter: its bytes, or the key under which they are stored."""

    name: str
    data: bytes = b""
    key: str = ""
    sha256: str = ""


class Shelf(Protocol):
    """Where the files of a bag go."""

    def find(self, name: str, sha256: str) -> int | None:
        """Return the size of the file that lies there already with this digest, None when it must be put there."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Write one file."""
        ...

    def clear(self, kept: Collection[str]) -> None:
        """Take out every file of the payload that is not among ``kept``."""
        ...


class Folder:
    """A bag as a folder."""

    def __init__(self, place: Path, scope: Scope) -> None:
        """Begin a bag, or go on with the one that lies there; from now on it has no manifest, so it is unfinished.

        Raises:
            Conflict: the folder holds something else, or a bag of other letters.
        """
        is_bag, said = (place / _DECLARED).is_file(), _said(scope)
        if place.is_dir() and any(place.iterdir()) and not is_bag:
            raise Conflict(T("Folder {folder} sudah berisi hal lain.", folder=place))
        kept = (place / _SCOPE).read_text(encoding="utf-8") if (place / _SCOPE).is_file() else said
        if kept != said:
            raise Conflict(T("Folder {folder} memuat arsip surat lain ({scope}).", folder=place, scope=kept.strip()))
        place.mkdir(parents=True, exist_ok=True)
        for name in (_TAGS, _MANIFEST):
            (place / name).unlink(missing_ok=True)
        self._place = place
        for name, text in ((_DECLARED, DECLARATION), (_SCOPE, said)):  # by these the next run knows it again
            self.put(name, text.encode())

    def find(self, name: str, sha256: str) -> int | None:
        """Look what lies there."""
        place = self._place / name
        return place.stat().st_size if place.is_file() and digest_of(place) == sha256 else None

    def put(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all."""
        place = self._place / name
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=place.parent, prefix=".baru-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(made).chmod(0o644)
            Path(made).rename(place)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise

    def clear(self, kept: Collection[str]) -> None:
        """Take out what belongs to no letter."""
        for path in [path for path in (self._place / _PAYLOAD).rglob("*") if path.is_file()]:
            if path.relative_to(self._place).as_posix() not in kept:
                path.unlink()


class Packed:
    """A bag in one ZIP file, under the folder that such a file must hold."""

    def __init__(self, file: zipfile.ZipFile, base: str) -> None:
        self._file = file
        self._base = base

    def find(self, name: str, sha256: str) -> int | None:
        """Nothing lies there before."""
        return None

    def put(self, name: str, data: bytes) -> None:
        """Write a file behind the others; what letters are made of is packed already."""
        self._file.writestr(zipfile.ZipInfo(f"{self._base}/{name}", _EARLIEST), data)

    def clear(self, kept: Collection[str]) -> None:
        """Nothing else lies there."""


@dataclass
class Bag:
    """A bag that is being written."""

    shelf: Shelf
    scope: Scope
    sums: dict[str, str] = field(default_factory=dict)
    size_bytes: int = 0
    written: int = 0
    """Files that were not there yet, or were there otherwise."""
    problems: list[Text] = field(default_factory=list)
    digest: str = ""
    """Of its manifest, once it is closed."""

    def add(self, part: Part, fetch: Callable[[str], bytes]) -> None:
        """Put one file into the bag; a stored file that is gone or damaged is a problem, not the end."""
        name, digest = f"{_PAYLOAD}/{part.name}", part.sha256 or hashlib.sha256(part.data).hexdigest()
        size = self.shelf.find(name, digest)
        if size is None:
            try:
                data = fetch(part.key) if part.key else part.data
            except MutasiError as error:
                self.problems.append(error.text)
                return
            digest, size = hashlib.sha256(data).hexdigest(), len(data)
            self.shelf.put(name, data)
            self.written += 1
        self.sums[name] = digest
        self.size_bytes += size

    def close(self, info: Mapping[str, str | int], on: date) -> None:
        """Take out what belongs to no letter, and write the manifests, that of the letters last but one."""
        self.shelf.clear(self.sums)
        oxum = f"{self.size_bytes}.{len(self.sums)}"
        lines = {"Bagging-Date": on.isoformat(), "Payload-Oxum": oxum, "Bag-Software-Agent": "mutasi-flow", **info}
        said = "".join(f"{key}: {' '.join(str(value).split())}\n" for key, value in lines.items())
        tags = {
            _DECLARED: DECLARATION.encode(),
            _SCOPE: _said(self.scope).encode(),
            _INFO: said.encode(),
            _MANIFEST: _listed(self.sums),
        }
        for name, data in tags.items():
            self.shelf.put(name, data)
        sums = {name: hashlib.sha256(data).hexdigest() for name, data in tags.items()}
        self.shelf.put(_TAGS, _listed(sums))
        self.digest = sums[_MANIFEST]


def _said(scope: Scope) -> str:
    return f"{scope}\n"


def _listed(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()
