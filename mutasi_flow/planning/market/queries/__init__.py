"""Questions about exchange rounds."""

from mutasi_flow.planning.market.queries.chances import Chance, Outcomes, list_chances, list_outcomes
from mutasi_flow.planning.market.queries.choices import expand
from mutasi_flow.planning.market.queries.entries import (
    ChoiceRow,
    CorrectionRow,
    EntryRow,
    count_entries,
    find_entry,
    get_correction,
    get_entry,
    list_choices,
    list_corrections,
    list_entries,
    list_unanswered,
)
from mutasi_flow.planning.market.queries.frozen import Frozen, freeze
from mutasi_flow.planning.market.queries.known import list_known
from mutasi_flow.planning.market.queries.rounds import RoundRow, get_round, list_due, list_rounds

__all__ = [
    "Chance",
    "ChoiceRow",
    "CorrectionRow",
    "EntryRow",
    "Frozen",
    "Outcomes",
    "RoundRow",
    "count_entries",
    "expand",
    "find_entry",
    "freeze",
    "get_correction",
    "get_entry",
    "get_round",
    "list_chances",
    "list_choices",
    "list_corrections",
    "list_due",
    "list_entries",
    "list_known",
    "list_outcomes",
    "list_rounds",
    "list_unanswered",
]
