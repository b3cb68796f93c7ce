"""The page of a letter as HTML: one design for the print and for the draft to edit."""

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mutasi_flow.letters.domain import SIGNATURE_FIELD, group_code
from mutasi_flow.settings import shipped

DAYS = re.compile(
    r"\b\d{1,2} (?:Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember) \d{4}\b"
)
PAPERS = {"F4": (215, 330), "A4": (210, 297)}
"""Width and height in millimetres."""


def keep_days_whole(text: str) -> str:
    """Return running text in which no line ends in the middle of a date."""
    return DAYS.sub(lambda day: day[0].replace(" ", "\N{NO-BREAK SPACE}"), text)


class Pages:
    """Templates that are read once and serve every letter."""

    def __init__(self) -> None:
        loader = FileSystemLoader(shipped("templates"))
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
        self._templates.globals["whole_days"] = keep_days_whole
        self._templates.globals["signature_field"] = SIGNATURE_FIELD

    def html(self, context: Mapping[str, Any], qr: Markup | str = "") -> str:
        """Return the page of an issued letter (context with number, code and moment of issue)."""
        template = self._templates.get_template(f"letters/{context['kind']}.html")
        return template.render(letter=context, code=group_code(context["code"]), qr=qr)
