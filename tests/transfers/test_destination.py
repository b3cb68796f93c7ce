"""Other destinations: the office takes up another wish, or the author changes a returned file."""

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.queries import find_card, list_opinions
from mutasi_flow.transfers.service import Destination, NewTransfer, consider_wish, edit_draft
from mutasi_flow.transfers.workflow import Action
from tests.factories import make_employee, make_unit
from tests.transfers.scene import Scene, build_scene


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def third_school(scene: Scene) -> Destination:
    unit = make_unit(scene.session, "SDN Ketiga", scene.root)
    unit.head_id = make_employee(scene.session, unit).id
    scene.session.flush()
    return Destination(unit.id, scene.teacher.id)


def two_wishes(scene: Scene) -> tuple[str, Destination]:
    third = third_school(scene)
    number = scene.draft(destinations=(Destination(scene.new.id, scene.teacher.id), third))
    scene.press(number, Action.SUBMIT, scene.me)
    return number, third


def voices_of(scene: Scene, number: str) -> list[Voice]:
    card = find_card(scene.session, number)
    assert card is not None
    return [opinion.voice for opinion in list_opinions(scene.session, card.id)]


@pytest.mark.parametrize("are_answered", [False, True])
def test_another_wish_asks_the_head_there_before_verification(scene: Scene, are_answered: bool) -> None:
    number, third = two_wishes(scene)
    if are_answered:
        scene.answer_all()
    consider_wish(scene.session, number, 2, actor=scene.actors["verifier"], clock=scene.clock)
    card = find_card(scene.session, number)
    assert card is not None
    assert card.to_unit_id == third.unit_id
    waiting = [task for task in scene.open_tasks() if task.kind == "opinion_receiving"]
    assert len(waiting) == 1
    assert waiting[0].holder_employee_id not in {scene.old_head.id, scene.new_head.id}
    assert "verify" not in {task.kind for task in scene.open_tasks()}


def test_only_who_verifies_takes_up_a_wish_and_only_one_that_exists(scene: Scene) -> None:
    number, _third = two_wishes(scene)
    with pytest.raises(NotPermitted):
        consider_wish(scene.session, number, 2, actor=scene.me, clock=scene.clock)
    with pytest.raises(InvalidInput):
        consider_wish(scene.session, number, 3, actor=scene.actors["verifier"], clock=scene.clock)


def test_no_other_wish_after_the_consultation(scene: Scene) -> None:
    number = scene.to_consulted()
    with pytest.raises(Conflict):
        consider_wish(scene.session, number, 1, actor=scene.actors["verifier"], clock=scene.clock)


def test_a_returned_file_with_a_new_destination_asks_the_new_head_and_keeps_the_old_answers(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all()
    scene.press(number, Action.RETURN, "verifier", reason="Tidak ada formasi di sana.")
    new = NewTransfer(scene.employee.id, (third_school(scene),), reason="Dekat rumah.", reason_category="distance")
    edit_draft(scene.session, number, new, actor=scene.me, clock=scene.clock)
    scene.press(number, Action.RESUBMIT, scene.me)
    assert [task.kind for task in scene.open_tasks()] == ["opinion_receiving"]
    assert voices_of(scene, number) == [Voice.SUPERVISOR, Voice.RECEIVING]
