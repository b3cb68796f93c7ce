"""What stands behind a transfer that came of a plan, for whoever may read that plan."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.people.model import Unit
from mutasi_flow.transfers.model import PlanEvidence

PLAN_READERS = (Permission.PLAN, Permission.BALANCE_READ)
"""Whoever holds one of these over all units of a plan reads it: no name in it is outside their reach."""


class EvidenceRow(NamedTuple):
    """Plan, scenario and result of a move, its reason, and the digests by which they are checked."""

    transfer_id: int
    plan_id: int
    solution_id: int
    place: int
    plan: str
    scenario: str
    solved_at: datetime
    reason: str
    input_sha256: str
    certificate_sha256: str
    unit_path: str


def may_read_plan(actor: Actor, unit_path: str) -> bool:
    """Whether the actor reads plans about these units."""
    return any(actor.may(permission, unit_path) for permission in PLAN_READERS)


def find_evidence(session: Session, transfer_id: int, actor: Actor) -> EvidenceRow | None:
    """Return the evidence of a transfer; None where it came of no plan, or of one that the actor does not read."""
    statement = (
        select(
            PlanEvidence.transfer_id,
            PlanEvidence.plan_id,
            PlanEvidence.solution_id,
            PlanEvidence.place,
            PlanEvidence.plan,
            PlanEvidence.scenario,
            PlanEvidence.solved_at,
            PlanEvidence.reason,
            PlanEvidence.input_sha256,
            PlanEvidence.certificate_sha256,
            func.coalesce(Unit.path, ""),
        )
        .outerjoin(Unit, Unit.id == PlanEvidence.unit_id)
        .where(PlanEvidence.transfer_id == transfer_id)
    )
    found = session.execute(statement).first()
    row = EvidenceRow(*found) if found is not None else None
    return row if row is not None and may_read_plan(actor, row.unit_path) else None
