"""Emblems in letterheads: a shipped drawing by its name, or the office's own picture by the digest of its bytes."""

import re

NEUTRAL = "neutral"
"""The shipped drawing."""
SUFFIX = ".jpg"
_ADDRESS = re.compile(r"image:([0-9a-f]{64})")


def emblem_of(digest: str) -> str:
    """Return how a letter names the picture with this digest; without one it is the shipped drawing."""
    return f"image:{digest}" if digest else NEUTRAL


def file_key_of(emblem: str) -> str | None:
    """Return where the picture lies that a letter names; None: it names a shipped drawing."""
    found = _ADDRESS.fullmatch(emblem)
    return f"{found[1][:2]}/{found[1]}{SUFFIX}" if found else None
