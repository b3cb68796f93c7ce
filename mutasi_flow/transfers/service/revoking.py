"""A filed revocation: a file that asks for a decree to be revoked walks a road of its own before anybody revokes it.

The direct way stays open to whoever signs. What a filed one adds is the employee's voice, a check, the team's advice and
a decision by the official, all on record, before the former post is restored.
"""

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service import decree as decree_letter
from mutasi_flow.transfers.service.drafts import Destination, NewTransfer, create_draft
from mutasi_flow.transfers.service.perform import get_locked
from mutasi_flow.transfers.workflow import State


def may_file_revocation(session: Session, card: TransferCard, actor: Actor) -> bool:
    """Whether the actor proposes moves of this employee, and the transfer is decreed and was no way in, out or back.

    A confidential one is announced first: a file about it would give it away.
    """
    is_plain = card.state is State.DECREED and card.crossing is None and card.revokes_id is None and not card.is_secret
    if not is_plain or card.bars(actor.employee_id):
        return False
    path = people.get_employee_card(session, card.employee_id).unit_path or ""
    return actor.may(Permission.TRANSFERS_PROPOSE, path)


def file_revocation(session: Session, number: str, reason: str, *, actor: Actor, clock: Clock) -> str:
    """Open the file that asks to revoke the decree of a transfer, and return its number; its author checks and sends it.

    Raises:
        NotFound: there is no such transfer for this person.
        NotPermitted: the actor does not propose moves of this employee, or has no part in the case.
        Conflict: the decree is not in force, a later placement stands, the former post is not on record, or another file
            of the employee is open.
        InvalidInput: the reason is missing or too long.
    """
    card = get_locked(session, number, actor)
    if not may_file_revocation(session, card, actor):
        raise NotPermitted
    if not reason.strip():
        raise InvalidInput(T("Tuliskan alasannya."), field="reason")
    standing = decree_letter.find_standing(session, card)
    if standing is None:
        raise Conflict(T("SK usulan ini sudah tidak berlaku."))
    if card.from_unit_id is None or card.from_jabatan_id is None:
        raise Conflict(T("Jabatan semula pada usulan ini belum tercatat, jadi belum dapat dipulihkan."))
    placements = (one for one in people.list_placements(session, card.employee_id) if one.revoked_at is None)
    latest = next(placements, None)
    if latest is not None and not card.before_system and latest.letter_number != standing.number:
        raise Conflict(
            T("Ada penempatan yang lebih baru ({number}). Cabut itu lebih dahulu.", number=latest.letter_number)
        )
    former = Destination(card.from_unit_id, card.from_jabatan_id)
    new = NewTransfer(card.employee_id, (former,), door=Door.UNIT, reason=reason, revokes_id=card.id)
    return create_draft(session, new, actor, clock)
