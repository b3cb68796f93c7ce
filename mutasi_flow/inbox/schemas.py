"""Tasks as programs see them."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import Answer, DueMark, Interest, TaskKind
from mutasi_flow.inbox.queries import TaskRow
from mutasi_flow.inbox.service import LONGEST_WORDS

LONGEST_REASON = 4000
MOST_ANSWERS = 20
Question = Annotated[str, Field(min_length=1, max_length=64)]
ShortAnswer = Annotated[str, Field(max_length=500)] | int | float | None


class AnswerInput(BaseModel):
    """What completes a task: an outcome of its kind, a reason where one is needed, answers to its questions."""

    model_config = ConfigDict(extra="forbid")

    outcome: str = Field(min_length=1, max_length=32)
    reason: str = Field(default="", max_length=LONGEST_REASON)
    answers: dict[Question, ShortAnswer] = Field(default_factory=dict, max_length=MOST_ANSWERS)


class AsideInput(BaseModel):
    """``POST /tasks/{task_id}/step-aside``: the conflict of interest for which somebody steps aside."""

    model_config = ConfigDict(extra="forbid")

    interest: Interest
    reason: str = Field(default="", max_length=LONGEST_WORDS)


class Aside(BaseModel):
    """A task from which somebody stepped aside, and whether somebody else has it now."""

    task: int
    passed_on: bool


def read_answer(content: Mapping[str, Any], kind: TaskKind) -> Answer:
    """Return the answer in ``content``.

    Raises:
        InvalidInput: a field is missing or of the wrong type, or the kind of task has no such outcome.
    """
    try:
        given = AnswerInput.model_validate(content)
    except ValidationError as wrong:
        field = ".".join(str(part) for part in wrong.errors()[0]["loc"])
        raise InvalidInput(T("Isian {field} tidak dapat dipakai. Periksa isinya.", field=field), field=field) from None
    if given.outcome not in kind.outcomes:
        allowed = ", ".join(kind.outcomes)
        raise InvalidInput(T("Hasil tugas ini salah satu dari: {allowed}.", allowed=allowed), field="outcome")
    return Answer(given.outcome, given.reason, given.answers)


def task_json(
    row: TaskRow, kind: TaskKind | None, mark: DueMark, translate: Callable[[Text], str]
) -> dict[str, object]:
    """Return a task as the API shows it."""
    return {
        "id": row.id,
        "kind": row.kind,
        "label": translate(kind.label) if kind else row.kind,
        "about": {"kind": row.about_kind, "id": row.about_id, "label": row.about_label},
        "holder": row.holder_label,
        "opened_at": row.opened_at.isoformat(),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "clock": translate(mark.text),
        "status": row.status.value,
        "outcome": row.outcome,
        "outcomes": list(kind.outcomes) if kind else [],
    }
