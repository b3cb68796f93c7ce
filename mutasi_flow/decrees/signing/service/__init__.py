"""The only writers of signing runs, and of records of what was signed without us."""

from mutasi_flow.decrees.signing.service.finding import (
    Waiting,
    as_signer,
    find_cards,
    find_obstacles,
    is_certifier,
    list_waiting,
)
from mutasi_flow.decrees.signing.service.keeping import Due, block, keep, look_again, look_at_waiting, take_due
from mutasi_flow.decrees.signing.service.recording import record, withdraw
from mutasi_flow.decrees.signing.service.running import (
    ENDED,
    Dismissed,
    Lost,
    ask_again,
    beat,
    begin,
    claim,
    end_run,
    find_lock,
    find_official,
    finish,
    load_signer,
    note_refusal,
    open_run,
)

__all__ = [
    "ENDED",
    "Dismissed",
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
    "find_cards",
    "find_lock",
    "find_obstacles",
    "find_official",
    "finish",
    "is_certifier",
    "keep",
    "list_waiting",
    "load_signer",
    "look_again",
    "look_at_waiting",
    "note_refusal",
    "open_run",
    "record",
    "take_due",
    "withdraw",
]
