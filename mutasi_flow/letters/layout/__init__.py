"""From a frozen context to the page of the letter: typed on the way in, and known to no engine."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

from mutasi_flow.letters.contexts import (
    ChangingDecree,
    CollectiveDecree,
    DecreeCopy,
    MemberExcerpt,
    TransferDecree,
    thaw,
)
from mutasi_flow.letters.contexts.bundle import DecisionBundle
from mutasi_flow.letters.contexts.deliberation import Minutes
from mutasi_flow.letters.contexts.starting import PlacementNote
from mutasi_flow.letters.contexts.supporting import SupportingLetter
from mutasi_flow.letters.layout import blocks, decrees, office
from mutasi_flow.letters.layout.blocks import PAPERS, Layout
from mutasi_flow.letters.layout.words import Issue, keep_days_whole

__all__ = ["KINDS", "PAPERS", "Layout", "blocks", "keep_days_whole", "layout_of"]

V = TypeVar("V")


def _of(values: type[V], lay_out: Callable[[V, Issue], Layout]) -> Callable[[Mapping[str, Any], Issue], Layout]:
    return lambda context, issue: lay_out(thaw(values, context), issue)


_CHANGE, _COPY = _of(ChangingDecree, decrees.decree), _of(DecreeCopy, decrees.copy)
_SUPPORTING = _of(SupportingLetter, office.supporting)
KINDS: Mapping[str, Callable[[Mapping[str, Any], Issue], Layout]] = MappingProxyType(
    {
        "transfer_decree": _of(TransferDecree, decrees.decree),
        "transfer_revocation": _CHANGE,
        "transfer_amendment": _CHANGE,
        "objection_ruling": _CHANGE,
        "collective_decree": _of(CollectiveDecree, decrees.collective),
        "transfer_excerpt": _COPY,
        "certified_copy": _COPY,
        "member_excerpt": _of(MemberExcerpt, decrees.copy),
        "transfer_request": _SUPPORTING,
        "discipline_statement": _SUPPORTING,
        "study_statement": _SUPPORTING,
        "release_letter": _SUPPORTING,
        "acceptance_letter": _SUPPORTING,
        "cover_letter": _SUPPORTING,
        "start_statement": _SUPPORTING,
        "placement_note": _of(PlacementNote, office.placement_note),
        "deliberation_minutes": _of(Minutes, office.minutes),
        "plan_minutes": _of(Minutes, office.minutes),
        "decision_bundle": _of(DecisionBundle, office.decision_bundle),
    }
)
"""How each kind of letter is laid out."""


def layout_of(context: Mapping[str, Any]) -> Layout:
    """Return the page of an issued letter (context with number, code and moment of issue).

    Raises:
        KeyError: the kind is unknown, or a value is missing that has no default.
        TypeError: a value is of another type than its kind says.
    """
    issue = Issue(context["number"], context["code"], datetime.fromisoformat(context["issued_at"]))
    return KINDS[context["kind"]](context, issue)
