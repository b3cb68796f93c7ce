"""API v1 of the road, as programs rely on it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from mutasi_flow.access import service as access
from mutasi_flow.access.model import Account
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Employee
from tests.browsing import Browser
from tests.transfers.test_pages import Town

FIELDS = {"number", "state", "sentence", "holder", "due_on", "version", "actions", "tasks"}


class Program:
    """Calls the API with the token of one person of the town."""

    def __init__(self, town: Town, app: Flask) -> None:
        self.town, self._client, self._tokens = town, app.test_client(), dict[str, str]()
        with town.runtime.database.reading() as session:
            employee = session.get(Employee, town.employee_id)
            assert employee is not None
            self.nip = employee.nip

    def call(self, who: str, method: str, path: str, content: Any = None, key: str = "") -> tuple[int, Any]:
        if who not in self._tokens:
            runtime, account_id = self.town.runtime, self.town.accounts[who].id
            with runtime.database.writing() as session:
                actor = load_actor(session, account_id, runtime.clock.today())
                self._tokens[who] = access.make_token(session, actor, account_id, runtime.clock.now())
        headers = {"Authorization": f"Bearer {self._tokens[who]}", **({"Idempotency-Key": key} if key else {})}
        answer = self._client.open(f"/api/v1{path}", method=method, json=content, headers=headers)
        if answer.status_code >= 400:
            assert answer.mimetype == "application/problem+json"
            assert {"title", "detail", "code"} <= answer.json.keys()  # type: ignore[union-attr]
        return answer.status_code, answer.json

    def draft(self, who: str = "p0", **content: Any) -> tuple[int, Any]:
        given = {
            "employee": self.nip,
            "to_unit": self.town.to_unit,
            "to_post": self.town.to_jabatan,
            "kind": "A",
            "door": "own",
            "reason": "Merawat ibu.",
        }
        return self.call(who, "POST", "/transfers", {**given, **content})

    def act(self, who: str, number: str, action: str, key: str = "", **content: Any) -> tuple[int, Any]:
        return self.call(who, "POST", f"/transfers/{number}/actions/{action}", content, key)


@pytest.fixture
def program(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None], app: Flask) -> Program:
    return Program(Town(runtime, client, sign_in), app)


def test_a_draft_is_made_sent_answered_and_decreed(program: Program) -> None:
    status, made = program.draft()
    assert (status, made["state"], made["version"]) == (201, "draft", 1)
    assert made.keys() >= FIELDS
    number = made["number"]
    status, sent = program.act("p0", number, "submit", expected_version=1)
    assert (status, sent["state"]) == (200, "proposed")
    people = {account.employee_id: who for who, account in program.town.accounts.items()}
    for task in program.town.open_tasks():
        who = people[task.holder_employee_id]
        listed = program.call(who, "GET", "/tasks")[1]["items"]
        assert [one["id"] for one in listed] == [task.id]
        assert program.call(who, "POST", f"/tasks/{task.id}/complete", {"outcome": "support"})[0] == 200
    for who, action in (("verifier", "conclude_consultation"), ("decider", "approve"), ("signer", "decree")):
        status, sent = program.act(who, number, action, expected_version=sent["version"])
        assert status == 200, sent
    assert (sent["state"], sent["tasks"]) == ("decreed", [])
    (letter,) = program.call("p0", "GET", f"/transfers/{number}/decrees")[1]["items"]
    assert letter["state"] == "queued"
    trail = program.call("p0", "GET", f"/transfers/{number}/trail")[1]["items"]
    assert [row["action"] for row in trail][-3:] == ["consultation_concluded", "approved", "decreed"]


@pytest.mark.both_databases
def test_a_replayed_key_acts_once_and_answers_the_same(program: Program) -> None:
    number = program.draft()[1]["number"]
    first = program.act("p0", number, "submit", key="satu", expected_version=1)
    assert program.act("p0", number, "submit", key="satu", expected_version=1) == first
    assert program.call("p0", "GET", f"/transfers/{number}")[1]["version"] == 2


def test_refusals_have_their_status(program: Program) -> None:
    number = program.draft()[1]["number"]
    assert program.call("p1", "GET", f"/transfers/{number}")[0] == 404
    assert program.act("p0", number, "submit", expected_version=7)[0] == 409
    assert program.act("p0", number, "withdraw")[0] == 422
    assert program.act("p0", number, "approve")[0] == 409
    assert program.act("p0", number, "melompat")[0] == 404
    assert program.act("p0", number, "submit", expected_version=1)[0] == 200
    assert program.act("p0", number, "conclude_consultation")[0] == 403
    assert program.act("verifier", number, "conclude_consultation")[1]["code"] == "refused"
    assert program.draft()[0] == 409


def test_bad_input_is_named(program: Program) -> None:
    bad: dict[str, Any] = {
        "employee": "1",
        "to_unit": "tidak-ada",
        "to_post": "tidak-ada",
        "kind": "Z",
        "door": "belakang",
        "lain": 1,
        "reason_category": "rahasia",
        "reason": "x" * 4001,
    }
    for name, value in bad.items():
        status, problem = program.draft(**{name: value})
        assert status == 422, (name, problem)
        assert program.call("p0", "GET", "/transfers")[1] == {"items": [], "next": None}


def test_three_wishes_may_replace_the_destination(program: Program) -> None:
    wish = {"to_unit": program.town.to_unit, "to_post": program.town.to_jabatan}
    assert program.draft(to_unit="", to_post="", wishes=[wish, wish])[0] == 422
    status, made = program.draft(to_unit="", to_post="", wishes=[wish])
    assert (status, made["to_unit"]) == (201, "SDN Baru")


def test_only_who_may_opens_a_file_for_somebody(program: Program) -> None:
    assert program.draft("p1")[0] in {403, 422}
    assert program.draft("p1", door="unit")[0] in {403, 422}
    assert program.draft("staffing")[0] == 201


@pytest.mark.both_databases
def test_lists_are_paged_and_scoped(program: Program) -> None:
    number = program.draft()[1]["number"]
    program.act("p0", number, "withdraw", reason="Batal.")
    second = program.draft()[1]["number"]
    first_page = program.call("p0", "GET", "/transfers?limit=1")[1]
    assert program.call("p0", "GET", "/transfers?limit=&limit=1")[0] == 422
    assert [one["number"] for one in first_page["items"]] == [second]
    rest = program.call("p0", "GET", f"/transfers?limit=1&cursor={first_page['next']}")[1]
    assert [one["number"] for one in rest["items"]] == [number]
    assert program.call("p0", "GET", "/transfers?state=draft")[1]["items"][0]["number"] == second
    assert program.call("p1", "GET", "/transfers")[1]["items"] == []
    for query in ("state=terbang", "cursor=x", "unit=tidak-ada"):
        assert program.call("p0", "GET", f"/transfers?{query}")[0] == 422
