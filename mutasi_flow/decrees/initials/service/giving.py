"""Initialling letters, one or many at once, and sending one back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import HOLDING_TITLES, ROLE_MARKS, Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import note_reading
from mutasi_flow.core.errors import Conflict, InvalidInput, MutasiError, NotFound, NotPermitted
from mutasi_flow.core.texts import T, Text
from mutasi_flow.decrees.initials.domain import ABOUT, INITIAL, LONGEST_NOTE, Mark, Progress, Step
from mutasi_flow.decrees.initials.model import LetterInitial
from mutasi_flow.decrees.initials.queries import (
    LetterInChain,
    OnDesk,
    find_common_unit,
    find_in_chain,
    is_waiting,
    list_in_chain,
    list_transfers,
    paths_of_units,
    progress_of_letter,
)
from mutasi_flow.decrees.initials.service.tasks import open_task
from mutasi_flow.inbox import queries as inbox_queries
from mutasi_flow.inbox import service as inbox
from mutasi_flow.inbox.domain import Answer, Holder, NewNotice, holds
from mutasi_flow.letters import queries as letters
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.queries import list_cards, may_see
from mutasi_flow.transfers.service.collective_signing import may_record_whole, record_whole
from mutasi_flow.transfers.service.perform import APART

SHOWN = 100
NOT_YOURS = T("Surat ini tidak menunggu paraf Anda.")


@dataclass(frozen=True, slots=True)
class Matter(OnDesk):
    """A letter in its chain, whose files it is of, and the paths of the units that hold its places."""

    letter: LetterInChain
    progress: Progress
    paths: dict[int | None, str]

    def bars(self, actor: Actor) -> bool:
        """Whether the actor has no part in one of the files."""
        return any(card.bars(actor.employee_id) for card in self.cards)

    def own(self, actor: Actor) -> Actor:
        """Return the actor without what is held only in the place of somebody whom the letter is about."""
        for card in self.cards:
            actor = actor.apart_from(card.employee_id)
        return actor

    def holds(self, actor: Actor, step: Step | None) -> bool:
        """Whether the place is the actor's; nobody's on the own case, a relative's, or after stepping aside."""
        if step is None or self.bars(actor):
            return False
        holder = Holder(role=step.role.value, unit_id=step.unit_id)
        return holds(self.own(actor), holder, self.paths.get(step.unit_id, "?"))

    def may_give(self, actor: Actor) -> bool:
        """Whether it is the actor's turn."""
        return self.holds(actor, self.progress.next_step)

    def may_look(self, actor: Actor) -> bool:
        """Whether any place of the chain is the actor's: who comes later may read before."""
        return any(self.holds(actor, step) for step in self.progress.steps)


class Desk(NamedTuple):
    """What waits for the actor's initial, oldest first, and whether there is more than a page shows."""

    rows: Sequence[Matter]
    has_more: bool


def may_hand_in(matter: Matter, actor: Actor) -> bool:
    """Whether the actor is of the office that brings letters to the signature, for everybody whom it is about."""
    return may_record_whole(matter.cards, actor)


def find_matter(session: Session, letter_id: int, actor: Actor) -> Matter:
    """Return a letter for whoever has a place in its chain, or may read its file.

    Raises:
        NotFound: there is none for this person.
    """
    letter = find_in_chain(session, letter_id)
    keys = list_transfers(session, letter) if letter else ()
    cards = tuple(list_cards(session, keys, actor))
    if letter is None or not cards or len(cards) < len(keys):
        raise NotFound
    progress = progress_of_letter(session, letter.id, letter.kind, letter.dated_on)
    paths = paths_of_units(session, [one.unit_id for one in progress.steps])
    found = Matter(letter=letter, cards=cards, progress=progress, paths=paths)
    if not found.may_look(actor) and not all(may_see(session, card, actor) for card in cards):
        raise NotFound
    _note_reading(session, found)
    return found


def _note_reading(session: Session, matter: Matter) -> None:
    for card in matter.cards:
        if card.is_secret:
            note_reading(session, trail.ABOUT, card.id)


def list_waiting_for(session: Session, actor: Actor, limit: int = SHOWN) -> Desk:
    """Return the letters whose next place is the actor's."""
    rows = [(row, progress, list_transfers(session, row)) for row, progress in list_in_chain(session)]
    units = {progress.next_step.unit_id for _, progress, _ in rows if progress.next_step}
    paths = paths_of_units(session, units)
    cards = {one.id: one for one in list_cards(session, sorted({key for _, _, keys in rows for key in keys}), actor)}
    matters = [
        Matter(letter=row, cards=tuple(cards[key] for key in keys), progress=progress, paths=paths)
        for row, progress, keys in rows
        if keys and all(key in cards for key in keys)
    ]
    found = [one for one in matters if one.may_give(actor)]
    for one in found[:limit]:
        _note_reading(session, one)
    return Desk(found[:limit], len(found) > limit)


def _get_turn(session: Session, letter_id: int, seen: str, actor: Actor) -> Matter:
    """Lock the letter, and return it when the place is the actor's now.

    Raises:
        NotFound, NotPermitted; Conflict when it waits no longer, or is not what was looked at.
    """
    letters.hold(session, [letter_id])
    matter = find_matter(session, letter_id, actor)
    if not is_waiting(session, letter_id):
        raise Conflict(T("Surat {number} tidak lagi menunggu paraf.", number=matter.letter.number))
    if matter.letter.sha256 != seen:
        raise Conflict(
            T("Surat {number} sudah dicetak ulang sejak Anda membacanya. Baca lagi.", number=matter.letter.number)
        )
    if matter.bars(actor):
        raise NotPermitted(APART)
    if not matter.may_give(actor):
        is_past = matter.may_look(actor)
        raise (
            Conflict(T("Surat {number} tidak menunggu paraf Anda sekarang.", number=matter.letter.number))
            if is_past
            else NotPermitted(NOT_YOURS)
        )
    return matter


def _signed_by(matter: Matter, actor: Actor) -> tuple[Actor, str]:
    """Return the actor as the trail names whoever initials here, and the title to print."""
    step = matter.progress.next_step
    if step is None:
        raise NotPermitted(NOT_YOURS)
    used = matter.own(actor).using(ROLE_MARKS[step.role], matter.paths.get(step.unit_id, ""))
    prefix = next((one for one in HOLDING_TITLES.values() if used.capacity.startswith(one)), "")
    return used, f"{prefix}{step.title}"


def _mark(session: Session, matter: Matter, mark: Mark, note: str, *, actor: Actor, clock: Clock) -> None:
    used, title = _signed_by(matter, actor)
    values = {
        "letter_id": matter.letter.id,
        "round": matter.progress.round,
        "position": matter.progress.next_position,
        "mark": mark,
        "title": title,
        "account_id": actor.account_id,
        "name": actor.name,
        "capacity": used.capacity,
        "note": note,
        "sha256": matter.letter.sha256,
        "at": clock.now(),
    }
    session.execute(insert(LetterInitial).values(values))
    for task in inbox_queries.open_tasks(session, ABOUT, matter.letter.id):
        if task.kind == INITIAL:
            inbox.settle(session, task.id, used, clock.now(), Answer(mark.value, note))
    payload = {
        "letter": matter.letter.number,
        "letter_id": matter.letter.id,
        "title": title,
        "round": matter.progress.round,
        "sha256": matter.letter.sha256,
        **({"reason": note} if note else {}),
    }
    action = "letter_initialled" if mark is Mark.INITIALLED else "letter_sent_back"
    record(session, matter, action, payload, actor=used, at=clock.now())


def record(
    session: Session, matter: Matter, action: str, payload: dict[str, Any], *, actor: Actor, at: datetime
) -> None:
    """Write what was done to the letter into the trail: of its file, or of the batch that it is the decree of."""
    if matter.is_collective:
        record_whole(session, matter.letter.about_id, action, payload, actor=actor, at=at)
    else:
        trail.record(session, matter.card.id, action, actor=actor, payload=payload, at=at)


def _checked_note(note: str, missing: Text | None = None) -> str:
    text = note.strip()
    if missing is not None and not text:
        raise InvalidInput(missing, field="note")
    if len(text) > LONGEST_NOTE:
        raise InvalidInput(T("Paling panjang {limit} huruf.", limit=LONGEST_NOTE), field="note")
    return text


def give(session: Session, letter_id: int, *, seen: str, note: str = "", actor: Actor, clock: Clock) -> bool:
    """Initial a letter whose turn is the actor's; ``seen`` is the digest of the print that was read.

    Return whether the chain is complete now.

    Raises:
        NotFound, NotPermitted: the place is somebody else's.
        Conflict: it was printed anew, signed, sent back or initialled meanwhile.
        InvalidInput: the note is too long.
    """
    note = _checked_note(note)
    matter = _get_turn(session, letter_id, seen, actor)
    _mark(session, matter, Mark.INITIALLED, note, actor=actor, clock=clock)
    done = matter.progress.done | {matter.progress.next_position or 0}
    progress = replace(matter.progress, done=done)
    open_task(session, matter.letter, progress, clock.now())
    return progress.is_complete


def send_back(session: Session, letter_id: int, *, seen: str, note: str, actor: Actor, clock: Clock) -> None:
    """Send a letter back with the reason; whoever brings letters to the signature hands it in again, or a new edition.

    Raises:
        As :func:`give`; InvalidInput also when there is no reason.
    """
    note = _checked_note(note, T("Tuliskan alasan surat ini dikembalikan."))
    matter = _get_turn(session, letter_id, seen, actor)
    _mark(session, matter, Mark.SENT_BACK, note, actor=actor, clock=clock)
    notice = NewNotice(
        event="letter_sent_back",
        text=T("Surat {number} dikembalikan sebelum ditandatangani.", number=matter.letter.number),
        created_at=clock.now(),
        role=Role.VERIFIER.value,
        unit_id=find_common_unit(session, matter.cards),
        address=f"/paraf/{letter_id}",
    )
    if not matter.letter.is_secret:
        inbox.notify(session, [notice])
    for card in matter.cards:
        if card.is_secret:
            inbox.notify_readers(session, trail.ABOUT, card.id, [notice])


def give_many(
    session: Session, chosen: Sequence[tuple[int, str]], *, actor: Actor, clock: Clock
) -> Sequence[tuple[int, Text | None]]:
    """Initial each of the letters (key and digest of the print); one that cannot be says why, the others go on.

    Raises:
        InvalidInput: none was chosen.
    """
    if not chosen:
        raise InvalidInput(T("Pilih surat yang akan diparaf."), field="surat")
    results: list[tuple[int, Text | None]] = []
    letters.hold(session, [letter_id for letter_id, _ in chosen[:SHOWN]])
    for letter_id, seen in chosen[:SHOWN]:
        try:
            with session.begin_nested():
                give(session, letter_id, seen=seen, actor=actor, clock=clock)
        except MutasiError as refusal:
            results.append((letter_id, refusal.text))
        else:
            results.append((letter_id, None))
    return results


def complete_initial_task(session: Session, task_id: int, actor: Actor, clock: Clock, answer: Answer) -> None:
    """Complete the inbox task; a program answers for the print that lies there now.

    Raises:
        As :func:`give` and :func:`send_back`.
    """
    task = inbox_queries.get_task(session, task_id)
    letter = find_in_chain(session, task.about_id) if task.about_kind == ABOUT else None
    if letter is None:
        raise NotFound(inbox_queries.NO_TASK)
    if answer.outcome == Mark.SENT_BACK:
        send_back(session, letter.id, seen=letter.sha256, note=answer.reason, actor=actor, clock=clock)
    else:
        give(session, letter.id, seen=letter.sha256, note=answer.reason, actor=actor, clock=clock)
