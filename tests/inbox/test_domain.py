"""Words for clocks, and texts that survive the database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import Colour, freeze_values, is_overdue, mark_due, thaw_values

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


def test_moments_are_kept_as_days_and_the_unknown_as_words() -> None:
    frozen = freeze_values({"at": datetime(2026, 3, 2, tzinfo=UTC), "colour": Colour.NOW, "deep": T("x {y}", y=MONDAY)})
    assert thaw_values(frozen) == {"at": MONDAY, "colour": "red", "deep": T("x {y}", y=MONDAY)}
