"""Letters that follow a decree: excerpt and certified copy, the statement that the work was taken up, the note of placement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters import queries as letter_queries
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts import COPIED_KINDS, EXCERPTED_KINDS, Cited, DecreeCopy, certified_copy, excerpt
from mutasi_flow.letters.contexts.copies import CERTIFIED_COPY, EXCERPT
from mutasi_flow.letters.contexts.starting import (
    PLACEMENT_NOTE,
    START_STATEMENT,
    Placed,
    PlacementNote,
    placement_note,
    start_statement,
)
from mutasi_flow.letters.contexts.supporting import Frame, LetterPerson, SupportingLetter
from mutasi_flow.letters.domain import SUPPORT_REGISTER, LetterState
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.service import Issued
from mutasi_flow.people import queries as people
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service.collective import NO_CERTIFIER
from mutasi_flow.transfers.service.composing import person_of
from mutasi_flow.transfers.service.decree import FOLLOWING, MOVING, find_whole
from mutasi_flow.transfers.service.perform import get_locked
from mutasi_flow.transfers.service.signing import as_officer, may_record_signature

LONGEST_PLACE = 200
FOLLOWED: Mapping[str, frozenset[str]] = MappingProxyType(
    {EXCERPT: EXCERPTED_KINDS, CERTIFIED_COPY: COPIED_KINDS, START_STATEMENT: MOVING, PLACEMENT_NOTE: MOVING}
)
"""Which decrees each kind of letter follows."""
NOT_NOW = T("Surat ini belum dapat dibuat.")


@dataclass(frozen=True, slots=True)
class Following:
    """What is asked for: the kind of letter after a decree, and for a note where within the unit the work is done."""

    kind: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Matter:
    session: Session
    card: TransferCard
    decree: LetterRow
    frame: Frame
    place: str

    @property
    def cited(self) -> Cited:
        """The decree as a later letter names it."""
        return Cited(self.decree.number, self.decree.dated_on)


def list_following(session: Session, card: TransferCard, decree: LetterRow) -> Sequence[LetterRow]:
    """Return what was written after a decree: its copies, and with one that moves somebody the letters of the new unit."""
    found = letter_queries.list_about(session, trail.ABOUT, card.id, kinds=FOLLOWING)
    return [one for one in found if one.copy_of_id in {None, decree.id} and decree.kind in FOLLOWED[one.kind]]


def list_writable(
    session: Session, card: TransferCard, decree: LetterRow, following: Sequence[LetterRow], actor: Actor
) -> Sequence[str]:
    """Return the kinds of letters that the actor may write now; a signed one stands and is not written again."""
    if not may_record_signature(card, actor) or decree.revoked_at is not None or not _counts(session, decree):
        return ()
    standing = {one.kind for one in following if one.revoked_at is None and _is_signed(one)}
    return [kind for kind, kinds in FOLLOWED.items() if decree.kind in kinds and kind not in standing]


def _is_signed(letter: LetterRow) -> bool:
    return letter.state is LetterState.SIGNED


def _counts(session: Session, decree: LetterRow) -> bool:
    """Whether a decree is signed: what a collective one says about a person, as soon as that one is."""
    return _is_signed(find_whole(session, decree) or decree)


def write_following(
    session: Session, number: str, letter_id: int, wanted: Following, *, actor: Actor, clock: Clock
) -> Issued:
    """Write a letter that follows a decree and have it printed; an unsigned former one of the kind is replaced.

    Raises:
        NotFound: no such transfer, decree or kind of letter for it.
        NotPermitted: the actor does not issue decrees here, or it is the own transfer.
        Conflict: the decree has no force or is not signed yet, or such a letter is signed already.
        Refused: something that the letter says is not recorded; the reasons name it.
        InvalidInput: the place is missing.
    """
    card = get_locked(session, number, actor)
    if not may_record_signature(card, actor):
        raise NotPermitted
    decree = letter_queries.get_letter(session, letter_id)
    is_of_file = (decree.about_kind, decree.about_id) == (trail.ABOUT, card.id)
    if not is_of_file or decree.kind not in FOLLOWED.get(wanted.kind, ()):
        raise NotFound(T("Surat ini tidak dibuat untuk SK itu."))
    former = _find_former(session, card, decree, wanted.kind)
    today, at = clock.today(), clock.now()
    frame = Frame(people.get_office(session), today, house=letter_queries.get_house(session, today))
    issued = _WRITERS[wanted.kind](_Matter(session, card, decree, frame, wanted.place.strip()), clock)
    if former is not None:
        letters.revoke(session, former.id, at, replaced_by=issued.id)
    payload = {"letter": issued.number, "letter_id": issued.id, "kind": wanted.kind, "decree": decree.number}
    trail.record(session, card.id, "following_letter_written", actor=as_officer(card, actor), payload=payload, at=at)
    return issued


def _find_former(session: Session, card: TransferCard, decree: LetterRow, kind: str) -> LetterRow | None:
    """Return the letter of the kind that would be replaced.

    Raises:
        Conflict: the decree has no force or is not signed yet, or such a letter is signed already.
    """
    if decree.revoked_at is not None:
        raise Conflict(T("SK ini sudah dicabut, jadi surat lanjutannya tidak dibuat lagi."))
    if not _counts(session, decree):
        raise Conflict(T("Surat ini dibuat setelah SK ditandatangani."))
    found = list_following(session, card, decree)
    former = next((one for one in found if one.kind == kind and one.revoked_at is None), None)
    if former is not None and _is_signed(former):
        raise Conflict(T("Surat ini sudah ada dan sudah ditandatangani."))
    return former


def _refuse(reason: Text) -> Refused:
    return Refused(NOT_NOW, (reason,))


def _write_copy(matter: _Matter, clock: Clock) -> Issued:
    return _issue_copy(matter, clock, certified_copy)


def _write_excerpt(matter: _Matter, clock: Clock) -> Issued:
    card = matter.card
    name = people.get_employee_card(matter.session, card.employee_id).full_name
    return _issue_copy(matter, clock, lambda context, certifier: excerpt(context, certifier, name, card.from_unit))


def _issue_copy(matter: _Matter, clock: Clock, compose: Callable[..., DecreeCopy]) -> Issued:
    context = letter_queries.get_context(matter.session, matter.decree.id)
    if "signatory" not in context:
        raise _refuse(T("SK ini dibuat di luar sistem, jadi naskahnya tidak ada di sini."))
    certifier = matter.frame.house.certifier
    if certifier is None:
        raise _refuse(NO_CERTIFIER)
    copy = compose(context, certifier)
    return letters.issue_copy(matter.session, matter.decree, copy, clock.now(), may_be_electronic=True)


def _signer(matter: _Matter) -> LetterPerson:
    """Return the head of the new unit; nobody signs about the own transfer.

    Raises:
        Refused: nobody is recorded who heads it.
    """
    card = matter.card
    head = people.head_of(matter.session, card.to_unit_id, but=card.employee_id) if card.to_unit_id else None
    if head is None:
        raise _refuse(T("Kepala unit baru belum tercatat."))
    return person_of(people.get_employee_card(matter.session, head))


def _moved(matter: _Matter) -> LetterPerson:
    """Return the person in the new post, whether or not the placement has begun."""
    card = matter.card
    known = person_of(people.get_employee_card(matter.session, card.employee_id))
    return LetterPerson(known.name, known.nip, known.status, known.rank, card.to_jabatan, card.to_unit)


def _write_statement(matter: _Matter, clock: Clock) -> Issued:
    started_on = matter.card.effective_on
    if started_on is None or started_on > clock.today():
        raise _refuse(T("Pegawai ini belum mulai bertugas di unit baru."))
    letter = start_statement(matter.frame, _signer(matter), _moved(matter), matter.cited, started_on)
    return _issue(matter, letter, clock)


def _write_note(matter: _Matter, clock: Clock) -> Issued:
    if not 0 < len(matter.place) <= LONGEST_PLACE:
        raise InvalidInput(
            T("Tulis tempat tugasnya di unit itu, paling banyak {most} huruf.", most=LONGEST_PLACE), "place"
        )
    from_on = matter.card.effective_on or clock.today()
    placed = (Placed(_moved(matter), matter.place),)
    letter = placement_note(matter.frame, _signer(matter), placed, from_on=from_on, decree=matter.cited)
    return _issue(matter, letter, clock)


def _issue(matter: _Matter, letter: SupportingLetter | PlacementNote, clock: Clock) -> Issued:
    return letters.issue(
        matter.session,
        kind=letter.kind,
        about_kind=trail.ABOUT,
        about_id=matter.card.id,
        context=letter,
        dated_on=letter.dated_on,
        at=clock.now(),
        register=SUPPORT_REGISTER,
        is_secret=matter.card.is_secret,
    )


_WRITERS: Mapping[str, Callable[[_Matter, Clock], Issued]] = MappingProxyType(
    {
        EXCERPT: _write_excerpt,
        CERTIFIED_COPY: _write_copy,
        START_STATEMENT: _write_statement,
        PLACEMENT_NOTE: _write_note,
    }
)
