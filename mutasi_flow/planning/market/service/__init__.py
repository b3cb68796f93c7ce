"""The only writers of exchange rounds."""

from mutasi_flow.planning.market.service.correcting import answer_correction, ask_correction, may_answer
from mutasi_flow.planning.market.service.going_on import advance, advance_all
from mutasi_flow.planning.market.service.joining import join, leave
from mutasi_flow.planning.market.service.making import (
    MAKERS,
    NewRound,
    cancel_round,
    create_round,
    may_make,
    publish_round,
    refuse_when_off,
    solve_again,
)
from mutasi_flow.planning.market.service.opening import OPENERS, ask_transfers, may_open_transfers

__all__ = [
    "MAKERS",
    "OPENERS",
    "NewRound",
    "advance",
    "advance_all",
    "answer_correction",
    "ask_correction",
    "ask_transfers",
    "cancel_round",
    "create_round",
    "join",
    "leave",
    "may_answer",
    "may_make",
    "may_open_transfers",
    "publish_round",
    "refuse_when_off",
    "solve_again",
]
