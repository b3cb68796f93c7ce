"""Everybody of the demo walks wherever the pages lead: no link ends at a refusal, a missing page or a fault."""

import html
import re
from collections import Counter, deque
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from mutasi_flow.access import queries as access_queries
from mutasi_flow.app import create_app
from tests.browsing import enter_as
from tests.demo.conftest import Made

pytestmark = pytest.mark.slow

EACH = 2
"""So many pages of one kind each person opens."""
LINK = re.compile(r'href="(/[^"#]*)')
NUMBERED = re.compile(r"MUT-\d+-\d+|/verifikasi/\w+|/unit/[^/?]+|/tempat/[^/?]+|/\d+")
ELSEWHERE = re.compile(r"^/static/|[?&]lang=|\.zip$")
USERS = (
    "pegawai",
    "atasan",
    "verifikator",
    "perencana",
    "anggota-tim",
    "pemutus",
    "penanda-tangan",
    "pengawas",
    "admin",
)


def _kind(address: str) -> str:
    """Return what addresses of one kind have in common."""
    parts = urlsplit(address)
    names = sorted(part.partition("=")[0] for part in parts.query.split("&"))
    return f"{NUMBERED.sub('/*', parts.path)}?{'&'.join(names)}"


def _walk(client: FlaskClient) -> list[tuple[int, str, str]]:
    """Return what did not open: status, address, and the page that leads there."""
    waiting, seen = deque([("/", "")]), {"/"}
    opened: Counter[str] = Counter()
    failed = []
    while waiting:
        address, from_page = waiting.popleft()
        kind = _kind(address)
        if opened[kind] >= EACH:
            continue
        opened[kind] += 1
        answer = client.get(address)
        if answer.status_code >= 400:
            failed.append((answer.status_code, address, from_page))
        elif answer.mimetype == "text/html":
            for link in map(html.unescape, LINK.findall(answer.text)):
                if link not in seen and not ELSEWHERE.search(link):
                    seen.add(link)
                    waiting.append((link, address))
    return failed


@pytest.mark.parametrize("user", USERS)
def test_no_link_leads_nowhere(made: Made, user: str) -> None:
    app = create_app(made.runtime.settings, made.runtime)
    client = app.test_client()
    with made.runtime.database.reading() as session:
        account_id = access_queries.find_account_id(session, user)
    assert account_id is not None
    enter_as(client, account_id)
    assert _walk(client) == []
