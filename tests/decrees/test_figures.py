"""The pure part of batches: how far, how long still, and what becomes of seats for one person."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.forms import Form
from mutasi_flow.decrees.batches.domain import Move, Progress, look_at_seats, window_since
from mutasi_flow.decrees.batches.forms import read_rows, read_wish
from mutasi_flow.transfers.domain import Door, LegalKind

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SEATS = st.tuples(st.integers(1, 3), st.integers(1, 2))
MOVES = st.lists(st.tuples(st.none() | SEATS, st.none() | SEATS), max_size=8)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(0, 300))
def test_progress_never_promises_more_than_there_is(waiting: int, printed: int, unprinted: int, recent: int) -> None:
    decreed = printed + unprinted
    found = Progress(waiting + decreed, waiting, decreed, printed, 0, 0, recent)
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == (found.total > 0 and printed == found.total)
    assert found.to_do == waiting + unprinted
    if found.to_do and recent:
        assert found.minutes_left is not None
        assert found.minutes_left * found.per_minute >= found.to_do - 1e-6
    else:
        assert found.minutes_left == (None if found.to_do else 0)


def test_the_rate_is_measured_over_what_has_passed() -> None:
    assert window_since(None, NOW) == timedelta(minutes=2)
    assert window_since(NOW - timedelta(seconds=1), NOW) == timedelta(seconds=5)
    assert window_since(NOW - timedelta(seconds=30), NOW) == timedelta(seconds=30)
    assert window_since(NOW - timedelta(hours=1), NOW) == timedelta(minutes=2)
    assert Progress(10, 5, 5, 5, 0, 0, 5, timedelta(seconds=30)).minutes_left == 1


@given(MOVES, st.dictionaries(SEATS, st.integers(0, 2), max_size=6))
def test_each_trouble_is_what_it_says(
    pairs: list[tuple[tuple[int, int] | None, tuple[int, int] | None]], staying: dict[tuple[int, int], int]
) -> None:
    moves = [Move(key, leaves, enters) for key, (leaves, enters) in enumerate(pairs)]
    found = look_at_seats(moves, staying)
    for seat, others in staying.items():
        enter, leave = [m.row for m in moves if m.enters == seat], [m.row for m in moves if m.leaves == seat]
        assert (seat in found.doubled) == (len(enter) > 1)
        assert (seat in found.orphaned) == (bool(enter) and others > 0)
        assert (seat in found.vacated) == (bool(leave) and not enter and not others)
        after = others + len(enter)
        if seat not in found.doubled and seat not in found.orphaned:
            assert after <= max(1, others)
    assert {*found.doubled, *found.orphaned, *found.vacated} <= set(staying)


def test_a_swap_is_no_trouble() -> None:
    one, two = (1, 1), (2, 1)
    found = look_at_seats([Move(1, one, two), Move(2, two, one)], {one: 0, two: 0})
    assert found.is_none
    assert not look_at_seats([Move(1, one, two)], {one: 0, two: 0}).is_none


def test_a_wish_reads_what_is_given_and_leaves_what_is_not() -> None:
    wish = read_wish(Form({"jenis": "A", "pintu": "plan", "bulan": "2026-02", "nomor": "M-1\nM-2 "}), "/1/")
    assert wish.kind is LegalKind.A
    assert (wish.unit_path, wish.door, wish.numbers) == ("/1/", Door.PLAN, ("M-1", "M-2"))
    assert (wish.effective_from, wish.effective_to) == (date(2026, 2, 1), date(2026, 2, 28))
    assert read_wish(Form({"bulan": "2026-12"})).effective_to == date(2026, 12, 31)


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "2026-00", "maret", "0001-01", "-"])
def test_a_month_that_is_none_restricts_nothing(month: str) -> None:
    wish = read_wish(Form({"bulan": month}))
    assert (wish.effective_from, wish.effective_to) == (None, None)


def test_only_keys_are_read_as_rows() -> None:
    assert read_rows(Form({"baris": ["1", "x", "22", "-3"]})) == [1, 22]
