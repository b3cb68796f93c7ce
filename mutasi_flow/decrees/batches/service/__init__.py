"""The only writers of batches of decrees."""

from mutasi_flow.decrees.batches.service.binding import (
    BUNDLES,
    ask_bundle,
    bind,
    find_bundle,
    load_task,
    read_task,
    store_bound,
)
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
    "BUNDLES",
    "MAKERS",
    "MOST_TOGETHER",
    "NewBatch",
    "Sorted",
    "add_more",
    "ask_announcing",
    "ask_bundle",
    "bind",
    "close_batch",
    "compose_again",
    "create_batch",
    "find_bundle",
    "is_maker",
    "load_task",
    "pause_batch",
    "press_batch",
    "print_again",
    "put_back",
    "read_anew",
    "read_task",
    "record_number",
    "resume_batch",
    "sort_out",
    "store_bound",
    "take_out",
]
