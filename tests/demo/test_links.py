"""Everybody of the demo walks wherever the pages lead: no link ends at a refusal, a missing page or a fault."""

import html
import re
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access_queries
from mutasi_flow.access.model import Account
from mutasi_flow.app import create_app
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.transfers.model import Transfer
from tests.browsing import enter_as
from tests.budgets import check_phone_budget
from tests.demo.conftest import Made

pytestmark = pytest.mark.slow

EACH = 2
"""So many pages of one kind each person opens."""
LINK = re.compile(r'href="(/[^"#]*)')
NO_ADDRESS = re.compile(r'href="(?![/#?]|https?://|mailto:|tel:)([^"]*)')
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


def _walk(
    client: FlaskClient, each: int = EACH, look: Callable[[str], object] | None = None
) -> list[tuple[int, str, str]]:
    """Open what the pages lead to, and return what did not open: status, address, and the page that leads there."""
    waiting, seen = deque([("/", "")]), {"/"}
    opened: Counter[str] = Counter()
    failed = []
    while waiting:
        address, from_page = waiting.popleft()
        kind = _kind(address)
        if opened[kind] >= each:
            continue
        opened[kind] += 1
        answer = client.get(address)
        if answer.status_code >= 400:
            failed.append((answer.status_code, address, from_page))
        elif answer.mimetype == "text/html":
            if look is not None and answer.status_code == 200:
                look(address)
            failed += [(answer.status_code, broken, address) for broken in NO_ADDRESS.findall(answer.text)]
            for link in map(html.unescape, LINK.findall(answer.text)):
                if link not in seen and not ELSEWHERE.search(link):
                    seen.add(link)
                    waiting.append((link, address))
    return failed


def _enter(made: Made, account_id: int) -> FlaskClient:
    client = create_app(made.runtime.settings, made.runtime).test_client()
    enter_as(client, account_id)
    return client


@pytest.mark.parametrize("user", USERS)
def test_no_link_leads_nowhere(made: Made, user: str) -> None:
    with made.runtime.database.reading() as session:
        account_id = access_queries.find_account_id(session, user)
    assert account_id is not None
    assert _walk(_enter(made, account_id)) == []


def _people_with_phones(session: Session) -> dict[int, str]:
    """Return accounts of employees, one for each state of an own file and each kind of opinion that waits."""
    own = session.execute(
        select(Transfer.state, Account.id)
        .join(Account, Account.employee_id == Transfer.employee_id)
        .where(~Transfer.is_secret)
    )
    asked = session.execute(
        select(Task.kind, Account.id)
        .join(Account, Account.employee_id == Task.holder_employee_id)
        .where(Task.status == TaskStatus.OPEN)
    )
    found = {str(what): account_id for what, account_id in (*own, *asked)}
    return {account_id: what for what, account_id in found.items()}


def test_every_page_that_people_reach_on_a_phone_is_light(made: Made) -> None:
    with made.runtime.database.reading() as session:
        people = _people_with_phones(session)
    assert len(people) >= 10
    for account_id, what in people.items():
        client = _enter(made, account_id)
        assert _walk(client, 1, partial(check_phone_budget, client)) == [], what
