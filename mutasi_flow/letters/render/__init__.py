"""Printing: a frozen context becomes the bytes of one PDF, in a child process."""

from collections.abc import Mapping
from typing import Any

from mutasi_flow.letters.contexts import canonical
from mutasi_flow.letters.render.process import PRINTERS, PrinterStopped, Rendered, RenderFailed

__all__ = ["PrinterStopped", "RenderFailed", "Rendered", "close", "render"]


def render(context: Mapping[str, Any]) -> Rendered:
    """Print the issued letter of ``context``: PDF/A-3a and PDF/UA-1, the same bytes each time.

    Raises:
        RenderFailed: the engine refused or warned.
        PrinterStopped: it ran out of time or memory.
    """
    return PRINTERS.render(canonical(context))


def close() -> None:
    """End the idle printing processes; they come back when needed."""
    PRINTERS.close()
