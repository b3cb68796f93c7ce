from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict, NotFound
from mutasi_flow.people import service
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import UNKNOWN_START, Employee, Placement, Unit
from mutasi_flow.people.queries import get_employee_card, list_placements
from tests.factories import NOW, TODAY, make_employee, make_jabatan, make_unit

FIRST = date(2026, 4, 1)


def place(session: Session, employee: Employee, unit: Unit, from_on: date, number: str, *, jabatan_id: int = 0) -> int:
    return service.place(
        session,
        employee_id=employee.id,
        unit_id=unit.id,
        jabatan_id=jabatan_id or employee.jabatan_id or 0,
        from_on=from_on,
        letter_number=number,
        source="decree",
        today=TODAY,
        at=NOW,
    )


def restore(session: Session, employee: Employee, number: str, today: date = TODAY) -> None:
    service.restore(session, employee_id=employee.id, letter_number=number, today=today, at=NOW)


def standing(session: Session, employee_id: int) -> list[Placement]:
    statement = select(Placement).where(Placement.employee_id == employee_id, Placement.revoked_at.is_(None))
    return list(session.scalars(statement.order_by(Placement.from_on).execution_options(populate_existing=True)))


def test_a_placement_of_today_moves_at_once_and_keeps_the_former_one(session: Session) -> None:
    employee, target = make_employee(session), make_unit(session)
    origin = employee.unit_id
    place(session, employee, target, TODAY, "SK-1")
    card = get_employee_card(session, employee.id)
    assert (card.unit_id, card.post_on) == (target.id, TODAY)
    first, second = standing(session, employee.id)
    assert (first.unit_id, first.from_on, first.to_on) == (origin, date(2020, 1, 1), TODAY - timedelta(days=1))
    assert (second.unit_id, second.to_on, second.letter_number) == (target.id, None, "SK-1")
    assert second.applied_at == NOW


def test_a_future_placement_waits_for_its_day(session: Session) -> None:
    employee, target = make_employee(session), make_unit(session)
    origin = employee.unit_id
    place(session, employee, target, FIRST, "SK-1")
    assert get_employee_card(session, employee.id).unit_id == origin
    assert service.apply_due_placements(session, FIRST - timedelta(days=1), NOW) == 0
    assert get_employee_card(session, employee.id).unit_id == origin
    assert service.apply_due_placements(session, FIRST, NOW) == 1
    assert get_employee_card(session, employee.id).unit_id == target.id
    assert service.apply_due_placements(session, FIRST, NOW) == 0


def test_the_sweep_moves_everybody_who_is_due(session: Session) -> None:
    target = make_unit(session)
    people = [make_employee(session) for _ in range(3)]
    for number, employee in enumerate(people):
        place(session, employee, target, FIRST + timedelta(days=number), f"SK-{number}")
    assert service.apply_due_placements(session, FIRST + timedelta(days=1), NOW) == 2
    moved = [get_employee_card(session, employee.id).unit_id == target.id for employee in people]
    assert moved == [True, True, False]


@pytest.mark.parametrize("from_on", [TODAY, FIRST])
def test_revocation_restores_everything(session: Session, from_on: date) -> None:
    boss = make_employee(session)
    employee = make_employee(session, supervisor_id=boss.id, retires_on=date(2044, 6, 1))
    headed = session.get_one(Unit, employee.unit_id)
    headed.head_id = employee.id
    session.flush()
    before = get_employee_card(session, employee.id)
    other_age = make_jabatan(session, kind=JabatanKind.STRUCTURAL, retirement_age=60)
    target = make_unit(session)
    place(session, employee, target, from_on, "SK-1", jabatan_id=other_age.id)
    service.apply_due_placements(session, from_on, NOW)
    moved = get_employee_card(session, employee.id)
    assert (moved.unit_id, moved.supervisor_id, moved.stated_retires_on) == (target.id, None, None)
    assert moved.unit_head_id == employee.id  # a managerial jabatan in a unit without a head
    restore(session, employee, "SK-1", from_on)
    assert get_employee_card(session, employee.id) == before
    session.refresh(target)
    assert target.head_id is None


def test_a_placement_revoked_before_its_day_never_applies(session: Session) -> None:
    employee, target = make_employee(session), make_unit(session)
    before = get_employee_card(session, employee.id)
    place(session, employee, target, FIRST, "SK-1")
    restore(session, employee, "SK-1")
    assert service.apply_due_placements(session, FIRST, NOW) == 0
    assert get_employee_card(session, employee.id) == before
    assert [one.to_on for one in standing(session, employee.id)] == [None]


def test_history_keeps_what_was_revoked(session: Session) -> None:
    employee, target = make_employee(session), make_unit(session)
    place(session, employee, target, TODAY, "SK-1")
    restore(session, employee, "SK-1")
    rows = list_placements(session, employee.id)
    assert [(row.letter_number, row.revoked_at is not None) for row in rows] == [("SK-1", True), ("", False)]
    with pytest.raises(NotFound):
        restore(session, employee, "SK-1")


def test_only_the_latest_placement_can_be_revoked(session: Session) -> None:
    employee = make_employee(session)
    place(session, employee, make_unit(session), TODAY, "SK-1")
    place(session, employee, make_unit(session), FIRST, "SK-2")
    with pytest.raises(Conflict) as refusal:
        restore(session, employee, "SK-1")
    assert "SK-2" in str(refusal.value)


@pytest.mark.parametrize("days", [0, -1, -30])
def test_a_placement_cannot_overtake_a_later_one(session: Session, days: int) -> None:
    employee = make_employee(session)
    place(session, employee, make_unit(session), FIRST, "SK-1")
    with pytest.raises(Conflict) as refusal:
        place(session, employee, make_unit(session), FIRST + timedelta(days=days), "SK-2")
    assert "SK-1" in str(refusal.value)


def test_an_unknown_start_stays_unknown(session: Session) -> None:
    employee = make_employee(session, post_on=None)
    place(session, employee, make_unit(session), TODAY, "SK-1")
    assert standing(session, employee.id)[0].from_on == UNKNOWN_START
    restore(session, employee, "SK-1")
    assert get_employee_card(session, employee.id).post_on is None


def test_somebody_without_a_post_gets_one_and_loses_it_again(session: Session) -> None:
    employee = make_employee(session)
    employee.unit_id = employee.jabatan_id = employee.post_on = None
    session.flush()
    place(session, employee, make_unit(session), TODAY, "SK-1", jabatan_id=make_jabatan(session).id)
    assert len(standing(session, employee.id)) == 1
    restore(session, employee, "SK-1")
    card = get_employee_card(session, employee.id)
    assert (card.unit_id, card.jabatan_id, card.post_on) == (None, None, None)


def test_a_post_that_history_does_not_know_is_written_down_first(session: Session) -> None:
    employee, elsewhere = make_employee(session), make_unit(session)
    place(session, employee, make_unit(session), date(2022, 1, 1), "SK-1")
    employee.unit_id, employee.post_on = elsewhere.id, date(2024, 1, 1)  # an import that wrote no placement
    session.flush()
    place(session, employee, make_unit(session), TODAY, "SK-2")
    rows = standing(session, employee.id)
    assert [(row.from_on, row.to_on) for row in rows[1:]] == [
        (date(2022, 1, 1), date(2023, 12, 31)),
        (date(2024, 1, 1), TODAY - timedelta(days=1)),
        (TODAY, None),
    ]
    restore(session, employee, "SK-2")
    assert get_employee_card(session, employee.id).unit_id == elsewhere.id


def test_a_new_head_does_not_push_out_another(session: Session) -> None:
    target = make_unit(session)
    head = make_employee(session, target)
    target.head_id = head.id
    employee, managerial = make_employee(session), make_jabatan(session, kind=JabatanKind.STRUCTURAL)
    session.flush()
    place(session, employee, target, TODAY, "SK-1", jabatan_id=managerial.id)
    session.refresh(target)
    assert target.head_id == head.id


@dataclass
class Told:
    """What should hold, kept beside the database."""

    today: date = TODAY
    stack: list[tuple[date, int, str]] = field(default_factory=list)

    def unit_on(self, day: date, first: int) -> int:
        return next((unit for from_on, unit, _ in reversed(self.stack) if from_on <= day), first)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("place"), st.integers(-40, 90), st.integers(0, 3)),
        st.tuples(st.just("restore"), st.integers(0, 4), st.just(0)),
        st.tuples(st.just("wait"), st.integers(1, 60), st.just(0)),
    ),
    max_size=10,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_leaves_one_post_a_day(session: Session, steps: list[tuple[str, int, int]]) -> None:
    units = [make_unit(session) for _ in range(4)]
    employee = make_employee(session)
    first, jabatan_id = employee.unit_id or 0, employee.jabatan_id or 0
    told = Told()
    for number, (step, amount, which) in enumerate(steps):
        if step == "wait":
            told.today += timedelta(days=amount)
            service.apply_due_placements(session, told.today, NOW)
        elif step == "restore":
            _restore_one(session, employee, told, amount)
        else:
            _place_one(session, employee.id, jabatan_id, told, (amount, units[which].id, f"SK-{number}"))
        _check(session, employee.id, told, first)


def _restore_one(session: Session, employee: Employee, told: Told, back: int) -> None:
    if not told.stack:
        return
    number = told.stack[-1 - back % len(told.stack)][2]
    if number == told.stack[-1][2]:
        restore(session, employee, number, told.today)
        told.stack.pop()
    else:
        with pytest.raises(Conflict):
            restore(session, employee, number, told.today)


def _place_one(session: Session, employee_id: int, jabatan_id: int, told: Told, wanted: tuple[int, int, str]) -> None:
    amount, unit_id, number = wanted
    from_on = told.today + timedelta(days=amount)
    arguments = {
        "employee_id": employee_id,
        "unit_id": unit_id,
        "jabatan_id": jabatan_id,
        "from_on": from_on,
        "letter_number": number,
    }
    if told.stack and told.stack[-1][0] >= from_on:
        with pytest.raises(Conflict):
            service.place(session, **arguments, source="decree", today=told.today, at=NOW)  # type: ignore[arg-type]
    else:
        service.place(session, **arguments, source="decree", today=told.today, at=NOW)  # type: ignore[arg-type]
        told.stack.append((from_on, unit_id, number))


def _check(session: Session, employee_id: int, told: Told, first: int) -> None:
    rows = standing(session, employee_id)
    assert sum(row.to_on is None for row in rows) == (1 if rows else 0)
    for earlier, later in pairwise(rows):
        assert earlier.to_on == later.from_on - timedelta(days=1)
    card = get_employee_card(session, employee_id)
    assert card.unit_id == told.unit_on(told.today, first)
    assert [(row.from_on, row.unit_id, row.letter_number) for row in rows if row.letter_number] == told.stack
