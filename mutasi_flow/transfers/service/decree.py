"""The decree of a transfer: compose its frozen context from the file, and have the letter issued."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import HOLDING_TITLES, Authority, Holding
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Refused
from mutasi_flow.core.texts import T
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts import (
    DecreeMove,
    DecreePerson,
    Signatory,
    issuer_of,
    name_in_capitals,
    transfer_decree,
)
from mutasi_flow.letters.domain import written_date
from mutasi_flow.letters.service import Issued
from mutasi_flow.people import queries as people
from mutasi_flow.transfers.domain import STANCE_LABELS, UNIT_VOICES, VOICE_LABELS, Door, Stance
from mutasi_flow.transfers.queries import TransferCard, list_opinions
from mutasi_flow.transfers.trail import ABOUT

KIND = "transfer_decree"
PENJABAT = HOLDING_TITLES[Holding.PJ]


def required(key: int | None) -> int:
    """Return the key of the destination.

    Raises:
        Refused: the transfer has no destination.
    """
    if key is None:
        raise Refused(T("Tujuan belum dipilih."))
    return key


def _considered(session: Session, card: TransferCard, zone: ZoneInfo) -> list[str]:
    """What the decree notes: the request, with its day at the office, and what the units said about it."""
    submitted = written_date(card.submitted_at.astimezone(zone).date()) if card.submitted_at else ""
    subject = "Permohonan" if card.door is Door.OWN else "Usulan"
    noted = [f"{subject} Nomor {card.number}" + (f" tanggal {submitted}" if submitted else "")]
    for opinion in list_opinions(session, card.id):
        if opinion.voice in UNIT_VOICES and opinion.stance is not Stance.SILENT:
            paper = f" ({opinion.letter})" if opinion.letter else ""
            noted.append(
                f"Tanggapan {str(VOICE_LABELS[opinion.voice]).lower()}: "
                f"{str(STANCE_LABELS[opinion.stance]).lower()}{paper}"
            )
    return noted


def _delegations(authority: Authority | None) -> list[str]:
    """The delegation decree on which an official signs."""
    if authority is None or not authority.decree_on:
        return []
    day = written_date(authority.decree_on)
    return [f"Keputusan tentang pendelegasian wewenang Nomor {authority.decree_number} tanggal {day}"]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who issues the decree, and the row of the matrix that gives the authority; None: the head of region."""

    actor: Actor
    authority: Authority | None = None


def _signatory(session: Session, signer: Signer, office: people.OfficeCard) -> Signatory | None:
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
    """Take the number, freeze the context and queue the rendering, all in the transaction of the act."""
    office = people.get_office(session)
    person = people.get_employee_card(session, card.employee_id)
    context = transfer_decree(
        office=office,
        person=DecreePerson(person.full_name, person.nip or "", person.status, person.rank_label),
        move=DecreeMove(
            card.from_unit, card.from_jabatan, card.to_unit, card.to_jabatan, own_request=card.door is Door.OWN
        ),
        considered=[*_considered(session, card, zone), *_delegations(signer.authority)],
        effective_on=effective_on,
        dated_on=dated_on,
        signatory=_signatory(session, signer, office),
    )
    return letters.issue(
        session, kind=KIND, about_kind=ABOUT, about_id=card.id, context=context, dated_on=dated_on, at=at
    )
