"""Whose authority a decision or a signature is: what the office's matrix says about one file."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Act, Authority
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.workflow import Action, Step

ACT_OF: Mapping[Action, Act] = MappingProxyType(
    {
        Action.APPROVE: Act.DECIDE,
        Action.REJECT: Act.DECIDE,
        Action.REOPEN: Act.DECIDE,
        Action.DECREE: Act.SIGN,
        Action.REVOKE: Act.SIGN,
    }
)


def find_authority(
    session: Session, card: TransferCard, action: Action, on: date, *, but: Collection[int] = ()
) -> Authority | None:
    """Return the row of the matrix that speaks about the action on this file; None: whoever has the role.

    Rows of officials with a conflict of interest, and of those in ``but``, leave it to the next row.
    """
    act = ACT_OF.get(action)
    if act is None or not card.has_authorities:
        return None
    jabatan_id = card.to_jabatan_id or card.from_jabatan_id
    return access.who_may(
        session,
        act,
        move_kind=card.kind.value,
        jabatan_id=jabatan_id,
        unit_path=card.from_path,
        on=on,
        but=card.apart.union(but),
    )


def whose(authority: Authority) -> Text:
    """Say to whom the act belongs."""
    if authority.head_id is None:
        return T(
            "Langkah ini wewenang {official}, dan jabatan itu sedang kosong. Administrator dapat mengubah wewenangnya.",
            official=authority.title,
        )
    return T("Langkah ini wewenang {official}. Berkas menunggu pejabat itu.", official=authority.title)


def use_authority(authority: Authority | None, actor: Actor) -> Actor:
    """Return the actor as the trail names it under the matrix.

    Raises:
        NotPermitted: the act belongs to another official.
    """
    if authority is None:
        return actor
    if not access.is_official(authority, actor):
        raise NotPermitted(whose(authority))
    return replace(actor, capacity=authority.capacity, warrant=authority.paper)


def find_obstacle(session: Session, card: TransferCard, step: Step, actor: Actor, on: date) -> Text | None:
    """Say whose authority a step is when it is not the actor's."""
    authority = find_authority(session, card, step.action, on)
    return whose(authority) if authority is not None and not access.is_official(authority, actor) else None


def list_own_steps(
    session: Session, card: TransferCard, steps: Sequence[Step], actor: Actor, on: date
) -> Sequence[Step]:
    """Leave out of ``steps`` those that the matrix gives to another official."""
    if not card.has_authorities:
        return steps
    return [step for step in steps if find_obstacle(session, card, step, actor, on) is None]
