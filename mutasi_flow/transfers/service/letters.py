"""Supporting letters of a transfer: who may write and sign which, and the writing itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, NotFound, NotPermitted, Refused
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters import service as printing
from mutasi_flow.letters.contexts.supporting import FOR_INK, Frame, SupportingLetter, signed_with_account
from mutasi_flow.letters.domain import SUPPORT_REGISTER
from mutasi_flow.letters.queries import LetterRow, get_house
from mutasi_flow.letters.service import Issued
from mutasi_flow.people import queries as people
from mutasi_flow.transfers import documents, trail
from mutasi_flow.transfers.documents import LETTER_OF, WITH_AUTHOR, Maker, Need, is_signed, list_written, maker_of
from mutasi_flow.transfers.queries import TransferCard
from mutasi_flow.transfers.service.composing import COMPOSERS, Matter, named, person_of
from mutasi_flow.transfers.service.papers import WITH_OFFICE, is_office
from mutasi_flow.transfers.service.perform import get_locked, is_own_side, on_own_side
from mutasi_flow.transfers.workflow import State

_UNIT_OF = {Maker.RELEASING: "from_unit_id", Maker.RECEIVING: "to_unit_id"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A letter that is there, or that this reader may make."""

    document: str
    name: Text
    letter: LetterRow | None
    may_sign: bool
    may_print: bool

    @property
    def is_signed(self) -> bool:
        """Whether somebody signed it."""
        return self.letter is not None and is_signed(self.letter)


@dataclass(frozen=True, slots=True)
class Writing:
    """A letter as it would be written now, and what keeps the reader from signing or printing it."""

    offer: Offer
    letter: SupportingLetter
    refusals: tuple[Text, ...]
    unsigned: tuple[Text, ...]

    @property
    def may_sign(self) -> bool:
        """Whether the reader may sign it with the own account now."""
        return self.offer.may_sign and not self.refusals and not self.unsigned

    @property
    def may_print(self) -> bool:
        """Whether the reader may have it printed, to be signed in ink."""
        return self.offer.may_print and not self.refusals


def _signer_id(session: Session, card: TransferCard, maker: Maker) -> int | None:
    if maker is Maker.EMPLOYEE:
        return card.employee_id
    unit_id: int | None = getattr(card, _UNIT_OF[maker]) if maker in _UNIT_OF else None
    return people.head_of(session, unit_id, but=card.employee_id) if unit_id is not None else None


def _offer(
    session: Session,
    card: TransferCard,
    actor: Actor,
    maker: Maker,
    *,
    document: str,
    name: Text,
    letter: LetterRow | None,
) -> Offer:
    is_open = card.state in (WITH_AUTHOR | WITH_OFFICE) and (card.state is not State.DRAFT or maker is Maker.EMPLOYEE)
    may_sign = is_open and (
        is_office(card, actor)
        if maker is Maker.OFFICE
        else actor.employee_id is not None and actor.employee_id == _signer_id(session, card, maker)
    )
    is_filling_in = maker is Maker.EMPLOYEE and is_own_side(card, actor)
    may_print = is_open and (may_sign or is_office(card, actor) or is_filling_in)
    return Offer(document, name, letter, may_sign, may_print)


def list_offers(session: Session, card: TransferCard, actor: Actor, clock: Clock) -> Sequence[Offer]:
    """Return the supporting letters that are there or that the reader may make, as the requirement matrix names them."""
    names, written = documents.label_kinds(session), list_written(session, card.id)
    rows = documents.choose_for(session, card, clock)
    makers = {row.document: maker_of(row) for row in rows if row.document in LETTER_OF and row.need is not Need.OFF}
    asked = {document: maker for document, maker in makers.items() if maker is not Maker.NOBODY}
    offers = [
        _offer(session, card, actor, maker, document=document, name=names[document], letter=written.get(document))
        for document, maker in asked.items()
    ]
    return [one for one in offers if one.letter is not None or one.may_sign or one.may_print]


def _matter(
    session: Session, card: TransferCard, offer: Offer, actor: Actor, *, frame: Frame, maker: Maker, zone: ZoneInfo
) -> Matter:
    """Collect what the letter is about.

    Raises:
        Refused: nobody is recorded who could sign it.
    """
    signer_id = actor.employee_id if maker is Maker.OFFICE else _signer_id(session, card, maker)
    if signer_id is None and maker is not Maker.OFFICE:
        raise Refused(
            T("Surat ini belum dapat dibuat."),
            (T("Kepala unit yang menandatangani belum tercatat: {document}.", document=offer.name),),
        )
    signer = person_of(people.get_employee_card(session, signer_id)) if signer_id is not None else named(actor.name)
    person = people.get_employee_card(session, card.employee_id)
    return Matter(session, card, frame, person, signer, signer_id, zone)


def compose_letter(
    session: Session, card: TransferCard, document: str, *, actor: Actor, clock: Clock, signing: bool = False
) -> Writing:
    """Return the letter of a document as it would be written now.

    Raises:
        NotFound: no letter is written for such a document here, or the reader has no part in it.
        Refused: nobody is recorded who could sign it.
    """
    offer = next((one for one in list_offers(session, card, actor, clock) if one.document == document), None)
    if offer is None:
        raise NotFound(T("Surat ini tidak dibuat untuk usulan ini."))
    maker = next(maker_of(row) for row in documents.choose_for(session, card, clock) if row.document == document)
    signature = signed_with_account(clock.now()) if signing else FOR_INK
    frame = Frame(people.get_office(session), clock.today(), signature, get_house(session, clock.today()))
    matter = _matter(session, card, offer, actor, frame=frame, maker=maker, zone=clock.zone)
    composed = COMPOSERS[document](matter)
    return Writing(offer, composed.letter, composed.refusals, composed.unsigned)


def write_letter(session: Session, number: str, document: str, *, signing: bool, actor: Actor, clock: Clock) -> Issued:
    """Give the letter its number and have it printed; ``signing`` makes the act itself the signature.

    A former letter for the same document is replaced by it.

    Raises:
        NotFound: no such transfer or letter for this person.
        NotPermitted: it is not the actor's to sign, or to print.
        Conflict: the file is decided.
        Refused: the records speak against it, or something must be done before.
    """
    card = get_locked(session, number, actor)
    if card.state not in WITH_AUTHOR | WITH_OFFICE:
        raise Conflict(T("Usulan ini sudah diputus, jadi suratnya tidak dapat dibuat lagi."))
    writing = compose_letter(session, card, document, actor=actor, clock=clock, signing=signing)
    offer, reasons = writing.offer, writing.refusals + (writing.unsigned if signing else ())
    if not (offer.may_sign if signing else offer.may_print):
        raise NotPermitted
    if reasons:
        raise Refused(T("Surat ini belum dapat dibuat."), reasons)
    at = clock.now()
    issued = printing.issue(
        session,
        kind=LETTER_OF[document],
        about_kind=trail.ABOUT,
        about_id=card.id,
        context=writing.letter,
        dated_on=clock.today(),
        at=at,
        register=SUPPORT_REGISTER,
        is_signed=signing,
        is_secret=card.is_secret,
    )
    if offer.letter is not None:
        printing.revoke(session, offer.letter.id, at, replaced_by=issued.id)
    payload = {"letter": issued.number, "letter_id": issued.id, "document": document}
    as_office = actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
    actor = on_own_side(card, actor) if is_own_side(card, actor) else as_office
    trail.record(
        session, card.id, "letter_signed" if signing else "letter_written", actor=actor, payload=payload, at=at
    )
    return issued
