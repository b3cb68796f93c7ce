"""The letters of a run, one by one: which are due, which leave it with a reason, and which count as signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, NotFound
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.uploads import PDF
from mutasi_flow.decrees.signing.domain import Outcome
from mutasi_flow.decrees.signing.model import SigningRunLetter
from mutasi_flow.decrees.signing.queries import RunRow, list_run_waiting
from mutasi_flow.decrees.signing.service.finding import as_signer, find_cards, find_obstacles
from mutasi_flow.letters.domain import FoundSignature
from mutasi_flow.letters.queries import LetterRow, get_context, get_letter
from mutasi_flow.letters.service import NewSignature
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service.collective_signing import keep_whole
from mutasi_flow.transfers.service.signing import keep_signature, signatory_of
from mutasi_flow.transfers.trail import BATCH


@dataclass(frozen=True, slots=True)
class Due:
    """A letter whose turn it is, where its bytes lie, and what its signature shall say."""

    letter: LetterRow
    signatory: str
    place: str


def take_due(session: Session, run: RunRow, limit: int, *, actor: Actor, clock: Clock) -> Sequence[Due]:
    """Return the next letters that may be signed; those that may not leave the run with the reason."""
    due: list[Due] = []
    while not due and (keys := list_run_waiting(session, run.id, limit)):
        for key in keys:
            letter = get_letter(session, key)
            try:
                obstacles = find_obstacles(session, find_cards(session, letter, actor, lock=True), letter, actor, clock)
            except NotFound as refusal:
                obstacles = (refusal.text,)
            if obstacles:
                block(session, run.id, key, obstacles, clock.now())
            else:
                seat = str(get_context(session, key).get("seat", ""))
                due.append(Due(letter, signatory_of(session, key), seat))
    return due


def block(session: Session, run_id: int, letter_id: int, because: Sequence[Text], at: datetime) -> None:
    """Let a letter leave the run with the reason; the rest goes on."""
    reason = " ".join(str(one) for one in because)
    _note(session, run_id, letter_id, at, outcome=Outcome.BLOCKED, reason=reason)


def keep(
    session: Session,
    files: FileStore,
    run: RunRow,
    due: Due,
    *,
    signed: bytes,
    found: Sequence[FoundSignature],
    actor: Actor,
    clock: Clock,
) -> None:
    """Let an accepted file count as the signed letter, when nothing has come between since its turn came.

    Raises:
        Conflict: something has.
        InvalidInput: the day cannot be.
    """
    letter = get_letter(session, due.letter.id)
    cards = find_cards(session, letter, actor, lock=True)
    if obstacles := find_obstacles(session, cards, letter, actor, clock):
        raise Conflict(obstacles[0])
    if letter.sha256 != due.letter.sha256:
        raise Conflict(T("Naskah surat ini disusun ulang selagi ditandatangani. Baca dan tandatangani lagi."))
    shown = {"signatures": [one.as_json() for one in found], "run": run.id}
    new = NewSignature(run.method, clock.today(), found[-1].signer, signed, ".pdf", PDF, shown)

    def named(card: TransferCard) -> Actor:
        return as_signer(session, card, letter, actor, clock.today())

    if letter.about_kind == BATCH:
        keep_whole(session, files, letter, new, named=named, clock=clock)
    else:
        keep_signature(session, files, cards[0], letter, new, actor=named(cards[0]), clock=clock)
    _note(session, run.id, letter.id, clock.now(), outcome=Outcome.SIGNED)


def _note(session: Session, run_id: int, letter_id: int, at: datetime, *, outcome: Outcome, reason: str = "") -> None:
    of_run = (SigningRunLetter.run_id == run_id, SigningRunLetter.letter_id == letter_id)
    statement = update(SigningRunLetter).where(*of_run, SigningRunLetter.outcome == Outcome.WAITING)
    session.execute(statement.values(outcome=outcome, reason=reason, done_at=at))
