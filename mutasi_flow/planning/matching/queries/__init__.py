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
from mutasi_flow.planning.matching.queries.candidates import (
    Candidate,
    Matching,
    Ranking,
    Sieve,
    Suited,
    find_match,
    gaps_of,
    load_matching,
    rank_candidates,
    rank_posts,
    show_candidates,
)
from mutasi_flow.planning.matching.queries.people import Target, load_levels
from mutasi_flow.planning.matching.queries.pools import Misfit, list_misfits, list_ready
from mutasi_flow.planning.matching.queries.readiness import DeclaredRow, find_ready, list_declared, list_pool
from mutasi_flow.planning.matching.queries.rotation import load_rotation
from mutasi_flow.planning.matching.queries.skills import list_subjects, search_skills
from mutasi_flow.planning.matching.queries.turns import (
    CriticalRow,
    TermRow,
    Turn,
    Turns,
    find_jabatan,
    list_critical,
    list_terms,
    load_turns,
)
from mutasi_flow.planning.matching.queries.vacancies import Vacancy, list_vacancies

__all__ = [
    "AskRow",
    "Asked",
    "AskedJabatan",
    "Candidate",
    "CriticalRow",
    "DeclaredRow",
    "Matching",
    "Misfit",
    "Ranking",
    "Sieve",
    "Suited",
    "Target",
    "TermRow",
    "Turn",
    "Turns",
    "Vacancy",
    "WeightSet",
    "find_jabatan",
    "find_match",
    "find_ready",
    "gaps_of",
    "list_asked",
    "list_asks_of",
    "list_critical",
    "list_declared",
    "list_misfits",
    "list_pool",
    "list_ready",
    "list_subjects",
    "list_terms",
    "list_vacancies",
    "load_asked",
    "load_levels",
    "load_matching",
    "load_rotation",
    "load_turns",
    "load_weights",
    "rank_candidates",
    "rank_posts",
    "search_skills",
    "show_candidates",
]
