"""Announcing: the act after which a confidential transfer is like any other, alone or with others at once."""

from dataclasses import replace
from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service as inbox
from mutasi_flow.letters import service as letters
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.authority import find_authority, use_authority
from mutasi_flow.transfers.service.decree import find_standing
from mutasi_flow.transfers.service.follow_ups import announce_follow_ups
from mutasi_flow.transfers.service.perform import get_locked, refuse_stale
from mutasi_flow.transfers.service.secrecy import place, refuse_second
from mutasi_flow.transfers.workflow import OPEN_STATES, Action, State

ANNOUNCED_IN = frozenset({State.APPROVED, State.DECREED})
_ANNOUNCING = ((Action.APPROVE, Permission.TRANSFERS_DECIDE), (Action.DECREE, Permission.TRANSFERS_DECREE))


def find_announcer(session: Session, card: TransferCard, actor: Actor, today: date) -> Actor | None:
    """Return the actor as the trail names whoever announces: the official who decides or signs here; None for others."""
    if not card.is_secret or card.state not in ANNOUNCED_IN or actor.employee_id == card.employee_id:
        return None
    able = actor.apart_from(card.employee_id)
    for action, permission in _ANNOUNCING:
        if able.may(permission, card.from_path):
            authority = find_authority(session, card, action, today)
            if authority is None or access.is_official(authority, actor):
                return use_authority(authority, able.using(permission, card.from_path))
    return None


def announce(session: Session, number: str, *, actor: Actor, clock: Clock, expected_version: int | None = None) -> None:
    """End the secrecy of a file that has been decided: from now on it is like any other, and its employee is told.

    Raises:
        NotFound: no such transfer for this person.
        Stale: the page was older than the last change.
        NotPermitted: the actor neither decides nor signs here, or it is the own transfer.
        Conflict: it is not confidential, or not decided yet; or another file or placement of the employee stands in
            the way.
    """
    card = get_locked(session, number, actor)
    refuse_stale(session, card, expected_version)
    if not card.is_secret:
        raise Conflict(T("Usulan ini tidak rahasia, atau sudah diumumkan."))
    if card.state not in ANNOUNCED_IN:
        raise Conflict(T("Berkas rahasia diumumkan sesudah disetujui atau sesudah SK terbit."))
    announcer = find_announcer(session, card, actor, clock.today())
    if announcer is None:
        raise NotPermitted
    disclose(session, card, actor=announcer, clock=clock)


def disclose(session: Session, card: TransferCard, *, actor: Actor, clock: Clock) -> None:
    """Do what an announcement means; the caller has checked the right."""
    at, version = clock.now(), card.version + 1
    if card.state in OPEN_STATES:
        refuse_second(session, card.employee_id)
    opened = update(Transfer).where(Transfer.id == card.id)
    session.execute(opened.values(is_secret=False, announced_at=at, version=version))
    letters.keep_secret(session, trail.ABOUT, card.id, is_secret=False)
    letters.disclose_whole(session, trail.ABOUT, card.id)
    inbox.announce_all(session, trail.ABOUT, card.id)
    announce_follow_ups(session, card)
    told, event = replace(card, is_secret=False), "announced"
    text = T("Usulan mutasi {number} untuk Anda sudah diumumkan.", number=card.number)
    if card.state is State.DECREED:
        standing = find_standing(session, card)
        if standing is not None:
            place(session, card, standing.number, actor=actor, today=clock.today(), at=at)
        event, text = "decreed", T("SK untuk usulan {number} sudah terbit.", number=card.number)
    tasks.tell_both_sides(session, told, event=event, text=text, at=at)
    trail.record(session, card.id, "announced", actor=actor, payload={"version": version}, at=at)
