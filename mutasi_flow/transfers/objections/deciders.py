"""Who took part in the decision objected to: those persons do not rule on the objection."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.service.perform import PAST_TENSE
from mutasi_flow.transfers.workflow import Action

_DECIDING = frozenset(PAST_TENSE[action] for action in (Action.APPROVE, Action.REJECT, Action.DECREE))


@dataclass(frozen=True, slots=True)
class Decider:
    """An account that decided or signed, and the person behind it."""

    account_id: int | None
    employee_id: int | None


def list_deciders(session: Session, transfer_id: int) -> Sequence[Decider]:
    """Return who approved, rejected or issued the decree, as the trail has it."""
    accounts = {
        row.actor_id for row in audit.trail(session, trail.chain_of(transfer_id)) if row.action in _DECIDING
    } - {None}
    return [Decider(one, access.employee_of(session, one)) for one in sorted(one for one in accounts if one)]


def took_part(session: Session, transfer_id: int, actor: Actor) -> bool:
    """Whether the actor, by this or another account, took part in the decision."""
    return any(
        one.account_id == actor.account_id or (one.employee_id is not None and one.employee_id == actor.employee_id)
        for one in list_deciders(session, transfer_id)
    )
