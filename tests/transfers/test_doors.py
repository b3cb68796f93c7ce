"""The three doors: who holds the pen, who has a voice, and which legal kinds walk this road."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import NotFound, NotPermitted, Refused
from mutasi_flow.inbox.model import Notice
from mutasi_flow.transfers.domain import Door, LegalKind, PaperKind, PaperVerdict
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import ListFilter, get_card, list_transfers, load_status, load_waiting
from mutasi_flow.transfers.service import Destination, NewTransfer, create_draft
from mutasi_flow.transfers.workflow import Action
from tests.transfers.scene import Scene, build_scene


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def open_for(scene: Scene, who: str, door: Door) -> str:
    destination = Destination(scene.new.id, scene.teacher.id)
    new = NewTransfer(scene.employee.id, (destination,), door=door, reason="Kekurangan guru.", reason_category="need")
    number = create_draft(scene.session, new, scene.actors[who], scene.clock)
    if door is Door.OWN:
        scene.bring(number, PaperKind.SIGNED_REQUEST, verdict=PaperVerdict.ACCEPTED)
    return number


@pytest.mark.parametrize("door", [Door.UNIT, Door.PLAN])
def test_a_draft_of_others_is_not_shown_to_the_person_concerned(scene: Scene, door: Door) -> None:
    number = open_for(scene, "planner", door)
    with pytest.raises(NotFound):
        get_card(scene.session, number, scene.me)
    assert list_transfers(scene.session, scene.me, ListFilter()) == []
    scene.press(number, Action.SUBMIT, "planner")
    assert [row.number for row in list_transfers(scene.session, scene.me, ListFilter())] == [number]


def test_on_a_move_that_others_propose_the_employee_has_a_voice_not_the_pen(scene: Scene) -> None:
    number = open_for(scene, "planner", Door.UNIT)
    scene.press(number, Action.SUBMIT, "planner")
    with pytest.raises(NotPermitted):
        scene.press(number, Action.WITHDRAW, scene.me, reason="Tidak mau.")
    assert scene.employee.id in {task.holder_employee_id for task in scene.open_tasks()}
    scene.press(number, Action.WITHDRAW, "planner", reason="Rencana berubah.")


@pytest.mark.parametrize(("who", "door"), [("planner", Door.UNIT), ("staffing", Door.OWN)])
def test_a_returned_file_goes_back_to_whoever_filed_it(scene: Scene, who: str, door: Door) -> None:
    number = open_for(scene, who, door)
    scene.press(number, Action.SUBMIT, who)
    scene.press(number, Action.RETURN, "verifier", reason="Lampiran kurang.")
    (task,) = scene.open_tasks()
    assert (task.kind, task.holder_employee_id) == ("fix", scene.actors[who].employee_id)
    scene.press(number, Action.RESUBMIT, who)


def test_filing_for_somebody_is_recorded_and_the_person_is_told(scene: Scene) -> None:
    number = open_for(scene, "staffing", Door.OWN)
    scene.press(number, Action.SUBMIT, "staffing")
    assert scene.session.scalars(select(Transfer.filed_for).where(Transfer.number == number)).one() is True
    told = scene.session.scalars(select(Notice.event).where(Notice.employee_id == scene.employee.id)).all()
    assert told == ["filed_for_you"]


def test_who_proposes_for_a_unit_needs_that_permission_and_nobody_does_it_for_oneself(scene: Scene) -> None:
    new = NewTransfer(scene.employee.id, door=Door.UNIT)
    for actor in (scene.me, scene.actors["auditor"]):
        with pytest.raises(NotPermitted):
            create_draft(scene.session, new, actor, scene.clock)


@pytest.mark.parametrize("kind", [LegalKind.B, LegalKind.C, LegalKind.D])
def test_a_kind_that_another_authority_decides_stays_a_draft_and_says_why(scene: Scene, kind: LegalKind) -> None:
    number = scene.draft(kind=kind)
    with pytest.raises(Refused) as refused:
        scene.press(number, Action.SUBMIT, scene.me)
    assert "instansi lain" in str(refused.value.reasons[0])
    assert scene.open_tasks() == []


TOLD = {
    "approved": (Action.APPROVE, "decider", {}),
    "rejected": (Action.REJECT, "decider", {"reason": "Tidak ada formasi."}),
    "task": (Action.RETURN, "verifier", {"reason": "Alasan kurang jelas."}),
}


@pytest.mark.parametrize("event", TOLD)
def test_the_employee_is_told_of_decisions_without_their_reason(scene: Scene, event: str) -> None:
    action, who, values = TOLD[event]
    number = scene.to_consulted()
    scene.press(number, action, who, **values)
    told = scene.session.scalars(select(Notice).where(Notice.employee_id == scene.employee.id)).all()
    assert [notice for notice in told if number in str(notice.values)]
    assert not [notice for notice in told if values.get("reason", "?") in str(notice.values) + notice.message]


@pytest.mark.parametrize(("who", "door"), [("planner", Door.UNIT), ("staffing", Door.OWN)])
def test_whoever_filed_is_told_of_the_decision_too(scene: Scene, who: str, door: Door) -> None:
    number = open_for(scene, who, door)
    scene.press(number, Action.SUBMIT, who)
    scene.answer_all()
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.press(number, Action.APPROVE, "decider")
    told = scene.session.scalars(select(Notice.employee_id).where(Notice.event == "approved"))
    assert set(told) == {scene.employee.id, scene.actors[who].employee_id}


def test_a_role_that_answers_for_a_unit_without_head_sees_its_own_move(scene: Scene) -> None:
    scene.new.head_id = None
    scene.session.flush()
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    verifier = scene.actors["verifier"]
    card = get_card(scene.session, number, verifier)
    yours = [one.kind for one in load_waiting(scene.session, card, verifier) if one.is_yours]
    assert yours == ["opinion_receiving"]
    assert load_status(scene.session, card, verifier).is_yours
