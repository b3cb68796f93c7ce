"""Who gets in, where the others are sent, and what a browser must bring along."""

from http.cookies import SimpleCookie

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mutasi_flow.core.runtime import Runtime
from tests.core.conftest import tokens
from tests.core.small_app import notes


@pytest.fixture
def dialect() -> str:
    """One database is enough: what is asked here does not depend on it."""
    return "sqlite"


def test_strangers_are_sent_to_the_sign_in_page_and_back(stranger: FlaskClient) -> None:
    answer = stranger.get("/rencana?unit=7")
    assert answer.status_code == 303
    assert answer.location == "/masuk?next=/rencana?unit%3D7"


def test_any_of_the_permissions_opens_the_page(rina: FlaskClient) -> None:
    assert rina.get("/rencana").status_code == 200


def test_without_the_permission_a_page_says_so(budi: FlaskClient) -> None:
    answer = budi.get("/rencana?lang=id")
    assert answer.status_code == 403
    assert "Anda tidak berwenang" in answer.text


def test_a_one_time_password_is_changed_first(small: Flask) -> None:
    client = small.test_client()
    client.get("/masuk?key=3.0")
    assert client.get("/").location == "/sandi"
    assert client.get("/sandi").text == "ganti"


def test_an_ended_session_is_a_strangers(small: Flask) -> None:
    client = small.test_client()
    client.get("/masuk?key=9.9")
    assert client.get("/").location == "/masuk?next=/"


def test_the_api_takes_tokens_and_no_cookies(rina: FlaskClient, stranger: FlaskClient) -> None:
    content = {"note": "a"}
    by_cookie = rina.post("/api/v1/notes", json=content)
    assert by_cookie.status_code == 401
    assert by_cookie.headers["WWW-Authenticate"] == "Bearer"
    by_token = stranger.post("/api/v1/notes", json=content, headers={"Authorization": "Bearer 1.0"})
    assert (by_token.status_code, by_token.json) == (201, {"note": "a", "by": "Rina"})


def test_a_token_opens_no_page(stranger: FlaskClient) -> None:
    assert stranger.get("/", headers={"Authorization": "Bearer 1.0"}).status_code == 303


@pytest.mark.parametrize("token", [None, "", "tebakan"])
def test_a_form_without_its_token_writes_nothing(rina: FlaskClient, runtime: Runtime, token: str | None) -> None:
    fields = {"note": "halo"} | ({} if token is None else {"csrf_token": token})
    answer = rina.post("/catatan", data=fields)
    assert answer.status_code == 400
    assert "Muat ulang halaman" in answer.text
    assert notes(runtime) == []


def test_a_token_of_another_session_is_refused(rina: FlaskClient, budi: FlaskClient, runtime: Runtime) -> None:
    assert rina.post("/catatan", data={"note": "halo", **tokens(budi)}).status_code == 400
    assert notes(runtime) == []


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger: FlaskClient) -> None:
    cookie = SimpleCookie(stranger.get("/masuk?key=1.0").headers["Set-Cookie"])["mutasi"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]


def test_signing_in_and_out_starts_afresh(rina: FlaskClient) -> None:
    before = tokens(rina)["csrf_token"]
    assert rina.post("/keluar", data={"csrf_token": before}).status_code == 303
    assert rina.get("/").status_code == 303
    rina.get("/masuk?key=1.0")
    assert rina.post("/catatan", data={"note": "halo", "csrf_token": before}).status_code == 400
