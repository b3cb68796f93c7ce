"""The only writers of signing runs."""

from mutasi_flow.decrees.signing.service.finding import Waiting, as_signer, find_obstacles, list_waiting
from mutasi_flow.decrees.signing.service.keeping import Due, block, keep, take_due
from mutasi_flow.decrees.signing.service.running import (
    Lost,
    ask_again,
    beat,
    begin,
    claim,
    end_run,
    finish,
    note_refusal,
    open_run,
)

__all__ = [
    "Due",
    "Lost",
    "Waiting",
    "as_signer",
    "ask_again",
    "beat",
    "begin",
    "block",
    "claim",
    "end_run",
    "find_obstacles",
    "finish",
    "keep",
    "list_waiting",
    "note_refusal",
    "open_run",
    "take_due",
]
