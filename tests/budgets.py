"""Weigh a page as a phone sees it for the first time: packed bytes and requests, assets included."""

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask.testing import FlaskClient

PHONE_BYTES = 60_000
PHONE_REQUESTS = 6
PACKED = {"Accept-Encoding": "gzip"}
LOADED_LINKS = {"stylesheet", "icon", "manifest", "preload"}


@dataclass(frozen=True)
class Weight:
    """What a first view costs."""

    page_bytes: int
    asset_bytes: int
    requests: int

    @property
    def total_bytes(self) -> int:
        """All bytes of the first view."""
        return self.page_bytes + self.asset_bytes


class _Assets(HTMLParser):
    """Collects what a browser fetches for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address of a style, script or picture."""
        given = dict(attrs)
        address = given.get("href") if tag == "link" and given.get("rel") in LOADED_LINKS else None
        if tag in {"script", "img"}:
            address = given.get("src")
        if address:
            self.found.add(address)


def weigh(client: FlaskClient, address: str) -> Weight:
    """Fetch the page and all it loads.

    Raises:
        AssertionError: the page or an asset does not answer with 200, or an asset lies elsewhere.
    """
    page = client.get(address, headers=PACKED)
    assert page.status_code == 200, (address, page.status_code)
    assets = _Assets()
    assets.feed(client.get(address).text)
    asset_bytes = 0
    for asset in sorted(assets.found):
        assert not urlsplit(asset).netloc, asset
        answer = client.get(asset, headers=PACKED)
        assert answer.status_code == 200, asset
        asset_bytes += len(answer.data)
    return Weight(len(page.data), asset_bytes, 1 + len(assets.found))


def check_phone_budget(client: FlaskClient, address: str) -> Weight:
    """Check that the first view of ``address`` suits a phone on a weak network; return its weight."""
    weight = weigh(client, address)
    assert weight.total_bytes <= PHONE_BYTES, weight
    assert weight.requests <= PHONE_REQUESTS, weight
    return weight
