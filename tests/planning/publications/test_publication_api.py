"""Published plans for programs: everybody, whoever is concerned, and the personnel office read what they read on pages."""

import json
from datetime import timedelta

from flask import Flask

from mutasi_flow.access.domain import Role
from mutasi_flow.planning.plans.service import NewScenario
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.publications.domain import Window
from mutasi_flow.planning.publications.service.publishing import withdraw
from tests.factories import TODAY, make_account
from tests.planning.plans.workshop import Call, Workshop
from tests.planning.publications.test_publications import Board


def test_strangers_read_what_everybody_is_told_and_nobody_s_name(app: Flask, workshop: Workshop) -> None:
    board = Board(workshop)
    key, stranger = board.publish(), app.test_client()
    (listed,) = stranger.get("/api/v1/publications").json["items"]  # type: ignore[index]
    assert (listed["id"], listed["version"], listed["state"], listed["takes_comments"]) == (key, 1, "published", True)
    whole = stranger.get(f"/api/v1/publications/{key}").json
    assert whole is not None
    told = whole["told"]
    assert [one["unit"] for one in told["units"]] == ["Puskesmas Hulu", "Puskesmas Kota", "Puskesmas Muara"]
    assert told["units"][1] == {
        "unit": "Puskesmas Kota", "need": 4.0, "before": 7, "after": None, "comes": [], "leaves": ["Perawat Terampil"],
    }  # fmt: skip
    assert (told["moves"], told["seed"], told["measure"], whole["note"]) == (
        None,
        "undian-2026",
        "abs",
        "Mohon dibaca.",
    )
    text = json.dumps(whole)
    assert not [one for one in workshop.nurses if one.name in text or str(one.nip) in text]
    for path in ("comments", "own"):
        assert stranger.get(f"/api/v1/publications/{key}/{path}").status_code == 401
    assert stranger.get("/api/v1/publications/999999").status_code == 404


def test_an_employee_reads_the_own_part_comments_and_is_answered(call: Call, workshop: Workshop) -> None:
    board = Board(workshop)
    key, employee = board.publish(), board.account_of(board.movers[0])
    address, words = f"/publications/{key}", {"category": "distance", "words": "Anak saya masih bayi."}
    _status, own = call("GET", f"{address}/own", who=employee)
    assert (own["move"]["from_unit"], own["comments"]) == ("Puskesmas Kota", [])
    assert "pegawai lebih dibutuhkan" in " ".join(own["move"]["reasons"])
    for wrong in ({}, {"category": "lain", "words": "x"}, {**words, "words": ""}, {**words, "name": "x"}):
        assert call("POST", f"{address}/comments", wrong, who=employee)[0] == 422
    status, own = call("POST", f"{address}/comments", words, who=employee, key="c-1")
    assert (status, [one["words"] for one in own["comments"]]) == (201, ["Anak saya masih bayi."])
    assert len(call("POST", f"{address}/comments", words, who=employee, key="c-1")[1]["comments"]) == 1
    assert call("POST", f"{address}/comments", words)[0] == 403  # the planner is no employee
    assert call("GET", f"{address}/comments", who=employee)[0] == 403

    _status, found = call("GET", f"{address}/comments")
    (said,) = found["items"]
    assert (said["employee_name"], said["is_concerned"], said["answer"]) == (employee.name, True, "")
    answer = f"{address}/comments/{said['id']}/answer"
    assert call("POST", answer, {"answer": "Jarak ditimbang."}, who=workshop.outsider)[0] == 404
    assert call("POST", answer, {"answer": "Jarak ditimbang."}, key="a-1")[1]["answer"] == "Jarak ditimbang."
    assert call("POST", answer, {"answer": "Lagi."}, key="a-2")[0] == 409
    assert call("POST", answer, {"answer": "Lagi.", "change": True}, key="a-3")[0] == 200
    read = call("GET", f"{address}/answers", who=employee)[1]
    assert [(one["answer"], one["version"]) for one in read["items"]] == [("Lagi.", 1)]
    assert "bayi" not in json.dumps(read)


def test_readers_of_the_plan_see_versions_and_only_the_office_who_spoke(call: Call, workshop: Workshop) -> None:
    board = Board(workshop)
    key = board.publish()
    board.answer(board.say(key, board.account_of(board.movers[0])))
    board.say(key, board.account_of(board.movers[1]))
    head, verifier = (
        workshop.write(lambda session, role=role: make_account(session, roles=[role]))  # type: ignore[misc]
        for role in (Role.SUPERVISOR, Role.VERIFIER)
    )
    for who, status in ((head, 403), (verifier, 200), (workshop.outsider, 404)):
        assert call("GET", f"/publications/{key}/comments", who=who)[0] == status
    few = workshop.ask(board.plan_id, NewScenario("Sedikit", Policy(max_moves=1)))
    second = board.publish(Window(TODAY, TODAY + timedelta(days=9)), solution_id=few.solution_id)
    _status, versions = call("GET", f"/plans/{board.plan_id}/publications", who=head)
    told = [(one["id"], one["state"], one["comments"], one["answered"]) for one in versions["items"]]
    assert told == [(second, "published", 0, 0), (key, "replaced", 2, 1)]
    assert call("GET", f"/plans/{board.plan_id}/publications", who=workshop.outsider)[0] == 404
    former = call("GET", f"/publications/{key}")[1]
    assert (former["told"], former["note"], former["takes_comments"]) == (None, "", False)
    assert len(call("GET", f"/publications/{second}/answers")[1]["items"]) == 1
    assert call("GET", f"/publications/{key}/answers")[1]["items"] == []
    pages = [call("GET", f"/publications/{key}/comments?limit=1&cursor={start}")[1] for start in (0, 1, 2)]
    assert [(len(one["items"]), one["next"]) for one in pages] == [(1, "1"), (1, "2"), (0, None)]
    actor = workshop.actor()
    workshop.write(lambda session: withdraw(session, second, "Data keliru.", actor=actor, clock=board.clock))
    withdrawn = call("GET", f"/publications/{second}")[1]
    assert (withdrawn["told"], withdrawn["ended_because"]) == (None, "Data keliru.")
    assert call("GET", "/publications")[1]["items"] == []
