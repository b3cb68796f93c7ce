"""The only writers of matching."""

from mutasi_flow.planning.matching.service.keeping import KEEPING, add_ask, end_ask, remove_ask, set_weights
from mutasi_flow.planning.matching.service.proposing import LONGEST_REASON, may_propose, propose
from mutasi_flow.planning.matching.service.readiness import declare, take_back
from mutasi_flow.planning.matching.service.turns import (
    MOST_YEARS,
    Turning,
    add_critical,
    add_group,
    end_turning,
    remove_turning,
)

__all__ = [
    "KEEPING",
    "LONGEST_REASON",
    "MOST_YEARS",
    "Turning",
    "add_ask",
    "add_critical",
    "add_group",
    "declare",
    "end_ask",
    "end_turning",
    "may_propose",
    "propose",
    "remove_ask",
    "remove_turning",
    "set_weights",
    "take_back",
]
