"""A ZIP that is sent while it is made: no more than one file of it lies in memory, and each has its digest inside."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mutasi_flow.core.errors import MutasiError
from mutasi_flow.core.uploads.watermark import stamp

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
_PACKED = (".json", ".html", ".txt")
_FIRST_YEAR = 1980
"""Before it the format knows no date."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the bundle: its bytes, or the key under which they are stored, with the digest noted at the time."""

    name: str
    data: bytes = b""
    key: str = ""
    sha256: str = ""


class _Pipe:
    """Takes what the packer writes until somebody carries it away."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing behind it."""

    def carry(self) -> bytes:
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


def pack(
    parts: Iterable[Part], fetch: Callable[[str], bytes], facts: dict[str, Any], made_at: datetime, words: str = ""
) -> Iterator[bytes]:
    """Yield the bytes of the ZIP, one file after the other; the manifest with all digests comes last.

    With ``words`` PDFs are copies that bear them as a watermark, and the manifest says so.

    A stored file that is gone or damaged does not end the bundle: the manifest says so in its place.
    """
    pipe = _Pipe()
    listed: list[dict[str, Any]] = []
    with zipfile.ZipFile(pipe, "w") as bundle:  # type: ignore[call-overload] # writing is all that it needs
        for part in parts:
            try:
                kept = fetch(part.key) if part.key else part.data
            except MutasiError as error:
                listed.append({"name": part.name, "sha256": part.sha256, "missing": str(error)})
                continue
            is_marked = bool(words) and part.name.endswith(".pdf")
            data, digest = stamp(kept, words) if is_marked else kept, hashlib.sha256(kept).hexdigest()
            listed.append(
                {
                    "name": part.name,
                    "sha256": hashlib.sha256(data).hexdigest() if is_marked else digest,
                    "size_bytes": len(data),
                    "as_recorded": digest == (part.sha256 or digest),
                    **({"watermark": words, "sha256_without": digest} if is_marked else {}),
                }
            )
            _add(bundle, part.name, data, made_at)
            yield pipe.carry()
        _add(bundle, MANIFEST, _json({**facts, "files": listed}), made_at)
        sums = "".join(f"{one['sha256']}  {one['name']}\n" for one in listed if "missing" not in one)
        _add(bundle, SUMS, sums.encode(), made_at)
    yield pipe.carry()


def _add(bundle: zipfile.ZipFile, name: str, data: bytes, made_at: datetime) -> None:
    at = (max(made_at.year, _FIRST_YEAR), made_at.month, made_at.day, made_at.hour, made_at.minute, made_at.second)
    entry = zipfile.ZipInfo(name, at)
    entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(_PACKED) or name == SUMS else zipfile.ZIP_STORED
    entry.external_attr = 0o644 << 16
    bundle.writestr(entry, data)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
