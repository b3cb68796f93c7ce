"""The room of batches: transfers put together, read exceptions first, and decided in one press by one official."""

from mutasi_flow.transfers.review.composing import (
    ABOUT,
    MAKERS,
    MOST_TOGETHER,
    Sorted,
    close_batch,
    create_batch,
    is_maker,
    leave_out,
    sort_out,
)
from mutasi_flow.transfers.review.deciding import (
    Given,
    keep_choices,
    list_interrupted,
    list_lacking,
    may_decide,
    may_take_over,
    press_batch,
    run_choice,
    take_over,
)
from mutasi_flow.transfers.review.linking import LINKABLE, dissolve_link, link_transfers, may_link
from mutasi_flow.transfers.review.reading import Review, Reviewed, get_readable, load_review

__all__ = [
    "ABOUT",
    "LINKABLE",
    "MAKERS",
    "MOST_TOGETHER",
    "Given",
    "Review",
    "Reviewed",
    "Sorted",
    "close_batch",
    "create_batch",
    "dissolve_link",
    "get_readable",
    "is_maker",
    "keep_choices",
    "leave_out",
    "link_transfers",
    "list_interrupted",
    "list_lacking",
    "load_review",
    "may_decide",
    "may_link",
    "may_take_over",
    "press_batch",
    "run_choice",
    "sort_out",
    "take_over",
]
