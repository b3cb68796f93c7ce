"""Finished pieces of a plan in a folder beside its output: who starts the same command again goes on where it stopped."""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from mutasi_flow.planning.snapshot import Snapshot

SUFFIX = ".bagian"


@dataclass(frozen=True, slots=True)
class KeptPieces:
    """Pieces of one snapshot in ``folder``; ``identity`` tells them from those of another."""

    folder: Path
    identity: str

    def find(self, name: str) -> Mapping[str, Any] | None:
        """Return what was kept; a damaged file is as good as none."""
        try:
            with self._file(name).open("rb") as file, np.load(file, allow_pickle=False) as archive:
                return {key: archive[key] for key in archive.files}
        except (OSError, ValueError, EOFError, BadZipFile):
            return None

    def keep(self, name: str, arrays: Mapping[str, Any]) -> None:
        """Write a file as a whole or not at all; a full disk costs only the way back."""
        file = self._file(name)
        unfinished = file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                with unfinished.open("wb") as opened:
                    np.savez(opened, allow_pickle=False, **arrays)
                unfinished.replace(file)
            finally:
                unfinished.unlink(missing_ok=True)

    def drop(self) -> None:
        """Remove everything: the plan is written."""
        drop_pieces(self.folder)

    def _file(self, name: str) -> Path:
        return self.folder / self.identity / f"{name}.npz"


def drop_pieces(folder: Path) -> None:
    """Remove all pieces in a folder, of whatever snapshot."""
    shutil.rmtree(folder, ignore_errors=True)


def kept_in(folder: Path, snapshot: Snapshot, *more: object) -> KeptPieces:
    """Return where the pieces of a plan are kept in a folder; ``more`` is what changed the snapshot after it was read."""
    whole = repr((snapshot.sha256, snapshot.effective_on, np.__version__, more))
    return KeptPieces(folder, sha256(whole.encode()).hexdigest()[:24])


def kept_beside(out: Path, snapshot: Snapshot, *more: object) -> KeptPieces:
    """Return where the pieces of a plan in ``out`` are kept; ``more`` is what changed the snapshot after it was read."""
    out = out.absolute()
    return kept_in(out.with_name(f".{out.name}{SUFFIX}"), snapshot, *more)
