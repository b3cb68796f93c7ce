"""Reminders once a day, escalation once, silence about peers."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.inbox import queries, service
from mutasi_flow.inbox.domain import Holder, NewTask
from mutasi_flow.people.model import Employee, Holiday
from mutasi_flow.people.service import set_escalation
from tests.factories import NOW, TODAY, make_account, make_employee, make_office, make_unit

FRIDAY = TODAY + timedelta(days=4)


def task(session: Session, holder: Holder, due_on: date | None, label: str = "Wulan") -> int:
    new = NewTask("transfer", 7, "M-7", "opinion", holder, NOW, due_on, holder_label=label)
    return service.open_tasks(session, [new])[0]


def texts(session: Session, employee: Employee) -> list[str]:
    actor = Actor(account_id=None, name="", employee_id=employee.id)
    return [str(row.text) for row in queries.list_notices(session, actor)]


def at(day: date) -> datetime:
    return NOW + (day - TODAY)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (TODAY + timedelta(days=1), ["Batas waktu tugas Anda 2026-03-03."]),
        (TODAY, ["Hari ini batas waktu tugas Anda."]),
        (TODAY - timedelta(days=3), ["Tugas Anda lewat batas waktu 2026-02-27."]),
        (TODAY + timedelta(days=2), []),
        (None, []),
    ],
)
def test_the_holder_is_reminded_a_day_before_and_when_late(
    session: Session, due_on: date | None, expected: list[str]
) -> None:
    employee = make_employee(session)
    task(session, Holder(employee.id), due_on)
    service.remind(session, TODAY, NOW)
    assert service.remind(session, TODAY, NOW) == 0
    assert texts(session, employee) == expected


def test_tomorrow_means_the_next_working_day(session: Session) -> None:
    employee = make_employee(session)
    session.add(Holiday(day=FRIDAY + timedelta(days=3), name="Libur"))
    task(session, Holder(employee.id), FRIDAY + timedelta(days=4))
    assert service.remind(session, FRIDAY + timedelta(days=1), at(FRIDAY)) == 0
    service.remind(session, FRIDAY, at(FRIDAY))
    assert len(texts(session, employee)) == 1
    assert service.remind(session, FRIDAY + timedelta(days=3), at(FRIDAY)) == 0


def test_who_is_late_is_reminded_once_each_working_day(session: Session) -> None:
    employee = make_employee(session)
    task(session, Holder(employee.id), TODAY)
    for days in range(5):
        service.remind(session, TODAY + timedelta(days=days), at(TODAY))
    assert len(texts(session, employee)) == 5


def test_done_tasks_are_left_in_peace(session: Session) -> None:
    employee = make_employee(session)
    task_id = task(session, Holder(employee.id), TODAY)
    service.close(session, task_id, NOW)
    service.remind(session, TODAY, NOW)
    service.escalate(session, FRIDAY, NOW)
    assert texts(session, employee) == []


def test_the_superior_hears_of_it_once(session: Session) -> None:
    unit = make_unit(session)
    head, employee = make_employee(session, unit), make_employee(session, unit)
    unit.head_id = head.id
    task(session, Holder(employee.id), TODAY, "Wulan Setyowati")
    task(session, Holder(role="staffing", unit_id=unit.id), TODAY, "SMP Negeri 4")
    task(session, Holder(role="decider"), TODAY, "Pejabat")
    for day in (TODAY, FRIDAY, FRIDAY):
        service.escalate(session, day, at(day))
    assert sorted(texts(session, head)) == [
        "Tugas SMP Negeri 4 lewat batas waktu 4 hari kerja.",
        "Tugas Wulan Setyowati lewat batas waktu 4 hari kerja.",
    ]


def test_a_weekend_is_not_lateness(session: Session) -> None:
    unit = make_unit(session)
    head, employee = make_employee(session, unit), make_employee(session, unit)
    unit.head_id = head.id
    task(session, Holder(employee.id), FRIDAY)
    service.escalate(session, FRIDAY + timedelta(days=2), at(FRIDAY))
    assert texts(session, head) == []
    service.escalate(session, FRIDAY + timedelta(days=3), at(FRIDAY))
    assert len(texts(session, head)) == 1


def test_nobody_is_told_about_an_unnamed_peer(session: Session) -> None:
    unit = make_unit(session)
    head, peer = make_employee(session, unit), make_employee(session, unit)
    unit.head_id = head.id
    task(session, Holder(peer.id), TODAY, label="")
    service.escalate(session, FRIDAY, at(FRIDAY))
    assert texts(session, head) == []


def test_the_office_says_how_late_is_late_enough(session: Session) -> None:
    make_office(session)
    unit = make_unit(session)
    head, employee = make_employee(session, unit), make_employee(session, unit)
    unit.head_id = head.id
    set_escalation(session, Actor(None, "-"), 3, NOW)
    task(session, Holder(employee.id), TODAY, "Wulan")
    service.escalate(session, TODAY + timedelta(days=2), NOW)
    assert texts(session, head) == []
    service.escalate(session, TODAY + timedelta(days=3), NOW)
    service.escalate(session, TODAY + timedelta(days=4), NOW)
    assert texts(session, head) == ["Tugas Wulan lewat batas waktu 3 hari kerja."]


@pytest.mark.parametrize("days", [0, -1, 61])
def test_patience_has_bounds(session: Session, days: int) -> None:
    make_office(session)
    with pytest.raises(InvalidInput):
        set_escalation(session, Actor(None, "-"), days, NOW)


def test_a_role_that_is_late_is_told_to_the_supervisors_of_those_who_hold_it(session: Session) -> None:
    agency = make_unit(session)
    chief, verifier, second = (make_employee(session, agency) for _ in range(3))
    agency.head_id = chief.id
    for person in (verifier, second):
        make_account(session, person, [Role.VERIFIER])
    school = make_unit(session)
    task_id = task(session, Holder(role="verifier", unit_id=school.id), TODAY, label="")
    service.escalate(session, FRIDAY, at(FRIDAY))
    assert texts(session, chief) == ["Tugas Verifikator lewat batas waktu 4 hari kerja."]
    (entry,) = audit.trail(session, "transfer:7")
    assert (entry.action, entry.payload["task"], entry.payload["to_employees"]) == ("escalated", task_id, [chief.id])
