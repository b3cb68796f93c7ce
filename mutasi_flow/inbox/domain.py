"""Words of the one task mechanism."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import ROLE_MARKS, Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock, working_days_between
from mutasi_flow.core.texts import T, Text


class TaskStatus(StrEnum):
    """Whether a task still waits."""

    OPEN = "open"
    DONE = "done"
    LAPSED = "lapsed"
    """The due date passed without an answer; recorded as silence, never as consent."""
    CLOSED = "closed"
    """No longer needed (withdrawn, cancelled, returned); no clock, no blame."""


class Interest(StrEnum):
    """Why somebody has no part in something: conflicts of interest of UU 30/2014 art. 43."""

    RELATIVE = "relative"
    RIVAL = "rival"
    """Asks for the same post."""
    DISPUTE = "dispute"
    OWN = "own"
    """The own benefit, or that of the own unit."""
    OTHER = "other"


INTEREST_LABELS: dict[Interest, Text] = {
    Interest.RELATIVE: T("Hubungan keluarga dengan pegawai"),
    Interest.RIVAL: T("Meminta jabatan yang sama"),
    Interest.DISPUTE: T("Sedang berselisih dengan pegawai"),
    Interest.OWN: T("Kepentingan diri sendiri atau unit sendiri"),
    Interest.OTHER: T("Benturan kepentingan lain"),
}


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


LENT_KINDS = ("opinion_supervisor", "opinion_releasing", "opinion_receiving")
"""Tasks that somebody does for an absent holder: what a unit says, never what somebody says as a person."""


def holds(actor: Actor, holder: Holder, unit_path: str, kind: str = "") -> bool:
    """Whether ``actor`` is the holder: the employee, one who stands in, or one who does the role's tasks over the unit.

    ``unit_path`` is the path of ``holder.unit_id``; a task without unit (``""``) waits for holders over the office.
    """
    if holder.employee_id is not None:
        if actor.employee_id == holder.employee_id:
            return True
        return kind in LENT_KINDS and actor.find_absentee(holder.employee_id) is not None
    return holder.role in ROLE_MARKS and actor.may(ROLE_MARKS[Role(holder.role)], unit_path)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date and how it was counted: so many working days after a day; both None when nobody knows any more."""

    due_on: date | None
    counted_from: date | None = None
    term_days: int | None = None


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to open.

    ``counted_from`` and ``term_days`` say how ``due_on`` was counted.

    ``about_label`` and ``holder_label`` are what lists show; where ``holder_label`` is empty nobody but the holder is
    ever told about the task (peers stay unnamed). With ``announce`` the holder also gets a notice that leads to the
    task (number of the file at most: never a NIP, a health matter or a reason).
    """

    about_kind: str
    about_id: int
    about_label: str
    kind: str
    holder: Holder
    opened_at: datetime
    due_on: date | None
    stage: int = 0
    holder_label: str = ""
    announce: Text | None = None
    counted_from: date | None = None
    term_days: int | None = None
    is_secret: bool = False
    """Whether it is shown only to those on the readers' list of what it is about."""
    about_employee_id: int | None = None
    """Whose case it is."""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A message to one employee, or to everybody who does a role's tasks over a unit.

    ``address`` is the path of the page to open.
    """

    event: str
    text: Text
    created_at: datetime
    employee_id: int | None = None
    role: str = ""
    unit_id: int | None = None
    address: str = ""


_TEXT, _DATE = "text", "date"


def freeze_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the slots of a text as JSON can keep them: nested texts and dates are marked."""
    return {name: _freeze(value) for name, value in values.items()}


def _freeze(value: Any) -> Any:
    if isinstance(value, Text):
        return {_TEXT: value.message, "values": freeze_values(value.values)}
    if isinstance(value, datetime):
        return {_DATE: value.date().isoformat()}
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def thaw_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the slots that :func:`freeze_values` kept."""
    return {name: _thaw(value) for name, value in values.items()}


def thaw_texts(values: Mapping[str, Any]) -> list[Text]:
    """Return the sentences that :func:`freeze_values` kept, in the order of their names."""
    return [
        value if isinstance(value, Text) else Text(str(value)) for _key, value in sorted(thaw_values(values).items())
    ]


def _thaw(value: Any) -> Any:
    if isinstance(value, Mapping):
        if _DATE in value:
            return date.fromisoformat(value[_DATE])
        return Text(value[_TEXT], thaw_values(value["values"]))
    return value


class Colour(StrEnum):
    """How urgent a due date is; always shown together with words."""

    NONE = "grey"
    CALM = "green"
    SOON = "yellow"
    NOW = "red"
    LATE = "black"


@dataclass(frozen=True, slots=True)
class DueMark:
    """A due date in words, and its colour."""

    colour: Colour
    text: Text


def is_overdue(due_on: date | None, today: date) -> bool:
    """Whether the due date has passed (on the day itself there is still time)."""
    return due_on is not None and today > due_on


def mark_due(opened_on: date, due_on: date | None, today: date, holidays: Collection[date]) -> DueMark:
    """Say how much time is left, in working days; the colour follows the share of the term that is left."""
    if due_on is None:
        return DueMark(Colour.NONE, T("tanpa batas waktu"))
    left = working_days_between(today, due_on, holidays)
    if is_overdue(due_on, today):
        late = T("lewat {days} hari kerja", days=-left) if left else T("baru lewat batas waktu")
        return DueMark(Colour.LATE, late)
    if due_on == today:
        return DueMark(Colour.NOW, T("hari ini"))
    share = left / max(working_days_between(opened_on, due_on, holidays), 1)
    colour = Colour.CALM if share > 0.5 else Colour.SOON if share >= 0.25 else Colour.NOW  # noqa: PLR2004 - half, quarter
    return DueMark(colour, T("{days} hari kerja lagi", days=left) if left else T("sebelum hari kerja berikutnya"))
