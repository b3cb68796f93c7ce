"""The range in which a decree may come, from similar cases only."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.clock import add_working_days
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import Jabatan
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import estimate_decree, find_card
from mutasi_flow.transfers.queries.estimates import LEAST_CASES, Estimate, spread
from mutasi_flow.transfers.workflow import Action, State
from tests.factories import make_employee
from tests.transfers.scene import Scene, build_scene

SENT, TODAY = date(2026, 3, 2), date(2026, 3, 5)


def test_the_quickest_and_the_slowest_tenth_are_left_out() -> None:
    days = [1, *[10] * 4, *[20] * 4, 90]
    assert spread(days, SENT, TODAY, ()) == Estimate(date(2026, 3, 16), date(2026, 3, 30), 10, 20, 10)


def test_holidays_push_the_range() -> None:
    found = spread([5] * 10, SENT, TODAY, {date(2026, 3, 9)})
    assert found is not None
    assert found.latest == date(2026, 3, 10)


def test_few_cases_give_no_range() -> None:
    assert spread([10] * (LEAST_CASES - 1), SENT, TODAY, ()) is None


def test_a_range_that_lies_behind_is_not_shown() -> None:
    assert spread([10] * 20, SENT, add_working_days(SENT, 10, ()), ()) is None


@given(st.lists(st.integers(0, 200), min_size=LEAST_CASES, max_size=60), st.integers(0, 300))
def test_a_range_begins_today_or_later(days: list[int], since: int) -> None:
    today = SENT + timedelta(days=since)
    found = spread(days, SENT, today, ())
    assert found is None or (today <= found.earliest <= found.latest and found.low <= found.high)


def past(scene: Scene, count: int, **values: object) -> None:
    """Let other people have got their decrees, eight working days after sending."""
    for _ in range(count):
        person = make_employee(scene.session, scene.old, scene.teacher)
        number = len(scene.session.scalars(select(Transfer.id)).all()) + 100
        given = {
            "number": f"MUT-2025-{number:05}",
            "state": State.DECREED,
            "employee_id": person.id,
            "to_jabatan_id": scene.teacher.id,
            "created_at": scene.clock.now() - timedelta(days=40),
            "submitted_at": scene.clock.now() - timedelta(days=40),
            "changed_at": scene.clock.now() - timedelta(days=28),
            **values,
        }
        scene.session.add(Transfer(**given))
    scene.session.flush()


def test_only_similar_cases_count_and_their_number_is_said(session: Session) -> None:
    scene = build_scene(session)
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    other = Jabatan(code="LAIN", name="Lain", kind=JabatanKind.STRUCTURAL)
    session.add(other)
    session.flush()

    def ask() -> Estimate | None:
        card = find_card(session, number)
        assert card is not None
        return estimate_decree(session, card, scene.clock.today(), scene.clock.zone)

    past(scene, LEAST_CASES - 1)
    past(scene, 20, door=Door.PLAN)
    past(scene, 20, to_jabatan_id=other.id)
    past(scene, 20, before_system=True)
    past(scene, 20, submitted_at=None)
    assert ask() is None
    past(scene, 1)
    found = ask()
    assert found is not None
    assert (found.cases, found.low, found.high) == (LEAST_CASES, 8, 8)
    session.execute(update(Transfer).where(Transfer.number == number).values(to_jabatan_id=None))
    assert ask() is None
