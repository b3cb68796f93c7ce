"""The read side of the rules."""

from mutasi_flow.rules.queries.asking import Outlook, evaluate, find_destination, look_ahead
from mutasi_flow.rules.queries.book import forget_rulebook, get_window, list_cases, load_rulebook
from mutasi_flow.rules.queries.bulk import Move, find_moves, gather_many
from mutasi_flow.rules.queries.facts import gather_facts

__all__ = [
    "Move",
    "Outlook",
    "evaluate",
    "find_destination",
    "find_moves",
    "forget_rulebook",
    "gather_facts",
    "gather_many",
    "get_window",
    "list_cases",
    "load_rulebook",
    "look_ahead",
]
