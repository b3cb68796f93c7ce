"""The layout of a letter as HTML, for engines that draw HTML."""

from io import BytesIO

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mutasi_flow.letters.domain import SIGNATURE_FIELD
from mutasi_flow.letters.layout import Layout
from mutasi_flow.letters.layout.blocks import Check
from mutasi_flow.settings import shipped

QR_BORDER = 2


def _shape(block: object) -> str:
    return type(block).__name__


def _qr(check: Check) -> Markup:
    drawn = BytesIO()
    segno.make(check.address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, nl=False, border=QR_BORDER, omitsize=True, title=check.name
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - drawn by the library from an address that it encodes


class Pages:
    """The template that is read once and serves every letter."""

    def __init__(self) -> None:
        loader = FileSystemLoader(shipped("templates"))
        templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
        templates.globals |= {"shape": _shape, "qr": _qr, "signature_field": SIGNATURE_FIELD}
        self._letter = templates.get_template("letters/letter.html")

    def html(self, letter: Layout) -> str:
        """Return the letter as HTML that is well-formed XML too."""
        return self._letter.render(letter=letter)
