"""The decree of a transfer: compose its frozen context from the file, and have the letter issued."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import HOLDING_TITLES, Authority, Holding
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.letters import queries as letter_queries
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts import (
    Cited,
    DecreeMove,
    DecreePerson,
    Signatory,
    Subject,
    TransferDecree,
    issuer_of,
    name_in_capitals,
    transfer_amendment,
    transfer_decree,
    transfer_revocation,
)
from mutasi_flow.letters.contexts.copies import CERTIFIED_COPY, EXCERPT, MEMBER_EXCERPT
from mutasi_flow.letters.contexts.starting import PLACEMENT_NOTE, START_STATEMENT
from mutasi_flow.letters.domain import DECREE_REGISTER, LetterState, written_date
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.letters.queries.numbers import Reserved, find_reserved
from mutasi_flow.letters.service import Issued
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import OfficeCard
from mutasi_flow.transfers.domain import STANCE_LABELS, UNIT_VOICES, VOICE_LABELS, Door, Stance
from mutasi_flow.transfers.queries import TransferCard, list_letter_opinions
from mutasi_flow.transfers.trail import ABOUT

KIND = "transfer_decree"
AMENDMENT, REVOCATION = "transfer_amendment", "transfer_revocation"
MOVING = frozenset({KIND, AMENDMENT, MEMBER_EXCERPT})
"""Letters on which a placement rests; of a collective decree it is what that says about the person."""
DECREES = frozenset({*MOVING, REVOCATION})
RULING = "objection_ruling"
SIGNED = frozenset({*DECREES - {MEMBER_EXCERPT}, RULING})
"""What bears the signature of whoever issues decrees; the ruling is a letter about the objection, excerpts are certified."""
FOLLOWING = frozenset({EXCERPT, CERTIFIED_COPY, START_STATEMENT, PLACEMENT_NOTE})
"""Letters that follow a decree: copies of it, and what the new unit writes."""
PENJABAT = HOLDING_TITLES[Holding.PJ]
DELEGATION = "Keputusan tentang pendelegasian wewenang"
NO_FIRST_DAY = T("Tanggal mulai bertugas belum diisi.")


def required(key: int | None) -> int:
    """Return the key of the destination.

    Raises:
        Refused: the transfer has no destination.
    """
    if key is None:
        raise Refused(T("Tujuan belum dipilih."))
    return key


def considered(session: Session, card: TransferCard, on: date, zone: ZoneInfo) -> list[str]:
    """Return what the decree notes: the request, with its day at the office, and what the units said about it."""
    submitted = written_date(card.submitted_at.astimezone(zone).date()) if card.submitted_at else ""
    subject = "Permohonan" if card.door is Door.OWN else "Usulan"
    noted = [f"{subject} Nomor {card.number}" + (f" tanggal {submitted}" if submitted else "")]
    for opinion in list_letter_opinions(session, card, on, zone):
        if opinion.voice in UNIT_VOICES and opinion.stance is not Stance.SILENT:
            paper = f" ({opinion.letter})" if opinion.letter else ""
            noted.append(
                f"Tanggapan {str(VOICE_LABELS[opinion.voice]).lower()}: "
                f"{str(STANCE_LABELS[opinion.stance]).lower()}{paper}"
            )
    return noted


def delegations(authority: Authority | None) -> list[str]:
    """The delegation decree on which an official signs."""
    if authority is None or not authority.decree_on:
        return []
    day = written_date(authority.decree_on)
    return [f"{DELEGATION} Nomor {authority.decree_number} tanggal {day}"]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who issues the decree, and the row of the matrix that gives the authority; None: the head of region."""

    actor: Actor
    authority: Authority | None = None


def _signatory(session: Session, signer: Signer, office: OfficeCard) -> Signatory | None:
    """Return the block above the signature for a delegated official or a penjabat; None: the head of region's."""
    issuer, authority = issuer_of(office), signer.authority
    if authority is not None and authority.head_id is not None:
        official = people.get_employee_card(session, authority.head_id)
        below = (official.rank_label, f"NIP {official.nip}" if official.nip else "")
        return Signatory(
            authority.signature_lines(issuer),
            name_in_capitals(official.full_name),
            tuple(line for line in below if line),
        )
    if signer.actor.capacity.startswith(PENJABAT):
        return Signatory((f"{PENJABAT}{issuer},",), name_in_capitals(signer.actor.name))
    return None


def issue(
    session: Session,
    card: TransferCard,
    *,
    effective_on: date,
    dated_on: date,
    at: datetime,
    zone: ZoneInfo,
    signer: Signer,
) -> Issued:
    """Take the number, freeze the context and queue the rendering, all in the transaction of the act.

    A number that was set aside for this transfer is used; one of another office brings the day of the letter with it.
    """
    reserved = find_reserved(session, ABOUT, card.id, DECREE_REGISTER, dated_on.year)
    dated_on = reserved.dated_on if reserved and reserved.is_outside else dated_on
    subject = subject_of(session, card, signer, dated_on)
    context = transfer_decree(
        office=subject.office,
        person=subject.person,
        move=subject.move,
        considered=[*considered(session, card, dated_on, zone), *delegations(signer.authority)],
        effective_on=effective_on,
        dated_on=dated_on,
        signatory=subject.signatory,
        house=subject.house,
    )
    return _issue(session, card, context, at, reserved)


def subject_of(session: Session, card: TransferCard, signer: Signer, on: date) -> Subject:
    """Return office, person, move and signatory as letters of a day about the transfer name them."""
    person, office = people.get_employee_card(session, card.employee_id), people.get_office(session)
    return Subject(
        office,
        DecreePerson(person.full_name, person.nip or "", person.status, person.rank_label),
        move_of(card),
        _signatory(session, signer, office),
        letter_queries.get_house(session, on),
    )


def move_of(card: TransferCard) -> DecreeMove:
    """Return from where to where a transfer goes, as letters name it."""
    own_request = card.door is Door.OWN
    return DecreeMove(
        card.from_unit,
        card.from_jabatan,
        card.to_unit,
        card.to_jabatan,
        own_request=own_request,
        until_on=card.until_on,
        share=card.share,
    )


def _issue(
    session: Session, card: TransferCard, context: TransferDecree, at: datetime, reserved: Reserved | None = None
) -> Issued:
    return letters.issue(
        session,
        kind=context.kind,
        about_kind=ABOUT,
        about_id=card.id,
        context=context,
        dated_on=context.dated_on,
        at=at,
        is_secret=card.is_secret,
        may_be_electronic=True,
        reserved=reserved,
    )


def find_standing(session: Session, card: TransferCard) -> LetterRow | None:
    """Return the decree on which the person's placement rests: the last one that has not been revoked."""
    found = letter_queries.list_about(session, ABOUT, card.id, kinds=MOVING)
    return next((one for one in reversed(found) if one.revoked_at is None), None)


def revoke_standing(session: Session, card: TransferCard, at: datetime, revoked_by: int | None = None) -> list[str]:
    """Take the force of the decree and of its amendments away, by another letter or without; return their numbers."""
    found = letter_queries.list_about(session, ABOUT, card.id, kinds=MOVING)
    return [_revoke(session, one, at, revoked_by).number for one in found if one.revoked_at is None]


def _revoke(session: Session, letter: LetterRow, at: datetime, revoked_by: int | None) -> LetterRow:
    """Take the force of a letter away; that of a collective decree for one person only."""
    if letter.kind == MEMBER_EXCERPT:
        return letters.revoke_member(session, letter, at, revoked_by=revoked_by)
    return letters.revoke(session, letter.id, at, revoked_by=revoked_by)


def find_whole(session: Session, letter: LetterRow) -> LetterRow | None:
    """Return the collective decree of which a letter is what it says about one person; None for any other letter."""
    is_member = letter.kind == MEMBER_EXCERPT and letter.copy_of_id is not None
    return letter_queries.get_letter(session, letter.copy_of_id) if is_member and letter.copy_of_id else None


def leaves_unsigned(session: Session, letter: LetterRow) -> bool:
    """Whether a person still leaves a collective decree without another one: nobody has signed it."""
    whole = find_whole(session, letter)
    return whole is not None and whole.state is not LetterState.SIGNED


def cite(session: Session, letter: LetterRow) -> Cited:
    """Return a decree as a later one about the same person names it."""
    is_member = letter.kind == MEMBER_EXCERPT
    place = int(letter_queries.get_context(session, letter.id)["place"]) if is_member else 0
    return Cited(letter.number, letter.dated_on, place)


@dataclass(frozen=True, slots=True)
class Change:
    """Why an earlier decree is changed or revoked, who signs that, and when."""

    because: str
    signer: Signer
    at: datetime
    dated_on: date


def issue_revocation(
    session: Session, card: TransferCard, revoked: LetterRow, change: Change, filed: TransferCard | None = None
) -> Issued:
    """Issue the decree that revokes another one, of transfer ``card``; it is a letter of the file that asked for it."""
    cited = cite(session, revoked)
    subject = subject_of(session, card, change.signer, change.dated_on)
    context = transfer_revocation(subject, cited, change.because, change.dated_on)
    return _issue(session, filed or card, context, change.at)


def issue_amendment(session: Session, card: TransferCard, amended: LetterRow, change: Change) -> Issued:
    """Issue the decree that changes another one to what ``card`` says now.

    Raises:
        Refused: the card has no first day.
        Conflict: it is part of a collective decree that nobody has signed, which is composed anew instead.
    """
    if card.effective_on is None:
        raise Refused(NO_FIRST_DAY)
    if leaves_unsigned(session, amended):
        raise Conflict(T("SK kolektifnya belum ditandatangani: susun ulang SK itu, tidak perlu SK perubahan."))
    cited = cite(session, amended)
    subject = subject_of(session, card, change.signer, change.dated_on)
    context = transfer_amendment(subject, cited, change.because, card.effective_on, change.dated_on)
    issued = _issue(session, card, context, change.at)
    if amended.kind == MEMBER_EXCERPT:
        letters.amend_member(session, amended, issued.id)
    else:
        letters.amend(session, amended.id, issued.id)
    return issued
