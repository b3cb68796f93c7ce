"""Reading the data back out of a PDF."""

import io
import json
import zlib
from typing import Any

import pikepdf

from mutasi_flow.letters.contexts.embedded import DATA_NAME, DATA_SCHEMA

LARGEST_DATA = 5_000_000


def read_data(pdf: bytes) -> dict[str, Any] | None:
    """Return the data embedded in one of our letters, or None when there are none to be read.

    The file may come from anybody: what it says about its own sizes is not believed, and data that could not be
    written down again (nested without end, halves of characters) are none of ours.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if DATA_NAME not in document.attachments:
                return None
            unpacked = _unpack(document.attachments[DATA_NAME].get_file().obj)
        data = json.loads(unpacked)
        json.dumps(data, ensure_ascii=False).encode()
    except (pikepdf.PdfError, ValueError, RecursionError, zlib.error):
        return None
    return data if isinstance(data, dict) and data.get("schema") == DATA_SCHEMA else None


def _unpack(stream: pikepdf.Object) -> bytes:
    """Return the bytes of a stream as our printer packs it.

    Raises:
        ValueError: they are more than any letter has, or packed in another way.
    """
    packing, raw = stream.get("/Filter"), stream.read_raw_bytes()
    if packing is None:
        unpacked = raw
    elif packing == pikepdf.Name.FlateDecode:
        unpacked = zlib.decompressobj().decompress(raw, LARGEST_DATA + 1)
    else:
        message = "unknown packing"
        raise ValueError(message)
    if len(unpacked) > LARGEST_DATA:
        message = "too much data"
        raise ValueError(message)
    return unpacked
