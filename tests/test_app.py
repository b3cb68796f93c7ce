"""The application as a whole: what machines ask, what strangers see."""

import re

from flask import Flask

from mutasi_flow.core.web.headers import CONTENT_SECURITY_POLICY


def test_machines_get_short_answers(app: Flask) -> None:
    client = app.test_client()
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
