"""The only writers of help for a while."""

from mutasi_flow.planning.relief.service.arranging import arrange, may_arrange, want_other_end
from mutasi_flow.planning.relief.service.asking import NewRequest, ask, decline, may_ask, withdraw
from mutasi_flow.planning.relief.service.reviewing import ask_for_reviews, may_review, review, sides_of

__all__ = [
    "NewRequest",
    "arrange",
    "ask",
    "ask_for_reviews",
    "decline",
    "may_arrange",
    "may_ask",
    "may_review",
    "review",
    "sides_of",
    "want_other_end",
    "withdraw",
]
