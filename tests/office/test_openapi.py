import re

from flask import Flask

from mutasi_flow.office.schemas import OPERATIONS, openapi
from mutasi_flow.office.schemas.answers import Balance, Task, TaskList
from mutasi_flow.transfers.schemas import TransferJson
from tests.browsing import Browser


def _addresses(app: Flask) -> set[tuple[str, str]]:
    found = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1"):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
            found |= {(method.lower(), path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return found


def test_the_document_names_every_address_and_no_other(app: Flask) -> None:
    assert {(one.method, one.path) for one in OPERATIONS} == _addresses(app)


def test_the_document_is_public_and_whole(client: Browser) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document = answer.get_json()
    assert document == openapi()
    for used in re.findall(r"#/components/schemas/(\w+)", answer.text):
        assert used in document["components"]["schemas"]


def test_models_of_answers_are_those_of_the_api() -> None:
    assert {"number", "state", "sentence", "holder", "due_on", "version", "actions", "tasks"} <= set(
        TransferJson.model_fields
    )
    assert set(TaskList.model_fields) == {"items", "next"}
    assert "outcomes" in Task.model_fields
    assert "items" in Balance.model_fields
