"""A database server that hangs up takes no answer with it."""

import pytest
from flask import Flask
from sqlalchemy import text

from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.web import current_session


@pytest.fixture
def dialect() -> str:
    """A file does not hang up."""
    return "postgresql"


def test_an_answer_is_not_lost_with_the_connection(small: Flask, runtime: Runtime) -> None:
    @small.get("/putus")
    def cut() -> str:
        backend = current_session().scalar(text("SELECT pg_backend_pid()"))
        with runtime.database.writing() as other:
            other.execute(text("SELECT pg_terminate_backend(:backend)"), {"backend": backend})
        return "selesai"

    answer = small.test_client().get("/putus")
    assert (answer.status_code, answer.text) == (200, "selesai")
    with runtime.database.reading() as session:
        assert session.scalar(text("SELECT 1")) == 1
