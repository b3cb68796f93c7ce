"""A signature as JSON describes it, read back."""

from datetime import datetime
from typing import Any

from mutasi_flow.letters.domain import Doubt, FoundSignature


def read_signature(shown: dict[str, Any]) -> FoundSignature:
    """Return the signature that ``shown`` describes."""
    moments = {name: _moment(shown[name]) for name in ("signed_at", "stamped_at")}
    return FoundSignature(**{**shown, **moments, "doubt": Doubt(shown["doubt"])})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
