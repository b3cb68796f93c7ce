"""What a decree says wrongly about its person is corrected by a decree that changes it, filled in from the record."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.letters.service import Issued
from mutasi_flow.people import service as people
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service import decree as decree_letter
from mutasi_flow.transfers.service import secrecy
from mutasi_flow.transfers.service.authority import find_authority, use_authority
from mutasi_flow.transfers.service.comparing import Differing, as_recorded, list_differing
from mutasi_flow.transfers.service.decree import Change, Signer
from mutasi_flow.transfers.service.perform import get_locked
from mutasi_flow.transfers.service.tasks import tell_both_sides
from mutasi_flow.transfers.workflow import Action, State

GONE = T("SK usulan ini sudah tidak berlaku.")


def may_correct(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor signs decrees here, and the decree is in force and announced; never on the own case."""
    stands = card.state is State.DECREED and not card.is_secret
    return stands and actor.may(Permission.TRANSFERS_DECREE, card.from_path) and not card.bars(actor.employee_id)


def reason_for(found: Sequence[Differing]) -> str:
    """Return the reason as the decree prints it, to be looked over: what was written, and what it should be."""
    said = (f"{one.label} tertulis “{one.printed}” seharusnya “{one.recorded}”" for one in found)
    return f"terdapat kekeliruan penulisan, yaitu {'; '.join(said)}"


def fingerprint(found: Sequence[Differing]) -> str:
    """Return what tells that exactly these differences were read."""
    return "\n".join(f"{one.label}={one.printed}={one.recorded}" for one in found)


def correct(session: Session, number: str, seen: str, reason: str, *, actor: Actor, clock: Clock) -> Issued:
    """Issue the decree that changes the standing one to what the record says of the person; place and days stay.

    So is the former post, as long as the person has not begun in the new one; the placements say it too, then.

    Raises:
        NotFound: there is no such transfer for this person.
        NotPermitted: the actor does not sign decrees here, or has no part in it.
        Conflict: its decree is not in force, a later placement stands, or something else differs now.
        InvalidInput: the reason is missing or too long.
    """
    card, today, at = get_locked(session, number, actor), clock.today(), clock.now()
    if not may_correct(card, actor):
        raise NotPermitted
    standing = decree_letter.find_standing(session, card)
    if standing is None:
        raise Conflict(GONE)
    found = list_differing(session, card, standing)
    if not found or fingerprint(found) != seen:
        raise Conflict(T("Data pegawai berubah sejak halaman ini dibuka. Baca lagi."))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidInput(T("Tuliskan alasannya, paling panjang {limit} huruf.", limit=LONGEST_REASON), "reason")
    changed = replace(as_recorded(session, card, standing), version=card.version + 1)
    if not may_correct(changed, actor):
        raise NotPermitted
    authority = find_authority(session, changed, Action.DECREE, today)
    actor = use_authority(authority, actor.using(Permission.TRANSFERS_DECREE, changed.from_path))
    people.restore(
        session, employee_id=card.employee_id, letter_number=standing.number, at=at, today=today, actor=actor
    )
    letter = decree_letter.issue_amendment(
        session, changed, standing, Change(reason.strip(), Signer(actor, authority), at, today)
    )
    secrecy.place(session, changed, letter.number, actor=actor, today=today, at=at, source="amendment")
    former = {"from_unit_id": changed.from_unit_id, "from_jabatan_id": changed.from_jabatan_id}
    values = {"version": changed.version, "changed_at": at, **former}
    session.execute(update(Transfer).where(Transfer.id == card.id).values(values))
    payload = {
        "letter": letter.number,
        "amends": standing.number,
        "corrected": {one.label: [one.printed, one.recorded] for one in found},
        "reason": reason.strip(),
        "version": changed.version,
    }
    trail.record(session, card.id, "decree_corrected", actor=actor, payload=payload, at=at)
    text = T("SK usulan {number} diperbaiki dengan SK perubahan.", number=card.number)
    tell_both_sides(session, changed, event="decree_corrected", text=text, at=at)
    return letter
