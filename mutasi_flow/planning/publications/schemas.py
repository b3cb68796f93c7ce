"""JSON of publications: what everybody, whoever is concerned and the personnel office read, and what is said to them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from mutasi_flow.inbox.domain import thaw_texts
from mutasi_flow.planning.policy import Phi, Tier
from mutasi_flow.planning.publications.domain import Category, PublicationState, Told
from mutasi_flow.planning.publications.model import LONGEST_COMMENT
from mutasi_flow.planning.publications.queries.comments import AnswerRow, CommentRow
from mutasi_flow.planning.publications.queries.rows import OwnMoveRow, PublicationRow
from mutasi_flow.transfers.schemas import Say


class PublicationJson(BaseModel):
    """One version of what is told of a plan; ``comments`` are counted, those of former versions apart."""

    id: int
    plan: int
    name: str
    version: int
    state: PublicationState
    opens_on: date
    closes_on: date
    takes_comments: bool
    published_at: datetime
    ended_at: datetime | None
    ended_because: str
    comments: int
    answered: int


class PublicationListJson(BaseModel):
    """Publications, the newest first."""

    items: list[PublicationJson]


class UnitChangeJson(BaseModel):
    """A unit that is told by name; null where people are few or the need is not known."""

    unit: str
    need: float | None
    before: int | None
    after: int | None
    comes: list[str]
    leaves: list[str]


class PostChangeJson(BaseModel):
    """Persons missing at a jabatan in all units together."""

    jabatan: str
    before: float
    after: float


class ShareJson(BaseModel):
    """How many of a group move."""

    group: str
    moved: int
    people: int


class ToldJson(BaseModel):
    """What everybody is told of a plan: no name, no NIP, no count of few people."""

    unit: str
    effective_on: date
    period: str
    targets: list[dict[str, str]]
    scenario: str
    measure: Phi
    move_price: float
    max_moves: int | None
    experience: float
    edits: list[str]
    rules: dict[str, float]
    tiers: list[Tier]
    seed: str
    input_sha256: str
    certificate_sha256: str
    gap: float
    moves: int | None
    volunteers: int | None
    units: list[UnitChangeJson]
    other_units: int
    other_staff: list[int | None]
    posts: list[PostChangeJson]
    shortage: list[float]
    critical: list[int]
    gini: list[float]
    shares: list[ShareJson]
    mean_km: float | None


class WholePublicationJson(PublicationJson):
    """A publication as everybody reads it; ``told`` is null once it no longer stands."""

    note: str
    told: ToldJson | None


class AnswerJson(BaseModel):
    """How a comment was weighed, without the comment; ``version`` is the one to which it was said."""

    category: Category
    answer: str
    answered_at: datetime
    version: int


class AnswerListJson(BaseModel):
    """Answers, the newest first; ``next`` is the cursor of the following page."""

    items: list[AnswerJson]
    next: str | None


class OwnCommentJson(BaseModel):
    """A comment as its author reads it."""

    id: int
    version: int
    category: Category
    words: str
    made_at: datetime
    answer: str
    answered_at: datetime | None


class CommentJson(OwnCommentJson):
    """A comment as the personnel office reads it."""

    employee: str | None
    employee_name: str
    is_concerned: bool


class CommentListJson(BaseModel):
    """Comments on one version, those without an answer first; ``next`` is the cursor of the following page."""

    items: list[CommentJson]
    next: str | None


class OwnMoveJson(BaseModel):
    """Where the reader would move, and why."""

    from_unit: str
    from_post: str
    to_unit: str
    to_post: str
    reasons: list[str]


class OwnPartJson(BaseModel):
    """What a publication means for its reader, and what the reader said."""

    move: OwnMoveJson | None
    comments: list[OwnCommentJson]


class CommentInput(BaseModel):
    """``POST …/comments``."""

    model_config = ConfigDict(extra="forbid")

    category: Category
    words: Annotated[str, Field(min_length=1, max_length=LONGEST_COMMENT)]


class CommentAnswerInput(BaseModel):
    """``POST …/answer``: with ``change`` an earlier answer is replaced."""

    model_config = ConfigDict(extra="forbid")

    answer: Annotated[str, Field(min_length=1, max_length=LONGEST_COMMENT)]
    change: bool = False


def publication_json(row: PublicationRow, today: date) -> dict[str, Any]:
    """Return a publication as lists show it."""
    return PublicationJson(**_publication(row, today)).model_dump(mode="json")


def whole_publication_json(row: PublicationRow, today: date, say: Say) -> dict[str, Any]:
    """Return a publication with what it tells while it stands."""
    stands = row.state is PublicationState.PUBLISHED
    told, note = (_told(row.told, say), row.note) if stands else (None, "")
    return WholePublicationJson(told=told, note=note, **_publication(row, today)).model_dump(mode="json")


def _publication(row: PublicationRow, today: date) -> dict[str, Any]:
    known = {name: value for name, value in row._asdict().items() if name in PublicationJson.model_fields}
    return {**known, "plan": row.plan_id, "name": row.plan, "takes_comments": row.takes_comments(today)}


def _told(told: Told, say: Say) -> ToldJson:
    same = {name: getattr(told, name) for name in ToldJson.model_fields if hasattr(told, name)}
    rows = {
        "edits": [say(text) for text in thaw_texts(told.edits)],
        "units": [UnitChangeJson(**one._asdict()) for one in told.changes],
        "posts": [PostChangeJson(**one._asdict()) for one in told.posts],
        "shares": [ShareJson(**one._asdict()) for one in told.shares],
    }
    return ToldJson(**{**same, "period": told.basis, "other_staff": list(told.others), **rows})


def answers_json(rows: Sequence[AnswerRow], following: int | None) -> dict[str, Any]:
    """Return one page of answers."""
    items = [AnswerJson(**row._asdict()) for row in rows]
    return AnswerListJson(items=items, next=_cursor(following)).model_dump(mode="json")


def comments_json(rows: Sequence[CommentRow], following: int | None) -> dict[str, Any]:
    """Return one page of comments for the personnel office."""
    items = [_named(row) for row in rows]
    return CommentListJson(items=items, next=_cursor(following)).model_dump(mode="json")


def comment_json(row: CommentRow) -> dict[str, Any]:
    """Return one comment for the personnel office."""
    return _named(row).model_dump(mode="json")


def _named(row: CommentRow) -> CommentJson:
    return CommentJson(
        employee=row.nip, employee_name=row.name, is_concerned=row.is_concerned, **_own(row).model_dump()
    )


def own_part_json(move: OwnMoveRow | None, comments: Sequence[CommentRow], say: Say) -> dict[str, Any]:
    """Return what a publication means for its reader."""
    own = None
    if move is not None:
        reasons = [say(text) for text in move.sentences]
        seats = {"from_unit": move.from_unit, "from_post": move.from_jabatan}
        own = OwnMoveJson(**seats, to_unit=move.to_unit, to_post=move.to_jabatan, reasons=reasons)
    return OwnPartJson(move=own, comments=[_own(row) for row in comments]).model_dump(mode="json")


def _own(row: CommentRow) -> OwnCommentJson:
    return OwnCommentJson(**{name: getattr(row, name) for name in OwnCommentJson.model_fields})


def _cursor(following: int | None) -> str | None:
    return None if following is None else str(following)
