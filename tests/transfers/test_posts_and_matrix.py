"""What belongs to a post or to the matrix of authorities follows it: tasks, objections, exemptions, postponements."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Act, Role, grants_of
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.clock import is_working_day
from mutasi_flow.core.errors import InvalidInput, NotPermitted
from mutasi_flow.inbox.model import Task
from mutasi_flow.people import service as people
from mutasi_flow.people.model import Employee, Holiday, Placement, Unit
from mutasi_flow.transfers import objections
from mutasi_flow.transfers.domain import Door, Ruling
from mutasi_flow.transfers.objections import Verdict
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.service import (
    Destination,
    NewTransfer,
    create_draft,
    get_exemptible,
    hand_on_task,
    list_tasks_left_behind,
)
from mutasi_flow.transfers.service.perform import Performed, first_working_day
from mutasi_flow.transfers.workflow import Action
from tests.factories import NOW, make_account, make_employee, make_jabatan, make_post, make_unit
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_authority import as_official, delegate, official
from tests.transfers.test_objections import carry_out, file


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def card_of(scene: Scene, number: str) -> TransferCard:
    scene.session.expire_all()
    card = find_card(scene.session, number)
    assert card is not None
    return card


def agencies(scene: Scene) -> tuple[Unit, Unit]:
    return make_unit(scene.session, "BKPSDM", scene.root), make_unit(scene.session, "Sekretariat Daerah", scene.root)


def task_of(scene: Scene, kind: str) -> Task:
    return next(task for task in scene.open_tasks() if task.kind == kind)


def sweep(scene: Scene) -> int:
    found = list_tasks_left_behind(scene.session, scene.clock.today())
    return sum(hand_on_task(scene.session, task_id, scene.clock) for task_id in found)


def test_what_is_to_be_decided_waits_for_the_official_whom_the_matrix_names(scene: Scene) -> None:
    agency, _other = agencies(scene)
    head = official(scene.session, agency, Role.DECIDER, Role.SIGNER)
    for act in Act:
        delegate(scene.session, agency, act)
    number = scene.to_consulted()
    decide = task_of(scene, "decide")
    assert (decide.holder_employee_id, decide.holder_label) == (head.employee_id, "Kepala BKPSDM")
    scene.press(number, Action.APPROVE, as_official(scene.session, head))
    assert task_of(scene, "decree").holder_employee_id == head.employee_id


def test_without_a_matrix_it_waits_for_the_role(scene: Scene) -> None:
    scene.to_consulted()
    assert (task_of(scene, "decide").holder_employee_id, task_of(scene, "decide").holder_role) == (None, "decider")


def test_a_decision_passes_to_the_next_holder_of_the_post(scene: Scene) -> None:
    agency, _other = agencies(scene)
    official(scene.session, agency, Role.DECIDER)
    delegate(scene.session, agency, Act.DECIDE)
    number = scene.to_consulted()
    assert sweep(scene) == 0
    successor = official(scene.session, agency, Role.DECIDER)
    assert sweep(scene) == 1
    assert sweep(scene) == 0
    assert task_of(scene, "decide").holder_employee_id == successor.employee_id
    row = audit.trail(scene.session, f"transfer:{card_of(scene, number).id}")[-1]
    assert (row.action, row.payload["kind"]) == ("task_handed_on", "decide")


def test_a_decision_of_an_ended_row_goes_back_to_the_role(scene: Scene) -> None:
    agency, _other = agencies(scene)
    official(scene.session, agency, Role.DECIDER)
    delegate(scene.session, agency, Act.DECIDE)
    scene.to_consulted()
    agency.head_id = None
    scene.session.flush()
    assert sweep(scene) == 1
    assert task_of(scene, "decide").holder_role == "decider"


def returned_by_head(scene: Scene) -> str:
    """A move that the head of the unit proposed and that came back for mending."""
    head = scene.actor_of(scene.old_head)
    proposer = replace(head, grants=(*head.grants, *grants_of(Role.SUPERVISOR, scene.old.path)))
    new = NewTransfer(
        scene.employee.id,
        (Destination(scene.new.id, scene.teacher.id),),
        door=Door.UNIT,
        reason="Pemerataan.",
        reason_category="need",
    )
    number = create_draft(scene.session, new, proposer, scene.clock)
    scene.press(number, Action.SUBMIT, proposer)
    scene.press(number, Action.RETURN, "verifier", reason="Lengkapi.")
    return number


def set_head(scene: Scene, head: Employee | None) -> None:
    people.set_unit_head(scene.session, SYSTEM, scene.old.id, head.id if head else None, scene.clock.now())
    scene.session.expire_all()


def test_a_file_to_be_mended_passes_to_the_next_head_who_becomes_its_author(scene: Scene) -> None:
    number = returned_by_head(scene)
    assert task_of(scene, "fix").holder_employee_id == scene.old_head.id
    assert sweep(scene) == 0
    successor = make_employee(scene.session, scene.old, name="Wayan Surya")
    account = make_account(scene.session, successor)
    set_head(scene, successor)
    assert sweep(scene) == 1
    assert sweep(scene) == 0
    assert task_of(scene, "fix").holder_employee_id == successor.id
    assert card_of(scene, number).created_by_id == account.id
    scene.press(number, Action.RESUBMIT, as_official(scene.session, account))


def test_without_a_head_with_an_account_the_staffing_officer_mends_it(scene: Scene) -> None:
    returned_by_head(scene)
    set_head(scene, None)
    assert sweep(scene) == 1
    assert task_of(scene, "fix").holder_role == "staffing"
    assert sweep(scene) == 0


def test_an_objection_is_ruled_on_by_the_next_official_of_the_matrix(scene: Scene) -> None:
    session = scene.session
    near, far = (official(session, agency, Role.DECIDER, Role.SIGNER) for agency in agencies(scene))
    units = list(
        session.scalars(select(Unit).where(Unit.head_id.in_([near.employee_id, far.employee_id])).order_by(Unit.id))
    )
    for act in Act:
        delegate(session, units[0], act, unit_id=scene.old.id)
    delegate(session, units[1], Act.DECIDE)
    number = scene.to_consulted()
    deciding = as_official(session, near)
    scene.press(number, Action.APPROVE, deciding)
    scene.press(number, Action.DECREE, deciding)
    file(scene, number)
    card, today = card_of(scene, number), scene.clock.today()
    assert not objections.may_rule(session, card, deciding, today)
    assert not objections.may_rule(session, card, scene.actors["decider"], today)
    with pytest.raises(NotPermitted) as refused:
        rule(scene, number, scene.actors["decider"])
    assert "wewenang" in str(refused.value)
    assert objections.may_rule(session, card, as_official(session, far), today)
    rule(scene, number, as_official(session, far))


def rule(scene: Scene, number: str, who: Actor, **values: Any) -> None:
    verdict = Verdict(values.pop("ruling", Ruling.DISMISSED), "surat dokter sudah dibaca", **values)
    objections.rule(scene.session, number, verdict, actor=who, clock=scene.clock)


def test_a_relative_does_not_rule(scene: Scene) -> None:
    number, session = scene.to_decreed(), scene.session
    file(scene, number)
    account = official(session, make_unit(session, "Dinas", scene.root), Role.DECIDER)
    assert objections.may_rule(session, card_of(scene, number), as_official(session, account), scene.clock.today())
    assert account.employee_id is not None
    people.record_kinship(session, SYSTEM, scene.employee.id, account.employee_id, NOW)
    assert not objections.may_rule(session, card_of(scene, number), as_official(session, account), scene.clock.today())


def another_ruler(scene: Scene) -> Actor:
    return as_official(
        scene.session, official(scene.session, make_unit(scene.session, "Dinas", scene.root), Role.DECIDER)
    )


def test_an_amendment_may_change_the_destination_too(scene: Scene) -> None:
    session, number = scene.session, scene.to_decreed()
    elsewhere, librarian = make_unit(session, "SDN Dekat", scene.root), make_jabatan(session, "Pustakawan Muda")
    make_post(session, elsewhere, librarian, need=1)
    file(scene, number)
    start = scene.clock.today() + timedelta(days=20)
    ruler = another_ruler(scene)
    for unit, post in (("TIDAK-ADA", librarian.code), (elsewhere.code, ""), ("", librarian.code)):
        with pytest.raises(InvalidInput):
            rule(scene, number, ruler, ruling=Ruling.AMENDED, start=start, unit=unit, post=post)
    rule(scene, number, ruler, ruling=Ruling.AMENDED, start=start, unit=elsewhere.code, post=librarian.code)
    carry_out(scene, number)
    card = card_of(scene, number)
    assert (card.to_unit_id, card.to_jabatan_id, card.effective_on) == (elsewhere.id, librarian.id, start)
    placed = session.scalars(select(Placement).where(Placement.source == "amendment")).one()
    assert (placed.unit_id, placed.jabatan_id, placed.from_on) == (elsewhere.id, librarian.id, start)
    row = audit.trail(session, f"transfer:{card.id}")[-1]
    assert (row.action, row.payload["to_unit_id"]) == ("decree_amended", elsewhere.id)


def test_an_exemption_is_for_the_official_of_the_matrix(scene: Scene) -> None:
    agency, _other = agencies(scene)
    head = official(scene.session, agency, Role.DECIDER)
    delegate(scene.session, agency, Act.DECIDE)
    number = scene.to_consulted()
    with pytest.raises(NotPermitted) as refused:
        get_exemptible(scene.session, number, scene.actors["decider"], scene.clock.today())
    assert "Kepala BKPSDM" in str(refused.value)
    get_exemptible(scene.session, number, as_official(scene.session, head), scene.clock.today())


@given(some.dates(date(2026, 3, 3), date(2027, 3, 3)), some.sets(some.integers(0, 5), max_size=5))
def test_no_postponement_ends_on_a_day_without_work(day: date, free: set[int]) -> None:
    holidays = {day + timedelta(days=step) for step in free}
    found = first_working_day(day, holidays)
    assert found >= day
    assert is_working_day(found, holidays)
    assert not any(is_working_day(day + timedelta(days=step), holidays) for step in range((found - day).days))


def test_a_postponement_to_a_holiday_lasts_until_work_begins_again(scene: Scene) -> None:
    scene.session.add(Holiday(day=date(2026, 3, 16), name="Libur daerah", source="manual"))
    scene.session.flush()
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    done = scene.press(number, Action.POSTPONE, "verifier", reason="Menunggu.", until=date(2026, 3, 15))
    assert isinstance(done, Performed)
    assert done.until == date(2026, 3, 17)
    assert card_of(scene, number).postponed_until == date(2026, 3, 17)
    row = audit.trail(scene.session, f"transfer:{card_of(scene, number).id}")[-1]
    assert row.payload["until"] == "2026-03-17"
