"""Keeping with a transfer what stands behind it, in the transaction that makes it of a plan."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mutasi_flow.transfers.model import PlanEvidence


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """The move of a plan from which a transfer comes; ``unit_id`` is the top of the plan's units."""

    plan_id: int
    solution_id: int
    place: int
    plan: str
    scenario: str
    unit_id: int | None
    solved_at: datetime
    reason: str
    input_sha256: str
    certificate_sha256: str

    def as_payload(self) -> Mapping[str, object]:
        """Return what the trail says of it."""
        return {
            "plan": self.plan_id,
            "solution": self.solution_id,
            "place": self.place,
            "input": self.input_sha256,
            "certificate": self.certificate_sha256,
        }


def keep_evidence(session: Session, transfer_id: int, new: NewEvidence) -> None:
    """Keep the evidence of a transfer that has none yet."""
    session.execute(insert(PlanEvidence).values(transfer_id=transfer_id, **asdict(new)))
