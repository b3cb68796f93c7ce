"""What the API answers, as types of the document only; the other answers are typed where they are made."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from mutasi_flow.transfers.schemas import LetterJson


class ProblemError(BaseModel):
    """One thing to mend; ``field`` is null for what concerns the whole."""

    field: str | None
    detail: str


class Problem(BaseModel):
    """A refusal (RFC 9457): ``title`` and ``detail`` for people, ``code`` for programs."""

    title: str
    status: int
    detail: str
    code: str
    errors: list[ProblemError] = []


class TaskAbout(BaseModel):
    """What a task is about."""

    kind: str
    id: int
    label: str


class Task(BaseModel):
    """A task that waits for the bearer of the token."""

    id: int
    kind: str
    label: str
    about: TaskAbout
    holder: str
    opened_at: datetime
    due_on: date | None
    clock: str
    status: str
    outcome: str
    outcomes: list[str]


class TaskList(BaseModel):
    """One page of tasks, the nearest due date first."""

    items: list[Task]
    next: str | None


class TrailEntry(BaseModel):
    """One entry of the audit trail of a transfer."""

    id: int
    at: datetime
    actor: str
    capacity: str
    warrant: str
    action: str
    payload: dict[str, Any]


class TrailList(BaseModel):
    """The trail of a transfer, oldest first."""

    items: list[TrailEntry]


class LetterList(BaseModel):
    """The letters of a transfer, oldest first."""

    items: list[LetterJson]


class BalanceItem(BaseModel):
    """Need and staff of one post; unknown figures are null, never zero."""

    unit: str
    unit_name: str
    post: str
    post_name: str
    kind: str
    need: float | None
    minimum: int | None
    staff: float
    """In persons; who helps elsewhere for a share of the time counts with the rest of it."""
    gap: float | None
    coverage: float | None
    critical: bool | None


class Balance(BaseModel):
    """Need and staff per post below one unit, or below all units that one may read."""

    unit: str | None
    items: list[BalanceItem]


class Duration(BaseModel):
    """Working days that cases took; ``few`` warns of too few of them, figures are null where there is none."""

    group: str
    state: str | None
    cases: int
    median: int | None
    p90: int | None
    few: bool


class Durations(BaseModel):
    """How long things took that ended in these months."""

    by: str
    from_month: str = Field(alias="from")
    to: str
    unit: str | None
    items: list[Duration]


class Verification(BaseModel):
    """What strangers may know of a letter; name and NIP are masked."""

    code: str
    state: str
    valid: bool
    label: str
    sentence: str
    kind: str
    number: str
    dated_on: date
    subject: str
    office: str
    name: str
    nip: str
    sha256: str | None
    signed_on: date | None
    signed_by: str | None
    method: str | None
    signed_sha256: str | None
    revoked_at: datetime | None
    replaced_by: str | None
    revoked_by: str | None
    amended_by: str | None
    earlier: list[str]
