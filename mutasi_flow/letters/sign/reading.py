"""A signature as JSON describes it, read back."""

from datetime import datetime
from typing import Any

from mutasi_flow.letters.domain import FoundSignature


def read_signature(shown: dict[str, Any]) -> FoundSignature:
    """Return the signature that ``shown`` describes."""
    moment = shown["signed_at"]
    return FoundSignature(**{**shown, "signed_at": datetime.fromisoformat(moment) if moment else None})
