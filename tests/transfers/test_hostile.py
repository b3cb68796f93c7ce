"""Requests that no page of ours sends: each gets a sentence, and changes nothing."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mutasi_flow.access import service as access
from mutasi_flow.access.model import Account
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.transfers.model import Transfer
from tests.browsing import Browser
from tests.transfers.test_pages import Town

TOO_LARGE = ("2147483648", "99999999999999999999", "9" * 5000, "-1", "abc", "٣", "²")


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


class Program:
    """A program with the token of one account."""

    def __init__(self, town: Town, client: FlaskClient, who: str) -> None:
        self._client, account_id = client, town.accounts[who].id
        with town.runtime.database.writing() as session:
            actor = load_actor(session, account_id, town.runtime.clock.today())
            token = access.make_token(session, actor, account_id, town.runtime.clock.now())
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> TestResponse:
        return self._client.get(f"/api/v1{path}", headers=self._headers)

    def post(self, path: str, body: object) -> TestResponse:
        return self._client.post(f"/api/v1{path}", json=body, headers=self._headers)


@pytest.fixture
def program(town: Town, app: Flask) -> Callable[[str], Program]:
    return lambda who: Program(town, app.test_client(), who)


def stored(town: Town, number: str) -> Transfer:
    with town.runtime.database.reading() as session:
        found = session.query(Transfer).filter(Transfer.number == number).one()
        session.expunge(found)
        return found


@pytest.mark.parametrize("mark", TOO_LARGE)
@pytest.mark.parametrize("path", ["/usulan?cursor=", "/pesan?sebelum=", "/tugas?mulai="])
def test_page_marks_that_are_none_show_the_first_page(town: Town, path: str, mark: str) -> None:
    town.become("p0")
    town.read(path + mark)


@pytest.mark.parametrize("mark", TOO_LARGE)
def test_programs_are_told_about_a_wrong_page_mark(program: Callable[[str], Program], mark: str) -> None:
    answer = program("verifier").get(f"/transfers?cursor={mark}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_texts_of_programs_are_cleaned_like_those_of_forms(town: Town, program: Callable[[str], Program]) -> None:
    number = town.draft()
    sent = {"reason": "Pindah \u202egnp.exe\u0007\nke rumah", "expected_version": stored(town, number).version}
    assert program("p0").post(f"/transfers/{number}/actions/withdraw", sent).status_code == 200
    assert stored(town, number).closing_reason == "Pindah gnp.exe\nke rumah"
