from typing import Any

import pytest
from flask import Flask

from mutasi_flow.access import service as access
from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from tests.planning.plans.workshop import Call, Workshop, build


@pytest.fixture
def workshop(runtime: Runtime) -> Workshop:
    return build(runtime)


@pytest.fixture
def call(app: Flask, workshop: Workshop) -> Call:
    """Call the API as somebody (the planner where nobody is named)."""
    tokens: dict[int, str] = {}

    def send(method: str, path: str, content: Any = None, who: Account | None = None, key: str = "") -> tuple[int, Any]:
        account = who or workshop.planner
        if account.id not in tokens:
            actor, at = workshop.actor(account), workshop.runtime.clock.now()
            tokens[account.id] = workshop.write(lambda session: access.make_token(session, actor, account.id, at))
        headers = {"Authorization": f"Bearer {tokens[account.id]}", **({"Idempotency-Key": key} if key else {})}
        answer = app.test_client().open(f"/api/v1{path}", method=method, json=content, headers=headers)
        return answer.status_code, answer.json

    return send
