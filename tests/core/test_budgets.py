"""The empty frame leaves room for content."""

import pytest
from flask.testing import FlaskClient

from tests.budgets import check_phone_budget


@pytest.fixture
def dialect() -> str:
    """One database is enough."""
    return "sqlite"


def test_the_frame_is_light(rina: FlaskClient) -> None:
    weight = check_phone_budget(rina, "/catatan")
    assert weight.requests == 4
    assert weight.total_bytes < 25_000
