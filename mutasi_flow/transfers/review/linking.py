"""Linking transfers that are decided together, and dissolving a link."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain.links import MOST_LINKED, LinkKind, fits
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.model import Link, LinkMember, Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card, get_card_by_id, may_see
from mutasi_flow.transfers.queries.links import list_partners
from mutasi_flow.transfers.review.reading import step_of
from mutasi_flow.transfers.service.perform import get_locked, is_own_side, on_own_side, refuse_stale
from mutasi_flow.transfers.workflow import State

LINKABLE = (State.DRAFT, State.PROPOSED, State.RETURNED, State.CONSULTED)
"""Before the decision; what has been decided singly is not linked afterwards."""


def may_link(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor may say with what the transfer hangs together: the office, or who opened the file for others."""
    if actor.employee_id is not None and actor.employee_id == card.employee_id:
        return False
    verifies = actor.apart_from(card.employee_id).may(Permission.TRANSFERS_VERIFY, card.from_path)
    return verifies or is_own_side(card, actor)


def _as_linker(card: TransferCard, actor: Actor) -> Actor:
    if actor.may(Permission.TRANSFERS_VERIFY, card.from_path):
        return actor.apart_from(card.employee_id).using(Permission.TRANSFERS_VERIFY, card.from_path)
    return on_own_side(card, actor)


def _members(session: Session, number: str, others: Sequence[str], actor: Actor) -> list[TransferCard]:
    """Return the transfers, locked in the order of their keys.

    Raises:
        NotFound: one of them is not shown to this person; the sentence names it.
        NotPermitted: one of them is not the actor's to link.
    """
    wanted = list(dict.fromkeys([number, *others]))
    for one in wanted:
        card = find_card(session, one)
        if card is None or not may_see(session, card, actor):
            raise NotFound(T("Usulan {number} tidak ditemukan.", number=one))
        if not may_link(card, actor):
            raise NotPermitted(T("Usulan {number} tidak dapat Anda kaitkan.", number=one))
    keys = session.execute(
        select(Transfer.id, Transfer.number).where(Transfer.number.in_(wanted)).order_by(Transfer.id)
    ).all()
    return [get_locked(session, one, actor) for _key, one in keys]


def link_transfers(
    session: Session,
    number: str,
    kind: LinkKind,
    others: Sequence[str],
    *,
    actor: Actor,
    clock: Clock,
    expected_version: int | None = None,
) -> int:
    """Let transfers be decided together from now on, and return the key of the link.

    Raises:
        NotFound, NotPermitted, Stale: for one of the transfers.
        Conflict: one of them is decided already, or linked with others.
        InvalidInput: there are too few or too many, or they do not hang together as the kind says.
    """
    cards = _members(session, number, others, actor)
    for card in cards:
        if card.number == number:
            refuse_stale(session, card, expected_version)
        if card.state not in LINKABLE:
            raise Conflict(
                T("Usulan {number} sudah diputus atau berhenti, jadi tidak dapat dikaitkan.", number=card.number)
            )
        if card.is_linked:
            raise Conflict(T("Usulan {number} sudah dikaitkan. Lepas kaitannya dahulu.", number=card.number))
    if len({card.is_secret for card in cards}) > 1:
        raise Conflict(T("Usulan rahasia hanya dapat dikaitkan dengan usulan rahasia."))
    if not fits(kind, [step_of(card)[:2] for card in cards]):
        raise InvalidInput(_misfit(kind), field="others")
    at = clock.now()
    values = {"kind": kind, "created_by_id": actor.account_id, "created_at": at}
    link_id: int = session.execute(insert(Link).returning(Link.id), values).scalar_one()
    rows = [{"link_id": link_id, "transfer_id": card.id, "is_open": True} for card in cards]
    try:
        with session.begin_nested():
            session.execute(insert(LinkMember), rows)
    except IntegrityError as error:
        raise Conflict(T("Salah satu usulan baru saja dikaitkan dengan yang lain.")) from error
    for card in cards:
        _note(session, card, "linked", {"link": link_id, "kind": kind.value}, actor=actor, at=at)
    return link_id


def _misfit(kind: LinkKind) -> Text:
    if kind is LinkKind.SWAP:
        return T("Tukar: pilih dua usulan yang masing-masing menuju unit asal yang lain.")
    if kind is LinkKind.CHAIN:
        return T(
            "Rantai: setiap usulan harus menuju unit yang ditinggalkan usulan berikutnya, paling banyak {limit}.",
            limit=MOST_LINKED,
        )
    return T("Pasangan: pilih tepat dua usulan.")


def dissolve_link(
    session: Session, number: str, reason: str, *, actor: Actor, clock: Clock, expected_version: int | None = None
) -> None:
    """Let the transfers of a link go on each by itself.

    Raises:
        NotFound, NotPermitted, Stale: for the transfer.
        Conflict: it is not linked.
        InvalidInput: the reason is missing or too long.
    """
    card, at = get_locked(session, number, actor), clock.now()
    if not may_link(card, actor):
        raise NotPermitted
    refuse_stale(session, card, expected_version)
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise InvalidInput(T("Alasan wajib diisi."), field="reason")
    partners = list_partners(session, card.id)
    if not partners:
        raise Conflict(T("Usulan ini tidak dikaitkan."))
    link_id, kind = partners[0].link_id, partners[0].kind
    session.execute(update(LinkMember).where(LinkMember.link_id == link_id).values(is_open=False))
    session.execute(update(Link).where(Link.id == link_id).values(dissolved_at=at))
    payload = {"link": link_id, "kind": kind.value, "reason": reason.strip()}
    for key in sorted([card.id, *(one.transfer_id for one in partners)]):
        _note(session, get_card_by_id(session, key), "unlinked", payload, actor=actor, at=at)


def _note(
    session: Session, card: TransferCard, action: str, payload: Mapping[str, object], *, actor: Actor, at: datetime
) -> None:
    """Raise the version, so that whoever reads an older page is told, and record it in the trail."""
    version = card.version + 1
    session.execute(update(Transfer).where(Transfer.id == card.id).values(version=version, changed_at=at))
    trail.record(
        session, card.id, action, actor=_as_linker(card, actor), payload={**payload, "version": version}, at=at
    )
