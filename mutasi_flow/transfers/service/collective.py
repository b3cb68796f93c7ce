"""The decree on several transfers at once: each joins it with its own press, and its text is composed when all have.

The number is taken with the first who joins, in the same transaction. As long as nobody has signed, decree and excerpts
may be composed anew: who has left is then missing from the annex, and only what says something else is printed again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Refused
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters import queries as letter_queries
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts import (
    Collective,
    DecreePerson,
    Member,
    Signatory,
    collective_decree,
    freeze,
    member_excerpts,
    thaw,
)
from mutasi_flow.letters.contexts.collective import KIND, MOST_NAMED_UNITS, CollectiveDecree
from mutasi_flow.letters.domain import DECREE_REGISTER, LetterState, written_date
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.queries.numbers import find_reserved
from mutasi_flow.letters.service import Issued
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.domain import Direction, Door
from mutasi_flow.transfers.queries import TransferCard, list_cards_by_id
from mutasi_flow.transfers.service.authority import find_authority
from mutasi_flow.transfers.service.decree import Signer, delegations, move_of, subject_of
from mutasi_flow.transfers.trail import ABOUT, BATCH
from mutasi_flow.transfers.workflow import Action

COLLECTIVE = KIND
NO_CERTIFIER = T("Yang mengesahkan petikan dan salinan belum diatur pada Tata surat.")


@dataclass(frozen=True, slots=True)
class Joining:
    """With which batch a transfer is decreed, from which day, when, and who signs."""

    batch_id: int
    effective_on: date
    dated_on: date
    at: datetime
    signer: Signer


def find_collective(session: Session, batch_id: int) -> LetterRow | None:
    """Return the collective decree of a batch, unless it never came to be."""
    found = letter_queries.list_about(session, BATCH, batch_id, kinds=(COLLECTIVE,))
    return next((one for one in reversed(found) if one.state is not LetterState.VOID), None)


def find_misfit(card: TransferCard) -> Text | None:
    """Say why a transfer has no place in a collective decree."""
    if card.revokes_id is not None:
        return T("Pencabutan SK tidak dapat digabung dalam SK kolektif.")
    if card.crossing is Direction.OUT:
        return T("Pindah keluar tidak dapat digabung dalam SK kolektif.")
    return None


def find_certifier(session: Session, on: date) -> Signatory:
    """Return who certifies the excerpts of a day.

    Raises:
        Refused: the office has named nobody.
    """
    certifier = letter_queries.get_house(session, on).certifier
    if certifier is None:
        raise Refused(T("SK kolektif belum dapat diterbitkan."), (NO_CERTIFIER,))
    return certifier


def join(session: Session, card: TransferCard, joining: Joining) -> Issued:
    """Put a transfer on the collective decree of its batch; return its excerpt, which is composed to the end later.

    Raises:
        Refused: it has no place there, belongs under another signature, or nobody is named who certifies excerpts.
        InvalidInput: something cannot be printed; the sentence names it.
    """
    if (misfit := find_misfit(card)) is not None:
        raise Refused(T("SK kolektif belum dapat diterbitkan."), (misfit,))
    decree = find_collective(session, joining.batch_id)
    dated_on = decree.dated_on if decree else joining.dated_on
    subject = subject_of(session, card, joining.signer, dated_on)
    member = Member(subject.person, subject.move, joining.effective_on)
    alone = Collective(subject.office, (member,), joining.effective_on, subject.signatory, subject.house)
    certifier = find_certifier(session, joining.dated_on)
    if decree is None:
        decree = _open(session, card, joining, alone)
    context = letter_queries.get_context(session, decree.id)
    if freeze(_signatory(alone, dated_on)) != context["signatory"]:
        reason = T("SK usulan ini ditandatangani atas wewenang yang lain dari SK kolektifnya.")
        raise Refused(T("SK kolektif belum dapat diterbitkan."), (reason,))
    excerpt = next(member_excerpts(context, alone, certifier=certifier))
    of_card: dict[str, Any] = {"about_kind": ABOUT, "about_id": card.id, "at": joining.at, "is_secret": card.is_secret}
    return letters.issue_member(session, decree, excerpt, **of_card)


def _signatory(alone: Collective, dated_on: date) -> Signatory:
    return collective_decree(alone, (), dated_on).signatory


def _open(session: Session, card: TransferCard, joining: Joining, alone: Collective) -> LetterRow:
    """Take the number that was set aside for the decree, with the first who joins it."""
    reserved = find_reserved(session, BATCH, joining.batch_id, DECREE_REGISTER, joining.dated_on.year)
    dated_on = reserved.dated_on if reserved and reserved.is_outside else joining.dated_on
    context = collective_decree(alone, delegations(joining.signer.authority), dated_on)
    issued = letters.issue(
        session,
        kind=context.kind,
        about_kind=BATCH,
        about_id=joining.batch_id,
        context=context,
        dated_on=dated_on,
        at=joining.at,
        is_secret=card.is_secret,
        may_be_electronic=True,
        reserved=reserved,
    )
    return letter_queries.get_letter(session, issued.id)


def compose_whole(
    session: Session, decree: LetterRow, members: Sequence[tuple[int, int]], *, zone: ZoneInfo, at: datetime
) -> Mapping[int, dict[str, Any]]:
    """Return what decree and excerpts are to say for everybody who stands in it now, in this order; nothing is written.

    ``members`` are excerpts with their transfers. Letters that say it already are left out, and all of a signed decree.
    What says something else bears the day of ``at``, where its number allows that; excerpts bear the day of their decree.

    Raises:
        InvalidInput: something cannot be printed; the sentence names it.
        Refused: nobody is named who certifies excerpts.
    """
    if decree.state is LetterState.SIGNED or decree.revoked_at is not None or not members:
        return {}
    known = {card.id: card for card in list_cards_by_id(session, [about for _, about in members])}
    cards = [known[about] for _, about in members]
    former = letter_queries.get_context(session, decree.id)
    together, whole = _compose(session, decree, cards, decree.dated_on, zone)
    anew = letters.word_anew(session, whole, former)
    day = letters.day_of_edition(session, decree.id, at.astimezone(zone).date()) if anew else decree.dated_on
    if day != decree.dated_on:
        together, whole = _compose(session, decree, cards, day, zone)
        anew = letters.word_anew(session, whole, former)
    certifier = find_certifier(session, max(decree.created_at.astimezone(zone).date(), day))
    excerpts = member_excerpts(anew or former, together, certifier=certifier)
    said = letter_queries.get_contexts(session, [key for key, _ in members])
    texts = {
        key: text
        for (key, _), excerpt in zip(members, excerpts, strict=True)
        if (text := letters.word_anew(session, excerpt, said[key])) is not None
    }
    return texts | ({decree.id: anew} if anew else {})


def _compose(
    session: Session, decree: LetterRow, cards: Sequence[TransferCard], day: date, zone: ZoneInfo
) -> tuple[Collective, CollectiveDecree]:
    """Return who stands in the decree, and its text as of a day."""
    members, former = [_member(session, card) for card in cards], letter_queries.get_context(session, decree.id)
    days = [one.effective_on for one in members if one.effective_on is not None]
    together = Collective(
        people.get_office(session),
        members,
        min(days, default=day),
        thaw(Signatory, former["signatory"]),
        letter_queries.get_house(session, day),
    )
    return together, collective_decree(together, _noted(session, cards, day, zone), day)


def _member(session: Session, card: TransferCard) -> Member:
    person = people.get_employee_card(session, card.employee_id)
    named = DecreePerson(person.full_name, person.nip or "", person.status, person.rank_label)
    return Member(named, move_of(card), card.effective_on)


def _noted(session: Session, cards: Sequence[TransferCard], on: date, zone: ZoneInfo) -> list[str]:
    """What the decree notes: each file while they are few, otherwise how many there are and from when to when."""
    authority = find_authority(session, cards[0], Action.DECREE, on)
    days = [(card, card.submitted_at.astimezone(zone).date() if card.submitted_at else None) for card in cards]
    if len(cards) <= MOST_NAMED_UNITS:
        files = [
            f"{'Permohonan' if card.door is Door.OWN else 'Usulan'} Nomor {card.number}"
            + (f" tanggal {written_date(day)}" if day else "")
            for card, day in days
        ]
        return [*files, *delegations(authority)]
    known = sorted(day for _, day in days if day is not None)
    span = f" tanggal {written_date(known[0])}" if known else ""
    until = f" sampai dengan tanggal {written_date(known[-1])}" if known and known[0] != known[-1] else ""
    return [f"Usulan mutasi pegawai sebanyak {len(cards)} usulan{span}{until}", *delegations(authority)]
