"""The room of voices: who is asked, who steps aside, what they answer, how an answer is weighed, what silence means."""

from mutasi_flow.transfers.consultation.matrix import add_sight
from mutasi_flow.transfers.consultation.opinions import (
    Silence,
    confirm_weighing,
    count_peers,
    list_answered,
    list_silences,
    read_stance,
    record_letter,
    record_opinion,
    record_paper_opinion,
    record_silences,
    replace_silence,
    weigh,
)
from mutasi_flow.transfers.consultation.summary import Change, Consent, Side, Summary, load_summary, summarise
from mutasi_flow.transfers.consultation.voices import (
    Asked,
    Invitation,
    PassedOver,
    find_substitute,
    office_of,
    plan_voices,
    unit_of,
)

__all__ = [
    "Asked",
    "Change",
    "Consent",
    "Invitation",
    "PassedOver",
    "Side",
    "Silence",
    "Summary",
    "add_sight",
    "confirm_weighing",
    "count_peers",
    "find_substitute",
    "list_answered",
    "list_silences",
    "load_summary",
    "office_of",
    "plan_voices",
    "read_stance",
    "record_letter",
    "record_opinion",
    "record_paper_opinion",
    "record_silences",
    "replace_silence",
    "summarise",
    "unit_of",
    "weigh",
]
