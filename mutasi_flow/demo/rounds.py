"""Two exchange rounds of the demo: one that is over and published, one that takes people in."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.demo import words
from mutasi_flow.demo.backstage import Backstage, Player
from mutasi_flow.demo.cast import Volunteer
from mutasi_flow.demo.diary import Diary
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.planning.market import service
from mutasi_flow.planning.market.domain import USUAL_WEIGHTS, Days, Part
from mutasi_flow.planning.market.queries import list_rounds
from mutasi_flow.planning.wishes.domain import Wanted
from mutasi_flow.planning.wishes.service import add_wish

FEWEST = 4
"""Fewer volunteers of one jabatan make no round."""
MOST_WISHED = 3
SHOWN_AFTER, ANSWERED_AFTER, STANDS_AFTER = 5, 1, 7
"""Working days between the acts of the finished round: points are shown and doubted, answered, and stand."""
OPEN_FOR = timedelta(days=20)
WISHED_FOR = timedelta(days=300)


class Rounds:
    """The rounds, acted backstage."""

    def __init__(self, stage: Backstage, volunteers: Sequence[Volunteer], random: Random) -> None:
        self._stage, self._random = stage, random
        self._units = sorted({one.unit_id for one in volunteers})
        half = len(volunteers) // 2
        is_enough = half >= FEWEST and len(self._units) > 1
        self._first, self._second = (volunteers[:half], volunteers[half:]) if is_enough else ((), ())

    @property
    def is_held(self) -> bool:
        """Whether the office has people enough."""
        return bool(self._first)

    def finished(self, days: Days) -> Iterator[int]:
        """Hold a round until its points stand; the worker calculates it afterwards."""
        round_id = self._open(words.FIRST_ROUND, days)
        for one, other in _in_pairs(self._first):
            self._take_part(round_id, one, other)
        yield SHOWN_AFTER
        self._go_on(round_id)
        asking = self._first[0].employee_id
        correction: list[int] = []

        def ask(session: Session, actor: Actor, clock: Clock) -> None:
            part, text = Part.FAMILY, words.CORRECTION
            correction.append(service.ask_correction(session, round_id, part, text, actor=actor, clock=clock))

        self._stage.play(asking, ask)
        yield ANSWERED_AFTER

        def answer(session: Session, actor: Actor, clock: Clock) -> None:
            service.answer_correction(session, correction[0], None, words.CORRECTED, actor=actor, clock=clock)

        self._stage.play(Role.VERIFIER, answer)
        yield STANDS_AFTER
        self._go_on(round_id)

    def running(self, visitor: int, wished: Sequence[int]) -> Iterator[int]:
        """Open a round that people may still join; the visitor has wishes for it."""
        self._wish(visitor, wished)
        today = self._stage.clock.today()
        days = Days(today, *(today + OPEN_FOR + timedelta(days=more) for more in (0, 14, 180)))
        round_id = self._open(words.SECOND_ROUND, days)
        for one, other in _in_pairs(self._second):
            self._take_part(round_id, one, other)
        yield from ()

    def publish(self) -> None:
        """Publish what the worker has calculated."""

        def act(session: Session, actor: Actor, clock: Clock) -> None:
            for one in list_rounds(session):
                if one.solved_at is not None:
                    service.publish_round(session, one.id, actor=actor, clock=clock)

        self._stage.play(Role.PLANNER, act)

    def _open(self, name: str, days: Days) -> int:
        new = service.NewRound(name, days, tuple(_KINDS), USUAL_WEIGHTS, seed=f"tanjung-sagara-{days.opens_on}")

        def act(session: Session, actor: Actor, clock: Clock) -> int:
            return service.create_round(session, new, actor=actor, clock=clock)

        round_id = self._stage.play(Role.PLANNER, act)
        self._go_on(round_id)
        return round_id

    def _go_on(self, round_id: int) -> None:
        def act(session: Session, _actor: Actor, clock: Clock) -> None:
            service.advance(session, round_id, clock)

        self._stage.play(Role.PLANNER, act)

    def _take_part(self, round_id: int, one: Volunteer, other: Volunteer) -> None:
        self._wish_others(one, other)

        def act(session: Session, actor: Actor, clock: Clock) -> None:
            service.join(session, round_id, actor=actor, clock=clock)

        self._stage.play(one.employee_id, act)

    def _wish_others(self, one: Volunteer, other: Volunteer) -> None:
        """Let somebody wish for the place of the other of a pair first, then for some more."""
        others = [unit_id for unit_id in self._units if unit_id not in {one.unit_id, other.unit_id}]
        more = self._random.sample(others, min(MOST_WISHED, len(others)))
        self._wish(one.employee_id, more if other.unit_id == one.unit_id else [other.unit_id, *more])

    def _wish(self, by: Player, chosen: Sequence[int]) -> None:
        """Let somebody wish for units, the dearest first."""

        def act(session: Session, actor: Actor, clock: Clock) -> None:
            for unit_id in chosen:
                add_wish(session, Wanted(unit_id), _until(clock.today()), actor=actor, clock=clock)

        self._stage.play(by, act)


def days_of(diary: Diary, days_ago: int) -> Days:
    """Return the days of a finished round that opened so many working days ago: each act falls between its own two."""
    shown = days_ago - SHOWN_AFTER
    answered = shown - ANSWERED_AFTER
    closes_on, corrects_until = diary.day(shown + 1), diary.day(answered - 1)
    return Days(diary.day(days_ago), closes_on, corrects_until, corrects_until + timedelta(days=180))


def _in_pairs(volunteers: Sequence[Volunteer]) -> Iterator[tuple[Volunteer, Volunteer]]:
    """Yield everybody with the neighbour of the pair; of an odd number the last is left out."""
    for one, other in zip(volunteers[::2], volunteers[1::2], strict=False):
        yield one, other
        yield other, one


_KINDS = (JabatanKind.FUNCTIONAL, JabatanKind.GENERAL)


def _until(today: date) -> date:
    return today + WISHED_FOR
