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
from mutasi_flow.decrees.signing.service.finding import as_signer, find_cards, find_obstacles, take_letter
from mutasi_flow.letters.domain import FoundSignature
from mutasi_flow.letters.queries import LetterRow, get_context, get_letter
from mutasi_flow.letters.service import NewSignature
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service.collective import COLLECTIVE
from mutasi_flow.transfers.service.collective_signing import keep_whole
from mutasi_flow.transfers.service.signing import keep_signature, signatory_of
from mutasi_flow.transfers.trail import BATCH


@dataclass(frozen=True, slots=True)
class Due:
    """A letter whose turn it is, where its bytes lie, and what its signature shall say."""

    letter: LetterRow
    signatory: str
    place: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A letter of a run that was looked at, with what keeps it from being signed; then it is not due."""

    letter_id: int
    obstacles: tuple[Text, ...]
    due: Due | None


def look_at_waiting(session: Session, run: RunRow, limit: int, *, actor: Actor, clock: Clock) -> Sequence[Looked]:
    """Return the next letters of a run with what keeps each from being signed; nothing is written."""
    return [_look(session, key, actor, clock) for key in list_run_waiting(session, run.id, limit)]


def _look(session: Session, letter_id: int, actor: Actor, clock: Clock) -> Looked:
    letter = get_letter(session, letter_id)
    try:
        obstacles = find_obstacles(session, find_cards(session, letter, actor), letter, actor, clock)
    except NotFound as refusal:
        obstacles = (refusal.text,)
    if obstacles:
        return Looked(letter_id, obstacles, None)
    seat = str(get_context(session, letter_id).get("seat", ""))
    return Looked(letter_id, (), Due(letter, signatory_of(session, letter_id), seat))


def take_due(session: Session, run: RunRow, looked: Sequence[Looked], at: datetime) -> Sequence[Due]:
    """Return those that may be signed; those that may not leave the run with the reason."""
    for one in looked:
        if one.obstacles:
            block(session, run.id, one.letter_id, one.obstacles, at)
    return [one.due for one in looked if one.due is not None]


def look_again(session: Session, due: Due, *, actor: Actor, clock: Clock) -> None:
    """Make sure, before a signed collective decree is kept, that no person in it has an obstacle since its turn came.

    Raises:
        Conflict: one has.
    """
    if due.letter.kind == COLLECTIVE and (found := _look(session, due.letter.id, actor, clock).obstacles):
        raise Conflict(found[0])


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

    The persons of a collective decree are asked about just before, by :func:`look_again`.

    Raises:
        Conflict: something has.
        InvalidInput: the day cannot be.
    """
    letter, cards = take_letter(session, due.letter.id, actor)
    if obstacles := find_obstacles(session, cards, letter, actor, clock, asks_members=False):
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
