"""What people and programs try by hand: each is refused with its reason by page and by API, and the trail stays as it was."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import RoleGrant
from mutasi_flow.core import audit
from mutasi_flow.inbox.model import Task
from mutasi_flow.transfers.domain import Stance
from mutasi_flow.transfers.model import Opinion, Transfer
from mutasi_flow.transfers.routes import ROUTES
from mutasi_flow.transfers.routes.exchange import to_yaml
from tests.core.hostile_files import pdf
from tests.factories import TODAY
from tests.transfers.test_api import Program
from tests.transfers.test_exemptions import punish
from tests.transfers.test_pages import Town, town

__all__ = ["town"]


@pytest.fixture
def program(town: Town, app: Flask) -> Program:
    return Program(town, app)


def trail_of(town: Town, number: str) -> list[str]:
    """Return what the trail holds, and check that it is whole."""
    with town.runtime.database.reading() as session:
        key = session.scalars(select(Transfer.id).where(Transfer.number == number)).one()
        assert audit.verify(session, town.runtime.settings.trail_secret(), None).ok
        return [row.action for row in audit.trail(session, f"transfer:{key}")]


def make_late(town: Town) -> list[Task]:
    with town.runtime.database.writing() as session:
        session.execute(update(Task).values(due_on=TODAY - timedelta(days=1)))
    return town.open_tasks()


@pytest.mark.both_databases
def test_an_opinion_after_its_day_is_no_opinion(town: Town, program: Program) -> None:
    number = town.submit()
    late = {one.kind: one.id for one in make_late(town)}
    before = trail_of(town, number)
    town.become("head0")
    page = town.press(f"/tanggapan/{late['opinion_supervisor']}", 409, outcome="against", reason="Jangan.")
    assert "Batas menjawab lewat pada" in page
    path = f"/tasks/{late['opinion_receiving']}/complete"
    status, problem = program.call("head1", "POST", path, {"outcome": "support"})
    assert (status, problem["code"]) == (409, "conflict")
    assert "dicatat tidak menjawab" in problem["detail"]
    assert trail_of(town, number) == before
    town.become("verifier")
    town.press(f"/telaah/{number}/conclude_consultation")
    assert trail_of(town, number) == [*before, "consultation_concluded"]
    with town.runtime.database.reading() as session:
        assert {one.stance for one in session.scalars(select(Opinion))} == {Stance.SILENT}


def test_who_answers_on_the_last_day_is_in_time(town: Town) -> None:
    town.submit()
    with town.runtime.database.writing() as session:
        session.execute(update(Task).values(due_on=TODAY))
    town.answer_all()
    assert [one.kind for one in town.open_tasks()] == ["verify"]


@pytest.mark.both_databases
@pytest.mark.parametrize("first", ["approve", "reject"])
def test_of_an_approval_and_a_rejection_from_two_open_pages_the_first_counts(
    town: Town, program: Program, first: str
) -> None:
    number = town.submit()
    town.answer_all()
    town.become("verifier")
    town.press(f"/telaah/{number}/conclude_consultation")
    seen = program.call("decider", "GET", f"/transfers/{number}")[1]["version"]
    second = {"approve": "reject", "reject": "approve"}[first]
    assert program.act("decider", number, first, expected_version=seen, reason="Cukup.")[0] == 200
    after = trail_of(town, number)
    town.become("decider")
    assert "berubah" in town.press(f"/telaah/{number}/{second}", 409, version=seen, reason="Tidak.")
    assert program.act("decider", number, second, expected_version=seen, reason="Tidak.")[0] == 409
    assert trail_of(town, number) == after
    assert {"approved", "rejected"} & set(after) == {{"approve": "approved", "reject": "rejected"}[first]}


def test_a_route_published_meanwhile_is_for_those_who_come_after(town: Town, program: Program) -> None:
    number = town.submit()
    began = program.call("p0", "GET", f"/transfers/{number}")[1]["route"]
    code = began.partition("/")[0]
    text = to_yaml(ROUTES[began]).replace(f"code: {code}\n", "code: kantor-baru\n").replace("days: 5", "days: 2")
    town.become("admin")
    day: dict[str, Any] = {"from_on-day": TODAY.day, "from_on-month": TODAY.month, "from_on-year": TODAY.year}
    assert town.press("/admin/alur/baru", text=text, act="publish", **day) == "/admin/alur/kantor-baru/1"
    town.answer_all()
    town.become("verifier")
    town.press(f"/telaah/{number}/return", reason="Perbaiki.")
    town.become("p0")
    town.press(f"/usulan/{number}/kirim", declared="ya")
    assert program.call("p0", "GET", f"/transfers/{number}")[1]["route"] == began, "also when it is sent again"
    town.become("p1")
    later = town.press("/usulan/baru").split("/")[2]
    town.press(f"/usulan/{later}/tujuan", unit=town.to_unit, jabatan=town.to_jabatan)
    town.press(f"/usulan/{later}/alasan", reason_category="care", reason="Merawat ibu di rumah.")
    town.press(f"/usulan/{later}/kirim", declared="ya")
    assert program.call("p1", "GET", f"/transfers/{later}")[1]["route"] == "kantor-baru/1"


def test_nobody_grants_an_exemption_to_the_own_request(town: Town) -> None:
    number = town.submit()
    with town.runtime.database.writing() as session:
        punish(session, town.employee_id, TODAY, town.runtime.clock.now())
        session.add(RoleGrant(account_id=town.accounts["p0"].id, role=Role.DECIDER, from_on=TODAY))
    town.become("p0")
    path, before = f"/usulan/{number}/pengecualian", trail_of(town, number)
    given = {"rule": "R05", "official": "Saya", "letter_number": "1", "letter_on": "2026-03-02"}
    given["exemption_reason"] = "Boleh."
    answer = town.client.post(path, data={**given, "file": (BytesIO(pdf()), "surat.pdf")})
    assert answer.status_code in {403, 404}
    assert trail_of(town, number) == before
