"""How a round goes on. One table: the sweep, the buttons, the pages and the tests read it. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import JabatanKind


class RoundState(StrEnum):
    """Where a round stands."""

    PLANNED = "planned"
    OPEN = "open"
    SHOWN = "shown"
    """Closed; everybody sees the own points and may ask for a correction."""
    FINAL = "final"
    """Points stand; the worker calculates, and the planner looks at the result."""
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class RoundAction(StrEnum):
    """What takes a round on."""

    OPEN = "open"
    SHOW = "show"
    SETTLE = "settle"
    PUBLISH = "publish"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Step:
    """One action: from where, to where."""

    action: RoundAction
    sources: tuple[RoundState, ...]
    target: RoundState


STEPS: tuple[Step, ...] = (
    Step(RoundAction.OPEN, (RoundState.PLANNED,), RoundState.OPEN),
    Step(RoundAction.SHOW, (RoundState.OPEN,), RoundState.SHOWN),
    Step(RoundAction.SETTLE, (RoundState.SHOWN,), RoundState.FINAL),
    Step(RoundAction.PUBLISH, (RoundState.FINAL,), RoundState.PUBLISHED),
    Step(
        RoundAction.CANCEL,
        (RoundState.PLANNED, RoundState.OPEN, RoundState.SHOWN, RoundState.FINAL),
        RoundState.CANCELLED,
    ),
)
RUNNING = frozenset({RoundState.PLANNED, RoundState.OPEN, RoundState.SHOWN, RoundState.FINAL})
LEAVABLE = frozenset({RoundState.OPEN, RoundState.SHOWN})
"""States in which a participant may still step back."""
STATE_LABELS: dict[RoundState, Text] = {
    RoundState.PLANNED: T("Akan dibuka"),
    RoundState.OPEN: T("Dibuka"),
    RoundState.SHOWN: T("Poin ditampilkan"),
    RoundState.FINAL: T("Poin tetap, dihitung"),
    RoundState.PUBLISHED: T("Hasil diumumkan"),
    RoundState.CANCELLED: T("Dibatalkan"),
}


def next_state(state: RoundState, action: RoundAction) -> RoundState | None:
    """Return where an action leads; None where it is not possible."""
    return next((step.target for step in STEPS if step.action is action and state in step.sources), None)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a round, each the last one of its part; ``effective_on`` is when people would begin."""

    opens_on: date
    closes_on: date
    corrects_until: date
    effective_on: date

    @property
    def are_in_order(self) -> bool:
        """Whether each part has at least a day, and people begin after all of it."""
        return self.opens_on <= self.closes_on < self.corrects_until < self.effective_on


def due(state: RoundState, days: Days, today: date) -> RoundAction | None:
    """Return what the day brings; publishing and cancelling are people's business."""
    if state is RoundState.PLANNED and today >= days.opens_on:
        return RoundAction.OPEN
    if state is RoundState.OPEN and today > days.closes_on:
        return RoundAction.SHOW
    if state is RoundState.SHOWN and today > days.corrects_until:
        return RoundAction.SETTLE
    return None


class Manner(StrEnum):
    """How people may change places; the words of ``planning.exchange``."""

    SWAPS = "swaps"
    CYCLES = "cycles"
    CHAINS = "chains"


MANNER_LABELS: dict[Manner, Text] = {
    Manner.SWAPS: T("Tukar berdua"),
    Manner.CYCLES: T("Lingkaran: bertukar berapa pun orangnya"),
    Manner.CHAINS: T("Lingkaran dan kursi kosong"),
}


class Floor(StrEnum):
    """Below what no place may fall in a round with empty seats."""

    MINIMUM = "minimum"
    NEED = "need"


FLOOR_LABELS: dict[Floor, Text] = {
    Floor.MINIMUM: T("Jumlah minimum unit, bila dicatat; selain itu kebutuhannya"),
    Floor.NEED: T("Kebutuhan unit"),
}


class EntryState(StrEnum):
    """What becomes of somebody who takes part."""

    JOINED = "joined"
    WITHDRAWN = "withdrawn"
    OUT = "out"
    """Left meanwhile: moved, retired, or no wish for this round."""
    MOVED = "moved"
    STAYED = "stayed"


TAKING_PART = frozenset({EntryState.JOINED, EntryState.MOVED, EntryState.STAYED})
ELIGIBLE_KINDS: tuple[JabatanKind, ...] = (JabatanKind.FUNCTIONAL, JabatanKind.GENERAL)
"""Managerial posts are filled by selection, not by exchange (UU 20/2023)."""
