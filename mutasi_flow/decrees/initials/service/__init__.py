"""The only writers of review chains."""

from mutasi_flow.decrees.initials.service.giving import (
    Desk,
    Matter,
    complete_initial_task,
    find_matter,
    give,
    give_many,
    list_waiting_for,
    may_hand_in,
    send_back,
)
from mutasi_flow.decrees.initials.service.handing import hand_in_again, may_renew, renew
from mutasi_flow.decrees.initials.service.setting import MOST_CHAINS_PAST, set_chain
from mutasi_flow.decrees.initials.service.tasks import keep_tasks

__all__ = [
    "MOST_CHAINS_PAST",
    "Desk",
    "Matter",
    "complete_initial_task",
    "find_matter",
    "give",
    "give_many",
    "hand_in_again",
    "keep_tasks",
    "list_waiting_for",
    "may_hand_in",
    "may_renew",
    "renew",
    "send_back",
    "set_chain",
]
