"""Words of the one task mechanism."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.texts import Text


class TaskStatus(StrEnum):
    """Whether a task still waits."""

    OPEN = "open"
    DONE = "done"
    LAPSED = "lapsed"
    """The due date passed without an answer; recorded as silence, never as consent."""
    CLOSED = "closed"
    """No longer needed (withdrawn, cancelled, returned); no clock, no blame."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the holder answers: an outcome of the task's kind, a reason, and answers to its questions."""

    outcome: str
    reason: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


class Complete(Protocol):
    """The one function of a subject that completes its tasks (it checks the holder itself)."""

    def __call__(self, session: Session, task_id: int, actor: Actor, clock: Clock, answer: Answer) -> None:
        """Complete the task or raise."""


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task that a subject offers.

    ``endpoint`` is the page where the holder does it (it takes ``task_id``); ``outcomes`` are the answers
    that ``complete`` understands.
    """

    name: str
    label: Text
    endpoint: str
    outcomes: tuple[str, ...]
    complete: Complete


@dataclass(frozen=True, slots=True)
class Holder:
    """Who must do a task: one employee, or whoever has the role over the unit."""

    employee_id: int | None = None
    role: str = ""
    unit_id: int | None = None
