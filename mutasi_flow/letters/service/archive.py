"""Letters handed over to an archive as a bag (BagIt 1.0, RFC 8493): PDF, data and checksums of every letter.

A bag is written file by file, each whole or not at all, and closed by its manifest. Whoever starts again on the same
folder goes on where it stopped: what lies there unchanged is not written anew, and what does not belong is taken out.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import Conflict, MutasiError, NotPermitted
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.contexts import canonical, freeze
from mutasi_flow.letters.domain import Schedule
from mutasi_flow.letters.queries import Archived, Scope, list_archived
from mutasi_flow.people.service.trail import note_office

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
SCHEMA = "mutasi-flow/archived-letter"
_DECLARED, _SCOPE, _INFO = "bagit.txt", "scope.txt", "bag-info.txt"
_MANIFEST, _TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_BLOCK = 1 << 20
ARCHIVISTS = (Permission.TRANSFERS_VERIFY, Permission.AUDIT_READ)
"""Who hands letters over, when held over the whole office."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a letter: its bytes, or the key under which they are stored."""

    name: str
    data: bytes = b""
    key: str = ""
    sha256: str = ""


def parts_of(letter: Archived, schedule: Schedule) -> list[Part]:
    """Return the files of a letter: as printed, as signed (also what was withdrawn), and its data."""
    row = letter.row
    place = f"{letter.register}-{letter.year}/{letter.sequence or 0:06}-{row.id}"
    files = [Part(f"{place}/surat.pdf", key=row.file_key, sha256=row.sha256)] if row.file_key else []
    signed = {one.id: f"{place}/tanda-tangan-{one.id}{Path(one.file_key).suffix}" for one in letter.signatures}
    files += [Part(signed[one.id], key=one.file_key, sha256=one.sha256) for one in letter.signatures]
    told = {
        "schema": SCHEMA,
        "version": 1,
        **row._asdict(),
        "register": letter.register,
        "year": letter.year,
        "sequence": letter.sequence,
        "standing": row.standing,
        "file": "surat.pdf" if row.file_key else None,
        "signatures": [{**one._asdict(), "file": Path(signed[one.id]).name} for one in letter.signatures],
        "retention": asdict(schedule.of(row.kind, letter.register)),
        "letter": letter.context,
    }
    return [*files, Part(f"{place}/surat.json", canonical(freeze(told)))]


@dataclass
class Bag:
    """A bag that is being written."""

    folder: Path
    sums: dict[str, str] = field(default_factory=dict)
    size_bytes: int = 0
    written: int = 0
    """Files that were not there yet, or were there otherwise."""
    problems: list[Text] = field(default_factory=list)
    digest: str = ""
    """Of its manifest, once it is closed."""

    @classmethod
    def open(cls, folder: Path, scope: Scope) -> "Bag":
        """Begin a bag, or go on with the one that lies there.

        Raises:
            Conflict: the folder holds something else, or a bag of other letters.
        """
        is_bag, said = (folder / _DECLARED).is_file(), f"{scope}\n"
        if folder.is_dir() and any(folder.iterdir()) and not is_bag:
            raise Conflict(T("Folder {folder} sudah berisi hal lain.", folder=folder))
        kept = (folder / _SCOPE).read_text(encoding="utf-8") if (folder / _SCOPE).is_file() else said
        if kept != said:
            raise Conflict(T("Folder {folder} memuat arsip surat lain ({scope}).", folder=folder, scope=kept.strip()))
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in ((_DECLARED, DECLARATION), (_SCOPE, said)):
            _write(folder / name, text.encode())
        for name in (_TAGS, _MANIFEST):  # without its manifest a bag is unfinished, which it is from now on
            (folder / name).unlink(missing_ok=True)
        return cls(folder)

    def add(self, part: Part, fetch: Callable[[str], bytes]) -> None:
        """Put one file into the bag; a stored file that is gone or damaged is a problem, not the end."""
        name = f"data/{part.name}"
        place, digest = self.folder / name, part.sha256 or hashlib.sha256(part.data).hexdigest()
        if _digest_of(place) != digest:
            try:
                data = fetch(part.key) if part.key else part.data
            except MutasiError as error:
                self.problems.append(error.text)
                return
            digest = hashlib.sha256(data).hexdigest()
            _write(place, data)
            self.written += 1
        self.sums[name] = digest
        self.size_bytes += place.stat().st_size

    def close(self, info: Mapping[str, str | int], on: date) -> None:
        """Take out what belongs to no letter, and write the manifests."""
        for path in [path for path in (self.folder / "data").rglob("*") if path.is_file()]:
            if path.relative_to(self.folder).as_posix() not in self.sums:
                path.unlink()
        oxum = f"{self.size_bytes}.{len(self.sums)}"
        lines = {"Bagging-Date": on.isoformat(), "Payload-Oxum": oxum, "Bag-Software-Agent": "mutasi-flow", **info}
        said = "".join(f"{key}: {' '.join(str(value).split())}\n" for key, value in lines.items())
        _write(self.folder / _INFO, said.encode())
        _write(self.folder / _MANIFEST, _listed(self.sums))
        self.digest = _digest_of(self.folder / _MANIFEST)
        tags = {name: _digest_of(self.folder / name) for name in (_DECLARED, _SCOPE, _INFO, _MANIFEST)}
        _write(self.folder / _TAGS, _listed(tags))


def fill_bag(runtime: "Runtime", bag: Bag, scope: Scope, schedule: Schedule) -> int:
    """Put all letters of a scope into a bag, a page of them at a time; return how many there are."""
    after, count = 0, 0
    while True:
        with runtime.database.reading() as session:
            letters = list_archived(session, scope, after)
        if not letters:
            return count
        for letter in letters:
            for part in parts_of(letter, schedule):
                bag.add(part, runtime.files.get)
        after, count = letters[-1].row.id, count + len(letters)


def require_archivist(actor: Actor) -> Actor:
    """Return the actor as the trail names whoever hands letters over: only who reads those of the whole office does.

    Raises:
        NotPermitted: the actor does not.
    """
    for permission in ARCHIVISTS:
        if actor.may(permission, ""):
            return actor.using(permission)
    raise NotPermitted(T("Arsip diserahkan oleh yang membaca surat seluruh kantor."))


def note_handed_over(
    session: Session, scope: Scope, handed: Mapping[str, int | str], actor: Actor, at: datetime
) -> None:
    """Write into the office's trail who handed over what; the digest of the manifest names every file of the bag."""
    note_office(session, actor, "letters_archived", {"scope": str(scope), **handed}, at)


def _listed(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()


def _digest_of(place: Path) -> str:
    """Return the digest of a file, empty when there is none."""
    if not place.is_file():
        return ""
    made = hashlib.sha256()
    with place.open("rb") as file:
        while block := file.read(_BLOCK):
            made.update(block)
    return made.hexdigest()


def _write(place: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".baru-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).rename(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
