"""Conflicts of interest: found in the records, declared by the person, and the task that passes to another."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Act, Role, grants_of
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.domain import Answer, Interest
from mutasi_flow.inbox.model import Notice, Recusal, Task
from mutasi_flow.people import queries as people_queries
from mutasi_flow.people import service as people
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.domain import PaperVerdict, Voice
from mutasi_flow.transfers.model import Opinion
from mutasi_flow.transfers.queries import (
    ListFilter,
    TransferCard,
    find_card,
    list_history,
    list_transfers,
    load_statuses,
)
from mutasi_flow.transfers.service import (
    Declared,
    complete_task,
    hand_on_task,
    list_former_heads_tasks,
    step_aside,
)
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.factories import NOW, make_account, make_employee, make_unit
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_api import Program
from tests.transfers.test_authority import as_official, delegate, official
from tests.transfers.test_pages import Town

DISPUTE = Declared(Interest.DISPUTE, "Ada sengketa batas tanah.")


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, peers=5)


def card_of(scene: Scene, number: str) -> TransferCard:
    scene.session.expire_all()
    card = find_card(scene.session, number)
    assert card is not None
    return card


def send(scene: Scene, **values: object) -> str:
    number = scene.draft(**values)
    scene.press(number, Action.SUBMIT, scene.me)
    return number


def relate(scene: Scene, relative: Employee) -> None:
    people.record_kinship(scene.session, SYSTEM, scene.employee.id, relative.id, NOW)


def task_of(scene: Scene, voice: Voice) -> Task:
    return next(task for task in scene.open_tasks() if task.kind == f"opinion_{voice.value}")


def entries(scene: Scene, number: str, action: str) -> list[audit.TrailRow]:
    rows = audit.trail(scene.session, f"transfer:{card_of(scene, number).id}")
    return [row for row in rows if row.action == action]


def superior(scene: Scene) -> Employee:
    head = make_employee(scene.session, scene.root, name="Bupati Contoh")
    scene.root.head_id = head.id
    account = make_account(scene.session, head)
    actor = Actor(account.id, head.name, head.id, grants_of(Role.EMPLOYEE, ""), capacity="Pegawai")
    scene.actors[f"employee:{head.id}"] = actor
    scene.session.flush()
    return head


def test_a_relative_is_no_peer_and_the_trail_says_so(scene: Scene) -> None:
    relate(scene, scene.peers[0])
    number = send(scene)
    asked = {task.holder_employee_id for task in scene.open_tasks() if task.kind == "opinion_peer"}
    assert len(asked) == 3
    assert scene.peers[0].id not in asked
    (entry,) = entries(scene, number, "passed_over")
    assert entry.payload == {"voice": "peer", "interest": "relative", "employee": scene.peers[0].id}
    assert entry.actor == SYSTEM.name
    (shown,) = [
        row
        for row in list_history(scene.session, card_of(scene, number), scene.me, scene.clock)
        if row.action == "passed_over"
    ]
    assert shown.payload == {"voice": "peer"}


def test_whoever_asks_for_the_same_post_is_no_peer(scene: Scene) -> None:
    rival = scene.peers[1]
    other = scene.draft()
    card = card_of(scene, other)
    scene.session.execute(
        Opinion.metadata.tables["transfers"]
        .update()
        .where(Opinion.metadata.tables["transfers"].c.id == card.id)
        .values(employee_id=rival.id, state=State.PROPOSED)
    )
    number = send(scene)
    asked = {task.holder_employee_id for task in scene.open_tasks() if task.kind == "opinion_peer"}
    assert len(asked) == 3
    assert rival.id not in asked
    assert [row.payload["interest"] for row in entries(scene, number, "passed_over")] == ["rival"]


def test_too_many_conflicts_leave_no_peers_rather_than_two(session: Session) -> None:
    scene = build_scene(session, peers=3)
    relate(scene, scene.peers[0])
    send(scene)
    assert not [task for task in scene.open_tasks() if task.kind == "opinion_peer"]


def test_the_head_above_speaks_for_a_relative_who_heads_the_unit(scene: Scene) -> None:
    above = superior(scene)
    relate(scene, scene.new_head)
    number = send(scene)
    assert task_of(scene, Voice.RECEIVING).holder_employee_id == above.id
    assert [row.payload["voice"] for row in entries(scene, number, "passed_over")] == ["receiving"]
    assert [
        task for task in list_former_heads_tasks(scene.session) if hand_on_task(scene.session, task, scene.clock)
    ] == []
    assert task_of(scene, Voice.RECEIVING).holder_employee_id == above.id


def test_a_head_steps_aside_and_the_head_above_answers(scene: Scene) -> None:
    above, number = superior(scene), send(scene)
    task = task_of(scene, Voice.RECEIVING)
    head = scene.actor_of(scene.new_head)
    step_aside(scene.session, task.id, DISPUTE, actor=head, clock=scene.clock)
    assert task_of(scene, Voice.RECEIVING).holder_employee_id == above.id
    (entry,) = entries(scene, number, "stepped_aside")
    assert (entry.actor, entry.payload["interest"], entry.payload["to_employee"]) == (head.name, "dispute", above.id)
    assert "sengketa" not in str(entry.payload)
    kept = scene.session.scalars(select(Recusal)).one()
    assert (kept.employee_id, kept.reason, kept.is_found) == (scene.new_head.id, DISPUTE.reason, False)
    told = scene.session.scalars(select(Notice.employee_id).where(Notice.event == "task_opened")).all()
    assert above.id in told
    with pytest.raises(NotPermitted):
        complete_task(scene.session, task.id, head, scene.clock, Answer("support"))
    assert [
        one for one in list_former_heads_tasks(scene.session) if hand_on_task(scene.session, one, scene.clock)
    ] == []
    complete_task(scene.session, task.id, scene.actors[f"employee:{above.id}"], scene.clock, Answer("support"))


def test_without_a_head_above_the_office_of_the_unit_answers(scene: Scene) -> None:
    send(scene)
    task = task_of(scene, Voice.RECEIVING)
    step_aside(scene.session, task.id, DISPUTE, actor=scene.actor_of(scene.new_head), clock=scene.clock)
    assert task_of(scene, Voice.RECEIVING).holder_role in {"staffing", "verifier"}


def test_a_peer_who_steps_aside_makes_room_for_a_colleague_without_being_named(scene: Scene) -> None:
    number = send(scene)
    before = {task.holder_employee_id for task in scene.open_tasks() if task.kind == "opinion_peer"}
    task = task_of(scene, Voice.PEER)
    peer = next(actor for actor in scene.actors.values() if actor.employee_id == task.holder_employee_id)
    step_aside(scene.session, task.id, Declared(Interest.RELATIVE), actor=peer, clock=scene.clock)
    after = {one.holder_employee_id for one in scene.open_tasks() if one.kind == "opinion_peer"}
    assert len(after) == 3
    assert len(after - before) == 1
    assert [row.relative for row in people_queries.list_stated(scene.session, [""])] == [peer.name]
    rows = list_history(scene.session, card_of(scene, number), scene.me, scene.clock)
    assert [row.payload for row in rows if row.action == "stepped_aside"] == [{"voice": "peer"}]
    assert peer.name not in {row.actor for row in rows}


def test_the_last_colleagues_leave_peers_unasked_and_the_road_goes_on(session: Session) -> None:
    scene = build_scene(session, peers=3)
    number = send(scene)
    scene.answer_all()
    assert [task.kind for task in scene.open_tasks()] == ["verify"]
    other = build_again(scene)
    for task in [one for one in scene.open_tasks() if one.kind == "opinion_peer"]:
        peer = scene.actors[f"employee:{task.holder_employee_id}"]
        step_aside(session, task.id, DISPUTE, actor=peer, clock=scene.clock)
    scene.answer_all()
    assert {task.kind for task in scene.open_tasks()} == {"verify"}
    assert number != other


def build_again(scene: Scene) -> str:
    """Send the request of another teacher of the same unit."""
    peer = scene.peers[0]
    scene.employee, scene.peers[0] = peer, scene.employee
    return send(scene)


def test_a_verifier_who_stepped_aside_neither_checks_nor_concludes(scene: Scene) -> None:
    number = send(scene)
    paper = scene.bring(number, "signed_request")
    scene.answer_all()
    verify = next(task for task in scene.open_tasks() if task.kind == "verify")
    step_aside(scene.session, verify.id, DISPUTE, actor=scene.actors["verifier"], clock=scene.clock)
    assert next(task for task in scene.open_tasks() if task.kind == "verify").holder_role == "verifier"
    with pytest.raises(NotPermitted) as refused:
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    assert "benturan" in str(refused.value)
    with pytest.raises(NotPermitted):
        scene.judge(number, paper, PaperVerdict.ACCEPTED)
    assert verify.id not in {task.id for task in inbox.list_for(scene.session, scene.actors["verifier"])}
    assert verify.id in {task.id for task in inbox.list_for(scene.session, scene.actors["second_verifier"])}
    scene.press(number, Action.CONCLUDE_CONSULTATION, "second_verifier")


def test_a_relative_neither_verifies_nor_decides_even_undeclared(scene: Scene) -> None:
    for who in ("verifier", "decider"):
        relative = scene.session.get(Employee, scene.actors[who].employee_id)
        assert relative is not None
        relate(scene, relative)
    number = send(scene)
    scene.answer_all()
    with pytest.raises(NotPermitted):
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.press(number, Action.CONCLUDE_CONSULTATION, "second_verifier")
    for action in (Action.APPROVE, Action.REJECT):
        with pytest.raises(NotPermitted):
            scene.press(number, action, "decider", reason="Tidak.")


def test_the_next_official_of_the_matrix_decides_instead(scene: Scene) -> None:
    session = scene.session
    agencies = make_unit(session, "BKPSDM", scene.root), make_unit(session, "Sekretariat Daerah", scene.root)
    near, far = (official(session, agency, Role.DECIDER) for agency in agencies)
    delegate(session, agencies[0], Act.DECIDE, unit_id=scene.old.id)
    delegate(session, agencies[1], Act.DECIDE)
    number = scene.to_consulted()
    decide = next(task for task in scene.open_tasks() if task.kind == "decide")
    assert decide.holder_employee_id == near.employee_id
    step_aside(session, decide.id, DISPUTE, actor=as_official(session, near), clock=scene.clock)
    decide = next(task for task in scene.open_tasks() if task.kind == "decide")
    assert decide.holder_employee_id == far.employee_id
    with pytest.raises(NotPermitted):
        scene.press(number, Action.APPROVE, as_official(session, near))
    scene.press(number, Action.APPROVE, as_official(session, far))
    assert card_of(scene, number).state is State.APPROVED


def test_administrators_hear_when_nobody_is_left(scene: Scene) -> None:
    session = scene.session
    only = scene.actors["verifier"]
    session.execute(delete(RoleGrant))
    session.add(RoleGrant(account_id=only.account_id, role=Role.VERIFIER, from_on=NOW.date(), warrant=""))
    number = send(scene)
    scene.answer_all()
    verify = next(task for task in scene.open_tasks() if task.kind == "verify")
    step_aside(session, verify.id, DISPUTE, actor=only, clock=scene.clock)
    told = session.scalars(select(Notice).where(Notice.event == "nobody_left")).one()
    assert (told.role, told.values["number"]) == ("admin", number)


@pytest.mark.parametrize("declared", [Declared(Interest.OTHER), Declared(Interest.DISPUTE, "x" * 1001)])
def test_a_reason_is_asked_for_where_the_kind_does_not_say_it(scene: Scene, declared: Declared) -> None:
    send(scene)
    task = task_of(scene, Voice.RECEIVING)
    with pytest.raises(InvalidInput):
        step_aside(scene.session, task.id, declared, actor=scene.actor_of(scene.new_head), clock=scene.clock)


def test_only_the_holder_steps_aside_and_never_from_the_own_voice(scene: Scene) -> None:
    session, clock = scene.session, scene.clock
    send(scene)
    task = task_of(scene, Voice.RECEIVING)
    with pytest.raises(NotPermitted):
        step_aside(session, task.id, DISPUTE, actor=scene.me, clock=clock)
    complete_task(session, task.id, scene.actor_of(scene.new_head), clock, Answer("support"))
    with pytest.raises(Conflict):
        step_aside(session, task.id, DISPUTE, actor=scene.actor_of(scene.new_head), clock=clock)


@pytest.mark.parametrize("why", ["aside", "relative"])
def test_a_list_asks_nobody_to_act_who_has_no_part(scene: Scene, why: str) -> None:
    number, verifier = send(scene), scene.actors["verifier"]
    scene.answer_all()

    def said(who: str) -> tuple[bool, str]:
        (row,) = list_transfers(scene.session, scene.actors[who], ListFilter(q=number))
        status = load_statuses(scene.session, [row], scene.actors[who])[row.id]
        return status.is_yours, str(status.sentence)

    assert said("verifier") == (True, "Berkas ini menunggu verifikasi Anda")
    if why == "aside":
        (task,) = scene.open_tasks()
        step_aside(
            scene.session, task.id, Declared(Interest.DISPUTE, "Pernah berselisih."), actor=verifier, clock=scene.clock
        )
    else:
        people.record_kinship(scene.session, SYSTEM, scene.employee.id, verifier.employee_id or 0, NOW)
    assert said("verifier") == (False, "Sedang diverifikasi")
    assert said("second_verifier")[0]


def test_kinship_is_kept_once(session: Session) -> None:
    scene = build_scene(session)
    one, other = scene.employee, scene.peers[0]
    assert people.record_kinship(session, SYSTEM, one.id, other.id, NOW)
    assert not people.record_kinship(session, SYSTEM, other.id, one.id, NOW)
    assert people_queries.list_relatives(session, other.id) == [one.id]
    with pytest.raises(InvalidInput):
        people.record_kinship(session, SYSTEM, one.id, one.id, NOW)


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


@pytest.mark.both_databases
def test_the_page_takes_a_declaration_and_passes_the_task_on(town: Town) -> None:
    number = town.submit()
    task = next(one for one in town.open_tasks() if one.kind == "opinion_receiving")
    town.become("head1")
    assert f"/tugas/{task.id}/mundur" in town.read(f"/tanggapan/{task.id}")
    assert "Mengapa Anda mundur" in town.read(f"/tugas/{task.id}/mundur")
    town.press(f"/tugas/{task.id}/mundur", 422, interest="")
    assert town.press(f"/tugas/{task.id}/mundur", interest="dispute", reason="Sengketa.") == "/tugas"
    assert number not in town.read("/tugas")
    town.read(f"/tugas/{task.id}/mundur", 404)
    town.become("verifier")
    page = town.read(f"/telaah/{number}")
    assert "Tidak ikut menangani" in page
    assert "Sengketa." in page


def test_programs_step_aside_too(town: Town, app: Flask) -> None:
    town.submit()
    task = next(one for one in town.open_tasks() if one.kind == "opinion_receiving")
    program = Program(town, app)
    assert program.call("p1", "POST", f"/tasks/{task.id}/step-aside", {"interest": "dispute"})[0] == 404
    assert program.call("head1", "POST", f"/tasks/{task.id}/step-aside", {"interest": "bored"})[0] == 422
    answer = program.call("head1", "POST", f"/tasks/{task.id}/step-aside", {"interest": "dispute"})
    assert answer == (200, {"task": task.id, "passed_on": True})
