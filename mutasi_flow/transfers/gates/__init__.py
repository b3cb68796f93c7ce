"""Gates: what must be so before an action, beyond the table and the permission. Each answers with refusals."""

from mutasi_flow.transfers.gates.checks import GATES, ask
from mutasi_flow.transfers.gates.question import LONGEST_AHEAD, LONGEST_REASON, Press, Question, first_of_next_month

__all__ = [
    "GATES",
    "LONGEST_AHEAD",
    "LONGEST_REASON",
    "Press",
    "Question",
    "ask",
    "first_of_next_month",
]
