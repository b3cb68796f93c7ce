"""JSON of the consultation."""

from datetime import datetime

from pydantic import BaseModel

from mutasi_flow.transfers.consultation import Side, Summary
from mutasi_flow.transfers.domain import Stance, Voice
from mutasi_flow.transfers.queries import Seen
from mutasi_flow.transfers.schemas import Say


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


class ConsentJson(BaseModel):
    """What the employee or one of the units says to the move itself."""

    side: Side
    stance: Stance | None
    sentence: str
    letter: str


class SummaryJson(BaseModel):
    """The consultation in one block; ``exceptions`` are what must be looked at before deciding, weightiest first."""

    asked: int
    answered: int
    sentence: str
    consents: list[ConsentJson]
    silent: list[Voice]
    waiting: list[Voice]
    exceptions: list[str]


class OpinionsJson(BaseModel):
    """``GET /transfers/{number}/opinions``."""

    items: list[OpinionJson]
    peers: PeersJson | None
    summary: SummaryJson


def _summary_json(summary: Summary, say: Say) -> SummaryJson:
    return SummaryJson(
        asked=summary.asked,
        answered=summary.answered,
        sentence=say(summary.words),
        consents=[
            ConsentJson(side=one.side, stance=one.stance, sentence=say(one.words), letter=one.letter)
            for one in summary.consents
        ],
        silent=list(summary.silent),
        waiting=list(summary.waiting),
        exceptions=[say(one) for one in summary.exceptions],
    )


def opinions_json(seen: Seen, summary: Summary, say: Say) -> dict[str, object]:
    """Return what is seen of the opinions, and the summary made of it."""
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
    return OpinionsJson(items=items, peers=peers, summary=_summary_json(summary, say)).model_dump(mode="json")
