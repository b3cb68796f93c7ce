from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.people.domain import EmploymentStatus
from mutasi_flow.rules.domain import (
    EXAMPLES,
    ORDINARY,
    RULE_OF,
    Facts,
    Finding,
    Lessons,
    Licence,
    Outcome,
    Teaching,
)

HOURS, TEACHERS = st.integers(0, 200), st.integers(0, 8)


def ask(code: str, facts: Facts) -> Finding:
    return RULE_OF[code].assess(facts, RULE_OF[code].limits)


def teachers(teaching: Teaching | None, start: date | None = date(2026, 7, 1)) -> Facts:
    facts = EXAMPLES["R27"](RULE_OF["R27"].limits).passing
    return replace(facts, teaching=teaching, stage=replace(facts.stage, effective_on=start))


def schools(here: Lessons, there: Lessons, *certified: str) -> Facts:
    return teachers(Teaching(certified or ("Fisika",), (), {"fisika": here}, {"fisika": there}))


@given(HOURS, TEACHERS, HOURS, TEACHERS)
def test_the_allowance_is_safe_exactly_when_both_schools_have_enough(
    here: int, left: int, there: int, with_: int
) -> None:
    found = ask("R23", schools(Lessons(here, left), Lessons(there, with_)))
    is_enough_here = here >= 24 * left if left else not here
    assert (found.outcome is Outcome.PASS) is (there >= 24 * (with_ + 1) and is_enough_here)
    assert found.outcome is not Outcome.UNKNOWN


def test_more_teachers_never_make_it_better_and_unknown_hours_are_named() -> None:
    assert ask("R23", schools(Lessons(48, 1), Lessons(None, 1))).missing is not None
    assert ask("R23", schools(Lessons(None, 1), Lessons(48, 1))).missing is not None
    assert ask("R23", schools(Lessons(None, 1), Lessons(12, 1))).outcome is Outcome.FAIL
    assert ask("R23", teachers(Teaching(taught=("Fisika",)))).outcome is Outcome.UNKNOWN


def test_of_several_certificates_the_one_that_the_school_gives_counts() -> None:
    facts = schools(Lessons(24, 1), Lessons(24, 0), "Kimia", "FISIKA")
    assert ask("R27", facts).outcome is Outcome.PASS
    assert ask("R23", facts).outcome is Outcome.PASS
    assert ask("R27", schools(Lessons(), Lessons(24, 0), "Kimia")).outcome is Outcome.FAIL
    assert ask("R27", schools(Lessons(), Lessons(None, 2), "Kimia")).outcome is Outcome.UNKNOWN


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_teachers_start_in_the_first_days_of_a_semester(start: date) -> None:
    found = ask("R28", teachers(None, start))
    assert (found.outcome is Outcome.PASS) is (start.month in {1, 7})


@pytest.mark.parametrize(
    ("licences", "outcome"),
    [
        ((), Outcome.UNKNOWN),
        ((Licence(2, date(2026, 4, 1)),), Outcome.PASS),
        ((Licence(2, date(2026, 3, 31)),), Outcome.FAIL),
        ((Licence(2, date(2026, 3, 31)), Licence(2, None)), Outcome.PASS),
        ((Licence(1, None),), Outcome.FAIL),
    ],
)
def test_a_licence_holds_at_the_facility_on_the_first_day(licences: tuple[Licence, ...], outcome: Outcome) -> None:
    nurse = EXAMPLES["R29"](RULE_OF["R29"].limits).unknown
    assert ask("R29", replace(nurse, licences=licences)).outcome is outcome


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_a_contract_lasts_until_the_first_day_of_work(ends_on: date, start: date) -> None:
    facts = replace(
        ORDINARY,
        status=EmploymentStatus.PPPK,
        contract_ends_on=ends_on,
        stage=replace(ORDINARY.stage, effective_on=start),
    )
    assert (ask("R31", facts).outcome is Outcome.PASS) is (ends_on >= start)


def test_others_are_not_asked_about_schools_and_licences() -> None:
    assert {ask(code, ORDINARY).outcome for code in ("R23", "R27", "R28", "R29", "R30", "R31")} == {Outcome.PASS}
