"""Batches of decrees: rows, figures, seats, and what a batch may take in."""

from mutasi_flow.decrees.batches.queries.rows import (
    BatchRow,
    Row,
    get_batch,
    get_readable,
    is_any_unprinted,
    is_running,
    list_batches,
    list_portion,
    list_rows,
    list_unchecked,
    list_unprinted,
    lock_row,
)
from mutasi_flow.decrees.batches.queries.seats import list_moves, load_staying, name_seats
from mutasi_flow.decrees.batches.queries.shown import (
    PAGE,
    Bundle,
    ShownRow,
    Wanted,
    count_left,
    list_bundles,
    list_shown,
    list_units,
    load_progress,
)
from mutasi_flow.decrees.batches.queries.wishes import Wish, list_candidates

__all__ = [
    "PAGE",
    "BatchRow",
    "Bundle",
    "Row",
    "ShownRow",
    "Wanted",
    "Wish",
    "count_left",
    "get_batch",
    "get_readable",
    "is_any_unprinted",
    "is_running",
    "list_batches",
    "list_bundles",
    "list_candidates",
    "list_moves",
    "list_portion",
    "list_rows",
    "list_shown",
    "list_unchecked",
    "list_units",
    "list_unprinted",
    "load_progress",
    "load_staying",
    "lock_row",
    "name_seats",
]
