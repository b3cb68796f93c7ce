"""Days on which a rule turns, and what never turns back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.texts import Text
from mutasi_flow.people.domain import JabatanKind, Predicate, ProceedingKind, Severity, add_months, months_before
from mutasi_flow.rules.domain import (
    ORDINARY,
    RULE_OF,
    SHIPPED,
    WINDOWS,
    Act,
    Authority,
    Evaluation,
    Facts,
    FreezeWindow,
    Level,
    Occasion,
    Outcome,
    Rulebook,
    Running,
    Sanction,
    Seat,
    Verdict,
    Version,
    evaluate,
    find_eligible_on,
)
from mutasi_flow.rules.domain.asking import LONGEST_WAIT
from mutasi_flow.rules.domain.windows import election_start, new_head_end

DAY = timedelta(days=1)
DAYS = st.dates(date(2019, 6, 1), date(2030, 1, 1))
MONTHS = st.integers(1, 120)


def seat(kind: JabatanKind | None) -> Seat:
    assert ORDINARY.destination is not None
    return replace(ORDINARY.destination, kind=kind)


def at(day: date, act: Act = Act.DECREE, kind: JabatanKind | None = JabatanKind.STRUCTURAL) -> Facts:
    stage = replace(ORDINARY.stage, act=act, effective_on=day)
    return replace(ORDINARY, today=day, stage=stage, origin=seat(kind), destination=seat(kind), windows=WINDOWS)


def verdict(facts: Facts, code: str, book: Rulebook = SHIPPED) -> Verdict:
    return next(one for one in evaluate(facts, book).verdicts if one.code == code)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2023, 8, 31), 6, date(2023, 2, 28)),
        (date(2024, 9, 22), 6, date(2024, 3, 22)),
        (date(2024, 1, 31), 2, date(2023, 11, 30)),
    ],
)
def test_months_are_counted_back_to_the_last_day_there_is(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


@given(DAYS, MONTHS)
def test_counting_back_and_forth_never_passes_the_day(day: date, months: int) -> None:
    assert day - timedelta(days=3) <= add_months(months_before(day, months), months) <= day
    assert months_before(day, months + 1) < months_before(day, months)


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        (date(2024, 3, 21), Outcome.PASS),
        (date(2024, 3, 22), Outcome.FAIL),
        (date(2025, 2, 19), Outcome.FAIL),
        (date(2025, 2, 20), Outcome.PASS),
    ],
)
def test_the_election_of_2024_freezes_from_22_march(day: date, outcome: Outcome) -> None:
    found = verdict(at(day), "R12")
    assert found.outcome is outcome
    assert found.blocks is (outcome is Outcome.FAIL)


def test_pelaksana_are_warned_and_a_submission_is_only_told() -> None:
    day = date(2024, 3, 22)
    pelaksana, sent = verdict(at(day, kind=JabatanKind.GENERAL), "R12"), verdict(at(day, Act.SUBMIT), "R12")
    assert (pelaksana.level, sent.level) == (Level.WARNING, Level.INFO)
    assert pelaksana.eligible_on == sent.eligible_on == date(2025, 2, 20)
    assert verdict(at(day, kind=None), "R12").missing is not None


def test_a_new_head_waits_six_months_and_without_the_day_it_cannot_be_told() -> None:
    inaugurated = date(2025, 2, 20)
    window = FreezeWindow(
        Occasion.NEW_HEAD,
        "Bupati baru",
        inaugurated,
        new_head_end(inaugurated, 6),
        frozenset({JabatanKind.STRUCTURAL}),
        frozenset({Act.DECREE}),
        Level.BLOCK,
        Authority.MINISTER,
        "UU 10/2016 pasal 162 ayat (3)",
    )
    for day, outcome in ((date(2025, 8, 19), Outcome.FAIL), (date(2025, 8, 20), Outcome.PASS)):
        assert verdict(replace(at(day), windows=(window,)), "R13").outcome is outcome
    assert verdict(at(date(2026, 3, 2)), "R13").outcome is Outcome.UNKNOWN
    assert verdict(at(date(2026, 3, 2), kind=JabatanKind.GENERAL), "R13").outcome is Outcome.PASS
    endless = replace(window, to_on=None)
    assert verdict(replace(at(date(2027, 1, 1)), windows=(endless,)), "R13").eligible_on is None


@given(DAYS)
def test_a_window_before_an_election_is_six_months_long(fixed_on: date) -> None:
    start = election_start(fixed_on, 6)
    assert (fixed_on.year - start.year) * 12 + fixed_on.month - start.month == 6
    assert start.day <= fixed_on.day


@pytest.mark.parametrize(
    ("today", "performance", "outcome"),
    [
        (date(2026, 1, 15), {2023: Predicate.GOOD, 2024: Predicate.GOOD}, Outcome.PASS),
        (date(2026, 1, 15), {2023: Predicate.GOOD, 2024: Predicate.GOOD, 2025: Predicate.POOR}, Outcome.FAIL),
        (date(2026, 2, 28), {2023: Predicate.POOR, 2024: Predicate.GOOD}, Outcome.FAIL),
        (date(2026, 3, 1), {2023: Predicate.GOOD, 2024: Predicate.GOOD}, Outcome.UNKNOWN),
    ],
)
def test_in_january_the_two_years_before_last_count(
    today: date, performance: dict[int, Predicate], outcome: Outcome
) -> None:
    assert verdict(replace(ORDINARY, today=today, performance=performance), "R04").outcome is outcome


@pytest.mark.parametrize(
    ("closes_on", "outcome"),
    [(date(2027, 3, 1), Outcome.FAIL), (date(2027, 3, 2), Outcome.PASS), (date(2031, 12, 31), Outcome.PASS)],
)
def test_a_unit_that_ends_far_away_takes_people(closes_on: date, outcome: Outcome) -> None:
    assert ORDINARY.destination is not None
    facts = replace(ORDINARY, destination=replace(ORDINARY.destination, closes_on=closes_on))
    assert verdict(facts, "R26").outcome is outcome


@pytest.mark.parametrize(
    ("start", "is_lawful"),
    [(date(2026, 3, 1), False), (date(2026, 3, 2), True), (date(2028, 3, 2), True), (date(2028, 3, 3), False)],
)
def test_nobody_starts_before_the_decree_nor_years_after(start: date, *, is_lawful: bool) -> None:
    facts = replace(ORDINARY, stage=replace(ORDINARY.stage, effective_on=start))
    assert evaluate(facts).is_eligible is is_lawful


def test_a_version_that_expires_gives_way_to_the_shipped_one() -> None:
    relaxed = replace(
        RULE_OF["R02"].shipped(), id=3, limits={"least_months": 6}, from_on=date(2026, 1, 1), to_on=date(2026, 6, 30)
    )
    book = Rulebook(SHIPPED.rules, (relaxed,))
    facts = replace(ORDINARY, post_on=date(2025, 8, 1))
    for today, key, outcome in (
        (date(2025, 12, 31), "bawaan-1", Outcome.FAIL),
        (date(2026, 6, 30), "kantor-3", Outcome.PASS),
        (date(2026, 7, 1), "bawaan-1", Outcome.FAIL),
    ):
        found = verdict(replace(facts, today=today), "R02", book)
        assert (found.version, found.outcome) == (key, outcome)


def test_a_rule_may_be_switched_off_made_heavier_and_given_own_words() -> None:
    shipped = RULE_OF["R02"].shipped()
    off = Rulebook(SHIPPED.rules, (replace(shipped, id=1, level=None),))
    assert "R02" not in {one.code for one in evaluate(ORDINARY, off).verdicts}
    strict = Rulebook(SHIPPED.rules, (replace(shipped, id=1, level=Level.BLOCK, message="Tunggu {dua} tahun."),))
    found = verdict(replace(ORDINARY, post_on=date(2025, 6, 1)), "R02", strict)
    assert found.blocks
    assert str(found.text) == "Tunggu {dua} tahun."
    assert str(verdict(ORDINARY, "R02", strict).text) != "Tunggu {dua} tahun."


def test_of_two_versions_the_one_that_began_last_counts() -> None:
    shipped = RULE_OF["R02"].shipped()
    first, second = (replace(shipped, id=key, from_on=date(2026, month, 1)) for key, month in ((2, 1), (1, 2)))
    assert verdict(ORDINARY, "R02", Rulebook(SHIPPED.rules, (first, second))).version == "kantor-1"


def test_a_rule_does_not_hold_before_its_regulation() -> None:
    facts = replace(ORDINARY, today=date(2019, 4, 4))
    assert "R02" not in {one.code for one in evaluate(facts).verdicts}


@given(DAYS, DAYS, MONTHS, MONTHS)
def test_a_longer_least_tenure_never_lets_more_people_pass(post_on: date, today: date, one: int, other: int) -> None:
    facts = replace(ORDINARY, post_on=post_on, today=today)
    short, long = sorted((one, other))
    passes = {
        months: verdict(facts, "R02", Rulebook(SHIPPED.rules, (_tenure(months),))).outcome is Outcome.PASS
        for months in (short, long)
    }
    assert passes[short] or not passes[long]


def _tenure(months: int) -> Version:
    return replace(RULE_OF["R02"].shipped(), id=1, limits={"least_months": months})


SANCTIONS = st.lists(
    st.builds(Sanction, st.sampled_from(Severity), DAYS, st.none() | DAYS).filter(
        lambda one: one.to_on is None or one.to_on >= one.from_on
    ),
    max_size=3,
)
PROCEEDINGS = st.lists(
    st.builds(Running, st.sampled_from(ProceedingKind), st.none() | DAYS, st.none() | DAYS), max_size=2
)
FACTS = st.builds(
    lambda today, post_on, sanctions, running, kind: replace(
        at(today, kind=kind), post_on=post_on, sanctions=tuple(sanctions), proceedings=tuple(running)
    ),
    DAYS,
    DAYS,
    SANCTIONS,
    PROCEEDINGS,
    st.sampled_from([None, *JabatanKind]),
)


@given(FACTS)
def test_the_day_of_becoming_eligible_is_the_first_one(facts: Facts) -> None:
    facts = replace(facts, stage=replace(facts.stage, effective_on=None))
    day = find_eligible_on(facts)
    if day is None:
        assert not evaluate(facts).is_eligible
        return
    assert evaluate(replace(facts, today=day)).is_eligible
    assert day == facts.today or not evaluate(replace(facts, today=day - DAY)).is_eligible


def test_what_ends_by_nothing_or_in_a_lifetime_gives_no_day() -> None:
    endless = replace(ORDINARY, proceedings=(Running(ProceedingKind.COURT, None, None),))
    assert find_eligible_on(endless) is None
    far = replace(ORDINARY, sanctions=(Sanction(Severity.HEAVY, ORDINARY.today, ORDINARY.today + 2 * LONGEST_WAIT),))
    assert evaluate(far).eligible_on is not None
    assert find_eligible_on(far) is None


@given(FACTS)
def test_knowing_less_never_blocks(facts: Facts) -> None:
    blocked = {one.code for one in evaluate(facts).blocks}
    for less in (
        replace(facts, sanctions=None),
        replace(facts, post_on=None, retires_on=None, legal_position=""),
        replace(facts, origin=None, destination=None),
        replace(facts, windows=()),
    ):
        assert {one.code for one in evaluate(less).blocks} <= blocked


@given(FACTS)
def test_an_exemption_takes_away_exactly_what_it_names(facts: Facts) -> None:
    found: Evaluation = evaluate(facts)
    for one in found.blocks:
        freed = found.exempt({one.code: Text("SK 1/2026")})
        assert {each.code for each in freed.blocks} == {each.code for each in found.blocks} - {one.code}
    assert found.exempt({"R03": Text("SK 1/2026")}).blocks == found.blocks
