"""Eligibility rules: one pure function each, over frozen facts."""

from mutasi_flow.rules.domain.examples import EXAMPLES, ORDINARY, Examples
from mutasi_flow.rules.domain.facts import Facts, Sanction, Seat
from mutasi_flow.rules.domain.table import RULES, evaluate
from mutasi_flow.rules.domain.verdicts import (
    LEVEL_LABELS,
    OUTCOME_LABELS,
    Evaluation,
    Finding,
    Level,
    Outcome,
    Rule,
    Verdict,
)

__all__ = [
    "EXAMPLES",
    "LEVEL_LABELS",
    "ORDINARY",
    "OUTCOME_LABELS",
    "RULES",
    "Evaluation",
    "Examples",
    "Facts",
    "Finding",
    "Level",
    "Outcome",
    "Rule",
    "Sanction",
    "Seat",
    "Verdict",
    "evaluate",
]
