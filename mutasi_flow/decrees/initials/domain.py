"""The order in which a letter is initialled, and how far it has come. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from mutasi_flow.access.domain import ROLE_LABELS, Role
from mutasi_flow.core.texts import T, Text

INITIAL = "initial"
"""The kind of the inbox task."""
ABOUT = "letter"
"""What that task is about."""
MOST_STEPS = 10
LONGEST_TITLE = 120
LONGEST_NOTE = 1_000
ROLES = (Role.SUPERVISOR, Role.VERIFIER, Role.STAFFING, Role.PLANNER, Role.TEAM_MEMBER)
"""Whose holders initial, Plh. and Plt. among them; who decides or signs does that instead."""
ROLE_WORDS: Mapping[Role, Text] = {role: ROLE_LABELS[role] for role in ROLES} | {
    Role.SUPERVISOR: T("Pimpinan unit (juga Plh. atau Plt.)")
}


class Mark(StrEnum):
    """What somebody did with a letter in its chain."""

    INITIALLED = "initialled"
    SENT_BACK = "sent_back"
    RESTARTED = "restarted"
    """The chain begins anew, for the same letter or for a new edition of it."""


MARK_LABELS: dict[Mark, Text] = {
    Mark.INITIALLED: T("Diparaf"),
    Mark.SENT_BACK: T("Dikembalikan"),
    Mark.RESTARTED: T("Diajukan ulang"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One place in the chain: how the post is printed, and which role over which unit (None: the whole office) holds it."""

    title: str
    role: Role
    unit_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"title": self.title, "role": self.role.value, "unit_id": self.unit_id}


def steps_from(stored: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Return the steps that were stored."""
    return tuple(Step(one["title"], Role(one["role"]), one["unit_id"]) for one in stored)


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps of a kind of letter from a day on; without steps it needs no initials."""

    id: int
    kind: str
    from_on: date
    steps: tuple[Step, ...]
    added_at: datetime | None = None
    """When somebody set it, once it is kept: initials from before were given in another chain."""


def find_chain(chains: Iterable[Chain], kind: str, on: date) -> Chain | None:
    """Return the chain of letters of a kind and day: the youngest that has begun counts; None when there is none."""
    begun = [one for one in chains if one.kind == kind and one.from_on <= on]
    return max(begun, key=lambda one: (one.from_on, one.id)) if begun else None


def chain_for(chains: Iterable[Chain], kind: str, on: date) -> tuple[Step, ...]:
    """Return the steps for letters of a kind and day."""
    found = find_chain(chains, kind, on)
    return found.steps if found else ()


@dataclass(frozen=True, slots=True)
class Given:
    """A mark on a letter, in its round.

    ``is_present``: the print that was looked at is still the letter's; ``is_of_chain``: its places are still those of then.
    """

    round: int
    position: int
    mark: Mark
    is_present: bool = True
    is_of_chain: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a letter is in its chain; places are counted from one."""

    steps: tuple[Step, ...]
    round: int
    done: frozenset[int]
    is_sent_back: bool

    @property
    def is_complete(self) -> bool:
        """Whether nothing keeps it from the signature."""
        return not self.is_sent_back and self.next_position is None

    @property
    def next_position(self) -> int | None:
        """The place whose turn it is; None: nobody's."""
        if self.is_sent_back:
            return None
        return next((place for place in range(1, len(self.steps) + 1) if place not in self.done), None)

    @property
    def next_step(self) -> Step | None:
        """The step whose turn it is."""
        place = self.next_position
        return None if place is None else self.steps[place - 1]


def progress_of(steps: Sequence[Step], marks: Iterable[Given]) -> Progress:
    """Return how far a letter is: only the marks of its last round count, and none on a former print of it.

    A new edition thus begins a round by itself, however it came about, and so does a chain that was set since; what was
    sent back stays so until it is handed in again.
    """
    known = list(marks)
    last = max((one.round for one in known), default=0)
    present = [one for one in known if one.round == last]
    if any(not one.is_present for one in present if one.mark is not Mark.RESTARTED):
        return Progress(tuple(steps), last + 1, frozenset(), is_sent_back=False)
    is_sent_back = any(one.mark is Mark.SENT_BACK for one in present)
    if not is_sent_back and any(one.mark is Mark.INITIALLED and not one.is_of_chain for one in present):
        return Progress(tuple(steps), last + 1, frozenset(), is_sent_back=False)
    done = frozenset(one.position for one in present if one.mark is Mark.INITIALLED)
    return Progress(tuple(steps), last, done, is_sent_back)
