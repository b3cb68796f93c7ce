"""The small app and its visitors."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mutasi_flow.core.runtime import Runtime
from tests.core import small_app

_FIELD = re.compile(r'name="(csrf_token|idempotency_key)" value="([^"]+)"')


@pytest.fixture
def small(runtime: Runtime) -> Flask:
    """The small app."""
    return small_app.build(runtime)


@pytest.fixture
def stranger(small: Flask) -> FlaskClient:
    """Nobody has signed in."""
    return small.test_client()


@pytest.fixture
def rina(small: Flask) -> FlaskClient:
    """Rina has signed in; she plans."""
    client = small.test_client()
    client.get("/masuk?key=1.0")
    return client


@pytest.fixture
def budi(small: Flask) -> FlaskClient:
    """Budi has signed in; his account reads English."""
    client = small.test_client()
    client.get("/masuk?key=2.0")
    return client


def tokens(client: FlaskClient) -> dict[str, str]:
    """Open the form and return its hidden fields."""
    return dict(_FIELD.findall(client.get("/catatan").text))
