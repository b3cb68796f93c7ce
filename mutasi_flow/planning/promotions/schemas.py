"""JSON of promotions: what programs read, and what they may ask."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from mutasi_flow.core.texts import Text
from mutasi_flow.inbox.domain import thaw_values
from mutasi_flow.planning.promotions.domain import ItemState
from mutasi_flow.planning.promotions.queries import ItemRow, PromotionRow
from mutasi_flow.transfers.schemas import Say


class PromotedJson(BaseModel):
    """What came of one move; ``said`` is empty for whoever only reads need."""

    employee_name: str
    state: ItemState
    said: list[str]
    transfer: str | None


class PromotionJson(BaseModel):
    """One press by which moves become transfers; ``items`` of the newest one only."""

    id: int
    asked_at: datetime
    ended_at: datetime | None
    waiting: int
    done: int
    failed: int
    items: list[PromotedJson]


class PromotionListJson(BaseModel):
    """The presses about a result, the newest first."""

    items: list[PromotionJson]


class PromotionInput(BaseModel):
    """``POST …/promotions``: ``places`` of moves, null for all; ``despite`` why they do not wait for open comments."""

    model_config = ConfigDict(extra="forbid")

    places: list[Annotated[int, Field(ge=1)]] | None = None
    send: bool = False
    despite: str = ""


def promotion_json(row: PromotionRow, items: Sequence[ItemRow], say: Say) -> dict[str, Any]:
    """Return a press with what came of its moves."""
    told = [
        PromotedJson(
            employee_name=item.name,
            state=item.state,
            said=[say(text) for _key, text in sorted(thaw_values(item.said).items()) if isinstance(text, Text)],
            transfer=item.transfer,
        )
        for item in items
    ]
    return PromotionJson(items=told, **row._asdict()).model_dump(mode="json")
