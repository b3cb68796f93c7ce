"""The only writers of matching."""

from mutasi_flow.planning.matching.service.keeping import KEEPING, add_ask, end_ask, remove_ask, set_weights
from mutasi_flow.planning.matching.service.proposing import LONGEST_REASON, may_propose, propose
from mutasi_flow.planning.matching.service.readiness import declare, take_back

__all__ = [
    "KEEPING",
    "LONGEST_REASON",
    "add_ask",
    "declare",
    "end_ask",
    "may_propose",
    "propose",
    "remove_ask",
    "set_weights",
    "take_back",
]
