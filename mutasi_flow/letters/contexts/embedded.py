"""The data that travel inside the PDF, so that a program can read a decree without reading the page."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from mutasi_flow.letters.contexts.frozen import canonical

DATA_NAME = "decree.json"
DATA_SCHEMA = "mutasi-flow/decree"
DATA_VERSION = 1


def decree_json(context: Mapping[str, Any]) -> bytes:
    """Return the embedded data: what identifies the letter, its context, and the digest of the latter."""
    return canonical(
        {
            "schema": DATA_SCHEMA,
            "version": DATA_VERSION,
            "kind": context["kind"],
            "number": context["number"],
            "dated_on": context["dated_on"],
            "code": context["code"],
            "letter": context,
            "letter_sha256": sha256(canonical(context)).hexdigest(),
        }
    )
