"""The keyed digests of the trail: what is sealed, in which order, as which bytes."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

START = "0" * 64
"""``previous_hash`` of the first entry of a chain."""
Sealed = Sequence[str | int | None]
"""chain, seq, moment, actor id, actor, capacity, warrant, action, about kind, about id, payload, previous id, previous hash."""


def canonical(payload: Mapping[str, Any]) -> str:
    """Return ``payload`` as JSON that is always the same for the same content."""
    return orjson.dumps(dict(payload), option=orjson.OPT_SORT_KEYS).decode()


def moment(at: datetime) -> str:
    """Return ``at`` as sealed: UTC with six digits of a second, ``2026-03-01 02:03:04.000005``."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def entry_hash(key: bytes, fields: Sealed) -> str:
    """Return the hash of an entry: HMAC-SHA256 over the JSON array of its fields."""
    return hmac.digest(key, orjson.dumps(fields), "sha256").hex()


def head_seal(key: bytes, chain: str, seq: int, last_id: int, last_hash: str) -> str:
    """Return the seal of a chain's end."""
    return hmac.digest(key, orjson.dumps(("head", chain, seq, last_id, last_hash)), "sha256").hex()


def anchor_seal(key: bytes, text: str) -> str:
    """Return the seal of one anchor line; its domain is apart from heads and entries."""
    return hmac.digest(key, b"anchor " + text.encode(), "sha256").hex()
