"""The editor's form: every press changes stages and tasks as the text would, and the two give the same route."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.access.domain import Role
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.forms import Form
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.routes import ROUTES, MoveKind, PostKind, Route, Scope
from mutasi_flow.transfers.routes.exchange import from_yaml, reshape, to_yaml
from mutasi_flow.transfers.routes.shaping import head_fields, press
from mutasi_flow.transfers.routes.shipped import ATTENTION
from mutasi_flow.transfers.routes.writing import write
from tests.browsing import Browser
from tests.factories import make_account, make_office

ROUTE = ROUTES["teacher/1"]
ACTS = st.from_regex(r"(up|down|drop|add|close)-[0-4](-[0-6])?|stage|keep", fullmatch=True)


def fields_of(route: Route) -> dict[str, Any]:
    """Return what the form sends for a route that nobody changed."""
    fields: dict[str, Any] = dict(head_fields(write(route)))
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
    assert keep(fields_of(route), to_yaml(route)) == route


def keep(fields: dict[str, Any], text: str, act: str = "keep") -> Route:
    form = Form(fields)
    return reshape(text, form.value, form.values, act)


words = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=30)
ticks = st.sampled_from(["ya", ""])
heads = st.fixed_dictionaries(
    {
        **{
            name: st.lists(st.sampled_from([one.value for one in kind]), unique=True)
            for name, kind in (("moves", MoveKind), ("posts", PostKind), ("doors", Door))
        },
        "label": words,
        "confidential": ticks,
        "inauguration": ticks,
        "fix_days": st.integers(1, 99).map(str),
        "own_words": st.lists(words.filter(lambda one: one not in ATTENTION), max_size=3).map("\n".join),
    }
)


@given(heads)
def test_every_field_of_the_head_says_what_the_text_then_says(head: dict[str, Any]) -> None:
    route = keep(fields_of(ROUTE) | head, to_yaml(ROUTE))
    assert route.label.message == head["label"]
    assert route.scope == Scope(
        frozenset(map(MoveKind, head["moves"])),
        frozenset(map(PostKind, head["posts"])),
        frozenset(map(Door, head["doors"])),
    )
    assert (route.is_confidential, route.is_announced_by_inauguration) == (
        head["confidential"] == "ya",
        head["inauguration"] == "ya",
    )
    assert (route.fix_days, route.stages) == (int(head["fix_days"]), ROUTE.stages)
    assert route.attention == (*ROUTE.attention, *head["own_words"].splitlines())
    assert from_yaml(to_yaml(route)) == route


@pytest.mark.parametrize("wrong", [{"moves": ["E"]}, {"posts": "guru"}, {"doors": ["own", "back"]}, {"label": "\x07"}])
def test_a_field_that_nobody_offered_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep(fields_of(ROUTE) | wrong, to_yaml(ROUTE))
    assert refused.value.field == "text"


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
    named = client.post("/admin/alur/baru/tahap", data={**given_fields, "label": "Guru kabupaten", "act": "keep"})
    assert "label: Guru kabupaten" in named.text
    narrow = {**given_fields, "doors": ["own", "plan"], "confidential": "ya", "inauguration": "ya", "act": "keep"}
    page = client.post("/admin/alur/baru/tahap", data=narrow)
    assert "confidential: true" in page.text
    assert "announced_by_inauguration: true" in page.text
    assert re.search(r'value="plan"[^>]*checked', page.text)
    page = client.post("/admin/alur/baru/tahap", data={**given_fields, "act": "down-0-0"})
    assert page.status_code == 200
    assert "harus 1 sampai" in page.text
    wrong = client.post("/admin/alur/baru/tahap", data={**given_fields, "holder-0-0": "peri", "act": "keep"})
    assert wrong.status_code == 422
