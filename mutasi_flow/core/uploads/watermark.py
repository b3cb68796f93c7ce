"""Watermarks: a copy of a PDF with words across every page; the stored file stays as it is."""

import io
from math import cos, hypot, radians, sin

import pikepdf
from pikepdf import Dictionary, Name, Page, Pdf

FONT, STATE = "/WatermarkFont", "/WatermarkState"
LARGEST_SIZE = 30
WIDTH_OF_LETTER = 0.55
"""Mean width of a letter of Helvetica, as a share of its size."""


def stamp(pdf: bytes, words: str) -> bytes:
    """Return a copy of ``pdf`` with ``words`` across every page and once more at its upper edge.

    Raises:
        pikepdf.PdfError: the file cannot be read.
    """
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(pdf)) as document:
        font = document.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        )
        state = document.make_indirect(Dictionary(Type=Name.ExtGState, ca=0.35))
        for page in document.pages:
            _mark(page, _written(words), font, state)
        document.save(out)
    return out.getvalue()


def _written(words: str) -> bytes:
    return b"<" + words.encode("cp1252", errors="replace").hex().encode() + b">"


def _mark(page: Page, words: bytes, font: pikepdf.Object, state: pikepdf.Object) -> None:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    width, height = right - left, top - bottom
    length = max(len(words) / 2 * WIDTH_OF_LETTER, 1)
    size, turn = min(LARGEST_SIZE, hypot(width, height) * 0.8 / length), radians(45)
    start = length * size / 2 * cos(turn)
    x, y = left + width / 2 - start, bottom + height / 2 - start
    page.add_resource(font, Name.Font, Name(FONT))
    page.add_resource(state, Name.ExtGState, Name(STATE))
    drawn = (
        f"Q q {STATE} gs 0.4 g BT {FONT} {size:.2f} Tf "
        f"{cos(turn):.4f} {sin(turn):.4f} {-sin(turn):.4f} {cos(turn):.4f} {x:.2f} {y:.2f} Tm "
    ).encode()
    edge = f" Tj ET BT {FONT} 8 Tf {left + 20:.2f} {top - 14:.2f} Td ".encode()
    page.contents_add(b"q", prepend=True)
    page.contents_add(drawn + words + edge + words + b" Tj ET Q")
