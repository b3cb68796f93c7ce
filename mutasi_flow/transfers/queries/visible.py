"""Which transfers exist for whom. Every list, count and figure of the road asks here, and nowhere else.

A confidential transfer exists only for its readers' list until it is announced, and for whoever asked for the own move.
Figures leave it out for everybody: a sum that differs from reader to reader would tell.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, literal_column, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import run
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.model import BatchItem, Objection, PertekRow, Transfer
from mutasi_flow.transfers.trail import ABOUT, ABOUT_BATCH, ABOUT_DECISION_PAPER, ABOUT_PERTEK, chain_of
from mutasi_flow.transfers.workflow import OPEN_STATES

IS_SECRET: ColumnElement[Any] = literal_column("transfers.is_secret")
"""Whether a transfer is confidential, written out: SQLite takes its small index only where it reads the word itself."""
IS_PUBLIC = ~Transfer.is_secret
"""Condition on transfers that figures count."""


def is_listed(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a transfer is confidential and the actor reads it."""
    own: ColumnElement[bool] = false()
    if actor.employee_id is not None and not actor.is_watched:
        own = and_(Transfer.employee_id == actor.employee_id, Transfer.door == Door.OWN)
    return and_(IS_SECRET, or_(own, access.is_listed(actor, ABOUT, Transfer.id)))


def is_readable(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a transfer is not confidential, or the actor reads it; scope is another question."""
    return or_(IS_PUBLIC, is_listed(actor))


def list_hidden_chains(session: Session, actor: Actor) -> Sequence[str]:
    """Return the chains of the trail that do not exist for the actor.

    Those of batches that hold something hidden, and of letters about nothing else, are among them.
    """
    hidden = select(Transfer.id).where(IS_SECRET, ~is_readable(actor))
    keys = list(run(session, hidden).scalars())
    chains = [chain_of(key) for key in keys] + [chain_of(key, ABOUT_DECISION_PAPER) for key in keys]
    if chains:
        batches = select(BatchItem.batch_id).where(BatchItem.transfer_id.in_(hidden)).distinct()
        chains += [chain_of(key, ABOUT_BATCH) for key in run(session, batches).scalars()]
        told = PertekRow.transfer_id.is_(None) | PertekRow.transfer_id.not_in(hidden)
        shown = select(PertekRow.letter_id).where(told)
        letters = select(PertekRow.letter_id).where(
            PertekRow.transfer_id.in_(hidden), PertekRow.letter_id.not_in(shown)
        )
        chains += [chain_of(key, ABOUT_PERTEK) for key in run(session, letters.distinct()).scalars()]
        against = select(Objection.id).where(Objection.transfer_id.in_(hidden))
        chains += [f"objection:{key}" for key in run(session, against).scalars()]
    return chains


def find_other_open(session: Session, transfer_id: int, employee_id: int) -> tuple[str, bool] | None:
    """Return number and secrecy of another open transfer of the employee, one that is no secret first; or None."""
    others = (
        select(Transfer.number, Transfer.is_secret)
        .where(Transfer.employee_id == employee_id, Transfer.id != transfer_id, Transfer.state.in_(OPEN_STATES))
        .order_by(Transfer.is_secret, Transfer.id)
    )
    found = run(session, others.limit(1)).first()
    return (found.number, found.is_secret) if found is not None else None


def reads(session: Session, actor: Actor, transfer_id: int, employee_id: int, door: Door) -> bool:
    """Whether the actor reads one confidential transfer."""
    is_asked = access.is_reader(session, actor, ABOUT, transfer_id)
    is_own = actor.employee_id is not None and actor.employee_id == employee_id and door is Door.OWN
    return is_asked or (is_own and not actor.is_watched)
