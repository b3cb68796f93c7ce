"""Nobody but the personnel office learns which peers spoke, and what each of them said."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask

from mutasi_flow.access import service as access
from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.inbox.model import Task
from mutasi_flow.transfers.consultation import add_sight
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.service import complete_task
from mutasi_flow.transfers.visibility import Moment, Part, Reader, Sight
from tests.browsing import Browser
from tests.transfers.test_pages import Town

PEERS = ("p1", "p2", "p3")


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


@pytest.fixture
def answered(town: Town) -> str:
    """A transfer about which two of three peers have spoken."""
    number = town.submit()
    today = town.runtime.clock.today()
    with town.runtime.database.writing() as session:
        for who in PEERS[:2]:
            actor = load_actor(session, town.accounts[who].id, today)
            task = session.query(Task).filter(Task.holder_employee_id == actor.employee_id).one()
            complete_task(session, task.id, actor, town.runtime.clock, Answer("support"))
    return number


def names_in(town: Town, text: str) -> list[str]:
    return [who for who in PEERS if town.accounts[who].name in text]


def open_names(town: Town) -> None:
    """Let the office show inspectors which peers spoke, from today on."""
    clock = town.runtime.clock
    row = Sight(Voice.PEER, Reader.INSPECTOR, Part.IDENTITY, Moment.AT_ONCE, clock.today(), "Perbup 7/2026")
    with town.runtime.database.writing() as session:
        add_sight(session, row, actor=SYSTEM, today=clock.today(), at=clock.now())


def test_the_trail_page_names_no_peer(town: Town, answered: str) -> None:
    for who in ("p0", "head0", "head1", "decider", "signer", "staffing", "auditor"):
        town.become(who)
        page = town.read(f"/usulan/{answered}/jejak")
        assert "Rekan kerja" in page, who
        assert names_in(town, page) == [], who


@pytest.mark.both_databases
def test_the_personnel_office_reads_the_names_and_the_auditor_where_the_office_says_so(
    town: Town, answered: str
) -> None:
    town.become("verifier")
    assert names_in(town, town.read(f"/usulan/{answered}/jejak")) == ["p1", "p2"]
    open_names(town)
    town.become("auditor")
    assert names_in(town, town.read(f"/usulan/{answered}/jejak")) == ["p1", "p2"]


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.AUDITOR])
def test_nobody_reads_who_spoke_about_the_own_transfer(town: Town, answered: str, role: Role) -> None:
    with town.runtime.database.writing() as session:
        since = town.runtime.clock.today()
        session.add(RoleGrant(account_id=town.accounts["p0"].id, role=role, from_on=since, warrant=""))
    town.become("p0")
    pages = [town.read(f"/usulan/{answered}/jejak")]
    if role is Role.VERIFIER:
        pages.append(town.read(f"/telaah/{answered}"))
    else:
        pages.append(town.read("/admin/jejak"))
        sought = town.read(f"/admin/jejak?oleh={quote(town.accounts['p1'].name)}")
        assert "Tanggapan diberikan<br>" not in sought
    assert [names_in(town, page) for page in pages] == [[]] * len(pages)


def test_the_trail_of_programs_holds_neither_name_nor_stance(town: Town, answered: str, app: Flask) -> None:
    account_id = town.accounts["p0"].id
    with town.runtime.database.writing() as session:
        actor = load_actor(session, account_id, town.runtime.clock.today())
        token = access.make_token(session, actor, account_id, town.runtime.clock.now())
    answer = app.test_client().get(f"/api/v1/transfers/{answered}/trail", headers={"Authorization": f"Bearer {token}"})
    spoken = [row for row in answer.json["items"] if row["action"] == "opined"]  # type: ignore[index]
    assert [(row["actor"], row["payload"]) for row in spoken] == [("Rekan kerja", {"voice": "peer"})] * 2


def test_the_administrator_cannot_find_peers_by_name(town: Town, answered: str) -> None:
    assert answered
    town.become("admin")
    assert names_in(town, town.read("/admin/jejak")) == []
    sought = town.read(f"/admin/jejak?oleh={quote(town.accounts['p1'].name)}")
    assert "Tanggapan diberikan<br>" not in sought
    town.become("auditor")
    assert names_in(town, town.read("/admin/jejak")) == []
    open_names(town)
    assert names_in(town, town.read("/admin/jejak")) == ["p1", "p2"]
    assert f"Usulan {answered}</a>" in town.read(f"/admin/jejak?rantai={answered.lower()}&tindakan=opined")
