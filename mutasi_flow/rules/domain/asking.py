"""Asking: every rule in force on the day, one version of a rule, and from when on nothing would block."""

from dataclasses import replace
from datetime import date, timedelta

from mutasi_flow.core.texts import Text
from mutasi_flow.rules.domain.facts import Facts
from mutasi_flow.rules.domain.rulebook import Rulebook, Version
from mutasi_flow.rules.domain.table import SHIPPED
from mutasi_flow.rules.domain.verdicts import Evaluation, Verdict
from mutasi_flow.rules.domain.words import Level, Outcome

LONGEST_WAIT = timedelta(days=3653)


def evaluate(facts: Facts, book: Rulebook = SHIPPED) -> Evaluation:
    """Ask every rule that is in force on the day and asked at the act."""
    act = facts.stage.act
    versions = (one for one in book.in_force(facts.today) if one.level is not None and act in one.rule.acts)
    return Evaluation(facts.today, tuple(judge(one, facts) for one in versions))


def judge(version: Version, facts: Facts) -> Verdict:
    """Ask one version of a rule."""
    rule = version.rule
    found = rule.assess(facts, version.limits)
    is_own = bool(version.message) and found.outcome is Outcome.FAIL
    return Verdict(
        rule.code,
        version.key,
        rule.title,
        found.level or version.level or Level.INFO,
        version.source,
        version.advice,
        found.outcome,
        Text(version.message) if is_own else found.text,
        found.missing,
        found.eligible_on,
    )


def find_eligible_on(facts: Facts, book: Rulebook = SHIPPED) -> date | None:
    """Return the first day on which nothing would block, the record staying as it is; None when none comes by itself.

    A rule that passes on that day may be followed by another that fails then, so the day is asked again.
    """
    day, last = facts.today, facts.today + LONGEST_WAIT
    while day <= last:
        found = evaluate(replace(facts, today=day), book)
        if found.is_eligible:
            return day
        if found.eligible_on is None:
            return None
        day = found.eligible_on
    return None
