"""One more peer is invited by hand: by whoever verifies, unnamed, and only while too few have answered."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import NotFound, NotPermitted, Refused, Stale
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.people.service import record_kinship
from mutasi_flow.transfers.queries import find_card, list_history
from mutasi_flow.transfers.service import complete_task
from mutasi_flow.transfers.service.inviting import invite_peer, may_invite_peer
from mutasi_flow.transfers.workflow import Action
from tests.factories import NOW
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town, town

__all__ = ["town"]


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, peers=5)


def send(scene: Scene) -> str:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    return number


def peers_asked(scene: Scene) -> set[int]:
    tasks = scene.open_tasks()
    return {one.holder_employee_id for one in tasks if one.kind == "opinion_peer" and one.holder_employee_id}


def invite(scene: Scene, number: str, who: str | Actor = "verifier", version: int | None = None) -> None:
    actor = scene.actors[who] if isinstance(who, str) else who
    invite_peer(scene.session, number, actor=actor, clock=scene.clock, expected_version=version)


def test_another_colleague_is_asked_and_nobody_is_named(scene: Scene) -> None:
    number = send(scene)
    before = peers_asked(scene)
    invite(scene, number)
    (new,) = peers_asked(scene) - before
    assert new in {one.id for one in scene.peers}
    card = find_card(scene.session, number)
    assert card is not None
    last = list_history(scene.session, card, scene.me, scene.clock)[-1]
    assert (last.action, last.payload) == ("peer_invited", {"voice": "peer"})
    invite(scene, number)
    assert len(peers_asked(scene)) == 5
    with pytest.raises(Refused, match="Tidak ada rekan lain"):
        invite(scene, number)


def test_a_relative_is_not_invited(scene: Scene) -> None:
    number = send(scene)
    left = [one for one in scene.peers if one.id not in peers_asked(scene)]
    record_kinship(
        scene.session, replace(scene.actors["auditor"], employee_id=None), scene.employee.id, left[0].id, NOW
    )
    invite(scene, number)
    assert left[1].id in peers_asked(scene)
    with pytest.raises(Refused):
        invite(scene, number)


def test_not_once_enough_have_answered_and_not_by_others(scene: Scene) -> None:
    number = send(scene)
    for who in ("decider", "signer", "auditor"):
        with pytest.raises((NotPermitted, NotFound)):
            invite(scene, number, who)
    with pytest.raises(NotPermitted):
        invite(scene, number, replace(scene.actors["verifier"], employee_id=scene.employee.id))
    with pytest.raises(Stale):
        invite(scene, number, version=1)
    for task in [one for one in scene.open_tasks() if one.kind == "opinion_peer"]:
        actor = scene.actors[f"employee:{task.holder_employee_id}"]
        complete_task(scene.session, task.id, actor, scene.clock, Answer("support", answers={"workload": "fair"}))
    card = find_card(scene.session, number)
    assert card is not None
    assert not may_invite_peer(scene.session, card, scene.actors["verifier"])
    with pytest.raises(NotPermitted):
        invite(scene, number)


def test_by_its_page(town: Town) -> None:
    number = town.submit()
    town.become("verifier")
    assert "Undang satu rekan lagi" in town.read(f"/telaah/{number}")
    assert "Tidak ada rekan lain" in town.press(f"/telaah/{number}/rekan", 422)
    town.become("decider")
    assert "Undang satu rekan lagi" not in town.read(f"/telaah/{number}")
    town.press(f"/telaah/{number}/rekan", 403)
