"""Which letters wait for this official's signature, and what keeps one from being signed now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from types import MappingProxyType

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import note_reading
from mutasi_flow.core.errors import NotFound, NotPermitted
from mutasi_flow.core.texts import T, Text
from mutasi_flow.decrees.initials.queries import OnDesk, list_incomplete
from mutasi_flow.decrees.signing.domain import MOST_TOGETHER
from mutasi_flow.decrees.signing.queries import Unsigned, list_uncertified, list_unsigned, list_unsigned_wholes
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.contexts.copies import CERTIFIED, MEMBER_EXCERPT
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.people.domain import plain_name
from mutasi_flow.transfers.gates import Press, Question
from mutasi_flow.transfers.gates.checks import has_matching_pertek
from mutasi_flow.transfers.objections import find_objection
from mutasi_flow.transfers.queries import TransferCard, list_cards, list_cards_by_id, may_see
from mutasi_flow.transfers.queries.held import hold_letter, list_files
from mutasi_flow.transfers.service import ACTING_ONLY
from mutasi_flow.transfers.service.authority import find_authority, use_authority
from mutasi_flow.transfers.service.collective import COLLECTIVE
from mutasi_flow.transfers.service.collective_signing import find_change, list_members
from mutasi_flow.transfers.service.comparing import list_differences
from mutasi_flow.transfers.service.decree import AMENDMENT, KIND, MOVING, REVOCATION, RULING, SIGNED, leaves_unsigned
from mutasi_flow.transfers.service.perform import acting_as, is_only_acting, may_perform
from mutasi_flow.transfers.service.signing import BEFORE_WHOLE, as_officer, may_record_signature, signatory_of
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import STEP_OF, Action, State

SHOWN = 50
"""Letters on one page: each is asked about its rules anew."""
MOST_ASKED = 100
"""A desk asks about each person of a collective decree as long as there are no more."""
MOST_TOLD = 10
"""So many obstacles of one collective decree are told."""
_ACTION_OF: Mapping[str, Action] = MappingProxyType(
    {
        KIND: Action.DECREE,
        AMENDMENT: Action.DECREE,
        RULING: Action.DECREE,
        COLLECTIVE: Action.DECREE,
        REVOCATION: Action.REVOKE,
    }
)
_OF_THE_DAY = frozenset({"R12", "R13", "R25"})
"""Rules whose answer hangs on the day of the signature: the two freeze windows, and the first day in the new post.

What the others say about person and place was judged when the decree was issued, and changes with it.
"""


@dataclass(frozen=True, slots=True)
class Waiting(OnDesk):
    """A letter on the desk of an official; with ``obstacles`` it cannot be signed now."""

    letter: LetterRow
    obstacles: tuple[Text, ...] = ()

    @property
    def is_asked_later(self) -> bool:
        """Whether a decree is about so many that each of them is asked about only when it is signed."""
        return len(self.cards) > MOST_ASKED

    @property
    def moves_one(self) -> bool:
        """Whether one person starts work at the destination of the file because of it; a revocation sends nobody there."""
        return self.letter.kind in MOVING


def as_signer(session: Session, card: TransferCard, letter: LetterRow, actor: Actor, on: date) -> Actor:
    """Return the actor as the trail names who signs this letter.

    Raises:
        NotPermitted: the signature belongs to somebody else; nobody signs for the absent, and no Plh. or Plt. at all.
    """
    own = replace(actor, grants=tuple(one for one in actor.grants if one.absentee is None), absentees=())
    if letter.kind in CERTIFIED:
        if not may_record_signature(card, own):
            raise NotPermitted
        return as_officer(card, own)
    step = STEP_OF[_ACTION_OF[letter.kind]]
    if not may_perform(step, card, own):
        raise NotPermitted(ACTING_ONLY if is_only_acting(step, card, actor) else None)
    return use_authority(find_authority(session, card, step.action, on), acting_as(step, card, own))


def find_cards(session: Session, letter: LetterRow, actor: Actor) -> tuple[TransferCard, ...]:
    """Return the files that a letter is of: of a collective decree and its copy those of all who stand in it.

    Raises:
        NotFound: there is none, or one is not shown to the actor.
    """
    keys = list_files(session, letter)
    cards = tuple(list_cards_by_id(session, keys))
    if not cards or len(cards) < len(keys) or not all(may_see(session, card, actor) for card in cards):
        raise NotFound(letters.NO_LETTER)
    return cards


def take_letter(session: Session, letter_id: int, actor: Actor) -> tuple[LetterRow, tuple[TransferCard, ...]]:
    """Return a letter as it is now that nobody else changes it, with the files that it is of.

    Raises:
        NotFound: as :func:`find_cards`.
    """
    letter = hold_letter(session, letter_id)
    return letter, find_cards(session, letter, actor)


def find_obstacles(
    session: Session,
    cards: Sequence[TransferCard],
    letter: LetterRow,
    actor: Actor,
    clock: Clock,
    *,
    asks_members: bool = True,
) -> tuple[Text, ...]:
    """Return what keeps the letter from being signed by the actor now.

    To ask about each person of a collective decree takes milliseconds a head: too long while nobody else may write.
    """
    try:
        for card in cards:
            as_signer(session, card, letter, actor, clock.today())
    except NotPermitted as refusal:
        return (refusal.text,)
    signatory = signatory_of(session, letter.id)
    if plain_name(signatory) != plain_name(actor.name):
        return (T("Surat ini atas nama {signatory}, bukan {name}.", signatory=signatory, name=actor.name),)
    if list_incomplete(session, [(letter.id, letter.kind, letter.dated_on)]):
        return (T("Paraf surat {number} belum lengkap.", number=letter.number),)
    said = _about_letter(letter, clock.today())
    if leaves_unsigned(session, letter):
        return (*said, BEFORE_WHOLE)
    if letter.kind in CERTIFIED - {MEMBER_EXCERPT}:
        return said
    if letter.kind == COLLECTIVE:
        changed = find_change(session, letter)
        said += (changed,) if changed is not None else ()
        return (*said, *(_about_members(session, letter, actor, clock) if asks_members else ()))
    return (*said, *_about_file(session, cards[0], letter, actor, clock))


def _about_letter(letter: LetterRow, today: date) -> tuple[Text, ...]:
    if letter.revoked_at is not None:
        return (T("Surat {number} sudah dicabut.", number=letter.number),)
    if letter.state is LetterState.QUEUED:
        return (T("Berkas surat ini masih disiapkan. Coba lagi sebentar."),)
    if letter.state is not LetterState.RENDERED:
        return (T("Surat {number} sudah tercatat bertanda tangan.", number=letter.number),)
    if letter.dated_on > today:
        return (T("Surat ini bertanggal {day}, jadi tidak dapat ditandatangani sebelumnya.", day=letter.dated_on),)
    return ()


def _about_members(session: Session, decree: LetterRow, actor: Actor, clock: Clock) -> tuple[Text, ...]:
    """Say what stands in the way of persons in a collective decree, the first of it."""
    found: list[Text] = []
    for excerpt, card in list_members(session, decree):
        for text in _about_file(session, card, excerpt, actor, clock):
            found.append(T("{label}: {text}", label=card.label, text=text))
            if len(found) == MOST_TOLD:
                return tuple(found)
    return tuple(found)


def _about_file(
    session: Session, card: TransferCard, letter: LetterRow, actor: Actor, clock: Clock
) -> tuple[Text, ...]:
    objection = find_objection(session, card.id)
    said = [T("Ada keberatan yang belum diputus.")] if objection and objection.ruling is None else []
    if letter.kind not in MOVING or card.revokes_id is not None:
        return tuple(said)
    if card.state is not State.DECREED:
        return (*said, T("Usulan ini tidak lagi pada tahap SK."))
    question = Question(session, replace(card, state=State.APPROVED), actor, clock, Press())
    blocking = [one.text for one in question.evaluation.blocks if one.code in _OF_THE_DAY]
    return (*said, *list_differences(session, card, letter), *has_matching_pertek(question), *blocking)


def _initialled(session: Session, found: Sequence[Unsigned]) -> Sequence[Unsigned]:
    """Return those whose review chain is complete, or empty."""
    incomplete = list_incomplete(session, [(one.id, one.kind, one.dated_on) for one in found])
    return [one for one in found if one.id not in incomplete]


def iterate_own(session: Session, actor: Actor, on: date) -> Iterator[tuple[LetterRow, tuple[TransferCard, ...]]]:
    """Yield the letters whose signature is the actor's, oldest first, whatever else may keep one from being signed."""
    unsigned = [*list_unsigned(session, SIGNED, MOST_TOGETHER), *list_unsigned_wholes(session)]
    waiting = [*_initialled(session, unsigned), *_list_certified(session, actor, on)]
    transfers = sorted({one.transfer_id for one in waiting if one.transfer_id is not None})
    cards = {card.id: (card,) for card in list_cards(session, transfers, actor)}
    for one in sorted(waiting, key=lambda one: one.id):
        several = _members(session, one.whole_id, actor) if one.whole_id else cards.get(one.transfer_id or 0, ())
        if not several:
            continue
        letter = letters.get_letter(session, one.id)
        try:
            for card in several:
                as_signer(session, card, letter, actor, on)
        except NotPermitted:
            continue
        yield letter, several


def _list_certified(session: Session, actor: Actor, on: date) -> Sequence[Unsigned]:
    """Return the excerpts and copies that wait for the actor, when it is the actor who certifies here."""
    return list_uncertified(session, MOST_TOGETHER) if is_certifier(session, actor, on) else ()


def is_certifier(session: Session, actor: Actor, on: date) -> bool:
    """Whether the office has named the actor as who certifies excerpts and copies."""
    certifier = letters.get_house(session, on).certifier
    return certifier is not None and plain_name(certifier.name) == plain_name(actor.name)


def _members(session: Session, decree_id: int, actor: Actor) -> tuple[TransferCard, ...]:
    """Return the files of a collective decree; none when one of them is kept from the actor."""
    keys = [about for _, about in letters.list_members(session, decree_id)]
    found = tuple(list_cards(session, keys, actor))
    return found if len(found) == len(keys) else ()


def list_waiting(session: Session, actor: Actor, clock: Clock) -> tuple[Sequence[Waiting], bool]:
    """Return the first letters that the actor is to sign, with what keeps them from it, and whether there are more."""
    own = list(islice(iterate_own(session, actor, clock.today()), SHOWN + 1))
    for _letter, cards in own:
        for card in cards:
            if card.is_secret:
                note_reading(session, ABOUT, card.id)
    found = []
    for letter, cards in own[:SHOWN]:
        asks = len(cards) <= MOST_ASKED
        obstacles = find_obstacles(session, cards, letter, actor, clock, asks_members=asks)
        found.append(Waiting(letter, cards, obstacles))
    return found, len(own) > SHOWN
