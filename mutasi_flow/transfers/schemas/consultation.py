"""JSON of the consultation."""

from datetime import datetime

from pydantic import BaseModel

from mutasi_flow.transfers.domain import Stance, Voice
from mutasi_flow.transfers.queries import Seen


class OpinionJson(BaseModel):
    """An opinion as the caller may see it: what is not for the caller is null or empty."""

    id: int
    voice: Voice
    name: str | None
    capacity: str
    stance: Stance | None
    reason: str
    letter: str
    given_at: datetime
    weighed: str
    weighed_confirmed_at: datetime | None


class PeersJson(BaseModel):
    """What at least three peers said together, once none of them can answer any more."""

    support: int
    conditions: int
    against: int
    answers: dict[str, dict[str, int]]
    reasons: list[str]


class OpinionsJson(BaseModel):
    """``GET /transfers/{number}/opinions``."""

    items: list[OpinionJson]
    peers: PeersJson | None


def opinions_json(seen: Seen) -> dict[str, object]:
    """Return what is seen of the opinions."""
    names = OpinionJson.model_fields.keys() - {"name"}
    items = [
        OpinionJson(name=one.employee_name, **{name: getattr(one, name) for name in names}) for one in seen.opinions
    ]
    peers = seen.peers and PeersJson(
        support=seen.peers.stances.get(Stance.SUPPORT, 0),
        conditions=seen.peers.stances.get(Stance.CONDITIONS, 0),
        against=seen.peers.stances.get(Stance.AGAINST, 0),
        answers={question: dict(counts) for question, counts in seen.peers.answers.items()},
        reasons=list(seen.peers.reasons),
    )
    return OpinionsJson(items=items, peers=peers).model_dump(mode="json")
