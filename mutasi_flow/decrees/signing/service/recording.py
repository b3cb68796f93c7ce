"""Recording that a letter was signed on paper or in another application, be it about one person or about many.

What must come before a signature holds here too: nobody brings a letter to it whose review chain is not complete.
"""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import Examined
from mutasi_flow.decrees.initials.queries import list_incomplete
from mutasi_flow.decrees.signing.service.finding import take_letter
from mutasi_flow.transfers.service import collective_signing as wholes
from mutasi_flow.transfers.service import signing as singles
from mutasi_flow.transfers.service.signing import Returned
from mutasi_flow.transfers.trail import BATCH


def record(
    session: Session,
    files: FileStore,
    letter_id: int,
    came: Examined | Returned,
    *,
    seen: str,
    signed_on: date | None,
    actor: Actor,
    clock: Clock,
) -> None:
    """Let a letter count as signed: a scan shows that in ink on the day ``signed_on``, a PDF by its signatures.

    ``seen`` is the digest of the print that was carried to the signature.

    Raises:
        NotFound, NotPermitted: there is no such letter for this person, or it is not the actor's to record.
        InvalidInput: the day is missing or cannot be.
        Conflict: it was printed anew, waits for an initial, does not wait for a signature, or somebody has left it.
        Refused: the signatures of the file do not hold, or something in it must be settled by a person.
    """
    letter, (card, *_) = take_letter(session, letter_id, actor)
    if letter.sha256 != seen:
        raise Conflict(T("Surat {number} sudah dicetak ulang sejak Anda membacanya. Baca lagi.", number=letter.number))
    if list_incomplete(session, [(letter.id, letter.kind, letter.dated_on)]):
        raise Conflict(T("Paraf surat {number} belum lengkap.", number=letter.number))
    by: dict[str, Any] = {"actor": actor, "clock": clock}
    if isinstance(came, Returned):
        if letter.about_kind == BATCH:
            wholes.sign_whole_elsewhere(session, files, letter, came, **by)
        else:
            singles.sign_elsewhere(session, files, card.number, letter.id, came, **by)
        return
    if signed_on is None:
        raise InvalidInput(T("Tanggal ditandatangani belum diisi."), field="signed_on")
    ink: dict[str, Any] = {"signed_on": signed_on, "scan": came, **by}
    if letter.about_kind == BATCH:
        wholes.sign_whole_in_ink(session, files, letter, **ink)
    else:
        singles.sign_in_ink(session, files, card.number, letter.id, **ink)


def withdraw(session: Session, letter_id: int, because: str, *, actor: Actor, clock: Clock) -> None:
    """Take back what was recorded by mistake; the letter waits for its signature again.

    Raises:
        NotFound, NotPermitted: there is no such letter for this person, or nothing is recorded.
        Conflict: it is no longer in force, or something rests on its signature.
    """
    letter, (card, *_) = take_letter(session, letter_id, actor)
    if letter.about_kind == BATCH:
        wholes.withdraw_whole(session, letter, because, actor=actor, clock=clock)
    else:
        singles.withdraw_signature(session, card.number, letter.id, because, actor=actor, clock=clock)
