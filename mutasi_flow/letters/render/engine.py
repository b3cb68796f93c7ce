"""Letters become PDF. The only file that knows WeasyPrint; it runs in a child process, never in a web request.

The same frozen context gives the same bytes on one system image: dates come from the context, fonts from the
product, and whatever the library warns about is an error.
"""

import logging
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any
from xml.etree import ElementTree as ET

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.ffi import harfbuzz, harfbuzz_subset, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from mutasi_flow.letters.contexts import DATA_NAME, decree_json
from mutasi_flow.letters.layout import PAPERS, layout_of
from mutasi_flow.letters.render.finish import finish
from mutasi_flow.letters.render.page import Pages
from mutasi_flow.letters.render.protocol import NO_IMAGES, PDF, Claims, IssuedLetter, Rendered, RenderFailed
from mutasi_flow.settings import shipped

VARIANT = "pdf/a-3a"
VERSION_PARTS, HIGHEST_PART = 3, 100


class Fence(URLFetcher):  # type: ignore[misc] # the library is untyped
    """Refuses every address: a letter consists of its template, its context, its emblem and the shipped fonts."""

    def __init__(self) -> None:
        super().__init__()
        self.images = NO_IMAGES
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


class _Page(HTML):  # type: ignore[misc] # idem
    """A page of ours as the library has it after parsing: ours is XML, which is read ten times as fast as HTML."""

    wrapper_element: Any

    def __init__(self, html: str, fence: Fence) -> None:
        super().__init__(string="<html></html>", base_url="", url_fetcher=fence)
        tree = ET.fromstring(html)  # noqa: S314 - our own template, every value escaped
        self.wrapper_element = type(self.wrapper_element).from_html_root(tree, None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, *_: Any) -> list[CSS]:
        """Leave the style of the library out: letters have all of theirs, and are not changed by a newer one."""
        return []


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

    @property
    def claims(self) -> Claims:
        """What each file keeps."""
        return PDF

    def html(self, context: Mapping[str, Any]) -> str:
        """Return the page of an issued letter (context with number, code and moment of issue)."""
        return self._pages.html(layout_of(context))

    def render(self, letter: IssuedLetter) -> Rendered:
        """Return the letter as PDF/A-3a and PDF/UA-1 with its data embedded.

        Raises:
            RenderFailed: the library warned, for example of a glyph that is missing, or refused.
        """
        self._warnings.said.clear()
        self._fence.images = letter.images
        try:
            data = _Page(self._pages.html(letter.layout), self._fence).write_pdf(
                pdf_variant=VARIANT,
                stylesheets=[self._styles[letter.layout.paper]],
                font_config=self._fonts,
                attachments=[self._data(letter)],
                finisher=finish,
            )
        except (Exception, FatalURLFetchingError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise RenderFailed.because(reason) from error
        if self._warnings.said:
            raise RenderFailed.because("; ".join(self._warnings.said[:5]))
        return Rendered(bytes(data), self.made_with)

    def _data(self, letter: IssuedLetter) -> Attachment:
        issued_at = letter.layout.issued_at
        return Attachment(
            string=decree_json(letter.context),
            name=DATA_NAME,
            description="Isi surat sebagai data",
            created=issued_at,
            modified=issued_at,
            relationship="Data",
            base_url="",
            url_fetcher=self._fence,
        )


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
