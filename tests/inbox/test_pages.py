"""Own tasks, messages, and the same through the API."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mutasi_flow.access import service as access
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries, service
from mutasi_flow.inbox.domain import Answer, Holder, NewNotice, NewTask, TaskKind
from mutasi_flow.inbox.offers import install_task_kinds
from mutasi_flow.people.model import Employee
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_employee, make_office

SignIn = Callable[[Browser, Account], None]


def complete(session: Session, task_id: int, actor: Actor, clock: Clock, answer: Answer) -> None:
    service.complete(session, task_id, actor, clock.now(), answer)


KIND = TaskKind("opinion", T("Beri tanggapan"), "inbox.open_task", ("support", "against"), complete)
DOOR = TaskKind("door", T("Periksa berkas"), "account.show", (), complete)


@pytest.fixture
def office(runtime: Runtime) -> Iterator[Session]:
    with runtime.database.writer() as session:
        make_office(session)
        session.commit()
        yield session


@pytest.fixture
def holder(app: Flask, office: Session) -> tuple[Account, Employee]:
    install_task_kinds(app, (KIND, DOOR))
    employee = make_employee(office)
    account = make_account(office, employee)
    office.commit()
    return account, employee


def give(session: Session, employee: Employee, **values: object) -> int:
    given = {"about_kind": "transfer", "about_id": 7, "about_label": "M-7 <Wulan>", "kind": "opinion", "opened_at": NOW}
    new = NewTask(**{**given, "holder": Holder(employee.id), "due_on": TODAY, **values})  # type: ignore[arg-type]
    (task_id,) = service.open_tasks(session, [new])
    session.commit()
    return task_id


def test_own_tasks_with_words_for_clocks(
    client: Browser, office: Session, holder: tuple[Account, Employee], sign_in: SignIn
) -> None:
    account, employee = holder
    sign_in(client, account)
    assert "Tidak ada yang menunggu Anda." in client.get("/tugas").get_data(as_text=True)
    for days in (-2, 0, 3):
        give(office, employee, due_on=TODAY + timedelta(days=days))
    give(office, make_employee(office), about_label="milik orang lain")
    page = client.get("/tugas").get_data(as_text=True)
    assert page.index("lewat 1 hari kerja") < page.index("hari ini") < page.index("3 hari kerja lagi")
    assert "M-7 &lt;Wulan&gt;" in page
    assert "milik orang lain" not in page


def test_a_link_to_a_task_leads_to_where_it_is_done(
    client: Browser, office: Session, holder: tuple[Account, Employee], sign_in: SignIn
) -> None:
    account, employee = holder
    mine, unknown = give(office, employee, kind="door"), give(office, employee, kind="tidak-dikenal")
    foreign = give(office, make_employee(office), kind="door")
    assert client.get(f"/tugas/{mine}").headers["Location"] == f"/masuk?next=/tugas/{mine}"
    sign_in(client, account)
    assert client.get(f"/tugas/{mine}").headers["Location"].startswith("/akun")
    assert [client.get(f"/tugas/{one}").status_code for one in (foreign, unknown, 999_999)] == [404] * 3
    service.close(office, mine, NOW)
    office.commit()
    assert client.get(f"/tugas/{mine}").headers["Location"] == "/tugas"
    assert "sudah tidak menunggu" in client.get("/tugas").get_data(as_text=True)


@pytest.mark.both_databases
def test_messages_are_new_until_marked(
    client: Browser, office: Session, holder: tuple[Account, Employee], sign_in: SignIn
) -> None:
    account, employee = holder
    texts = [T("Usulan {number} disetujui.", number=f"M-{number}") for number in range(60)]
    service.notify(
        office, [NewNotice("approved", text, NOW, employee_id=employee.id, address="/tugas") for text in texts]
    )
    service.notify(office, [NewNotice("approved", T("Bukan untuk Anda"), NOW, employee_id=make_employee(office).id)])
    office.commit()
    sign_in(client, account)
    page = client.get("/pesan").get_data(as_text=True)
    assert "Usulan M-59 disetujui." in page
    assert "Bukan untuk Anda" not in page
    older = page.split("/pesan?sebelum=")[1].split('"')[0]
    assert "Usulan M-0 disetujui." in client.get(f"/pesan?sebelum={older}").get_data(as_text=True)
    newest = page.split('name="newest" value="')[1].split('"')[0]
    service.notify(office, [NewNotice("approved", T("Baru saja"), NOW, employee_id=employee.id)])
    office.commit()
    assert client.post("/pesan", data={"newest": newest}).status_code == 303
    assert "1 belum dibaca" in client.get("/tugas").get_data(as_text=True)
    assert client.post("/pesan", data={"newest": "x"}).status_code == 303


@pytest.fixture
def bearer(office: Session, holder: tuple[Account, Employee]) -> dict[str, str]:
    token = access.make_token(office, SYSTEM, holder[0].id, NOW)
    office.commit()
    return {"Authorization": f"Bearer {token}"}


def test_programs_list_and_complete_tasks(
    client: Browser, office: Session, holder: tuple[Account, Employee], bearer: dict[str, str]
) -> None:
    _account, employee = holder
    ids = [give(office, employee, due_on=TODAY + timedelta(days=days)) for days in range(3)]
    listed = client.get("/api/v1/tasks?limit=2", headers=bearer).get_json()
    assert [item["id"] for item in listed["items"]] == ids[:2]
    assert listed["items"][0]["clock"] == "hari ini"
    assert listed["items"][0]["outcomes"] == ["support", "against"]
    more = client.get(f"/api/v1/tasks?limit=2&cursor={listed['next']}", headers=bearer).get_json()
    assert ([item["id"] for item in more["items"]], more["next"]) == (ids[2:], None)
    address, content = f"/api/v1/tasks/{ids[0]}/complete", {"outcome": "support", "reason": "ya", "answers": {"a": 1}}
    key = bearer | {"Idempotency-Key": "satu"}
    done = client.post(address, headers=key, json=content)
    assert (done.status_code, done.get_json()["status"], done.get_json()["outcome"]) == (200, "done", "support")
    again = client.post(address, headers=key, json=content)
    assert (again.status_code, again.get_json()) == (200, done.get_json())
    assert client.post(address, headers=bearer, json=content).status_code == 409
    assert queries.get_task(office, ids[0]).outcome == "support"


@pytest.fixture
def asked(office: Session, holder: tuple[Account, Employee], bearer: dict[str, str]) -> tuple[int, dict[str, str]]:
    return give(office, holder[1]), bearer


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "mungkin"}, "outcome"),
        ({"outcome": 7}, "outcome"),
        ({"outcome": "support", "reason": "x" * 5_000}, "reason"),
        ({"outcome": "support", "answers": []}, "answers"),
        ({"outcome": "support", "lain": 1}, "lain"),
    ],
)
def test_answers_that_do_not_fit_are_refused(
    client: Browser, asked: tuple[int, dict[str, str]], content: dict[str, object], field: str
) -> None:
    task_id, bearer = asked
    refused = client.post(f"/api/v1/tasks/{task_id}/complete", headers=bearer, json=content)
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert refused.get_json()["errors"][0]["field"] == field


def test_tasks_of_others_do_not_exist_for_programs(client: Browser, office: Session, bearer: dict[str, str]) -> None:
    foreign = give(office, make_employee(office))
    for task_id in (foreign, 999_999):
        answer = client.post(f"/api/v1/tasks/{task_id}/complete", headers=bearer, json={"outcome": "support"})
        assert answer.status_code == 404
    assert client.get("/api/v1/tasks?limit=x", headers=bearer).status_code == 422
    assert client.get("/api/v1/tasks?limit=99999999999", headers=bearer).status_code == 422
    assert client.get("/api/v1/tasks").status_code == 401
