"""The read side of matching."""

from mutasi_flow.planning.matching.queries.asks import (
    Asked,
    AskedJabatan,
    AskRow,
    WeightSet,
    list_asked,
    list_asks_of,
    load_asked,
    load_weights,
)

__all__ = [
    "AskRow",
    "Asked",
    "AskedJabatan",
    "WeightSet",
    "list_asked",
    "list_asks_of",
    "load_asked",
    "load_weights",
]
