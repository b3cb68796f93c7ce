"""Plans for programs and in the shell: the same readers, planners and refusals as on the pages."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from mutasi_flow.access.domain import Role
from mutasi_flow.cli import main
from mutasi_flow.planning.plans.domain import USUAL_PRICE
from mutasi_flow.planning.plans.model import PlanMove
from mutasi_flow.planning.plans.queries import read_sound
from mutasi_flow.planning.plans.service import scenarios
from mutasi_flow.planning.policy import Phi
from tests.factories import make_account
from tests.planning.plans.workshop import Call, Workshop


def test_a_program_adds_solves_reads_and_promotes(call: Call, workshop: Workshop) -> None:
    plan_id = workshop.make()
    assert call("GET", f"/plans/{plan_id}/scenarios/1/moves")[0] == 404
    workshop.work()
    _status, listed = call("GET", "/plans")
    assert [(one["id"], one["scenarios"]) for one in listed["items"]] == [(plan_id, 1)]
    _status, whole = call("GET", f"/plans/{plan_id}")
    assert (whole["state"], whole["snapshot"]["faults"], whole["period"]) == ("ready", 0, "ABK 2026")

    hulu, nurse = workshop.clinics["Hulu"].code, workshop.nurse.code
    edits = [f"need={hulu}/{nurse}:1", "rule=P02:3"]
    wanted = {"name": "Hulu kecil", "max_moves": 2, "experience": 1.5, "edits": edits}
    status, added = call("POST", f"/plans/{plan_id}/scenarios", wanted, key="s-1")
    assert (status, added["edits"], added["state"], added["solution"]) == (201, edits, "draft", None)
    assert added["move_price"] == USUAL_PRICE[Phi.ABS]
    assert added["experience"] == 1.5
    again, same = call("POST", f"/plans/{plan_id}/scenarios", wanted, key="s-1")
    assert (again, same["id"]) == (201, added["id"])
    address = f"/plans/{plan_id}/scenarios/{added['id']}"
    assert call("POST", f"{address}/solve", key="s-2")[0] == 202
    workshop.work()
    _status, solved = call("GET", address)
    assert (solved["state"], solved["solution"]["moves"], solved["solution"]["is_current"]) == ("done", 2, True)
    assert solved["solution"]["hard_posts"] == 0

    _status, first = call("GET", f"{address}/moves?limit=1")
    _status, rest = call("GET", f"{address}/moves?limit=10&cursor={first['next']}")
    assert [one["place"] for one in (*first["items"], *rest["items"])] == [1, 2]
    assert first["items"][0]["from_unit"] == workshop.clinics["Kota"].code
    status, pressed = call("POST", f"{address}/promotions", {"places": [1]}, key="s-3")
    assert (status, pressed["waiting"], len(pressed["items"])) == (202, 1, 1)
    assert call("POST", f"{address}/promotions", {"places": [1]}, key="s-3")[1]["id"] == pressed["id"]
    workshop.work()
    _status, done = call("GET", f"{address}/promotions")
    assert [(one["done"], one["items"][0]["transfer"]) for one in done["items"]] == [(1, "MUT-2026-00001")]
    assert call("GET", f"{address}/moves")[1]["items"][0]["transfer"] == "MUT-2026-00001"
    head = workshop.write(lambda session: make_account(session, roles=[Role.SUPERVISOR]))
    said = [call("GET", f"{address}/promotions", who=who)[1]["items"][0]["items"][0]["said"] for who in (None, head)]
    assert said == [["Menjadi draf."], []], "why is for those who read of people by name"
    workshop.write(lambda session: session.execute(update(PlanMove).values(wish=1)))
    wishes = [call("GET", f"{address}/moves", who=who)[1]["items"][0]["wish"] for who in (None, head)]
    assert wishes == [1, None], "wishes are for those who read all that the plan is made from"


def test_all_edits_of_a_request_are_tried_on_one_reading(
    call: Call, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id, _row = workshop.solved()
    read: list[int] = []

    def count(*given: Any) -> Any:
        read.append(1)
        return read_sound(*given)

    monkeypatch.setattr(scenarios, "read_sound", count)
    edits = [f"need={one.code}/{workshop.nurse.code}:1" for one in workshop.clinics.values()]
    assert call("POST", f"/plans/{plan_id}/scenarios", {"name": "Kecil", "edits": edits})[1]["edits"] == edits
    assert read == [1]


def test_bad_requests_get_a_sentence_and_others_nothing(call: Call, workshop: Workshop) -> None:
    plan_id, row = workshop.solved()
    scenarios, address = f"/plans/{plan_id}/scenarios", f"/plans/{plan_id}/scenarios/{row.id}"
    for content in (
        {"name": ""},
        {"name": "x", "measure": "lain"},
        {"name": "x", "edits": ["close-unit=TIDAK-ADA"]},
        {"name": "x", "edits": ["need=A/B:1"]},
        {"name": "x", "edits": ["by-subject=24"]},
        {"name": "x", "edits": ["apa saja"]},
    ):
        assert call("POST", scenarios, content)[0] == 422, content
    assert len(workshop.scenarios(plan_id)) == 1
    assert call("POST", f"{address}/promotions", {"places": []})[0] == 422
    assert call("POST", f"{address}/promotions", {"places": [0]})[0] == 422
    assert call("GET", f"{address}/moves?limit=0")[0] == 422
    for method, path in (("GET", f"/plans/{plan_id}"), ("GET", f"{address}/moves"), ("POST", f"{address}/solve")):
        assert call(method, path, who=workshop.outsider)[0] == 404
    other = workshop.make()
    assert call("GET", f"/plans/{other}/scenarios/{row.id}")[0] == 404
    assert call("GET", "/plans", who=workshop.outsider)[1] == {"items": []}
    verifier = workshop.write(lambda session: make_account(session, roles=[Role.VERIFIER]))
    assert call("GET", f"{address}/moves", who=verifier)[0] == 200
    assert call("POST", f"{address}/solve", who=verifier)[0] == 403
    nobody = workshop.write(make_account)
    assert call("GET", "/plans", who=nobody)[0] == 403


def test_the_shell_lists_shows_and_hands_out_moves(monkeypatch: pytest.MonkeyPatch, workshop: Workshop) -> None:
    settings = workshop.runtime.settings
    monkeypatch.setenv("MUTASI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MUTASI_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("MUTASI_SECRET_KEY", settings.secret_key.get_secret_value())
    monkeypatch.setenv("MUTASI_AUDIT_KEY", settings.audit_key.get_secret_value())
    plan_id, row = workshop.solved()

    def read(*args: str, code: int = 0) -> Any:
        result = CliRunner().invoke(main, ["plans", *args, "--json"])
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    assert [one["id"] for one in read("list")["items"]] == [plan_id]
    assert read("list", "--as", workshop.outsider.username)["items"] == []
    assert [one["id"] for one in read("show", str(plan_id))["scenarios"]] == [row.id]
    assert len(read("moves", str(row.id))["items"]) == row.moves
    text = CliRunner().invoke(main, ["plans", "moves", str(row.id)]).stdout
    assert workshop.clinics["Kota"].code in text
    for args in (("show", "999"), ("moves", "999"), ("list", "--as", "tidak-ada")):
        read(*args, code=1)
    read("moves", str(row.id), "--as", workshop.outsider.username, code=1)
