"""Ends of chains written down outside the database, so that a database turned back to an earlier state is found out.

One file per month in ``data_dir/anchors``, only ever appended to: one write of whole lines per commit, so that
several processes may append side by side. Each line is sealed by itself. Copies sent elsewhere
(``mutasi audit anchor export``) protect against somebody who owns this folder too.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from mutasi_flow.core.audit.seals import anchor_seal

log = logging.getLogger(__name__)
CHECKPOINT = "swept"
MONTH = len("2026-03")
APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of ``chain`` at some moment: its last entry."""

    chain: str
    seq: int
    entry_id: int
    hash: str

    def line(self, key: bytes) -> str:
        """Return the sealed line: ``seal seq id hash chain``."""
        text = f"{self.seq} {self.entry_id} {self.hash} {self.chain}"
        return f"{anchor_seal(key, text)} {text}"


def parse(line: str, key: bytes) -> Anchor | None:
    """Return the anchor of a line, or None when it is torn or not sealed with ``key``."""
    seal, _, text = line.partition(" ")
    if seal != anchor_seal(key, text):
        return None
    seq, entry_id, digest, chain = text.split(" ", 3)
    return Anchor(chain, int(seq), int(entry_id), digest)


class Anchors:
    """The folder of anchor files of one installation."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder = folder
        self._key = key
        self._lock = Lock()
        self._held: tuple[str, Path, int] | None = None

    def append(self, anchors: Iterable[Anchor]) -> bool:
        """Write anchors down and say whether that worked; it never raises, as the next sweep tries again."""
        # Each line starts with a line break, so that a torn one (full disk) spoils only itself.
        data = "".join(f"\n{anchor.line(self._key)}" for anchor in anchors).encode()
        try:
            with self._lock:
                os.write(self._handle(), data)
        except OSError as error:
            log.warning("trail anchors not written: %s", error)
            return False
        return True

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._let_go()

    def _handle(self) -> int:
        """Return the open file of the month; one that somebody removed or replaced meanwhile is opened anew."""
        month = datetime.now(UTC).isoformat()[:MONTH]
        if self._held is not None:
            held_month, path, handle = self._held
            if held_month == month and _is_same_file(handle, path):
                return handle
        self._let_go()
        path = self.folder / f"{month}.log"
        handle = self._open(path)
        self._held = (month, path, handle)
        return handle

    def _let_go(self) -> None:
        if self._held is not None:
            os.close(self._held[-1])
            self._held = None

    def _open(self, path: Path) -> int:
        try:
            return os.open(path, APPENDING, 0o600)
        except FileNotFoundError:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(path, APPENDING, 0o600)

    def read(self) -> Iterator[Anchor | None]:
        """Yield all anchors, and None for each line that is torn or foreign."""
        for path in sorted(self.folder.glob("*.log")):
            with path.open(encoding="utf-8", errors="replace") as file:
                for line in file:
                    if text := line.rstrip("\n"):
                        yield parse(text, self._key)

    def swept(self) -> int:
        """Return the last entry that a sweep has seen, 0 before the first."""
        try:
            return int((self.folder / CHECKPOINT).read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def mark_swept(self, entry_id: int) -> None:
        """Remember how far a sweep came; losing this only makes the next sweep longer."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / CHECKPOINT).write_text(str(entry_id))


def _is_same_file(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
