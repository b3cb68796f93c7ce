"""What a backup says of itself: a ZIP of parts, the last of which lists all others with size and digest.

The database is one consistent moment; stored files are named by their content and never change, so that files put
there meanwhile do no harm. Keys lie apart, in a file of their own, so that no backup alone can rewrite the trail.
"""

import hashlib
import hmac
import re
from dataclasses import asdict, dataclass
from typing import Any, Self

import orjson

from mutasi_flow.core.errors import Refused
from mutasi_flow.core.texts import T

SCHEMA = "mutasi-flow/backup"
VERSION = 1
MANIFEST = "cadangan.json"
MOST_MANIFEST_BYTES = 1 << 30
DATABASE_FOLDER, FILES_FOLDER, ANCHORS_FOLDER = "database", "files", "anchors"
NAMES = re.compile(
    r"database/mutasi\.(db|dump)|settings\.env|anchors/([0-9]{4}-[0-9]{2}\.log|swept)"
    r"|files/[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z0-9]{1,8})?"
)
"""Names that a part may have: none leads out of the folder it is unpacked to."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup; ``size`` in bytes, ``sha256`` of what was read, in lower-case hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of a backup's parts, and what a place needs to take them."""

    made_at: str
    dialect: str
    """``sqlite`` or ``postgresql``: a database goes back into its own kind."""
    revision: str
    """Of the schema."""
    key_mark: str
    """Recognises the key of the trail, without telling it."""
    parts: tuple[Part, ...]

    def to_json(self) -> bytes:
        """Return the last part of the backup."""
        return orjson.dumps({"schema": SCHEMA, "version": VERSION, **asdict(self)}, option=orjson.OPT_INDENT_2)

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Read the list of a backup.

        Raises:
            Refused: it is not one of ours, of a later form, or names a part that no backup has.
        """
        try:
            told: dict[str, Any] = orjson.loads(data)
            schema, version = told.pop("schema"), told.pop("version")
            parts = tuple(Part(str(part["name"]), int(part["size"]), str(part["sha256"])) for part in told.pop("parts"))
            made = cls(**{name: str(value) for name, value in told.items()}, parts=parts)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Refused(T("Berkas ini bukan cadangan mutasi-flow.")) from None
        if (schema, version) != (SCHEMA, VERSION):
            raise Refused(T("Bentuk cadangan ini tidak dikenal: {schema} {version}.", schema=schema, version=version))
        names = [part.name for part in parts]
        strange = next((name for name in names if not NAMES.fullmatch(name)), None)
        if strange is not None or len(set(names)) < len(names):
            raise Refused(T("Daftar isi cadangan ini tidak wajar: {name}.", name=strange or MANIFEST))
        return made


def mark_of(key: bytes) -> str:
    """Return what recognises a key of the trail, without telling it."""
    return hmac.new(key, SCHEMA.encode(), hashlib.sha256).hexdigest()[:16]
