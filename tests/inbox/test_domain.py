"""Words for clocks, and texts that survive the database."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import Colour, Holder, freeze_values, holds, is_overdue, mark_due, thaw_texts, thaw_values

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("due_on", "colour", "words"),
    [
        (None, Colour.NONE, "tanpa batas waktu"),
        (date(2026, 3, 9), Colour.CALM, "5 hari kerja lagi"),
        (date(2026, 3, 3), Colour.CALM, "1 hari kerja lagi"),
        (MONDAY, Colour.NOW, "hari ini"),
        (date(2026, 2, 27), Colour.LATE, "lewat 1 hari kerja"),
        (date(2026, 3, 1), Colour.LATE, "lewat 1 hari kerja"),
        (date(2026, 2, 23), Colour.LATE, "lewat 5 hari kerja"),
    ],
)
def test_due_words(due_on: date | None, colour: Colour, words: str) -> None:
    mark = mark_due(MONDAY, due_on, MONDAY, frozenset())
    assert (mark.colour, str(mark.text)) == (colour, words)


@pytest.mark.parametrize(
    ("today", "colour"),
    [
        (date(2026, 3, 2), Colour.CALM),
        (date(2026, 3, 4), Colour.CALM),
        (date(2026, 3, 9), Colour.SOON),
        (date(2026, 3, 11), Colour.SOON),
        (date(2026, 3, 12), Colour.NOW),
        (date(2026, 3, 14), Colour.LATE),
    ],
)
def test_the_colour_follows_the_share_that_is_left(today: date, colour: Colour) -> None:
    assert mark_due(MONDAY, date(2026, 3, 13), today, {date(2026, 3, 5)}).colour is colour


def test_a_holiday_week_stops_the_clock() -> None:
    leave = {date(2026, 3, day) for day in range(3, 7)}
    assert str(mark_due(MONDAY, date(2026, 3, 6), MONDAY, leave).text) == "sebelum hari kerja berikutnya"
    assert str(mark_due(MONDAY, date(2026, 3, 2), date(2026, 3, 6), leave).text) == "baru lewat batas waktu"


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-40, 40), st.integers(0, 40))
def test_late_is_black_and_only_late_is_black(today: date, ahead: int, opened: int) -> None:
    due_on = today + timedelta(days=ahead)
    mark = mark_due(today - timedelta(days=opened), due_on, today, frozenset())
    assert (mark.colour is Colour.LATE) == is_overdue(due_on, today) == (ahead < 0)
    assert str(mark.text)


values = st.dictionaries(
    st.text("abcdefgh", min_size=1),
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.builds(T, st.text("Aa {}")),
)


@given(values)
def test_frozen_slots_come_back(slots: dict[str, object]) -> None:
    assert thaw_values(freeze_values(slots)) == slots


@given(st.lists(st.text() | st.builds(T, st.text("Aa "), day=st.dates()), max_size=12))
def test_frozen_sentences_come_back_from_json_in_their_order(said: list[object]) -> None:
    frozen = json.loads(json.dumps(freeze_values({f"{place:03}": one for place, one in enumerate(said)})))
    assert thaw_texts(frozen) == [one if isinstance(one, Text) else Text(str(one)) for one in said]


def test_moments_are_kept_as_days_and_the_unknown_as_words() -> None:
    frozen = freeze_values({"at": datetime(2026, 3, 2, tzinfo=UTC), "colour": Colour.NOW, "deep": T("x {y}", y=MONDAY)})
    assert thaw_values(frozen) == {"at": MONDAY, "colour": "red", "deep": T("x {y}", y=MONDAY)}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EMPLOYEE])
def test_whoever_holds_the_role_over_the_unit_holds_its_tasks(role: Role) -> None:
    here, elsewhere = Actor(None, "", grants=grants_of(role, "/1/")), Actor(None, "", grants=grants_of(role, "/2/"))
    holder = Holder(role=role.value, unit_id=5)
    assert holds(here, holder, "/1/5/")
    assert not holds(elsewhere, holder, "/1/5/")
    assert not holds(Actor(None, ""), holder, "/1/5/")


def test_an_unknown_role_is_held_by_nobody() -> None:
    everything = tuple(Grant(permission) for permission in Permission)
    assert not holds(Actor(None, "", grants=everything), Holder(role="raja"), "")
    assert not holds(Actor(None, "", grants=everything), Holder(), "")


@given(st.integers() | st.none(), st.integers())
def test_only_the_employee_holds_an_own_task(mine: int | None, theirs: int) -> None:
    everything = tuple(Grant(permission) for permission in Permission)
    actor = Actor(None, "", employee_id=mine, grants=everything)
    assert holds(actor, Holder(employee_id=theirs), "") == (mine == theirs)
