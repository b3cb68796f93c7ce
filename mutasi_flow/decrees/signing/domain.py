"""How far a run and each of its letters are. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mutasi_flow.core.texts import T, Text

BEAT_SECONDS = 10
DEAD_AFTER = timedelta(seconds=3 * BEAT_SECONDS)
"""A process that was not heard of for so long is gone; the passphrase went with it."""
MOST_REFUSALS = 2
"""A passphrase that was wrong so often ends the run: services lock people out after a few more."""
REFUSAL_WINDOW = timedelta(minutes=30)
"""So long a wrong passphrase counts, in whichever run it was typed, until one was right."""
MOST_TOGETHER = 5_000


class RunState(StrEnum):
    """Where a run stands."""

    ASKING = "asking"
    SIGNING = "signing"
    DONE = "done"
    STOPPED = "stopped"


RUN_LABELS: dict[RunState, Text] = {
    RunState.ASKING: T("Menunggu dilanjutkan"),
    RunState.SIGNING: T("Sedang menandatangani"),
    RunState.DONE: T("Selesai"),
    RunState.STOPPED: T("Dihentikan"),
}


class Outcome(StrEnum):
    """What became of a letter in the run."""

    WAITING = "waiting"
    SIGNED = "signed"
    BLOCKED = "blocked"
    LEFT = "left"


OUTCOME_LABELS: dict[Outcome, Text] = {
    Outcome.WAITING: T("Menunggu giliran"),
    Outcome.SIGNED: T("Ditandatangani"),
    Outcome.BLOCKED: T("Tidak dapat ditandatangani"),
    Outcome.LEFT: T("Belum ditandatangani"),
}


def is_alive(beat_at: datetime | None, now: datetime) -> bool:
    """Whether the process that signs was heard lately."""
    return beat_at is not None and abs(now - beat_at) <= DEAD_AFTER


@dataclass(frozen=True, slots=True)
class Progress:
    """How many letters of a run became what."""

    waiting: int = 0
    signed: int = 0
    blocked: int = 0
    left: int = 0

    @property
    def total(self) -> int:
        """How many letters there are."""
        return self.waiting + self.signed + self.blocked + self.left

    def per_minute(self, since: datetime | None, now: datetime) -> float | None:
        """Return how many are signed in a minute; None before there is anything to tell."""
        if since is None or not self.signed or now <= since:
            return None
        return self.signed * 60 / (now - since).total_seconds()

    def minutes_left(self, since: datetime | None, now: datetime) -> int | None:
        """Return in how many minutes the waiting ones will be signed at this rate, at least one; None when unknown."""
        rate = self.per_minute(since, now)
        return max(1, round(self.waiting / rate)) if rate and self.waiting else None


def count(outcomes: Iterable[tuple[Outcome, int]]) -> Progress:
    """Return the progress from numbers by outcome."""
    return Progress(**{outcome.value: number for outcome, number in outcomes})
