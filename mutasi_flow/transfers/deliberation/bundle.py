"""One press makes the papers for a decision; a worker prints them. A new print takes the place of the one before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.letters import queries as letter_queries
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.domain import SUPPORT_REGISTER
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.service import Issued
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.deliberation.calling import note, speaking
from mutasi_flow.transfers.deliberation.candidates import load_candidate
from mutasi_flow.transfers.deliberation.closing import list_minutes
from mutasi_flow.transfers.deliberation.listing import list_heard
from mutasi_flow.transfers.deliberation.loading import load_board
from mutasi_flow.transfers.deliberation.papers import compose_bundle
from mutasi_flow.transfers.deliberation.records import ABOUT, Board
from mutasi_flow.transfers.deliberation.rights import get_board, may_lead, sees_item
from mutasi_flow.transfers.domain.team import SittingState
from mutasi_flow.transfers.queries import TransferCard, get_card_by_id
from mutasi_flow.transfers.queries.sights import Eyes, load_matrix
from mutasi_flow.transfers.service.perform import APART, get_locked
from mutasi_flow.transfers.visibility import Reader
from mutasi_flow.transfers.workflow import State

KIND = "decision_bundle"
ABOUT_TRANSFER = trail.ABOUT_DECISION_PAPER
"""Papers for the decision on a transfer: apart from its letters, which the employee reads."""
PREPARING = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_REVIEW)
READY = frozenset({State.CONSULTED, State.APPROVED, State.REJECTED, State.DECREED})
"""Consulted at least: before that there is nothing to decide."""
MOST_TRANSFERS = 60
"""One print holds no more: a page each, and the printer's time is bounded."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """What came of a press."""

    number: str
    transfers: int


def may_bundle(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor prepares or takes the decision here, and has a part in the transfer."""
    return not card.bars(actor.employee_id) and any(actor.may(one, card.from_path) for one in PREPARING)


def may_read_bundle(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor may have the papers: whoever makes them, and auditors."""
    audits = actor.may(Permission.AUDIT_READ, card.from_path) and not card.bars(actor.employee_id)
    return audits or may_bundle(card, actor)


def list_bundles(session: Session, transfer_id: int) -> Sequence[LetterRow]:
    """Return the prints about one transfer, the oldest first."""
    return letter_queries.list_about(session, ABOUT_TRANSFER, transfer_id, kinds=(KIND,))


def list_sitting_bundles(session: Session, sitting_id: int) -> Sequence[LetterRow]:
    """Return the prints about the agenda of a sitting, the oldest first."""
    return letter_queries.list_about(session, ABOUT, sitting_id, kinds=(KIND,))


def list_papers_of(session: Session, card: TransferCard, actor: Actor) -> Sequence[LetterRow]:
    """Return the minutes and prints about a transfer that the actor may have: none that names what is kept from them."""
    found = []
    for sitting_id in dict.fromkeys(heard.sitting_id for heard in list_heard(session, card.id)):
        board = load_board(session, sitting_id)
        if all(sees_item(session, item, actor) for item in board.items):
            found += list_minutes(session, sitting_id)
    return [*found, *(list_bundles(session, card.id) if may_read_bundle(card, actor) else ())]


def make_bundle(session: Session, number: str, *, actor: Actor, clock: Clock) -> Bundled:
    """Make the papers for the decision on one transfer.

    Raises:
        NotFound: no such transfer for this person.
        NotPermitted: the person neither prepares nor takes the decision here, or has no part in it.
        Conflict: it has not been consulted yet, or has ended without a decision.
        InvalidInput: a name or text cannot be printed.
    """
    card = get_locked(session, number, actor)
    if not may_bundle(card, actor):
        raise NotPermitted(APART if card.bars(actor.employee_id) else None)
    if card.state not in READY:
        raise Conflict(T("Bahan putusan dibuat setelah konsultasi disimpulkan."))
    issued = _issue(session, ABOUT_TRANSFER, card.id, [card], actor=actor, clock=clock)
    held = next((one for one in PREPARING if actor.may(one, card.from_path)), PREPARING[0])
    payload = {"letter": issued.number, "letter_id": issued.id}
    as_maker = actor.using(held, card.from_path)
    trail.record(session, card.id, "decision_papers_made", actor=as_maker, payload=payload, at=clock.now())
    return Bundled(issued.number, 1)


def may_bundle_sitting(board: Board, actor: Actor) -> bool:
    """Whether the actor may have the papers of a whole agenda: who leads, and whoever prepares or decides office-wide."""
    is_ended = board.sitting.state is SittingState.ADJOURNED
    office = any("" in actor.paths(one) for one in PREPARING)
    return bool(board.transfers) and not is_ended and (may_lead(board, actor) or office)


def make_sitting_bundle(session: Session, sitting_id: int, *, actor: Actor, clock: Clock) -> Bundled:
    """Make the papers for all transfers on an agenda that the actor may see and that are not over.

    Raises:
        NotFound: no such sitting for this person.
        NotPermitted: the person neither leads it nor prepares or takes decisions for the whole office.
        Conflict: there is nothing to print, or more than one print holds.
        InvalidInput: a name or text cannot be printed.
    """
    board = get_board(session, sitting_id, actor, lock=True)
    if not may_bundle_sitting(board, actor):
        raise NotPermitted
    if not all(sees_item(session, item, actor) for item in board.items):
        raise NotPermitted(T("Agenda ini memuat usulan yang tidak Anda lihat, jadi bahannya dibuat orang lain."))
    cards = [get_card_by_id(session, item.transfer_id) for item in board.transfers]
    ready = [card for card in cards if card.state in READY]
    if not ready or len(ready) > MOST_TRANSFERS:
        raise Conflict(T("Satu bahan putusan memuat 1 sampai {most} usulan.", most=MOST_TRANSFERS))
    issued = _issue(session, ABOUT, sitting_id, ready, actor=actor, clock=clock)
    payload = {"letter": issued.number, "letter_id": issued.id, "transfers": [card.id for card in ready]}
    note(session, sitting_id, "decision_papers_made", actor=speaking(actor), payload=payload, at=clock.now())
    return Bundled(issued.number, len(ready))


def _issue(
    session: Session, about_kind: str, about_id: int, cards: Sequence[TransferCard], *, actor: Actor, clock: Clock
) -> Issued:
    matrix, reader = load_matrix(session), frozenset({Reader.DECIDER})
    found = [load_candidate(session, card, Eyes(matrix, reader, None, card.state, clock)) for card in cards]
    context = compose_bundle(session, found, actor=actor, clock=clock)
    former = letter_queries.list_about(session, about_kind, about_id, kinds=(KIND,))
    issued = letters.issue(
        session,
        kind=KIND,
        about_kind=about_kind,
        about_id=about_id,
        context=context,
        dated_on=context.dated_on,
        at=clock.now(),
        register=SUPPORT_REGISTER,
    )
    for one in former:
        if one.revoked_at is None:
            letters.revoke(session, one.id, clock.now(), replaced_by=issued.id)
    return issued
