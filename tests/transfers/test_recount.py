"""A changed calendar moves open deadlines only when somebody declares it, once, and closed ones never."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.audit.model import AuditEntry
from mutasi_flow.core.clock import add_working_days, is_working_day, working_days_between
from mutasi_flow.core.errors import Conflict
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox.domain import Deadline, TaskStatus
from mutasi_flow.inbox.model import Notice, Task
from mutasi_flow.people import queries as people
from mutasi_flow.people.model import Holiday
from mutasi_flow.people.service import add_holiday, remove_holiday
from mutasi_flow.transfers.model import Recount
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.queries.recounts import count_again, count_uncounted, list_moves, list_recounts
from mutasi_flow.transfers.service import declare_recount
from mutasi_flow.transfers.service.recount import finish_recount, move_deadlines
from mutasi_flow.transfers.sweeps import SWEEPS
from mutasi_flow.transfers.workflow import Action
from tests.factories import NOW, TODAY
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town, town
from tests.transfers.test_races import at_once

__all__ = ["town"]

HOLIDAY = TODAY + timedelta(days=2)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
SWEEP = next(sweep for sweep in SWEEPS if sweep.name == "move_deadlines")


@pytest.fixture
def scene(session: Session) -> Scene:
    made = build_scene(session)
    made.press(made.draft(), Action.SUBMIT, made.me)
    return made


def change(scene: Scene) -> None:
    add_holiday(scene.session, scene.actors["verifier"], HOLIDAY, "Libur mendadak", NOW)


def recount(scene: Scene) -> int:
    calendar = people.calendar_mark(scene.session)
    act = declare_recount(scene.session, scene.actors["verifier"], calendar, NOW)
    moved = sum(
        move_deadlines(scene.session, act, calendar, transfer_id, scene.clock)
        for transfer_id in sorted({move.transfer_id for move in list_moves(scene.session, scene.clock.today())})
    )
    finish_recount(scene.session, act, calendar, NOW)
    return moved


@given(
    DAYS, st.integers(0, 15), st.frozensets(DAYS, max_size=25), st.frozensets(DAYS, max_size=25), st.integers(-20, 20)
)
def test_a_deadline_counted_again_is_the_one_that_the_calendar_gives_or_leaves_a_day(
    start: date, term: int, old: frozenset[date], new: frozenset[date], ahead: int
) -> None:
    before = Deadline(add_working_days(start, term, old), start, term)
    today = start + timedelta(days=ahead)
    after = count_again(before, today, new)
    assert after.due_on is not None
    assert before.due_on is not None
    exact = add_working_days(start, term, new)
    assert after.due_on == exact or exact < after.due_on <= before.due_on
    if after.due_on < before.due_on:
        assert after.due_on > today
        assert is_working_day(after.due_on, new) or after.due_on == before.due_on
    assert count_again(replace(after, due_on=exact), today, new).due_on == exact


@given(DAYS)
def test_a_deadline_that_nobody_can_count_stays(day: date) -> None:
    for unknown in (Deadline(day), Deadline(None, day, 3), Deadline(day, day), Deadline(day, None, 3)):
        assert count_again(unknown, day, frozenset()) == unknown


def test_a_deadline_over_a_holiday_week_leaves_its_working_days(session: Session) -> None:
    scene = build_scene(session)
    week = [TODAY + timedelta(days=day) for day in range(1, 10)]
    session.add_all(Holiday(day=day, name="Idulfitri") for day in week)
    scene.press(scene.draft(), Action.SUBMIT, scene.me)
    for task in scene.open_tasks():
        assert task.due_on is not None
        assert task.due_on > week[-1]
        assert working_days_between(TODAY, task.due_on, frozenset(week)) == task.term_days


def test_changing_the_calendar_alone_moves_nothing(scene: Scene) -> None:
    before = [task.due_on for task in scene.open_tasks()]
    change(scene)
    assert [task.due_on for task in scene.open_tasks()] == before
    assert len(list_moves(scene.session, TODAY)) == len(before)


def test_the_declared_act_moves_each_once_records_it_and_tells_the_holder(scene: Scene) -> None:
    before = {task.id: task.due_on for task in scene.open_tasks()}
    done, *_others = before
    scene.session.get_one(Task, done).status = TaskStatus.DONE
    scene.session.flush()
    change(scene)
    assert recount(scene) == len(before) - 1
    after = {task.id: task.due_on for task in scene.open_tasks()}
    assert all(due_on and was and due_on > was for due_on, was in ((after[key], before[key]) for key in after))
    assert scene.session.get_one(Task, done).due_on == before[done]
    notices = scene.session.scalars(select(Notice.event).where(Notice.event == "deadline_moved")).all()
    assert len(notices) == len(after)
    card = find_card(scene.session, "MUT-2026-00001")
    assert card is not None
    entries = [row for row in audit.trail(scene.session, f"transfer:{card.id}") if row.action == "deadline_moved"]
    assert len(entries) == len(after)
    assert all("task" not in row.payload for row in entries if row.payload["kind"] == "opinion_peer")
    assert recount(scene) == 0
    remove_holiday(scene.session, scene.actors["verifier"], HOLIDAY, NOW)
    assert recount(scene) == len(after)
    assert {task.id: task.due_on for task in scene.open_tasks()} == {key: before[key] for key in after}


def test_a_calendar_other_than_the_one_shown_is_refused(scene: Scene) -> None:
    shown = people.calendar_mark(scene.session)
    change(scene)
    with pytest.raises(Conflict):
        declare_recount(scene.session, scene.actors["verifier"], shown, NOW)
    declare_recount(scene.session, scene.actors["verifier"], people.calendar_mark(scene.session), NOW)
    with pytest.raises(Conflict):
        declare_recount(scene.session, scene.actors["verifier"], people.calendar_mark(scene.session), NOW)


def test_a_calendar_that_changes_on_the_way_stops_the_act(scene: Scene) -> None:
    change(scene)
    calendar = people.calendar_mark(scene.session)
    act = declare_recount(scene.session, scene.actors["verifier"], calendar, NOW)
    (transfer_id,) = {move.transfer_id for move in list_moves(scene.session, TODAY)}
    add_holiday(scene.session, scene.actors["verifier"], HOLIDAY + timedelta(days=1), "Lagi", NOW)
    assert move_deadlines(scene.session, act, calendar, transfer_id, scene.clock) == 0
    finish_recount(scene.session, act, calendar, NOW)
    assert [(row.moved, row.is_stale) for row in list_recounts(scene.session)] == [(0, True)]


def test_old_deadlines_are_counted_as_such_and_stay(scene: Scene) -> None:
    change(scene)
    for task in scene.open_tasks():
        task.counted_from = task.term_days = None
    scene.session.flush()
    assert list_moves(scene.session, TODAY) == []
    assert count_uncounted(scene.session) == len(scene.open_tasks())


def test_a_postponed_clock_stands_still_and_has_its_days_left_afterwards(scene: Scene) -> None:
    left = {task.id: working_days_between(TODAY, task.due_on, ()) for task in scene.open_tasks() if task.due_on}
    first, second = date(2026, 4, 1), date(2026, 5, 4)
    scene.press("MUT-2026-00001", Action.POSTPONE, "verifier", reason="Menunggu.", until=first)
    scene.moving.forward(3)
    scene.press("MUT-2026-00001", Action.POSTPONE, "verifier", reason="Lagi.", until=second)
    for task in scene.open_tasks():
        assert task.due_on == add_working_days(second, left[task.id], ())
        assert (task.counted_from, task.term_days) == (second, left[task.id])


@pytest.mark.both_databases
def test_two_sweeps_at_once_move_nothing_twice(town: Town) -> None:
    town.submit()
    waiting = len(town.open_tasks())
    town.become("admin")
    assert "Semua batas waktu sesuai kalender" in town.read("/admin/kalender/hitung-ulang")
    fields: dict[str, Any] = {
        "day-day": HOLIDAY.day,
        "day-month": HOLIDAY.month,
        "day-year": HOLIDAY.year,
        "name": "Libur",
    }
    town.press("/admin/kalender", **fields)
    page = town.read("/admin/kalender/hitung-ulang")
    assert f"{waiting} batas waktu akan bergeser" in page
    with town.runtime.database.reading() as session:
        calendar = people.calendar_mark(session)
    town.press("/admin/kalender/hitung-ulang", 409, calendar="x" * 12)
    town.press("/admin/kalender/hitung-ulang", calendar=calendar)
    assert "sedang dikerjakan" in town.read("/admin/kalender/hitung-ulang")
    run: Callable[[], object] = lambda: SWEEP.run(town.runtime)  # noqa: E731 - the same work for two threads
    assert sorted(map(str, at_once(run, run)))
    _check_moved_once(town.runtime, waiting)
    assert f"{waiting} bergeser" in town.read("/admin/kalender/hitung-ulang")
    assert SWEEP.run(town.runtime) == 0
    town.become("verifier")
    town.read("/admin/kalender/hitung-ulang", 403)


def _check_moved_once(runtime: Runtime, waiting: int) -> None:
    with runtime.database.reading() as session:
        moved = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "deadline_moved")
        assert session.scalar(moved) == waiting
        assert session.scalars(select(Recount.moved)).one() == waiting
        assert list_moves(session, TODAY) == []


def test_a_clock_that_runs_ahead_or_behind_moves_the_same(scene: Scene) -> None:
    change(scene)
    expected = [move.after for move in list_moves(scene.session, TODAY)]
    for wrong in (date(1990, 1, 1), date(2090, 1, 1)):
        assert [move.after for move in list_moves(scene.session, wrong)] == expected
