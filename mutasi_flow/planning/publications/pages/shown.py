"""What a publication says, ready for its template: for everybody, and as a preview for the planner."""

from datetime import date
from typing import Any

from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import thaw_texts
from mutasi_flow.people.domain import SMALLEST_SHOWN, shown_count
from mutasi_flow.planning.plans.domain import show_rules
from mutasi_flow.planning.plans.forms import PHI_LABELS
from mutasi_flow.planning.policy import Phi, Tier
from mutasi_flow.planning.publications.domain import CATEGORY_LABELS, STATE_LABELS, PublicationState, Told
from mutasi_flow.planning.sentences import name_tier

GROUPS: dict[str, Text] = {
    "women": T("Perempuan"),
    "men": T("Laki-laki"),
    "elder": T("Berumur 50 tahun ke atas"),
}
WORDS: dict[str, Any] = {
    "categories": CATEGORY_LABELS,
    "states": STATE_LABELS,
    "colours": {
        PublicationState.PUBLISHED: "green",
        PublicationState.REPLACED: "grey",
        PublicationState.WITHDRAWN: "orange",
    },
    "smallest": SMALLEST_SHOWN,
    "shown": shown_count,
}


def told_words(told: Told) -> dict[str, Any]:
    """Return the criteria of a publication in words, beside its figures."""
    return {
        "told": told,
        "effective_on": date.fromisoformat(told.effective_on),
        "measure": PHI_LABELS[Phi(told.measure)],
        "tiers": [name_tier(Tier(tier), told.experience) for tier in told.tiers],
        "edits": thaw_texts(told.edits),
        "rules": show_rules(told.rules),
        "groups": GROUPS,
    }
