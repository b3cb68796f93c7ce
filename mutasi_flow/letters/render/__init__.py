"""Printing: a frozen context becomes the bytes of one PDF, in a child process."""

from base64 import b64encode
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from mutasi_flow.letters.contexts import canonical
from mutasi_flow.letters.render.process import PRINTERS, PrinterStopped, Rendered, RenderFailed

__all__ = ["PrinterStopped", "RenderFailed", "Rendered", "close", "question", "render"]

NO_IMAGES: Mapping[str, bytes] = MappingProxyType({})


def question(context: Mapping[str, Any], images: Mapping[str, bytes] = NO_IMAGES) -> bytes:
    """Return what a printing process is asked: the issued letter, and the pictures that it names by their address."""
    return canonical({"letter": context, "images": {name: b64encode(data).decode() for name, data in images.items()}})


def render(context: Mapping[str, Any], images: Mapping[str, bytes] = NO_IMAGES) -> Rendered:
    """Print the issued letter of ``context``: PDF/A-3a and PDF/UA-1, the same bytes each time.

    Raises:
        RenderFailed: the engine refused or warned.
        PrinterStopped: it ran out of time or memory.
    """
    return PRINTERS.render(question(context, images))


def close() -> None:
    """End the idle printing processes; they come back when needed."""
    PRINTERS.close()
