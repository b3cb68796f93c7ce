"""One transaction, one answer: pressing twice, sending again, coming late."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mutasi_flow.core.requests import KEPT_FOR, forget_requests
from mutasi_flow.core.runtime import Runtime
from tests.core.conftest import tokens
from tests.core.small_app import notes

BEARER = {"Authorization": "Bearer 1.0"}


def test_a_form_is_written_and_acknowledged(rina: FlaskClient, runtime: Runtime) -> None:
    answer = rina.post("/catatan", data={"note": "halo", **tokens(rina)})
    assert (answer.status_code, answer.location) == (303, "/")
    assert notes(runtime) == ["halo"]
    assert "Catatan tersimpan." in rina.get("/").text
    assert "Catatan tersimpan." not in rina.get("/").text


def test_pressing_twice_gives_the_first_answer(rina: FlaskClient, runtime: Runtime) -> None:
    fields = {"note": "halo", **tokens(rina)}
    first, second = rina.post("/catatan", data=fields), rina.post("/catatan", data=fields)
    assert (second.status_code, second.location) == (first.status_code, first.location)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert notes(runtime) == ["halo"]


def test_the_same_key_with_other_content_is_a_conflict(rina: FlaskClient, runtime: Runtime) -> None:
    fields = {"note": "halo", **tokens(rina)}
    rina.post("/catatan", data=fields)
    answer = rina.post("/catatan", data={**fields, "note": "lain"})
    assert answer.status_code == 409
    assert "sudah pernah dikirim dengan isi lain" in answer.text
    assert notes(runtime) == ["halo"]


def test_keys_belong_to_their_account(rina: FlaskClient, budi: FlaskClient, runtime: Runtime) -> None:
    key = {"idempotency_key": "sama"}
    rina.post("/catatan", data={"note": "rina", **tokens(rina), **key})
    budi.post("/catatan", data={"note": "budi", **tokens(budi), **key})
    assert notes(runtime) == ["budi", "rina"]


def test_a_form_with_errors_keeps_its_key_free(rina: FlaskClient, runtime: Runtime) -> None:
    key = tokens(rina)
    answer = rina.post("/catatan", data={"note": "x" * 21, **key})
    assert answer.status_code == 422
    assert rina.post("/catatan", data={"note": "pendek", **key}).status_code == 303
    assert notes(runtime) == ["pendek"]


@pytest.mark.parametrize(
    ("note", "sentence"), [("kurang", "Masih kurang satu hal."), ("salah", "Kata ini tidak dapat dipakai.")]
)
def test_a_refusal_is_shown_on_the_form_and_rolls_back(
    rina: FlaskClient, runtime: Runtime, note: str, sentence: str
) -> None:
    answer = rina.post("/catatan", data={"note": note, **tokens(rina)})
    assert answer.status_code == 422
    assert "Ada kesalahan" in answer.text
    assert sentence in answer.text
    assert f">{note}</textarea>" in answer.text
    assert notes(runtime) == []


def test_who_comes_late_is_told_what_changed(rina: FlaskClient, runtime: Runtime) -> None:
    referrer = {"Referer": "http://localhost/catatan?halaman=2"}
    answer = rina.post("/basi", data=tokens(rina), headers=referrer)
    assert answer.status_code == 409
    assert "Usulan ini sudah berubah." in answer.text
    assert "Budi mengembalikannya." in answer.text
    assert 'href="/catatan?halaman=2"' in answer.text
    assert notes(runtime) == []


def test_programs_get_the_same_body_again(stranger: FlaskClient, runtime: Runtime) -> None:
    headers = {**BEARER, "Idempotency-Key": "kunci-1"}
    first = stranger.post("/api/v1/notes", json={"note": "a"}, headers=headers)
    second = stranger.post("/api/v1/notes", json={"note": "a"}, headers=headers)
    other = stranger.post("/api/v1/notes", json={"note": "b"}, headers=headers)
    assert (second.status_code, second.json, second.mimetype) == (201, first.json, "application/json")
    assert other.status_code == 409
    assert other.json is not None
    assert other.json["code"] == "conflict"
    assert notes(runtime) == ["a"]


def test_two_senders_of_one_key_at_once_act_once(small: Flask, runtime: Runtime) -> None:
    def send(_number: int) -> int:
        headers = {**BEARER, "Idempotency-Key": "bersama"}
        return small.test_client().post("/api/v1/notes", json={"note": "a"}, headers=headers).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(send, range(4))) == {201}
    assert notes(runtime) == ["a"]


@pytest.mark.parametrize("key", ["x" * 65, "a\tb"])
def test_keys_have_bounds(stranger: FlaskClient, key: str) -> None:
    answer = stranger.post("/api/v1/notes", json={"note": "a"}, headers={**BEARER, "Idempotency-Key": key})
    assert answer.status_code == 422


def test_old_answers_are_forgotten(runtime: Runtime, stranger: FlaskClient) -> None:
    stranger.post("/api/v1/notes", json={"note": "a"}, headers={**BEARER, "Idempotency-Key": "kunci-1"})
    now = runtime.clock.now()
    with runtime.database.writing() as session:
        assert forget_requests(session, now) == 0
        assert forget_requests(session, now + KEPT_FOR + KEPT_FOR) == 2
