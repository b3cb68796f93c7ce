from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutasi_flow.demo.layout import Layout, apportion
from mutasi_flow.demo.names import NameMaker
from mutasi_flow.demo.people import PeopleMaker, Person
from mutasi_flow.demo.regency import build_regency
from mutasi_flow.people.domain import (
    EmploymentStatus,
    JabatanKind,
    NipKind,
    Sex,
    age_on,
    check_nip,
    parse_nip,
    retirement_date,
)

TODAY = date(2026, 11, 20)


def _people(layout: Layout, seed: str = "7", today: date = TODAY) -> list[Person]:
    return list(PeopleMaker(seed, today).fill(layout))


@pytest.fixture(scope="module")
def layout() -> Layout:
    return build_regency(1200, "7")


@pytest.fixture(scope="module")
def people(layout: Layout) -> list[Person]:
    return _people(layout)


@given(st.integers(0, 5000), st.lists(st.floats(0.01, 100), min_size=1, max_size=40))
def test_parts_add_up_and_lie_within_one_of_their_share(total: int, weights: list[float]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(abs(part - total * weight / sum(weights)) < 1.0001 for part, weight in zip(parts, weights, strict=True))


@settings(max_examples=15, deadline=None)
@given(st.integers(50, 1500), st.text(max_size=8))
def test_a_regency_has_exactly_the_people_asked_for(employees: int, seed: str) -> None:
    layout = build_regency(employees, seed)
    codes = [unit.code for unit in layout.units]
    assert layout.employees == employees
    assert len(set(codes)) == len(codes)
    assert all(unit.parent is None or unit.parent in codes[:index] for index, unit in enumerate(layout.units))
    assert Counter(seat.unit for seat in layout.seats if seat.leads) == Counter(codes[1:])
    assert {seat.jabatan for seat in layout.seats} <= {fact.code for fact in layout.jabatan}
    assert {(seat.unit, seat.jabatan) for seat in layout.seats} <= {(post.unit, post.jabatan) for post in layout.posts}


def test_two_thousand_people_make_about_a_hundred_and_fifty_units() -> None:
    assert 140 <= len(build_regency(2000, "1").units) <= 160


@settings(max_examples=10, deadline=None)
@given(st.dates(date(2025, 1, 1), date(2032, 12, 31)), st.text(max_size=6))
def test_every_number_is_impossible_in_life_and_agrees_with_its_record(today: date, seed: str) -> None:
    made = _people(build_regency(150, seed), seed, today)
    assert len({person.nip for person in made}) == len(made)
    for person in made:
        nip = parse_nip(person.nip)
        assert nip.is_synthetic
        assert check_nip(nip, person.birth_on, person.appointed_on, person.sex, person.legal_position) == ()
        assert (nip.kind is NipKind.PPPK) == (person.status is EmploymentStatus.PPPK)


def test_same_seed_same_people_other_seed_other_people(layout: Layout, people: list[Person]) -> None:
    assert _people(layout) == people
    assert _people(layout, "8") != people


def test_a_life_runs_in_order(layout: Layout, people: list[Person]) -> None:
    ages = {fact.code: fact.retirement_age for fact in layout.jabatan}
    for person in people:
        assert age_on(person.birth_on, person.appointed_on) >= 18
        assert person.appointed_on <= person.post_on <= TODAY
        assert person.appointed_on <= person.rank_on <= TODAY
        assert person.education_year <= person.appointed_on.year
        assert retirement_date(person.birth_on, ages[person.jabatan]) > TODAY
        if person.contract_ends_on is not None:
            assert TODAY <= person.contract_ends_on < retirement_date(person.birth_on, ages[person.jabatan])


def test_heads_are_civil_servants_who_serve(layout: Layout, people: list[Person]) -> None:
    kinds = {fact.code: fact.kind for fact in layout.jabatan}
    for person in people:
        if person.leads or kinds[person.jabatan] is JabatanKind.STRUCTURAL:
            assert person.status is EmploymentStatus.PNS
            assert person.legal_position == "01"


def test_the_office_looks_like_a_real_one(people: list[Person]) -> None:
    ages = Counter(age_on(person.birth_on, TODAY) // 5 * 5 for person in people)
    assert ages[35] + ages[40] > ages[45]
    assert ages[50] + ages[55] > ages[45]
    contract = sum(person.status is EmploymentStatus.PPPK for person in people) / len(people)
    assert 0.25 < contract < 0.5
    assert 0.4 < sum(person.sex is Sex.FEMALE for person in people) / len(people) < 0.75
    assert any(person.penalty for person in people)


def test_units_are_mostly_short_and_some_needs_are_unknown(layout: Layout) -> None:
    staff = Counter[str]()
    for seat in layout.seats:
        staff[seat.unit] += seat.count
    need = Counter[str]()
    for post in layout.posts:
        need[post.unit] += round(1000 * (post.need or 0))
    known = {post.unit for post in layout.posts} - {post.unit for post in layout.posts if post.need is None}
    assert 0 < len({post.unit for post in layout.posts} - known) < len(known)
    coverage = [1000 * staff[unit] / need[unit] for unit in known]
    assert sum(share < 1 for share in coverage) > sum(share > 1 for share in coverage)
    assert min(coverage) < 0.8
    assert max(coverage) > 1.2


def test_names_come_in_all_lengths() -> None:
    maker = NameMaker("1")
    words = Counter(len(maker.make(sex).split()) for sex in (Sex.MALE, Sex.FEMALE) * 300)
    assert words[2]
    assert max(words) >= 4
