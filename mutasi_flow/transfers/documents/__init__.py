"""The room of papers: what is needed, uploads of a transfer, their verdict, letters that stand for a unit's answer."""

from mutasi_flow.transfers.documents.checklist import (
    STANDING_LABELS,
    Item,
    Standing,
    add_kind,
    add_requirement,
    label_kinds,
    load_checklist,
    load_kinds,
    load_matrix,
)
from mutasi_flow.transfers.documents.matrix import NEED_LABELS, Case, Kind, Need, Requirement, choose
from mutasi_flow.transfers.documents.papers import (
    CANNED_REFUSALS,
    NOT_BY_WHO_ATTACHED,
    VOICE_OF_LETTER,
    Judged,
    Upload,
    attach,
    judge,
    may_judge,
)

__all__ = [
    "CANNED_REFUSALS",
    "NEED_LABELS",
    "NOT_BY_WHO_ATTACHED",
    "STANDING_LABELS",
    "VOICE_OF_LETTER",
    "Case",
    "Item",
    "Judged",
    "Kind",
    "Need",
    "Requirement",
    "Standing",
    "Upload",
    "add_kind",
    "add_requirement",
    "attach",
    "choose",
    "judge",
    "label_kinds",
    "load_checklist",
    "load_kinds",
    "load_matrix",
    "may_judge",
]
