"""The editor's form: every press changes stages and tasks as the text would, and the two give the same route."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.access.domain import Role
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.transfers.routes import ROUTES, Route
from mutasi_flow.transfers.routes.exchange import reshape, to_yaml
from mutasi_flow.transfers.routes.shaping import press
from mutasi_flow.transfers.routes.writing import write
from tests.browsing import Browser
from tests.factories import make_account, make_office

ROUTE = ROUTES["teacher/1"]
ACTS = st.from_regex(r"(up|down|drop|add|close)-[0-4](-[0-6])?|stage|keep", fullmatch=True)


def fields_of(route: Route) -> dict[str, str]:
    """Return what the form sends for a route that nobody changed."""
    fields: dict[str, str] = {}
    for number, stage in enumerate(route.stages):
        fields[f"during-{number}"] = stage.during.value
        for place, step in enumerate(stage.steps):
            at = f"{number}-{place}"
            fields |= {f"task-{at}": step.kind, f"holder-{at}": step.held_by.value, f"days-{at}": str(step.days)}
            fields |= {f"asked-{at}": str(step.asked), f"quorum-{at}": str(step.quorum)}
            if step.must_answer:
                fields[f"must-{at}"] = "ya"
    return fields


def tasks_of(stages: list[dict[str, Any]]) -> list[str]:
    return sorted(task["task"] for stage in stages for task in stage["tasks"])


@pytest.mark.parametrize("route", ROUTES.values(), ids=lambda route: str(route.key))
def test_form_and_text_give_the_same_route(route: Route) -> None:
    fields = fields_of(route)
    assert reshape(to_yaml(route), lambda name: fields.get(name, ""), "keep") == route


@given(st.lists(ACTS, max_size=8))
def test_moving_loses_no_task_and_nothing_breaks(acts: list[str]) -> None:
    stages = write(ROUTE)["stages"]
    for act in acts:
        before = tasks_of(stages)
        stages = press(stages, act)
        if act.startswith(("up", "down", "keep", "stage")):
            assert tasks_of(stages) == before


def test_a_task_goes_past_the_edge_of_its_stage() -> None:
    stages = write(ROUTE)["stages"]
    first, second = ([task["task"] for task in stage["tasks"]] for stage in stages[:2])
    moved = press(stages, f"down-0-{len(first) - 1}")
    assert [task["task"] for task in moved[1]["tasks"]] == [first[-1], *second]
    assert press(moved, "up-1-0") == stages


def test_the_administrator_changes_a_route_without_writing_yaml(
    runtime: Runtime, client: Browser, sign_in: Any
) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        admin = make_account(session, None, [Role.ADMIN])
    sign_in(client, admin)
    assert "Tahap dan tugas" in client.get("/admin/alur/baru?dari=teacher/1").text
    given_fields = {**fields_of(ROUTE), "text": to_yaml(ROUTE), "days-0-0": "0"}
    page = client.post("/admin/alur/baru/tahap", data={**given_fields, "act": "down-0-0"})
    assert page.status_code == 200
    assert "harus 1 sampai" in page.text
    wrong = client.post("/admin/alur/baru/tahap", data={**given_fields, "holder-0-0": "peri", "act": "keep"})
    assert wrong.status_code == 422
