"""JSON of the road, as the contract of API v1 names it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.audit import TrailRow
from mutasi_flow.core.forms import LARGEST_INT, InvalidForm
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.people.domain import WHOLE_TIME
from mutasi_flow.transfers.documents import Item
from mutasi_flow.transfers.domain.period import LEAST_SHARE
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.queries import ListRow, PaperRow, TransferCard, classify
from mutasi_flow.transfers.schemas.crossing import OtherInput
from mutasi_flow.transfers.status import TASK_LABELS, WAITED_FOR, Status, Waiting
from mutasi_flow.transfers.workflow import Step

Say = Callable[[Text], str]

OFFICE_READER = Actor(account_id=None, name="", grants=(Grant(Permission.TRANSFERS_READ), Grant(Permission.PEER_NAMES)))
"""Who owns the shell of the server reads every file; to act, an account must be named."""
M = TypeVar("M", bound=BaseModel)

_PROBLEMS: dict[str, Text] = {
    "missing": T("Belum diisi."),
    "extra_forbidden": T("Isian ini tidak dikenal."),
    "literal_error": T("Pilihan ini tidak tersedia."),
    "too_long": T("Terlalu banyak."),
}


def parse(model: type[M], content: dict[str, Any]) -> M:
    """Read JSON into ``model``.

    Raises:
        InvalidForm: something is missing, unknown or of another shape; ``errors`` names each field.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        found = {
            ".".join(str(part) for part in problem["loc"]): _PROBLEMS.get(
                problem["type"], T("Bentuk isian ini tidak sesuai.")
            )
            for problem in error.errors()
        }
        raise InvalidForm(found) from None


class WishInput(BaseModel):
    """A ranked destination by codes."""

    model_config = ConfigDict(extra="forbid")

    to_unit: str
    to_post: str


class TransferInput(BaseModel):
    """``POST /transfers``: NIP, unit code and jabatan code; ``wishes`` may replace the one destination."""

    model_config = ConfigDict(extra="forbid")

    employee: str
    to_unit: str = ""
    to_post: str = ""
    kind: Literal["A", "B", "C", "D"] = "A"
    other: OtherInput | None = None
    door: Literal["own", "unit", "plan"] = "own"
    reason: str = ""
    reason_category: str = ""
    wishes: list[WishInput] = Field(default_factory=list, max_length=3)
    until_on: date | None = None
    share: int = Field(default=WHOLE_TIME, ge=LEAST_SHARE, le=WHOLE_TIME)


class ActionInput(BaseModel):
    """``POST /transfers/{number}/actions/{action}``: what comes with the press."""

    model_config = ConfigDict(extra="forbid")

    expected_version: int | None = None
    reason: str = ""
    until: date | None = None
    effective_on: date | None = None
    weighed: dict[Annotated[int, Field(ge=1, le=LARGEST_INT)], str] = Field(
        default_factory=dict, json_schema_extra={"propertyNames": {"pattern": "^[1-9][0-9]{0,9}$"}}
    )


class VerdictInput(BaseModel):
    """``POST /transfers/{number}/papers/{paper_id}/verdict``: a refusal says what must be mended."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["accepted", "refused"]
    reason: str = Field(default="", max_length=LONGEST_REASON)


class LetterInput(BaseModel):
    """``POST /transfers/{number}/letters``: which document's letter; ``sign`` makes the call itself the signature."""

    model_config = ConfigDict(extra="forbid")

    document: str = Field(min_length=1, max_length=32)
    sign: bool = False


class TaskJson(BaseModel):
    """An open task of a transfer."""

    id: int | None
    kind: str
    label: str
    holder: str
    due_on: date | None
    yours: bool


class NodeJson(BaseModel):
    """A node of the tree of I-MUT; the root has no number."""

    number: int | None
    name: str


class ListedJson(BaseModel):
    """A transfer in a list."""

    number: str
    state: str
    sentence: str
    holder: str
    due_on: date | None
    version: int
    employee: str | None
    employee_name: str
    from_unit: str
    to_unit: str
    to_post: str


class TransferJson(ListedJson):
    """A transfer as programs read it."""

    actions: list[str]
    tasks: list[TaskJson]
    kind: str
    door: str
    reason: str
    effective_on: date | None
    until_on: date | None
    share: int
    """Per cent of the working time that a temporary placement takes."""
    before_system: bool
    route: str
    """Key of the route the transfer walks, empty before it is sent."""
    imut: list[NodeJson]
    """Where the move stands in the tree of I-MUT, root first; ``kind`` is its legal kind."""


class ListJson(BaseModel):
    """One page of a list; ``next`` is the cursor of the page after it."""

    items: list[ListedJson]
    next: str | None


def task_json(waiting: Waiting) -> TaskJson:
    """Show one open task."""
    return TaskJson(
        id=waiting.task_id,
        kind=waiting.kind,
        label=str((TASK_LABELS if waiting.is_yours else WAITED_FOR)[waiting.kind]),
        holder=waiting.holder,
        due_on=waiting.due_on,
        yours=waiting.is_yours,
    )


def transfer_json(
    card: TransferCard, status: Status, waiting: Sequence[Waiting], steps: Sequence[Step], say: Say
) -> dict[str, Any]:
    """Show one transfer; ``say`` translates a :class:`Text`."""
    shown = TransferJson(
        number=card.number,
        state=card.state.value,
        sentence=say(status.sentence),
        holder=say(status.holder),
        due_on=status.due_on,
        version=card.version,
        actions=[step.action.value for step in steps],
        tasks=[task_json(one) for one in waiting],
        employee=card.employee_nip,
        employee_name=card.employee_name,
        from_unit=card.from_unit,
        to_unit=card.to_unit,
        to_post=card.to_jabatan,
        kind=card.kind.value,
        door=card.door.value,
        reason=card.reason,
        effective_on=card.effective_on,
        until_on=card.until_on,
        share=card.share,
        before_system=card.before_system,
        route=card.route,
        imut=[NodeJson(number=node.number, name=say(node.name)) for node in classify(card)],
    )
    return shown.model_dump(mode="json")


def listed_json(row: ListRow, status: Status, say: Say) -> ListedJson:
    """Show one line of a list."""
    return ListedJson(
        number=row.number,
        state=row.state.value,
        sentence=say(status.sentence),
        holder=say(status.holder),
        due_on=status.due_on or row.due_on,
        version=row.version,
        employee=row.employee_nip,
        employee_name=row.employee_name,
        from_unit=row.from_unit or "",
        to_unit=row.to_unit or "",
        to_post=row.to_jabatan or "",
    )


def trail_json(row: TrailRow) -> dict[str, Any]:
    """Show one entry of the trail."""
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "capacity": row.capacity,
        "warrant": row.warrant,
        "action": row.action,
        "payload": row.payload,
    }


class LetterJson(BaseModel):
    """A letter of a transfer; ``state`` is the letter's (queued, rendered, signed), not the transfer's."""

    id: int
    kind: str
    number: str
    dated_on: date
    state: str
    sha256: str
    verification_code: str
    file: str


def letter_json(row: LetterRow) -> dict[str, Any]:
    """Show one letter."""
    shown = LetterJson(
        id=row.id,
        kind=row.kind,
        number=row.number,
        dated_on=row.dated_on,
        state=row.state.value,
        sha256=row.sha256,
        verification_code=row.code,
        file=f"/api/v1/decrees/{row.id}.pdf",
    )
    return shown.model_dump(mode="json")


def letter_filename(number: str) -> str:
    """Return the letter's number as a safe file name."""
    return "".join(letter if letter.isalnum() else "-" for letter in number).strip("-") + ".pdf"


class PaperJson(BaseModel):
    """An uploaded paper in force."""

    id: int
    filename: str
    media_type: str
    sha256: str
    size_bytes: int
    uploaded_at: datetime
    letter_number: str
    letter_on: date | None
    verdict: str
    verdict_reason: str
    file: str


class PaperItemJson(BaseModel):
    """One kind of document: how it is needed, how it stands with it, and the paper that is there."""

    kind: str
    name: str
    need: str
    standing: str
    lapses_on: date | None
    issuer: str
    source: str
    paper: PaperJson | None
    letter: LetterJson | None = None


class PaperListJson(BaseModel):
    """What a transfer needs and what is there."""

    items: list[PaperItemJson]


def paper_list_json(number: str, items: Sequence[Item], say: Say) -> dict[str, Any]:
    """Show the list of papers."""
    shown = PaperListJson(items=[_item_json(number, item, say) for item in items])
    return shown.model_dump(mode="json")


def _item_json(number: str, item: Item, say: Say) -> PaperItemJson:
    row, paper = item.requirement, item.paper
    return PaperItemJson(
        kind=row.document,
        name=say(item.name),
        need=row.need.value,
        standing=item.standing.value,
        lapses_on=item.lapses_on,
        issuer=row.issuer,
        source=row.source,
        paper=_paper_json(number, paper) if paper else None,
        letter=LetterJson(**letter_json(item.letter)) if item.letter else None,
    )


def _paper_json(number: str, paper: PaperRow) -> PaperJson:
    return PaperJson(
        id=paper.id,
        filename=paper.filename,
        media_type=paper.media_type,
        sha256=paper.sha256,
        size_bytes=paper.size_bytes,
        uploaded_at=paper.uploaded_at,
        letter_number=paper.letter_number,
        letter_on=paper.letter_on,
        verdict=paper.verdict.value,
        verdict_reason=paper.verdict_reason,
        file=f"/api/v1/transfers/{number}/papers/{paper.id}",
    )
