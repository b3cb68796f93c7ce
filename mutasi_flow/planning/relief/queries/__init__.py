"""Questions about help for a while."""

from mutasi_flow.planning.relief.queries.offers import Candidates, Judged, Person, count_left, judge, list_candidates
from mutasi_flow.planning.relief.queries.posts import Evidence, evidence_of, figures_of
from mutasi_flow.planning.relief.queries.requests import (
    HelperRow,
    RequestRow,
    ReviewRow,
    find_open,
    get_helper,
    get_request,
    list_busy,
    list_ended,
    list_helpers,
    list_helpers_of,
    list_looked_for,
    list_requests,
    list_reviews,
)

__all__ = [
    "Candidates",
    "Evidence",
    "HelperRow",
    "Judged",
    "Person",
    "RequestRow",
    "ReviewRow",
    "count_left",
    "evidence_of",
    "figures_of",
    "find_open",
    "get_helper",
    "get_request",
    "judge",
    "list_busy",
    "list_candidates",
    "list_ended",
    "list_helpers",
    "list_helpers_of",
    "list_looked_for",
    "list_requests",
    "list_reviews",
]
