"""A signature as JSON describes it, read back."""

from datetime import datetime
from typing import Any

from mutasi_flow.letters.domain import Doubt, FoundSignature, on_one_line


def read_signature(shown: dict[str, Any]) -> FoundSignature:
    """Return the signature that ``shown`` describes; what certificates call themselves stands on one line."""
    moments = {name: _moment(shown[name]) for name in ("signed_at", "stamped_at")}
    names = {name: on_one_line(shown[name]) for name in ("signer", "issuer")}
    return FoundSignature(**{**shown, **names, **moments, "doubt": Doubt(shown["doubt"])})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
