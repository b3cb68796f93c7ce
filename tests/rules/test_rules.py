import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.texts import Text
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Predicate, ProceedingKind, Relation, Severity
from mutasi_flow.rules.domain import (
    EXAMPLES,
    ORDINARY,
    RULES,
    Facts,
    Finding,
    Level,
    Minimum,
    Outcome,
    Running,
    Sanction,
    Seat,
    evaluate,
    fingerprint,
    with_companions,
)
from mutasi_flow.workload.domain import PostLoad

RULE = {rule.code: rule for rule in RULES}
EMPTY = Facts(today=ORDINARY.today, status=EmploymentStatus.PNS)


def ask(code: str, facts: Facts) -> Finding:
    return RULE[code].assess(facts, RULE[code].limits)


@pytest.mark.parametrize("code", RULE)
def test_every_rule_keeps_its_examples(code: str) -> None:
    examples = EXAMPLES[code](RULE[code].limits)
    assert ask(code, examples.passing).outcome is Outcome.PASS
    assert ask(code, examples.failing).outcome is Outcome.FAIL
    found = ask(code, examples.unknown)
    assert found.outcome is Outcome.UNKNOWN
    assert found.missing is not None


@pytest.mark.parametrize("code", RULE)
def test_every_rule_names_its_source(code: str) -> None:
    assert RULE[code].source
    assert RULE[code].version >= 1


def test_examples_and_rules_match() -> None:
    assert set(EXAMPLES) == set(RULE)
    assert len(RULE) == len(RULES)


def test_an_ordinary_move_passes_everything() -> None:
    found = evaluate(ORDINARY)
    assert {verdict.outcome for verdict in found.verdicts} == {Outcome.PASS}
    assert found.is_eligible
    assert found.refusals == ()


def test_missing_data_never_blocks() -> None:
    found = evaluate(EMPTY)
    assert found.is_eligible
    assert not found.warnings
    assert {verdict.outcome for verdict in found.verdicts} <= {Outcome.UNKNOWN, Outcome.PASS}
    matter = {"R01", "R02", "R03", "R04", "R05", "R06", "R08", "R09", "R10", "R11", "R11B", "R15", "R20", "R26"}
    assert {one.code for one in found.unknowns} == matter


@pytest.mark.parametrize(
    ("post_on", "today", "outcome"),
    [
        (date(2024, 3, 1), date(2026, 3, 1), Outcome.PASS),
        (date(2024, 3, 2), date(2026, 3, 1), Outcome.FAIL),
        (date(2024, 2, 29), date(2026, 2, 28), Outcome.FAIL),
        (date(2024, 2, 29), date(2026, 3, 1), Outcome.PASS),
    ],
)
def test_exactly_two_years_are_enough(post_on: date, today: date, outcome: Outcome) -> None:
    assert ask("R02", replace(ORDINARY, post_on=post_on, today=today)).outcome is outcome


@given(st.dates(date(2015, 1, 1), date(2026, 3, 2)))
def test_the_named_day_is_the_first_eligible_one(post_on: date) -> None:
    facts = replace(ORDINARY, post_on=post_on)
    found = ask("R02", facts)
    if found.eligible_on is not None:
        assert ask("R02", replace(facts, today=found.eligible_on)).outcome is Outcome.PASS
        assert ask("R02", replace(facts, today=found.eligible_on - timedelta(days=1))).outcome is Outcome.FAIL


@pytest.mark.parametrize(("today", "outcome"), [(date(2026, 1, 1), Outcome.PASS), (date(2026, 1, 2), Outcome.FAIL)])
def test_five_years_and_a_day_are_too_long(today: date, outcome: Outcome) -> None:
    assert ask("R03", replace(ORDINARY, post_on=date(2021, 1, 1), today=today)).outcome is outcome


def test_a_bad_year_counts_even_when_the_other_is_missing() -> None:
    facts = replace(ORDINARY, performance={2025: Predicate.NEEDS_IMPROVEMENT})
    assert ask("R04", facts).outcome is Outcome.FAIL
    old = replace(ORDINARY, performance={2023: Predicate.POOR, 2024: Predicate.GOOD, 2025: Predicate.GOOD})
    assert ask("R04", old).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("sanction", "outcome", "eligible_on"),
    [
        (Sanction(Severity.MODERATE, date(2025, 9, 2), date(2026, 3, 1)), Outcome.PASS, None),
        (Sanction(Severity.MODERATE, date(2025, 9, 2), date(2026, 3, 2)), Outcome.FAIL, date(2026, 3, 3)),
        (Sanction(Severity.HEAVY, date(2025, 9, 2), None), Outcome.FAIL, date(2026, 9, 2)),
        (Sanction(Severity.HEAVY, date(2025, 3, 2), None), Outcome.PASS, None),
        (Sanction(Severity.LIGHT, date(2026, 2, 1), None), Outcome.PASS, None),
        (Sanction(Severity.HEAVY, date(2026, 4, 1), date(2027, 3, 31)), Outcome.PASS, None),
    ],
)
def test_sanctions_count_while_they_run(sanction: Sanction, outcome: Outcome, eligible_on: date | None) -> None:
    found = ask("R05", replace(ORDINARY, sanctions=(sanction,)))
    assert (found.outcome, found.eligible_on) == (outcome, eligible_on)


@pytest.mark.parametrize(
    ("retires_on", "outcome"), [(date(2027, 3, 2), Outcome.PASS), (date(2027, 3, 1), Outcome.FAIL)]
)
def test_twelve_months_before_retirement(retires_on: date, outcome: Outcome) -> None:
    assert ask("R11", replace(ORDINARY, retires_on=retires_on)).outcome is outcome


def test_a_change_of_the_retirement_age_is_told_with_both_ages() -> None:
    text = str(ask("R11B", EXAMPLES["R11B"]({}).failing).text)
    assert "58" in text
    assert "60" in text


def test_candidates_wait_and_study_is_named_once() -> None:
    assert ask("R01", replace(ORDINARY, status=EmploymentStatus.CPNS)).outcome is Outcome.FAIL
    studying = replace(ORDINARY, legal_position="03")
    assert [verdict.code for verdict in evaluate(studying).blocks] == ["R06"]


def test_a_destination_without_need_analysis_does_not_read_as_full() -> None:
    assert ORDINARY.destination is not None
    facts = replace(ORDINARY, destination=replace(ORDINARY.destination, load=PostLoad(0)))
    assert ask("R08", facts).outcome is Outcome.UNKNOWN


def test_pelaksana_may_share_a_jabatan() -> None:
    assert ORDINARY.destination is not None
    shared = replace(ORDINARY, destination=replace(ORDINARY.destination, others=3, kind=JabatanKind.GENERAL))
    assert ask("R15", shared).outcome is Outcome.PASS


def test_eligible_on_needs_every_block_to_end_by_itself() -> None:
    running = Sanction(Severity.MODERATE, date(2025, 12, 1), date(2026, 5, 31))
    one = evaluate(replace(ORDINARY, sanctions=(running,)))
    assert one.eligible_on == date(2026, 6, 1)
    two = evaluate(replace(ORDINARY, sanctions=(running,), legal_position="20"))
    assert two.eligible_on is None
    assert len(two.refusals) == 2


def test_what_is_kept_tells_code_version_and_words() -> None:
    running = Sanction(Severity.MODERATE, date(2025, 12, 1), date(2026, 5, 31))
    found = evaluate(replace(ORDINARY, sanctions=(running,)))
    stored = {rule["code"]: rule for rule in found.kept}
    assert stored["R05"]["outcome"] == "fail"
    assert stored["R05"]["level"] == Level.BLOCK.value
    assert stored["R05"]["eligible_on"] == "2026-06-01"
    assert "1 Juni 2026" in str(stored["R05"]["text"]), "days are written as people write them"
    assert stored["R05"]["version"] == "bawaan-2"
    assert found.summary()["fail"] == ["R05"]
    assert found.summary()["sha256"] == fingerprint(json.loads(json.dumps(found.kept)))


def test_what_is_kept_names_what_was_unknown_and_who_exempted() -> None:
    found = evaluate(replace(ORDINARY, performance={}, legal_position="20")).exempt({"R01": Text("SK 1/2026")})
    stored = {rule["code"]: rule for rule in found.kept}
    assert "2025" in str(stored["R04"]["missing"])
    assert (stored["R01"]["outcome"], stored["R01"]["exempted"]) == ("fail", "SK 1/2026")
    assert [code for code, rule in stored.items() if "exempted" in rule] == found.summary()["exempted"] == ["R01"]


def test_who_comes_beside_is_counted_and_who_goes_makes_room() -> None:
    here, there = (1, 7), (2, 7)
    facts = Facts(
        ORDINARY.today,
        EmploymentStatus.PNS,
        origin=Seat(*here, load=PostLoad(2, 2.0, 2)),
        destination=Seat(*there, load=PostLoad(2, 2.0), others=1),
        minimums=(Minimum("Perawat", 2, 2),),
    )
    swapped = with_companions(facts, [(there, here)])
    assert swapped.origin is not None
    assert swapped.destination is not None
    assert (swapped.origin.load, swapped.destination.load) == (PostLoad(3, 2.0, 2), PostLoad(1, 2.0))
    assert swapped.destination.others == 0
    assert swapped.minimums == (Minimum("Perawat", 2, 3),)
    assert with_companions(facts, [(there, there)]) == facts
    assert with_companions(Facts(ORDINARY.today, EmploymentStatus.PNS), [(there, here)]).origin is None


def test_family_neither_decides_nor_is_led_unnoticed() -> None:
    decider = ORDINARY.stage.decided_by
    assert decider is not None
    found = ask("R14", replace(ORDINARY, relatives={decider: Relation.SIBLING}))
    assert (found.outcome, found.level) == (Outcome.FAIL, None)
    assert ORDINARY.destination is not None
    led = replace(ORDINARY, destination=replace(ORDINARY.destination, head_id=9), relatives={9: Relation.SPOUSE})
    assert (ask("R14", led).outcome, ask("R14", led).level) == (Outcome.FAIL, Level.WARNING)
    assert ask("R14", replace(ORDINARY, relatives={99: Relation.CHILD})).outcome is Outcome.PASS


@given(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.dates(date(2025, 1, 1), date(2027, 1, 1)))
def test_a_proceeding_blocks_exactly_while_it_runs(from_on: date, to_on: date) -> None:
    facts = replace(ORDINARY, proceedings=(Running(ProceedingKind.COURT, from_on, to_on),))
    found = ask("R05", facts)
    runs = from_on <= facts.today <= to_on
    assert (found.outcome is Outcome.FAIL) is runs
    assert found.eligible_on == (to_on + timedelta(days=1) if runs else None)
    endless = replace(facts, proceedings=(Running(ProceedingKind.DISCIPLINE, None, None),))
    assert ask("R05", endless).eligible_on is None
