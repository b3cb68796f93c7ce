"""Eligibility rules: one pure function each, over frozen facts and figures that are data."""

from mutasi_flow.rules.domain.asking import evaluate, find_eligible_on, judge
from mutasi_flow.rules.domain.cases import FIELDS, Case, CaseField, FieldKind, Tried, try_cases
from mutasi_flow.rules.domain.examples import EXAMPLES, ORDINARY, Examples
from mutasi_flow.rules.domain.facts import Facts, Pertek, Running, Sanction, Seat, Stage, TeachingHours
from mutasi_flow.rules.domain.rulebook import Limits, Parameter, Rule, Rulebook, Version
from mutasi_flow.rules.domain.table import RULE_OF, RULES, SHIPPED
from mutasi_flow.rules.domain.verdicts import Evaluation, Finding, Verdict, fingerprint
from mutasi_flow.rules.domain.windows import (
    OCCASION_LABELS,
    WINDOWS,
    FreezeWindow,
    Occasion,
    election_start,
    new_head_end,
)
from mutasi_flow.rules.domain.words import (
    ACT_LABELS,
    AUTHORITY_LABELS,
    LEVEL_LABELS,
    OUTCOME_LABELS,
    UNIT_LABELS,
    Act,
    Authority,
    Level,
    Outcome,
    Unit,
)

__all__ = [
    "ACT_LABELS",
    "AUTHORITY_LABELS",
    "EXAMPLES",
    "FIELDS",
    "LEVEL_LABELS",
    "OCCASION_LABELS",
    "ORDINARY",
    "OUTCOME_LABELS",
    "RULES",
    "RULE_OF",
    "SHIPPED",
    "UNIT_LABELS",
    "WINDOWS",
    "Act",
    "Authority",
    "Case",
    "CaseField",
    "Evaluation",
    "Examples",
    "Facts",
    "FieldKind",
    "Finding",
    "FreezeWindow",
    "Level",
    "Limits",
    "Occasion",
    "Outcome",
    "Parameter",
    "Pertek",
    "Rule",
    "Rulebook",
    "Running",
    "Sanction",
    "Seat",
    "Stage",
    "TeachingHours",
    "Tried",
    "Unit",
    "Verdict",
    "Version",
    "election_start",
    "evaluate",
    "find_eligible_on",
    "fingerprint",
    "judge",
    "new_head_end",
    "try_cases",
]
