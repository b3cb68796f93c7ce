"""Reading the data back out of a PDF."""

import io
import json
from typing import Any

import pikepdf

from mutasi_flow.letters.contexts.embedded import DATA_NAME, DATA_SCHEMA

LARGEST_DATA = 5_000_000


def read_data(pdf: bytes) -> dict[str, Any] | None:
    """Return the data embedded in one of our letters, or None when there are none to be read."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if DATA_NAME not in document.attachments:
                return None
            found = document.attachments[DATA_NAME].get_file()
            if found.size > LARGEST_DATA:
                return None
            data = json.loads(found.read_bytes())
    except (pikepdf.PdfError, ValueError):
        return None
    return data if isinstance(data, dict) and data.get("schema") == DATA_SCHEMA else None
