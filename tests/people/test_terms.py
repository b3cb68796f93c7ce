from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.catalogue import translator
from mutasi_flow.people.domain import (
    FUNCTIONAL_JABATAN,
    GENERAL_JABATAN,
    JabatanKind,
    Tenure,
    add_months,
    add_years,
    age_on,
    default_retirement_age,
    full_months,
    retirement_date,
    tenure,
)

DAYS = st.dates(date(1940, 1, 1), date(2090, 12, 31))


@given(DAYS, st.integers(0, 900))
def test_full_months_count_back_what_was_added(day: date, months: int) -> None:
    assert full_months(day, add_months(day, months)) == months


@given(DAYS, st.integers(1, 900))
def test_the_day_before_is_not_full(day: date, months: int) -> None:
    end = add_months(day, months)
    assert full_months(day, date.fromordinal(end.toordinal() - 1)) == months - 1


@given(DAYS, DAYS, st.integers(-600, 600))
def test_adding_months_keeps_the_order(one: date, other: date, months: int) -> None:
    if one <= other:
        assert add_months(one, months) <= add_months(other, months)


@given(DAYS, DAYS)
def test_tenure_is_never_negative_and_months_stay_under_twelve(since: date, until: date) -> None:
    found = tenure(since, until)
    assert found.years >= 0
    assert 0 <= found.months < 12
    assert found.years * 12 + found.months == full_months(since, until)


@given(st.dates(date(1950, 1, 1), date(2010, 12, 31)), st.integers(50, 70))
def test_retirement_is_the_first_of_the_month_after_the_birthday_month(birth_on: date, age: int) -> None:
    retires_on = retirement_date(birth_on, age)
    assert retires_on.day == 1
    assert age_on(birth_on, retires_on) == age
    assert age_on(birth_on, add_months(retires_on, -1)) in {age - 1, age}
    assert add_months(retires_on, -1) == date(birth_on.year + age, birth_on.month, 1)


@pytest.mark.parametrize(
    ("birth_on", "age", "expected"),
    [
        (date(1968, 5, 17), 58, date(2026, 6, 1)),
        (date(1968, 12, 31), 58, date(2027, 1, 1)),
        (date(1968, 2, 29), 58, date(2026, 3, 1)),
        (date(1968, 2, 29), 60, date(2028, 3, 1)),
        (date(1966, 1, 1), 60, date(2026, 2, 1)),
    ],
)
def test_retirement_dates(birth_on: date, age: int, expected: date) -> None:
    assert retirement_date(birth_on, age) == expected


def test_two_years_from_a_leap_day_are_full_on_the_first_of_march() -> None:
    assert add_years(date(2024, 2, 29), 2) == date(2026, 3, 1)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert add_years(date(2024, 3, 1), 2) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Tenure(0, 0), "kurang dari 1 bulan"),
        (Tenure(0, 7), "7 bulan"),
        (Tenure(2, 0), "2 tahun"),
        (Tenure(3, 4), "3 tahun 4 bulan"),
        (Tenure(1, 1), "1 tahun 1 bulan"),
    ],
)
def test_tenure_in_words(found: Tenure, words: str) -> None:
    assert str(found.text) == words


def test_english_tells_one_year_from_two() -> None:
    assert Tenure(1, 2).text.render(translator("en")) == "1 year 2 months"
    assert Tenure(2, 1).text.render(translator("en")) == "2 years 1 month"


def test_retirement_age_belongs_to_the_jabatan() -> None:
    ages = {fact.code: fact.retirement_age for fact in FUNCTIONAL_JABATAN}
    assert {ages[f"GURU-{level}"] for level in ("PT", "MU", "MA", "UT")} == {60}
    assert (ages["DOKTER-MU"], ages["DOKTER-MA"], ages["DOKTER-UT"]) == (58, 60, 65)
    assert (ages["PENGAWAS-SEKOLAH-MU"], ages["PENGAWAS-SEKOLAH-UT"]) == (58, 65)
    assert {fact.retirement_age for fact in GENERAL_JABATAN} == {58}
    codes = [fact.code for fact in FUNCTIONAL_JABATAN + GENERAL_JABATAN]
    assert len(codes) == len(set(codes))
    assert len(FUNCTIONAL_JABATAN) >= 60


@pytest.mark.parametrize(
    ("kind", "level", "age"),
    [
        (JabatanKind.STRUCTURAL, "II.b", 60),
        (JabatanKind.STRUCTURAL, "III.a", 58),
        (JabatanKind.STRUCTURAL, "", None),
        (JabatanKind.GENERAL, "", 58),
        (JabatanKind.FUNCTIONAL, "MA", 60),
        (JabatanKind.FUNCTIONAL, "??", None),
    ],
)
def test_usual_retirement_age(kind: JabatanKind, level: str, age: int | None) -> None:
    assert default_retirement_age(kind, level) == age
