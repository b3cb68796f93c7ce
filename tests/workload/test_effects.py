from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from mutasi_flow.people.model import Jabatan, Unit
from mutasi_flow.workload.domain import MoveEffect
from mutasi_flow.workload.queries import effect_of_move, list_balance, list_balance_of, load_unit
from tests.factories import make_employee, make_jabatan, make_post, make_unit


def ask(session: Session, origin: Unit | None, target: Unit | None, jabatan: Jabatan) -> MoveEffect:
    return effect_of_move(
        session,
        from_unit_id=origin.id if origin else None,
        from_jabatan_id=jabatan.id,
        to_unit_id=target.id if target else None,
        to_jabatan_id=jabatan.id,
    )


def test_before_and_after_of_both_units(session: Session) -> None:
    origin, target, jabatan = make_unit(session), make_unit(session), make_jabatan(session)
    make_post(session, origin, jabatan, need=2)
    make_post(session, target, jabatan, need=4)
    for _ in range(2):
        make_employee(session, origin, jabatan)
    make_employee(session, origin, jabatan, legal_position="99")
    left, entered = ask(session, origin, target, jabatan).units
    assert (left.before.staff, left.after.staff, left.after.coverage) == (2, 1, 0.5)
    assert (entered.before.coverage, entered.after.coverage) == (0, 0.25)
    assert left.newly_critical


def test_a_post_without_analysis_and_one_that_is_new(session: Session) -> None:
    origin, target, jabatan = make_unit(session), make_unit(session), make_jabatan(session)
    make_employee(session, origin, jabatan)
    effect = ask(session, origin, target, jabatan)
    assert [(post.before.staff, post.after.staff, post.after.need) for post in effect.posts] == [
        (1, 0, None),
        (0, 1, None),
    ]
    assert all(unit.after.coverage is None for unit in effect.units)


def test_parts_not_chosen_yet_are_left_out(session: Session) -> None:
    origin, jabatan = make_unit(session), make_jabatan(session)
    make_post(session, origin, jabatan)
    make_employee(session, origin, jabatan)
    effect = ask(session, origin, None, jabatan)
    assert [unit.unit_id for unit in effect.units] == [origin.id]


def test_staying_in_the_unit_shows_one_unit(session: Session) -> None:
    unit, old, new = make_unit(session), make_jabatan(session), make_jabatan(session)
    make_employee(session, unit, old)
    effect = effect_of_move(
        session, from_unit_id=unit.id, from_jabatan_id=old.id, to_unit_id=unit.id, to_jabatan_id=new.id
    )
    assert len(effect.units) == 1
    assert [post.after.staff for post in effect.posts] == [0, 1]


@pytest.mark.parametrize("whole", [True, False])
def test_the_balance_has_every_post_and_everybody(session: Session, whole: bool) -> None:
    top, jabatan, unmeasured = make_unit(session), make_jabatan(session), make_jabatan(session)
    below, outside = make_unit(session, parent=top), make_unit(session)
    make_post(session, below, jabatan, need=3)
    make_post(session, outside, jabatan, need=1)
    make_employee(session, below, jabatan)
    make_employee(session, top, unmeasured)
    rows = [row for row in list_balance(session, "" if whole else top.path) if row.unit_id != outside.id]
    found = {(row.unit_id, row.jabatan_id): (row.load.need, row.load.staff) for row in rows}
    assert found[below.id, jabatan.id] == (3, 1)
    assert found[top.id, unmeasured.id] == (None, 1)
    assert list_balance_of(session, []) == []
    assert load_unit(session, below.id).gap == -2


def test_a_unit_that_is_moved_between_two_readings_of_a_page_is_left_for_the_next_look(session: Session) -> None:
    top, jabatan = make_unit(session), make_jabatan(session)
    stays, goes = make_unit(session, parent=top), make_unit(session, parent=top)
    for unit in (stays, goes):
        make_post(session, unit, jabatan)
        make_employee(session, unit, jabatan)
    before, connection = list_balance(session, top.path), session.connection()
    assert {row.unit_id for row in before} == {stays.id, goes.id}

    moved: list[int] = []

    def move(*given: Any) -> None:
        if "FROM posts" in given[2] and not moved:
            moved.append(goes.id)
            connection.execute(update(Unit).where(Unit.id == goes.id).values(path=f"/{goes.id}/"))

    event.listen(connection, "after_cursor_execute", move)
    assert [row.unit_id for row in list_balance(session, top.path)] == [stays.id]
