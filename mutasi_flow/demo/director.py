"""The programme: which journeys are walked and when, and waking them in the order of time."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count, cycle
from random import Random

from mutasi_flow.demo import words
from mutasi_flow.demo.backstage import Backstage
from mutasi_flow.demo.cast import Case
from mutasi_flow.demo.diary import Diary
from mutasi_flow.demo.journeys import Day, Road, Turn
from mutasi_flow.transfers.domain import Door, Stance, Voice

SHORTEST_PAUSE = timedelta(minutes=7)
LAST_START, FIRST_START = 16, 46
"""Working days ago between which the journeys to a decree begin."""
OPENED = FIRST_START + 4
"""Working days ago on which the office was set up."""

_AGAINST = {Voice.SUPERVISOR: Stance.AGAINST, Voice.PEER: Stance.SUPPORT}
_CONDITIONS = {Voice.RECEIVING: Stance.SUPPORT, Voice.SUPERVISOR: Stance.CONDITIONS}

_MANNERS: tuple[Callable[[Turn], Turn], ...] = (
    lambda turn: turn,
    lambda turn: replace(turn, stances=_CONDITIONS),
    lambda turn: replace(turn, has_silent_peer=True),
    lambda turn: replace(turn, has_letters=True),
    lambda turn: replace(turn, wishes=3),
    lambda turn: replace(turn, stances=_AGAINST, has_silent_peer=True),
    lambda turn: replace(turn, door=Door.UNIT, motive=words.UNIT_MOTIVE),
    lambda turn: replace(turn, is_mended=True),
    lambda turn: replace(turn, door=Door.PLAN, motive=words.PLAN_MOTIVE),
    lambda turn: replace(turn, is_filed_for=True),
)


@dataclass(frozen=True, slots=True)
class Start:
    """A journey and the working day, counted backwards from today, on which it starts."""

    days_ago: int
    journey: Iterator[Day]


def turns(random: Random) -> Iterator[Turn]:
    """Yield turns for ever: every manner in turn, each with some motive."""
    for manner in cycle(_MANNERS):
        yield manner(Turn(random.choice(words.MOTIVES)))


def plan_decrees(road: Road, cases: Sequence[Case], random: Random) -> list[Start]:
    """Send every case down the whole road, spread over the last weeks."""
    return [
        Start(random.randint(LAST_START, FIRST_START), road.to_decreed(case, turn))
        for case, turn in zip(cases, turns(random), strict=False)
    ]


EXAMPLES: tuple[tuple[int, Callable[[Road, Case, Turn], Iterator[Day]]], ...] = (
    (1, lambda road, case, turn: road.to_draft(case, turn)),
    (3, lambda road, case, turn: road.to_draft(case, replace(turn, wishes=3))),
    (2, lambda road, case, turn: road.to_opinions(case, turn, 1)),
    (3, lambda road, case, turn: road.to_opinions(case, replace(turn, stances=_CONDITIONS), 2)),
    (1, lambda road, case, turn: road.to_opinions(case, replace(turn, wishes=3), 0)),
    (5, lambda road, case, turn: road.to_verification(case, turn)),
    (6, lambda road, case, turn: road.to_verification(case, replace(turn, stances=_AGAINST))),
    (5, lambda road, case, turn: road.to_returned(case, turn)),
    (9, lambda road, case, turn: road.to_consulted(case, replace(turn, stances=_AGAINST))),
    (8, lambda road, case, turn: road.to_consulted(case, turn)),
    (10, lambda road, case, turn: road.to_consulted(case, replace(turn, has_letters=True, wishes=2))),
    (12, lambda road, case, turn: road.to_approved(case, turn)),
    (11, lambda road, case, turn: road.to_approved(case, replace(turn, stances=_CONDITIONS))),
    (20, lambda road, case, turn: road.to_withdrawn(case, turn)),
    (24, lambda road, case, turn: road.to_rejected(case, replace(turn, stances=_AGAINST))),
    (17, lambda road, case, turn: road.to_cancelled(case, turn)),
    (14, lambda road, case, turn: road.to_postponed(case, turn, 60)),
    (30, lambda road, case, turn: road.to_revoked(case, turn)),
)
"""Working days ago and journey of the examples beside the decrees: somebody at every stage of the road."""


def plan_examples(road: Road, cases: Sequence[Case], random: Random) -> list[Start]:
    """Send one case to every stage of the road."""
    return [
        Start(days_ago, walk(road, case, Turn(random.choice(words.MOTIVES))))
        for (days_ago, walk), case in zip(EXAMPLES, cases, strict=True)
    ]


def plan_swap(road: Road, cases: Sequence[Case]) -> list[Start]:
    """Bring two who take each other's place before the official on the same day."""
    return [Start(9, road.to_consulted(case, Turn(words.SWAP_MOTIVE))) for case in cases]


def plan_visits(road: Road, near: Case | None, towards: Case | None, random: Random) -> list[Start]:
    """Let tasks wait for the people whom visitors act as: one file from their unit, one to it."""
    cases = [case for case in (near, towards) if case is not None]
    return [Start(1, road.to_opinions(case, Turn(random.choice(words.MOTIVES)), 0)) for case in cases]


def run(stage: Backstage, diary: Diary, starts: Sequence[Start]) -> int:
    """Walk all journeys to their ends, each act at its moment; return how many acts that took."""
    order = count()
    waiting = [(diary.moment(start.days_ago), next(order), start) for start in starts]
    heapq.heapify(waiting)
    acts = 0
    while waiting:
        moment, _, start = heapq.heappop(waiting)
        stage.moment = moment
        day = next(start.journey, None)
        acts += 1
        if day is not None:
            heapq.heappush(waiting, (_later(diary, start, day, moment), next(order), start))
    return acts


def _later(diary: Diary, start: Start, day: int, moment: datetime) -> datetime:
    return max(diary.moment(start.days_ago - day), moment + SHORTEST_PAUSE)
