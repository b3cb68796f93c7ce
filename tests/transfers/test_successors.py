"""Tasks of a unit's head pass to the successor, once, with a notice to both and a row in the trail."""

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import RoleGrant
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.people import service as people
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.service import hand_on_task, list_former_heads_tasks
from mutasi_flow.transfers.workflow import Action
from tests.factories import TODAY, make_account, make_employee
from tests.transfers.scene import Scene, build_scene

Who = tuple[int | None, str]


@pytest.fixture
def scene(session: Session) -> Scene:
    made = build_scene(session, modules={"peers": False})
    made.press(made.draft(), Action.SUBMIT, made.me)
    return made


def sweep(scene: Scene) -> int:
    return sum(hand_on_task(scene.session, task_id, scene.clock) for task_id in list_former_heads_tasks(scene.session))


def holders(scene: Scene) -> dict[str, Who]:
    return {task.kind: (task.holder_employee_id, task.holder_role) for task in scene.open_tasks()}


def notices(scene: Scene, employee: Employee) -> list[str]:
    reader = Actor(account_id=None, name="", employee_id=employee.id)
    return [row.event for row in inbox.list_notices(scene.session, reader)]


def set_head(scene: Scene, unit_id: int, employee: Employee | None) -> None:
    people.set_unit_head(scene.session, SYSTEM, unit_id, employee.id if employee else None, scene.clock.now())
    scene.session.expire_all()


def test_nothing_passes_while_the_head_stays(scene: Scene) -> None:
    assert list_former_heads_tasks(scene.session) == []
    assert not any(hand_on_task(scene.session, task.id, scene.clock) for task in scene.open_tasks())


def test_the_successor_gets_the_open_task_and_both_are_told(scene: Scene) -> None:
    successor = make_employee(scene.session, scene.new)
    set_head(scene, scene.new.id, successor)
    scene.moving.forward(3)
    before = {task.kind: task.due_on for task in scene.open_tasks()}
    assert sweep(scene) == 1
    assert sweep(scene) == 0
    assert holders(scene) == {"opinion_supervisor": (scene.old_head.id, ""), "opinion_receiving": (successor.id, "")}
    assert notices(scene, successor) == ["task_opened"]
    assert notices(scene, scene.new_head) == ["task_handed_on", "task_opened"]
    after = {task.kind: task.due_on for task in scene.open_tasks()}
    assert after == before
    card = find_card(scene.session, "MUT-2026-00001")
    assert card is not None
    row = audit.trail(scene.session, f"transfer:{card.id}")[-1]
    assert (row.action, row.payload["from_employee"], row.payload["to_employee"]) == (
        "task_handed_on",
        scene.new_head.id,
        successor.id,
    )
    assert card.version == row.payload.get("version", card.version)


def test_a_successor_has_time_to_answer(scene: Scene) -> None:
    scene.moving.forward(10)
    set_head(scene, scene.new.id, make_employee(scene.session, scene.new))
    assert sweep(scene) == 1
    dues = {task.kind: task.due_on for task in scene.open_tasks()}
    assert dues["opinion_receiving"] is not None
    assert dues["opinion_receiving"] > scene.clock.today()


@pytest.mark.parametrize(("has_parent_head", "has_staffing"), [(True, True), (False, True), (False, False)])
def test_without_head_the_task_goes_where_the_house_resolves_holders(
    scene: Scene, *, has_parent_head: bool, has_staffing: bool
) -> None:
    above = make_employee(scene.session, scene.root)
    if has_parent_head:
        set_head(scene, scene.root.id, above)
    if has_staffing:
        account = make_account(scene.session, make_employee(scene.session, scene.new))
        scene.session.add(RoleGrant(account_id=account.id, role=Role.STAFFING, unit_id=scene.new.id, from_on=TODAY))
    set_head(scene, scene.new.id, None)
    assert sweep(scene) == 1
    expected: Who = (above.id, "") if has_parent_head else (None, "staffing" if has_staffing else "verifier")
    assert holders(scene)["opinion_receiving"] == expected
    assert sweep(scene) == 0
    later = make_employee(scene.session, scene.new)
    set_head(scene, scene.new.id, later)
    assert sweep(scene) == 1
    assert holders(scene)["opinion_receiving"] == (later.id, "")


def test_who_serves_no_more_is_not_written_to(scene: Scene) -> None:
    scene.new_head.legal_position = "99"
    scene.session.flush()
    assert sweep(scene) == 1
    assert notices(scene, scene.new_head) == ["task_opened"]


def test_a_supervisor_on_record_keeps_the_task_whoever_heads_the_unit(scene: Scene) -> None:
    scene.employee.supervisor_id = scene.old_head.id
    scene.session.flush()
    set_head(scene, scene.old.id, make_employee(scene.session, scene.old))
    assert sweep(scene) == 0
    scene.employee.supervisor_id = scene.peers[0].id
    scene.session.flush()
    assert sweep(scene) == 1
    assert holders(scene)["opinion_supervisor"] == (scene.peers[0].id, "")


def test_the_person_concerned_never_answers_for_the_own_unit(scene: Scene) -> None:
    set_head(scene, scene.old.id, scene.employee)
    set_head(scene, scene.root.id, scene.new_head)
    assert sweep(scene) == 1
    assert holders(scene)["opinion_supervisor"] == (scene.new_head.id, "")
    assert sweep(scene) == 0


def test_what_is_answered_or_concluded_stays(scene: Scene) -> None:
    scene.answer_all()
    task_ids = [task.id for task in scene.open_tasks()]
    set_head(scene, scene.new.id, make_employee(scene.session, scene.new))
    assert sweep(scene) == 0
    assert [task.id for task in scene.open_tasks()] == task_ids
    scene.press("MUT-2026-00001", Action.CONCLUDE_CONSULTATION, "verifier")
    assert not any(hand_on_task(scene.session, task.id, scene.clock) for task in scene.open_tasks())
