"""From a candidate to a file: the move enters the road by the door of the unit."""

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.planning.matching.domain import Match
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.service import Destination, NewTransfer, create_draft

__all__ = ["LONGEST_REASON", "may_propose", "propose"]
ORGANISATION_NEED = "need"
"""The category of reasons that says the organisation needs it."""


def may_propose(actor: Actor, card: EmployeeCard) -> bool:
    """Whether the actor may propose a move of this employee: never the own one."""
    return card.id != actor.employee_id and actor.may(Permission.TRANSFERS_PROPOSE, card.unit_path or "")


def propose(session: Session, one: Match, reason: str, *, actor: Actor, clock: Clock) -> str:
    """Open a draft that leads the candidate to the post. Return its number.

    Raises:
        NotPermitted: the actor may not propose a move of this employee.
        Conflict: the employee has an open file.
    """
    new = NewTransfer(
        employee_id=one.person.employee_id,
        destinations=(Destination(one.post.unit_id, one.post.jabatan_id),),
        door=Door.UNIT,
        reason=reason,
        reason_category=ORGANISATION_NEED,
    )
    return create_draft(session, new, actor, clock)
