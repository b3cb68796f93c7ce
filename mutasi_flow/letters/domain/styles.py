"""The choices of an office for its letters, and which kinds of letters cite legal bases."""

from collections.abc import Mapping
from types import MappingProxyType

from mutasi_flow.core.texts import T, Text

FIRST_LABELS = ("KESATU", "PERTAMA")
"""How offices name the first clause of a decree; drafting guides prefer the former."""
PAPERS: Mapping[str, Text] = MappingProxyType({"F4": T("F4 (215 × 330 mm)"), "A4": T("A4 (210 × 297 mm)")})
CITING_KINDS = frozenset(
    {"transfer_decree", "collective_decree", "transfer_amendment", "transfer_revocation", "objection_ruling"}
)
"""Kinds of letters that name the regulations on which they rest."""
LONGEST_BASIS = 1_500
