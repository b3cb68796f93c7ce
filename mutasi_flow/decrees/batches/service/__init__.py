"""The only writers of batches of decrees."""

from mutasi_flow.decrees.batches.service.composing import (
    MAKERS,
    MOST_TOGETHER,
    NewBatch,
    Sorted,
    add_more,
    close_batch,
    create_batch,
    is_maker,
    read_anew,
    sort_out,
    take_out,
)
from mutasi_flow.decrees.batches.service.numbering import record_number
from mutasi_flow.decrees.batches.service.pressing import (
    ask_announcing,
    compose_again,
    pause_batch,
    press_batch,
    print_again,
    put_back,
    resume_batch,
)

__all__ = [
    "MAKERS",
    "MOST_TOGETHER",
    "NewBatch",
    "Sorted",
    "add_more",
    "ask_announcing",
    "close_batch",
    "compose_again",
    "create_batch",
    "is_maker",
    "pause_batch",
    "press_batch",
    "print_again",
    "put_back",
    "read_anew",
    "record_number",
    "resume_batch",
    "sort_out",
    "take_out",
]
