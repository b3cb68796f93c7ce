"""Letters become PDF. The only file that knows WeasyPrint; it runs in a child process, never in a web request.

The same frozen context gives the same bytes on one system image: dates come from the context, fonts from the
product, and whatever the library warns about is an error.
"""

import json
import logging
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from types import MappingProxyType
from typing import Any

import segno
from markupsafe import Markup
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.ffi import harfbuzz, harfbuzz_subset, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from mutasi_flow.letters.contexts import DATA_NAME, decree_json
from mutasi_flow.letters.render.finish import finish
from mutasi_flow.letters.render.page import PAPERS, Pages
from mutasi_flow.settings import shipped

VARIANT = "pdf/a-3a"
NO_IMAGES: Mapping[str, bytes] = MappingProxyType({})
VERSION_PARTS, HIGHEST_PART = 3, 100


class Fence(URLFetcher):  # type: ignore[misc] # the library is untyped
    """Refuses every address: a letter consists of its template, its context, its emblem and the shipped fonts."""

    def __init__(self) -> None:
        super().__init__()
        self.images: Mapping[str, bytes] = {}
        """Pictures that came with the letter, by the address under which its page names them."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """Give a picture of the letter, or stop the whole render instead of leaving a hole."""
        if url in self.images:
            return URLFetcherResponse(url, self.images[url], {"Content-Type": "image/jpeg"})
        message = f"a letter may not fetch {url[:80]}"
        raise FatalURLFetchingError(message)


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class Press:
    """One warmed-up engine: fonts, style sheets and templates are read once and serve every letter."""

    def __init__(self) -> None:
        if harfbuzz_subset is None:
            message = "libharfbuzz-subset is missing (Debian: libharfbuzz-subset0)"
            raise RuntimeError(message)
        self._fence = Fence()
        self._warnings = _Warnings()
        logging.getLogger("weasyprint").addHandler(self._warnings)
        self._pages = Pages()
        self._fonts = FontConfiguration()
        style = (shipped("templates") / "letters" / "letter.css").read_text(encoding="utf-8")
        self._styles = {
            paper: self._css(
                f"{style} @page {{ size: {width}mm {height}mm }} @page wide {{ size: {height}mm {width}mm }}"
            )
            for paper, (width, height) in PAPERS.items()
        }
        self.made_with = _versions()

    def _css(self, text: str) -> CSS:
        return CSS(string=text, base_url="", url_fetcher=self._fence, font_config=self._fonts)

    def html(self, context: Mapping[str, Any]) -> str:
        """Return the page of an issued letter (context with number, code and moment of issue)."""
        return self._pages.html(context, _qr(context))

    def pdf(self, context: Mapping[str, Any], images: Mapping[str, bytes] = NO_IMAGES) -> bytes:
        """Return the letter as PDF/A-3a and PDF/UA-1 with its data embedded; ``images`` are the pictures it names.

        Raises:
            RuntimeError: the library warned, for example of a glyph that is missing.
        """
        self._warnings.said.clear()
        self._fence.images = images
        page = HTML(string=self.html(context), base_url="", url_fetcher=self._fence)
        data = page.write_pdf(
            pdf_variant=VARIANT,
            stylesheets=[self._styles[context["paper"]]],
            font_config=self._fonts,
            attachments=[self._data(context)],
            finisher=finish,
        )
        if self._warnings.said:
            message = "; ".join(self._warnings.said[:5])
            raise RuntimeError(message)
        return bytes(data)

    def _data(self, context: Mapping[str, Any]) -> Attachment:
        issued_at = datetime.fromisoformat(context["issued_at"])
        return Attachment(
            string=decree_json(context),
            name=DATA_NAME,
            description="Isi surat sebagai data",
            created=issued_at,
            modified=issued_at,
            relationship="Data",
            base_url="",
            url_fetcher=self._fence,
        )


def _qr(context: Mapping[str, Any]) -> Markup:
    code = segno.make(f"{context['verification_url']}/{context['code']}", error="m", micro=False)
    drawn = code.svg_inline(scale=1, border=2, omitsize=True, title="Kode QR ke halaman pemeriksaan surat ini")
    return Markup(drawn)  # noqa: S704 - drawn by the library from an address that it encodes


def _versions() -> dict[str, str]:
    return {
        "weasyprint": version("weasyprint"),
        "pydyf": version("pydyf"),
        "pango": _pango_version(pango.pango_version()),
        "harfbuzz": _harfbuzz_version(),
        "variant": f"{VARIANT} pdf/ua-1",
    }


def _pango_version(encoded: int) -> str:
    return f"{encoded // 10000}.{encoded // 100 % 100}.{encoded % 100}"


def _harfbuzz_version() -> str:
    """Ask digit by digit: the library is reached through one function that compares."""
    found: list[int] = []
    while len(found) < VERSION_PARTS:
        rest = [0] * (VERSION_PARTS - 1 - len(found))
        found.append(max(part for part in range(HIGHEST_PART) if harfbuzz.hb_version_atleast(*found, part, *rest)))
    return ".".join(map(str, found))


def answer(press: Press, question: bytes) -> tuple[dict[str, Any], bytes]:
    """Answer one question of the parent process: head and PDF, or a head that says what went wrong."""
    try:
        asked = json.loads(question)
        images = {address: b64decode(data) for address, data in asked["images"].items()}
        pdf = press.pdf(asked["letter"], images)
    except (Exception, FatalURLFetchingError) as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
        return {"size": 0, "error": f"{type(error).__name__}: {error}"}, b""
    return {"size": len(pdf), "made_with": press.made_with}, pdf
