"""Who rules on an objection: whoever decides here as the matrix says, and took no part in the decision objected to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Authority
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.queries.revocations import list_revoking
from mutasi_flow.transfers.service.authority import find_authority, whose
from mutasi_flow.transfers.service.perform import ACTING_ONLY, PAST_TENSE
from mutasi_flow.transfers.workflow import Action

_DECIDING = frozenset(PAST_TENSE[action] for action in (Action.APPROVE, Action.REJECT, Action.DECREE, Action.REVOKE))


@dataclass(frozen=True, slots=True)
class Decider:
    """An account that decided or signed, and the person behind it."""

    account_id: int | None
    employee_id: int | None


def list_deciders(session: Session, transfer_id: int) -> Sequence[Decider]:
    """Return who approved, rejected, issued the decree or revoked it, also by a file of its own, as the trail has it."""
    chains = [trail.chain_of(key) for key in (transfer_id, *list_revoking(session, transfer_id))]
    accounts = {row.actor_id for one in chains for row in audit.trail(session, one) if row.action in _DECIDING} - {None}
    return [Decider(one, access.employee_of(session, one)) for one in sorted(one for one in accounts if one)]


def took_part(session: Session, transfer_id: int, actor: Actor) -> bool:
    """Whether the actor, by this or another account, took part in the decision."""
    return any(
        one.account_id == actor.account_id or (one.employee_id is not None and one.employee_id == actor.employee_id)
        for one in list_deciders(session, transfer_id)
    )


def _find_authority(session: Session, card: TransferCard, on: date) -> Authority | None:
    """Return the row of the matrix that rules: the next one after those whose official took part in the decision."""
    parties = {one.employee_id for one in list_deciders(session, card.id) if one.employee_id is not None}
    return find_authority(session, card, Action.REJECT, on, but=parties)


def may_rule(session: Session, card: TransferCard, actor: Actor, on: date) -> bool:
    """Whether the actor decides here as the matrix says, did not take part in the decision, and has no interest in it."""
    decides = actor.may(Permission.TRANSFERS_DECIDE, card.from_path) and not card.bars(actor.employee_id)
    if not decides or took_part(session, card.id, actor):
        return False
    authority = _find_authority(session, card, on)
    return authority is None or access.is_official(authority, actor)


def refuse_unfit(session: Session, card: TransferCard, actor: Actor, on: date) -> None:
    """Say why somebody does not rule on the objection.

    Raises:
        NotPermitted: the actor does not decide here, or took part in the decision, or it is another official's.
    """
    if may_rule(session, card, actor, on):
        return
    if not actor.may(Permission.TRANSFERS_DECIDE, card.from_path):
        acting = actor.may(Permission.TRANSFERS_REVIEW, card.from_path)
        raise NotPermitted(ACTING_ONLY) if acting else NotPermitted
    authority = None if took_part(session, card.id, actor) else _find_authority(session, card, on)
    if authority is not None and not access.is_official(authority, actor):
        raise NotPermitted(whose(authority))
    raise NotPermitted(T("Keberatan diputus oleh pejabat yang tidak ikut memutus usulan ini."))
