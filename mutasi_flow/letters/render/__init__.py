"""Printing: an issued letter becomes the bytes of one file, by an engine of one table."""

from mutasi_flow.letters.render.process import close, list_lost_fonts
from mutasi_flow.letters.render.protocol import (
    NO_IMAGES,
    Claims,
    IssuedLetter,
    Output,
    PrinterStopped,
    Rendered,
    Renderer,
    RenderFailed,
)

__all__ = [
    "NO_IMAGES",
    "Claims",
    "IssuedLetter",
    "Output",
    "PrinterStopped",
    "RenderFailed",
    "Rendered",
    "Renderer",
    "close",
    "list_lost_fonts",
]
