"""JSON of what is raised against a decision: the employee's objection, and a filed revocation."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from mutasi_flow.transfers.domain import Ground
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.objections import ObjectionRow


class RevocationInput(BaseModel):
    """``POST /transfers/{number}/revocation``: why the decree should be revoked."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


class ObjectionInput(BaseModel):
    """``POST /transfers/{number}/objection``: the office adds number and day of receipt of a letter on paper."""

    model_config = ConfigDict(extra="forbid")

    ground: Ground
    reason: str = Field(max_length=LONGEST_REASON)
    letter: str = Field(default="", max_length=200)
    received_on: date | None = None


class ObjectionJson(BaseModel):
    """An objection with its terms and, once there is one, its ruling."""

    against: str
    decided_on: date
    ground: str
    reason: str
    letter: str
    filed_on: date
    regime: str
    file_until: date
    rule_until: date
    is_late: bool
    ruling: str | None
    ruling_reason: str
    ruled_at: datetime | None
    awaits_decree: bool


def objection_json(objection: ObjectionRow) -> dict[str, Any]:
    """Return an objection as JSON."""
    given = {name: getattr(objection, name) for name in ObjectionJson.model_fields}
    return ObjectionJson(**given).model_dump(mode="json")
