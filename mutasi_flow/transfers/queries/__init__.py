"""Read side of the road: one transfer as a card, lists with scope, opinions, papers, tasks."""

from mutasi_flow.transfers.queries.cards import (
    FILING,
    TransferCard,
    find_card,
    find_card_by_id,
    find_card_for_update,
    get_card,
    get_card_by_id,
    is_author,
    may_see,
)
from mutasi_flow.transfers.queries.estimates import Estimate, estimate_decree
from mutasi_flow.transfers.queries.exemptions import (
    ExemptionRow,
    KeptEvaluation,
    list_evaluations,
    list_exemptions,
    load_exempted,
)
from mutasi_flow.transfers.queries.history import list_history, unnamed
from mutasi_flow.transfers.queries.journey import JourneyStep, load_journey
from mutasi_flow.transfers.queries.lists import (
    ListFilter,
    ListRow,
    count_by_state,
    find_open_number,
    list_transfers,
)
from mutasi_flow.transfers.queries.queue import QueueFilter, QueueMark, QueueRow, count_overdue, list_queue
from mutasi_flow.transfers.queries.records import (
    FormerPaper,
    OpinionRow,
    PaperRow,
    RecordRow,
    WishRow,
    list_all_papers,
    list_opinions,
    list_papers,
    list_papers_of_kind,
    list_records,
    list_wishes,
)
from mutasi_flow.transfers.queries.routes import case_of, choose_for, chosen_route, list_own_routes, load_route
from mutasi_flow.transfers.queries.tracking import load_status, load_statuses, load_waiting

__all__ = [
    "FILING",
    "Estimate",
    "ExemptionRow",
    "FormerPaper",
    "JourneyStep",
    "KeptEvaluation",
    "ListFilter",
    "ListRow",
    "OpinionRow",
    "PaperRow",
    "QueueFilter",
    "QueueMark",
    "QueueRow",
    "RecordRow",
    "TransferCard",
    "WishRow",
    "case_of",
    "choose_for",
    "chosen_route",
    "count_by_state",
    "count_overdue",
    "estimate_decree",
    "find_card",
    "find_card_by_id",
    "find_card_for_update",
    "find_open_number",
    "get_card",
    "get_card_by_id",
    "is_author",
    "list_all_papers",
    "list_evaluations",
    "list_exemptions",
    "list_history",
    "list_opinions",
    "list_own_routes",
    "list_papers",
    "list_papers_of_kind",
    "list_queue",
    "list_records",
    "list_transfers",
    "list_wishes",
    "load_exempted",
    "load_journey",
    "load_route",
    "load_status",
    "load_statuses",
    "load_waiting",
    "may_see",
    "unnamed",
]
