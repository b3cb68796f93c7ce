"""The one task mechanism: who holds, who may answer, what happens when it no longer waits."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import Database
from mutasi_flow.core.errors import Conflict, NotFound, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import queries, service
from mutasi_flow.inbox.domain import Answer, Holder, NewTask, TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.people.domain import Relation
from mutasi_flow.people.model import Employee, Relative, Unit
from mutasi_flow.settings import Settings
from tests.factories import NOW, TODAY, make_account, make_employee, make_unit

YES = Answer("support", "Setuju", {"beban": 3})


def actor_of(employee: Employee) -> Actor:
    return Actor(account_id=None, name=employee.name, employee_id=employee.id)


def actor_with(role: Role, unit: Unit | None) -> Actor:
    return Actor(account_id=None, name="Petugas", grants=grants_of(role, unit.path if unit else ""))


def new_task(holder: Holder, **values: object) -> NewTask:
    given = {"about_kind": "transfer", "about_id": 7, "about_label": "M-7", "kind": "opinion", "opened_at": NOW}
    return NewTask(**{**given, "holder": holder, "due_on": TODAY + timedelta(days=2), **values})  # type: ignore[arg-type]


def test_ids_come_in_the_order_given(session: Session) -> None:
    employee = make_employee(session)
    ids = service.open_tasks(session, [new_task(Holder(employee.id), about_id=number) for number in (9, 8, 7)])
    assert [queries.get_task(session, one).about_id for one in ids] == [9, 8, 7]
    assert service.open_tasks(session, []) == []


def test_the_holder_completes_and_the_answer_is_kept(session: Session) -> None:
    employee = make_employee(session)
    account = make_account(session, employee)
    actor = Actor(account_id=account.id, name=employee.name, employee_id=employee.id)
    (task_id,) = service.open_tasks(session, [new_task(Holder(employee.id))])
    service.complete(session, task_id, actor, NOW, YES)
    session.flush()
    session.expire_all()
    task = session.get_one(Task, task_id)
    assert (task.status, task.outcome, task.reason, task.answers) == (
        TaskStatus.DONE,
        "support",
        "Setuju",
        {"beban": 3},
    )
    assert (task.done_at, task.done_by_id) == (NOW, account.id)


def test_a_second_answer_is_refused(session: Session) -> None:
    employee = make_employee(session)
    (task_id,) = service.open_tasks(session, [new_task(Holder(employee.id))])
    service.complete(session, task_id, actor_of(employee), NOW, YES)
    with pytest.raises(Conflict, match="sudah diselesaikan"):
        service.complete(session, task_id, actor_of(employee), NOW, YES)
    with pytest.raises(Conflict):
        service.reassign(session, task_id, Holder(employee.id), label="", due_on=None)


def test_somebody_else_may_not_answer(session: Session) -> None:
    employee, other = make_employee(session), make_employee(session)
    (task_id,) = service.open_tasks(session, [new_task(Holder(employee.id))])
    with pytest.raises(NotPermitted):
        service.complete(session, task_id, actor_of(other), NOW, YES)
    with pytest.raises(NotFound):
        service.complete(session, 999_999, actor_of(other), NOW, YES)
    assert not queries.may_complete(session, queries.get_task(session, task_id), actor_of(other))


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.STAFFING, Role.SUPERVISOR])
def test_a_role_holds_over_its_subtree_only(session: Session, role: Role) -> None:
    root = make_unit(session)
    school, clinic = make_unit(session, parent=root), make_unit(session, parent=root)
    (task_id,) = service.open_tasks(session, [new_task(Holder(role=role.value, unit_id=school.id))])
    row = queries.get_task(session, task_id)
    for unit, expected in ((school, True), (root, True), (None, True), (clinic, False)):
        actor = actor_with(role, unit)
        assert queries.may_complete(session, row, actor) is expected
        assert (task_id in [task.id for task in queries.list_for(session, actor)]) is expected
    assert not queries.may_complete(session, row, actor_with(Role.AUDITOR, None))
    service.complete(session, task_id, actor_with(role, school), NOW, YES)


def test_a_role_task_without_unit_waits_for_the_whole_office(session: Session) -> None:
    unit = make_unit(session)
    (task_id,) = service.open_tasks(session, [new_task(Holder(role="decider"))])
    row = queries.get_task(session, task_id)
    assert queries.may_complete(session, row, actor_with(Role.DECIDER, None))
    assert not queries.may_complete(session, row, actor_with(Role.DECIDER, unit))


def test_a_sibling_whose_path_begins_with_the_same_digits_is_not_below(session: Session) -> None:
    unit, task_unit = make_unit(session), make_unit(session)
    unit.path, task_unit.path = "/1/7/", "/1/77/"
    (task_id,) = service.open_tasks(session, [new_task(Holder(role="verifier", unit_id=task_unit.id))])
    actor = actor_with(Role.VERIFIER, unit)
    assert not queries.may_complete(session, queries.get_task(session, task_id), actor)
    assert task_id not in [task.id for task in queries.list_for(session, actor)]


@pytest.mark.parametrize("side", ["own", "relative", "stated", "former", "other"])
def test_a_roles_task_about_the_own_case_or_a_relatives_waits_for_others(session: Session, side: str) -> None:
    verifier, other = make_employee(session), make_employee(session)
    subject = verifier if side == "own" else other
    if side != "other":
        bond = {"relation": Relation.SIBLING, "source": "Akta", "recorded_at": NOW, "is_stated": side == "stated"}
        last_day = TODAY if side == "former" else None
        session.add(Relative(employee_id=other.id, relative_id=verifier.id, to_on=last_day, **bond))
    office, asked = new_task(Holder(role=Role.VERIFIER.value)), new_task(Holder(verifier.id), kind="fix")
    (task_id, own_id) = service.open_tasks(
        session, [replace(one, about_employee_id=subject.id) for one in (office, asked)]
    )
    actor = replace(actor_with(Role.VERIFIER, None), employee_id=verifier.id)
    is_kept = side in {"own", "relative"}
    seen = [own_id] if is_kept else [task_id, own_id]
    assert [one.id for one in queries.list_for(session, actor)] == seen
    assert queries.count_for(session, actor, TODAY).open == len(seen)
    colleague = actor_with(Role.VERIFIER, None)
    assert [one.id for one in queries.list_for(session, colleague)] == [task_id]
    task = queries.get_task(session, task_id)
    assert queries.may_complete(session, task, colleague)
    assert queries.may_complete(session, task, actor) is (side != "own"), "of relatives the subject itself decides"


def test_own_tasks_are_sorted_by_due_date_and_counted(session: Session) -> None:
    employee = make_employee(session)
    due = [None, TODAY + timedelta(days=5), TODAY - timedelta(days=1), TODAY]
    ids = service.open_tasks(session, [new_task(Holder(employee.id), due_on=day) for day in due])
    rows = queries.list_for(session, actor_of(employee))
    assert [row.id for row in rows] == [ids[2], ids[3], ids[1], ids[0]]
    assert queries.count_for(session, actor_of(employee), TODAY) == queries.Waiting(open=4, overdue=1)
    assert [row.id for row in queries.list_for(session, actor_of(employee), limit=1, offset=1)] == [ids[3]]
    assert ids[2] in [row.id for row in queries.list_overdue(session, TODAY)]


def test_closing_leaves_what_is_done(session: Session) -> None:
    employee = make_employee(session)
    done, waiting = service.open_tasks(session, [new_task(Holder(employee.id), about_id=41)] * 2)
    service.complete(session, done, actor_of(employee), NOW, YES)
    service.close_all(session, "transfer", 41, NOW)
    assert queries.get_task(session, done).status is TaskStatus.DONE
    assert queries.get_task(session, waiting).status is TaskStatus.CLOSED
    assert queries.open_tasks(session, "transfer", 41) == []
    with pytest.raises(Conflict, match="tidak diperlukan lagi"):
        service.complete(session, waiting, actor_of(employee), NOW, YES)


def test_lapsing_happens_once(session: Session) -> None:
    employee = make_employee(session)
    due = {"kind": "opinion_peer", "due_on": TODAY - timedelta(days=1)}
    task_id, *_others = service.open_tasks(
        session,
        [
            new_task(Holder(employee.id), **{**due, **other})
            for other in ({}, {"due_on": TODAY}, {"due_on": None}, {"kind": "verify"}, {"about_id": 8})
        ],
    )

    def lapse() -> list[int]:
        over = service.lapse(session, "transfer", 7, ("opinion_peer", "opinion_employee"), today=TODAY, at=NOW)
        assert {task.status for task in over} <= {TaskStatus.LAPSED}
        return [task.id for task in over]

    assert lapse() == [task_id]
    assert lapse() == []
    with pytest.raises(Conflict, match="tanpa jawaban"):
        service.complete(session, task_id, actor_of(employee), NOW, YES)


def test_reassigning_moves_it_to_another_inbox(session: Session) -> None:
    employee, other = make_employee(session), make_employee(session)
    (task_id,) = service.open_tasks(session, [new_task(Holder(employee.id))])
    service.reassign(session, task_id, Holder(other.id), label=other.name, due_on=TODAY)
    assert queries.list_for(session, actor_of(employee)) == []
    assert [row.holder_label for row in queries.list_for(session, actor_of(other))] == [other.name]


def test_a_paper_settles_a_task_of_somebody_else(session: Session) -> None:
    employee = make_employee(session)
    (task_id,) = service.open_tasks(session, [new_task(Holder(employee.id))])
    service.settle(session, task_id, actor_with(Role.VERIFIER, None), NOW, YES)
    assert queries.get_task(session, task_id).status is TaskStatus.DONE


def test_an_announced_task_puts_a_notice_into_the_inbox(session: Session) -> None:
    employee, quiet = make_employee(session), make_employee(session)
    announced, _silent = service.open_tasks(
        session,
        [
            new_task(Holder(employee.id), announce=T("Usulan {number} menunggu Anda.", number="M-7")),
            new_task(Holder(quiet.id)),
        ],
    )
    (notice,) = queries.list_notices(session, actor_of(employee))
    assert (str(notice.text), notice.address) == ("Usulan M-7 menunggu Anda.", f"/tugas/{announced}")
    assert queries.count_unread(session, actor_of(quiet)) == 0


def test_of_two_people_at_once_one_wins(settings: Settings) -> None:
    database = Database(settings.effective_database_url)
    with database.writing() as session:
        unit = make_unit(session)
        actor = actor_with(Role.VERIFIER, unit)
        (task_id,) = service.open_tasks(session, [new_task(Holder(role="verifier", unit_id=unit.id))])
    outcomes: list[str] = []

    def answer() -> None:
        try:
            with database.writing() as session:
                service.complete(session, task_id, actor, NOW, YES)
            outcomes.append("done")
        except Conflict as refused:
            outcomes.append(refused.code)

    threads = [Thread(target=answer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()
    assert sorted(outcomes) == ["conflict", "conflict", "conflict", "done"]
