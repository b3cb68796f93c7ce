from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.cells import (
    EMPTY_DATES,
    EXCEL_EPOCH,
    clean_date,
    clean_digits,
    clean_integer,
    clean_number,
    clean_text,
)
from mutasi_flow.core.sheets.columns import Cell
from mutasi_flow.core.sheets.write import neutralise

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)
DAYS = st.dates(date(1909, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, ""),
        ("  ", ""),
        ("null", ""),
        ("NULL", ""),
        ("-", ""),
        ("'198503102010011002", "198503102010011002"),
        ("Wulan\u00a0 Setyowati", "Wulan Setyowati"),
        ("Wulan\r\nSetyowati", "Wulan Setyowati"),
        ("Wulan\x07 S", "Wulan S"),
        ("\u202eitawoyteS\u202c", "itawoyteS"),
        ("e\u0301", "é"),
        ("محمد", "محمد"),
        ("Rani 🌺", "Rani 🌺"),
        (12.0, "12"),
        (1.5, "1.5"),
        (7, "7"),
        (True, "True"),
        (date(2020, 2, 29), "29-02-2020"),
        (datetime(2020, 2, 29, 7, 5), "29-02-2020"),  # noqa: DTZ001 - as Excel gives it
    ],
)
def test_text_loses_only_what_nobody_wrote(cell: Cell, expected: str) -> None:
    assert clean_text(cell) == expected


@given(CELLS)
def test_any_cell_becomes_clean_text_for_good(cell: Cell) -> None:
    text = clean_text(cell)
    assert "\n" not in text
    assert "  " not in text
    assert text == text.strip()


@given(st.text(max_size=60))
def test_neutralised_text_reads_as_before(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(neutralise(clean)) == clean
    assert not neutralise(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    "cell",
    [
        date(2020, 2, 29),
        datetime(2020, 2, 29, 7, 5),  # noqa: DTZ001 - as Excel gives it
        "29-02-2020",
        "29/02/2020",
        "29.2.2020",
        "'29-02-2020",
        "2020-02-29",
        "2020-02-29T00:00:00.000Z",
        "2020-02-29 00:00:00",
        "29 Februari 2020",
        "29 Peb 2020",
        43890,
        43890.0,
        "43890",
    ],
)
def test_many_spellings_of_one_day(cell: Cell) -> None:
    assert clean_date(cell) == date(2020, 2, 29)


@pytest.mark.parametrize("cell", [None, "", "null", "-", "01-01-0001", "0001-01-01", "00-00-0000", 0, date(1, 1, 1)])
def test_empty_days(cell: Cell) -> None:
    assert clean_date(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "29-02-2021",
        "31-04-2020",
        "10-13-2020",
        "10-03-85",
        "besok",
        "10 Foo 2020",
        5,
        -3.0,
        1e9,
        True,
        time(3),
        timedelta(1),
    ],
)
def test_what_is_no_day_is_refused(cell: Cell) -> None:
    with pytest.raises(InvalidInput):
        clean_date(cell)


@given(DAYS)
def test_every_day_survives_each_spelling(day: date) -> None:
    number = (day - EXCEL_EPOCH).days
    for cell in (f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}", day.isoformat(), number, str(number)):
        assert clean_date(cell) == (None if day in EMPTY_DATES else day)


@given(CELLS)
def test_a_day_or_a_sentence(cell: Cell) -> None:
    with suppress(InvalidInput):
        found = clean_date(cell)
        assert found is None or type(found) is date


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        (" 12 ", 12.0),
        (3, 3.0),
        ("", None),
        ("-2", -2.0),
        ("0.2996533333333333", 0.2996533333333333),
    ],
)
def test_numbers(cell: str | int, expected: float | None) -> None:
    assert clean_number(cell) == expected


@pytest.mark.parametrize("cell", ["dua", "1e5", "inf", "1.2.3", "٣", True, float("inf")])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(InvalidInput):
        clean_number(cell)


def test_whole_numbers() -> None:
    assert clean_integer("2005") == 2005
    assert clean_integer(None) is None
    with pytest.raises(InvalidInput):
        clean_integer("1,5")


@given(st.integers(10**17, 10**18 - 1).filter(lambda number: number % 1000))
def test_digits_as_text_stay(number: int) -> None:
    digits = str(number)
    grouped = f"'{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"
    assert clean_digits(digits) == clean_digits(grouped) == digits


@given(st.integers(10**17, 10**18 - 1))
def test_digits_as_a_number_are_refused_and_never_padded(number: int) -> None:
    for cell in (number, float(number), f"{number:.5E}", f"{number:.14E}", str(number)[:15] + "000"):
        with pytest.raises(InvalidInput):
            clean_digits(cell)


def test_digits_hold_digits_only() -> None:
    assert clean_digits("null") is None
    for text in ("19850310201001100O", "١٩٨٥", "NIP 1"):
        with pytest.raises(InvalidInput):
            clean_digits(text)
