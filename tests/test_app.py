"""The application as a whole: what machines ask, what strangers see."""

import re
from dataclasses import replace

from flask import Flask
from pydantic import SecretStr

from mutasi_flow.app import create_app
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.web.headers import CONTENT_SECURITY_POLICY


def test_machines_get_short_answers(runtime: Runtime) -> None:
    client = create_app(runtime.settings, runtime).test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.json is not None
    assert ready.json["status"] == "ready"
    client.get('/ada"kutip')
    figures = client.get("/metrics")
    assert figures.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'mutasi_requests_total{endpoint="machines.alive",method="GET",status="200"} 1' in figures.text
    assert 'mutasi_requests_total{endpoint="none",method="-",status="404"} 1' in figures.text
    assert 'mutasi_request_seconds_bucket{endpoint="machines.alive",le="+Inf"} 1' in figures.text


def test_figures_are_for_the_machine_itself(app: Flask) -> None:
    client = app.test_client()
    far = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", environ_base=far).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert client.get("/metrics", headers={"Forwarded": "for=127.0.0.1"}).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200
    assert client.get("/metrics", environ_base=far, headers={"Authorization": "Bearer "}).status_code == 404


def test_a_token_opens_the_figures_from_afar(runtime: Runtime) -> None:
    guarded = runtime.settings.model_copy(update={"metrics_token": SecretStr("kunci-angka")})
    client = create_app(guarded, replace(runtime, settings=guarded)).test_client()
    far = {"REMOTE_ADDR": "203.0.113.9"}
    for sent, status in (("Bearer kunci-angka", 200), ("Bearer kunci", 404), ("Basic kunci-angka", 404), ("é", 404)):
        answer = client.get("/metrics", environ_base=far, headers={"Authorization": sent})
        assert answer.status_code == status, sent
    assert client.get("/metrics").status_code == 404


def test_every_address_answers_strangers_with_care(app: Flask) -> None:
    """No address that can be opened without arguments fails, and each carries the policy."""
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            answer = client.get(str(rule))
            assert answer.status_code < 500, rule
            assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, rule


def test_no_writing_address_lets_strangers_in(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}):
            address = re.sub(r"<[^>]+>", "1", str(rule))
            answer = client.open(address, method=method)
            refused = 400 <= answer.status_code < 500
            assert refused or answer.headers.get("Location", "").startswith(("/masuk", "/mulai")), (rule, method)
