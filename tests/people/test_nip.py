from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.people.domain import (
    SYNTHETIC_SERIALS,
    InvalidNip,
    NipKind,
    Sex,
    check_nip,
    group_nip,
    make_synthetic_nip,
    parse_nip,
)

BIRTHS = st.dates(date(1950, 1, 1), date(2008, 12, 31))
APPOINTMENTS = st.dates(date(1975, 1, 1), date(2030, 12, 31))
SERIALS = st.sampled_from(SYNTHETIC_SERIALS)
SEXES = st.sampled_from(Sex)


@given(BIRTHS, APPOINTMENTS, SEXES, SERIALS)
def test_pns_number_tells_what_it_was_made_of(birth_on: date, appointed_on: date, sex: Sex, serial: int) -> None:
    nip = parse_nip(make_synthetic_nip(birth_on, appointed_on, sex, serial))
    assert (nip.kind, nip.birth_on, nip.sex, nip.serial) == (NipKind.PNS, birth_on, sex, serial)
    assert (nip.appointment_year, nip.appointment_month) == (appointed_on.year, appointed_on.month)
    assert nip.is_synthetic
    assert check_nip(nip, birth_on, appointed_on, sex, "01") == ()


@given(BIRTHS, APPOINTMENTS, SEXES, SERIALS, st.integers(21, 99))
def test_pppk_number_has_a_contract_code(birth_on: date, start: date, sex: Sex, serial: int, code: int) -> None:
    nip = parse_nip(make_synthetic_nip(birth_on, start, sex, serial, code))
    assert (nip.kind, nip.appointment_year, nip.appointment_month) == (NipKind.PPPK, start.year, None)
    assert check_nip(nip, birth_on, start, sex, "71") == ()


@given(BIRTHS, APPOINTMENTS, SEXES, SERIALS)
def test_display_groups_read_back(birth_on: date, appointed_on: date, sex: Sex, serial: int) -> None:
    digits = make_synthetic_nip(birth_on, appointed_on, sex, serial)
    grouped = group_nip(digits)
    assert [len(part) for part in grouped.split()] == [8, 6, 1, 3]
    assert parse_nip(grouped).digits == digits
    assert parse_nip(f"'{digits}").grouped == grouped


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    with suppress(InvalidNip):
        assert len(parse_nip(text).digits) == 18


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "hanya berisi angka"),
        ("19900101201503190", "17 angka"),
        ("19900101201503A901", "hanya berisi angka"),
        ("199002302015031901", "tanggal lahir"),
        ("199001012015131901", "13"),
        ("199001012015001901", "00"),
        ("199001012015033901", "ke-15"),
        ("199001012015031000", "001"),
        ("١٩٩٠٠١٠١٢٠١٥٠٣١٩٠١", "hanya berisi angka"),
        ("1,99001E+17", "hanya berisi angka"),
    ],
)
def test_impossible_numbers_are_refused(text: str, part: str) -> None:
    with pytest.raises(InvalidNip) as refusal:
        parse_nip(text)
    assert part in str(refusal.value)


def test_leap_day_birth_is_a_birth_date() -> None:
    assert parse_nip("199202292015031901").birth_on == date(1992, 2, 29)
    with pytest.raises(InvalidNip):
        parse_nip("199302292015031901")


def test_differences_are_warnings() -> None:
    nip = parse_nip("199001012015031901")
    found = check_nip(nip, date(1990, 1, 2), date(2015, 4, 1), Sex.FEMALE, "71")
    assert len(found) == 3  # the month says nothing about a PPPK, but layout, birth and sex differ
    assert check_nip(nip, None, None, None, "") == ()
    assert len(check_nip(nip, None, date(2015, 4, 1), None, "01")) == 1
    assert len(check_nip(nip, None, date(2016, 3, 1), None, "01")) == 1


def test_invented_people_stay_in_the_reserved_range() -> None:
    with pytest.raises(ValueError):
        make_synthetic_nip(date(1990, 1, 1), date(2015, 3, 1), Sex.MALE, 1)
    assert not parse_nip("199001012015031001").is_synthetic


@given(BIRTHS, APPOINTMENTS, SEXES, SERIALS)
def test_a_number_is_written_in_groups_and_read_from_them(
    birth_on: date, appointed_on: date, sex: Sex, serial: int
) -> None:
    nip = parse_nip(make_synthetic_nip(birth_on, appointed_on, sex, serial))
    assert [len(part) for part in nip.grouped.split()] == [8, 6, 1, 3]
    assert parse_nip(nip.grouped) == nip
    assert str(nip) == nip.grouped.replace(" ", "")


def test_the_form_of_the_number_and_the_legal_position_must_agree() -> None:
    contract, servant = parse_nip("199001012022211001"), parse_nip("199001012015031001")
    assert "tidak menyebut PPPK" in str(check_nip(contract, None, None, None, "01")[0])
    assert "menyebut PPPK" in str(check_nip(servant, None, None, None, "71")[0])


@given(st.text(max_size=20).filter(lambda text: len(text) != 18))
def test_what_is_no_number_of_eighteen_digits_is_shown_as_it_is(text: str) -> None:
    assert group_nip(text) == text
