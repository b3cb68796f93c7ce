"""Turning the pages of a list that is in order already."""

from typing import Any

from flask import url_for

from mutasi_flow.core.web import read_mark


def read_start(most: int = 10**6) -> int:
    """Return at which row the page asked for begins."""
    return min(read_mark("mulai") or 0, most)


def turn(endpoint: str, start: int, size: int, total: int, **asked: Any) -> dict[str, str | None]:
    """Return the addresses of the pages before and after the one that begins at ``start``."""
    before = url_for(endpoint, **asked, mulai=max(0, start - size)) if start else None
    following = url_for(endpoint, **asked, mulai=start + size) if start + size < total else None
    return {"before": before, "following": following}
