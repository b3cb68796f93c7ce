from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.people.model import Jabatan, Unit
from mutasi_flow.people.queries import list_posts
from mutasi_flow.people.service.imports.posts import export_posts
from mutasi_flow.workload.domain import Rounding
from mutasi_flow.workload.domain.changes import PostChange, units_between, weightiest_first
from mutasi_flow.workload.model import NeedTask
from mutasi_flow.workload.queries import (
    effect_of_move,
    find_period_in_force,
    get_period,
    list_balance,
    list_tasks,
    load_needs,
    load_unit,
)
from mutasi_flow.workload.service import NewPeriod, close_period, list_changes, may_manage, open_period, recheck
from tests.factories import NOW, TODAY, make_employee, make_jabatan, make_post, make_unit

PLANNER = Actor(None, "Perencana", grants=(Grant(Permission.PLAN),))
PERSON_MINUTES = 75_000


def make_task(
    session: Session, period_id: int, unit: Unit, jabatan: Jabatan, persons: float, *, name: str = "Melayani"
) -> None:
    """Write a task that asks for so many persons."""
    given = {"period_id": period_id, "unit_id": unit.id, "jabatan_id": jabatan.id}
    session.add(
        NeedTask(**given, name=name, volume=persons * 1000, minutes=PERSON_MINUTES / 1000, months=[], output="")
    )
    session.flush()


def opened(session: Session, name: str = "ABK 2026", year: int = 2026, **values: Any) -> int:
    return open_period(session, NewPeriod(name, year, **values), actor=PLANNER, at=NOW)


def close(session: Session, period_id: int) -> None:
    mark = recheck(session, period_id, TODAY).mark
    close_period(session, period_id, mark, actor=PLANNER, today=TODAY, at=NOW)


@pytest.fixture
def seat(session: Session) -> tuple[Unit, Jabatan]:
    unit, nurse = make_unit(session, "Puskesmas Muara"), make_jabatan(session, "Perawat Terampil")
    make_post(session, unit, nurse, need=2)
    for _ in range(2):
        make_employee(session, unit, nurse)
    return unit, nurse


def test_an_open_period_changes_nothing_yet(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    make_task(session, opened(session), *seat, 5)
    assert load_unit(session, seat[0].id).need == 2
    assert find_period_in_force(session) is None


def test_closing_gives_the_posts_their_need(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    clerk = make_jabatan(session, "Pengadministrasi")
    make_post(session, unit, clerk, need=1)
    new = make_jabatan(session, "Bidan")
    period_id = opened(session)
    make_task(session, period_id, unit, nurse, 1.5)
    make_task(session, period_id, unit, nurse, 1.25, name="Mencatat")
    make_task(session, period_id, unit, new, 0.5)
    close(session, period_id)
    assert {row.jabatan_id: row.load.need for row in list_balance(session, unit.path)} == {
        nurse.id: pytest.approx(2.75),
        clerk.id: 1,
        new.id: pytest.approx(0.5),
    }
    assert {post.jabatan_id: post.need for post in list_posts(session, unit.id)}[nurse.id] == pytest.approx(2.75)
    effect = effect_of_move(
        session, from_unit_id=unit.id, from_jabatan_id=nurse.id, to_unit_id=None, to_jabatan_id=None
    )
    assert effect.posts[0].before.need == pytest.approx(2.75)
    imported = {row[2]: row[5] for row in export_posts(session) if row[0] == unit.code}
    assert imported == {nurse.code: 2, clerk.code: 1, new.code: None}


def test_the_latest_year_holds_and_posts_it_forgets_fall_back(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    unit, nurse = seat
    clerk = make_jabatan(session)
    first = opened(session)
    make_task(session, first, unit, nurse, 4)
    make_task(session, first, unit, clerk, 3)
    close(session, first)
    older = opened(session, "ABK 2024", 2024)
    make_task(session, older, unit, nurse, 9)
    close(session, older)
    in_force = find_period_in_force(session)
    assert in_force is not None
    assert in_force.id == first
    assert load_unit(session, unit.id).need == pytest.approx(7)
    later = opened(session, "ABK 2027", 2027)
    make_task(session, later, unit, clerk, 1)
    close(session, later)
    assert {row.jabatan_id: row.load.need for row in list_balance(session, unit.path)} == {
        nurse.id: 2,
        clerk.id: pytest.approx(1),
    }


def test_a_closed_period_stays_as_it_is(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    period_id = opened(session)
    make_task(session, period_id, *seat, 5)
    close(session, period_id)
    with pytest.raises(Conflict):
        close(session, period_id)


def test_what_was_looked_through_is_what_is_closed(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    period_id = opened(session)
    make_task(session, period_id, *seat, 5)
    seen = recheck(session, period_id, TODAY)
    make_task(session, period_id, *seat, 1, name="Terselip")
    with pytest.raises(Conflict):
        close_period(session, period_id, seen.mark, actor=PLANNER, today=TODAY, at=NOW)
    assert get_period(session, period_id).is_open


def test_an_empty_period_and_units_of_the_past_are_refused(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    period_id = opened(session)
    with pytest.raises(Refused) as refused:
        close(session, period_id)
    assert "Belum ada uraian tugas" in str(refused.value.reasons[0])
    ended = make_unit(session, "Bidang Lama", valid_to=TODAY.replace(year=2025))
    make_task(session, period_id, ended, seat[1], 1)
    with pytest.raises(Refused) as refused:
        close(session, period_id)
    assert "Bidang Lama" in str(refused.value.reasons[0])


def test_the_second_look_names_steep_and_heavy_needs_and_units_in_trouble(
    session: Session, seat: tuple[Unit, Jabatan]
) -> None:
    unit, nurse = seat
    midwife = make_jabatan(session, "Bidan Mahir")
    make_employee(session, unit, midwife)
    period_id = opened(session)
    make_task(session, period_id, unit, nurse, 5)
    make_task(session, period_id, unit, midwife, 4)
    found = recheck(session, period_id, TODAY)
    assert (found.posts, found.tasks, found.present) == (2, 2, 2)
    assert found.need == pytest.approx(9)
    assert [str(one) for one in found.concerns] == [
        "Perawat Terampil di Puskesmas Muara: kebutuhan naik dari 2.0 menjadi 5.0.",
        "Bidan Mahir di Puskesmas Muara: beban 4.0 orang untuk 1 pegawai. Periksa volume dan waktunya.",
    ]
    assert [str(one) for one in found.newly_critical] == [
        "Puskesmas Muara menjadi kekurangan berat: terisi 33% dari kebutuhan, sebelumnya 100%."
    ]


def test_a_period_may_begin_with_the_tasks_of_another(session: Session, seat: tuple[Unit, Jabatan]) -> None:
    first = opened(session)
    make_task(session, first, *seat, 5)
    second = opened(session, "ABK 2027", 2027, copy_from=first, effective_minutes=72_000, rounding=Rounding.CEIL)
    assert [task.volume for task in list_tasks(session, second, seat[0].id, seat[1].id)] == [5000]
    make_task(session, second, *seat, 1, name="Tambahan")
    before, after = get_period(session, first), get_period(session, second)
    (change,) = [one for one in list_changes(session, before, after) if one.before]
    assert change.before == pytest.approx(5)
    assert change.after == pytest.approx(6 * 75_000 / 72_000)
    assert load_needs(session, before, [seat[0].path]) == load_needs(session, before)
    assert load_needs(session, before, []) == {}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"year": 1066}, "year"),
        ({"effective_minutes": 10}, "effective_minutes"),
    ],
)
def test_periods_that_make_no_sense_are_refused(session: Session, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        opened(session, **{"name": "ABK", **values})
    assert refused.value.field == field


def test_names_are_given_once_and_only_planners_of_the_whole_office_open(session: Session) -> None:
    opened(session)
    with pytest.raises(Conflict):
        opened(session)
    part = Actor(None, "Perencana", grants=(Grant(Permission.PLAN, "/1/"),))
    assert not may_manage(part)
    assert may_manage(Actor(None, "Admin", grants=(Grant(Permission.ADMIN),)))
    with pytest.raises(NotPermitted):
        open_period(session, NewPeriod("ABK", 2026), actor=part, at=NOW)
    with pytest.raises(NotPermitted):
        close_period(session, 1, "", actor=part, today=TODAY, at=NOW)
    with pytest.raises(NotFound):
        get_period(session, 10**6)


CHANGES = st.builds(
    PostChange,
    st.integers(1, 3),
    st.just("U"),
    st.just("Unit"),
    st.just("J"),
    st.sampled_from(["Guru", "Perawat"]),
    st.integers(0, 9),
    st.none() | st.floats(0, 20),
    st.none() | st.floats(0, 20),
)


@given(st.lists(CHANGES, max_size=8))
def test_changes_are_ranked_and_nothing_that_stays_is_named(changes: list[PostChange]) -> None:
    ranked = weightiest_first(changes)
    sizes = [abs(one.difference) for one in ranked if one.difference is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert all(one.is_change for one in ranked)
    assert {one.unit_id for one in units_between(changes)} == {one.unit_id for one in changes}


@given(CHANGES)
def test_a_need_that_stays_is_no_concern_unless_it_is_heavy(change: PostChange) -> None:
    if change.concern is not None:
        assert change.after is not None
        assert change.after >= 1
