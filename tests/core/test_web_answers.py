"""What every answer carries, and how errors read."""

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import DataError, OperationalError

from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.web.headers import CONTENT_SECURITY_POLICY
from mutasi_flow.settings import Settings
from tests.core.small_app import build


@pytest.fixture
def dialect() -> str:
    """One database is enough: these answers do not depend on it."""
    return "sqlite"


BEARER = {"Authorization": "Bearer 1.0"}
ADDRESSES = [
    ("/masuk", 200),
    ("/", 303),
    ("/tidak-ada", 404),
    ("/tugas/5", 200),
    ("/tugas/99999999999999999999", 404),
    ("/catatan?x=%00", 400),
    ("/basi", 405),
    ("/api/v1/notes", 405),
    ("/api/v1/tidak-ada", 404),
    ("/static/app.css", 200),
    ("/static/tidak-ada.css", 404),
]


@pytest.mark.parametrize(("address", "status"), ADDRESSES)
def test_every_answer_protects_the_browser(stranger: FlaskClient, address: str, status: int) -> None:
    answer = stranger.get(address)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("address", ["/masuk", "/", "/tidak-ada", "/api/v1/notes"])
def test_pages_are_kept_by_no_cache(rina: FlaskClient, address: str) -> None:
    assert rina.get(address).headers["Cache-Control"] == "no-store"


def test_programs_get_problems_they_can_read(stranger: FlaskClient) -> None:
    answer = stranger.post("/api/v1/notes", json={}, headers=BEARER)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json == {
        "title": "Ada kesalahan pada isian",
        "status": 422,
        "detail": "Tulis catatan.",
        "code": "invalid_input",
        "errors": [{"field": "note", "detail": "Tulis catatan."}],
    }


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("[1]", "application/json", 422),
        ('{"note": "\\u0000"}', "application/json", 422),
        ('{"note": "\\ud800"}', "application/json", 422),
        ("a=b", "text/plain", 415),
        ('{"note": "x"}', "application/x-www-form-urlencoded", 415),
        ('{"note": "x"}', "multipart/form-data; boundary=g", 415),
        ("[" * 100_000, "application/json", 422),
        ('{"note":' + "[" * 900 + "]" * 900 + "}", "application/json", 422),
    ],
)
def test_unreadable_content_is_named(stranger: FlaskClient, body: str, content_type: str, status: int) -> None:
    answer = stranger.post("/api/v1/notes", data=body, content_type=content_type, headers=BEARER)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json is not None
    assert {"title", "detail", "code", "status"} <= set(answer.json)


def test_a_wrong_method_names_the_right_one(stranger: FlaskClient) -> None:
    assert "POST" in stranger.get("/api/v1/notes").headers["Allow"]


def test_our_own_failure_gets_a_number_and_no_details(stranger: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = stranger.get("/rusak")
    assert answer.status_code == 500
    number = re.search(r"Nomor kejadian: <strong>(\w{8})</strong>", answer.text)
    assert number is not None
    assert number[1] in caplog.text
    assert "disengaja" not in answer.text
    assert stranger.get("/api/v1/rusak").mimetype == "application/problem+json"


@pytest.mark.parametrize("fault", [OverflowError("int too large"), DataError("insert", {}, Exception("too long"))])
def test_a_value_that_fits_no_column_is_the_senders_fault(small: Flask, fault: Exception) -> None:
    @small.get("/api/v1/besar")
    def large() -> str:
        raise fault

    answer = small.test_client().get("/api/v1/besar")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_a_log_line_holds_no_line_break_from_outside(small: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @small.get("/pecah/<path:_rest>")
    def split(_rest: str) -> str:
        message = "disengaja"
        raise RuntimeError(message)

    small.test_client().get("/pecah/a%0aERROR%20palsu")
    assert not any(
        "\n" in record.getMessage() for record in caplog.records if record.name.startswith("mutasi_flow.core")
    )


PARTS = b'--g\r\nContent-Disposition: form-data; name="note"\r\n\r\n%s\r\n--g--\r\n'


@pytest.mark.parametrize(
    ("enctype", "body"),
    [("application/x-www-form-urlencoded", b"note=%s"), ("multipart/form-data; boundary=g", PARTS)],
)
def test_ten_megabytes_of_text_are_answered_with_a_sentence(rina: FlaskClient, enctype: str, body: bytes) -> None:
    answer = rina.post("/catatan", data=body % (b"x" * 10_000_000), content_type=enctype)
    assert answer.status_code == 413
    assert "pendekkan teks" in answer.text


def test_a_lost_database_is_a_busy_service(small: Flask) -> None:
    @small.get("/sibuk")
    def busy() -> str:
        statement, cause = "select", Exception("database is locked")
        raise OperationalError(statement, {}, cause)

    answer = small.test_client().get("/sibuk")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(
    "cause", ["database or disk is full", "attempt to write a readonly database", "disk I/O error"]
)
def test_a_full_or_closed_disk_is_no_busy_service(small: Flask, cause: str) -> None:
    @small.get("/penuh")
    @small.get("/api/v1/penuh")
    def full() -> str:
        statement = "INSERT"
        raise OperationalError(statement, {}, Exception(cause))

    client = small.test_client()
    page, document = client.get("/penuh"), client.get("/api/v1/penuh")
    assert (page.status_code, document.status_code) == (503, 503)
    assert "Data sedang tidak dapat disimpan" in page.text
    assert "belum tersimpan" in page.text
    assert "beberapa detik" not in page.text
    assert document.get_json()["code"] == "storage"


def test_long_texts_travel_packed(rina: FlaskClient) -> None:
    answer = rina.get("/rencana", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).decode() == "rencana " * 200
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Content-Encoding" not in rina.get("/rencana").headers


def test_https_is_remembered_and_cookies_stay_on_it(runtime: Runtime, settings: Settings) -> None:
    secure = settings.model_copy(update={"public_url": "https://mutasi.example", "trusted_proxies": 1})
    object.__setattr__(runtime, "settings", secure)
    answer = build(runtime).test_client().get("/masuk?key=1.0", headers={"X-Forwarded-Proto": "https"})
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Secure" in answer.headers["Set-Cookie"]
