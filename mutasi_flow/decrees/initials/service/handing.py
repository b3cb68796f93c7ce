"""Handing in again what was sent back: the same print, or a new edition of the letter under its number."""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.initials.domain import LONGEST_NOTE, Mark
from mutasi_flow.decrees.initials.model import LetterInitial
from mutasi_flow.decrees.initials.queries import count_rounds, is_waiting
from mutasi_flow.decrees.initials.service.giving import Matter, find_matter, may_hand_in, record
from mutasi_flow.letters import service as letters
from mutasi_flow.transfers.queries.held import hold_letter
from mutasi_flow.transfers.service.perform import get_locked
from mutasi_flow.transfers.service.recomposing import may_recompose, recompose
from mutasi_flow.transfers.service.signing import as_officer


def may_renew(matter: Matter, actor: Actor) -> bool:
    """Whether a new edition can be made here: of a decree on one person, its amendment or its revocation.

    A collective decree is composed anew by its batch, where people also leave it and join it.
    """
    return may_recompose(matter.card, matter.letter.kind) and may_hand_in(matter, actor)


def _begin(session: Session, letter_id: int, note: str, actor: Actor) -> Matter:
    hold_letter(session, letter_id)
    matter = find_matter(session, letter_id, actor)
    if not may_hand_in(matter, actor):
        raise NotPermitted
    if not is_waiting(session, letter_id):
        raise Conflict(T("Surat {number} tidak lagi menunggu paraf.", number=matter.letter.number))
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise InvalidInput(
            T("Tuliskan apa yang berubah, paling panjang {limit} huruf.", limit=LONGEST_NOTE), field="note"
        )
    return matter


def _restart(session: Session, matter: Matter, note: str, action: str, *, actor: Actor, clock: Clock) -> None:
    officer, last = as_officer(matter.card, actor), count_rounds(session, matter.letter.id)
    values = {
        "letter_id": matter.letter.id,
        "round": last + 1,
        "position": 0,
        "mark": Mark.RESTARTED,
        "title": "",
        "account_id": actor.account_id,
        "name": actor.name,
        "capacity": officer.capacity,
        "note": note.strip(),
        "sha256": matter.letter.sha256,
        "at": clock.now(),
    }
    session.execute(insert(LetterInitial).values(values))
    payload = {
        "letter": matter.letter.number,
        "letter_id": matter.letter.id,
        "reason": note.strip(),
        "sha256": matter.letter.sha256,
    }
    record(session, matter, action, payload, actor=officer, at=clock.now())


def hand_in_again(session: Session, letter_id: int, note: str, *, actor: Actor, clock: Clock) -> None:
    """Begin the chain anew with the same print, and say why that is right.

    Raises:
        NotFound, NotPermitted, InvalidInput; Conflict when it was not sent back, or waits no longer.
    """
    matter = _begin(session, letter_id, note, actor)
    if not matter.progress.is_sent_back:
        raise Conflict(T("Surat ini tidak sedang dikembalikan."))
    _restart(session, matter, note, "letter_handed_in_again", actor=actor, clock=clock)


def renew(session: Session, letter_id: int, note: str, *, actor: Actor, clock: Clock) -> None:
    """Have the decree written anew from what the file and the records say today, under its number.

    The former edition is kept, with its file; initials on it count no more.

    Raises:
        NotFound, NotPermitted, InvalidInput, Conflict; Refused when it is no letter of which an edition can be made.
    """
    matter = _begin(session, letter_id, note, actor)
    if not may_renew(matter, actor):
        raise Refused(T("Surat jenis ini tidak dapat disusun ulang. Ubah atau cabut dengan surat baru."))
    card = get_locked(session, matter.card.number, actor)
    context = recompose(session, card, letter_id, today=clock.today(), zone=clock.zone)
    letters.renew_edition(session, letter_id, context, because=note.strip(), by_id=actor.account_id, at=clock.now())
    _restart(session, matter, note, "letter_renewed", actor=actor, clock=clock)
