"""What a transfer needs and what is there, for the employee, the verifier and programs alike; and the office's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.transfers.documents.matrix import Case, Kind, Maker, Need, Requirement, choose, lapses_on
from mutasi_flow.transfers.documents.shipped import KINDS, REQUIREMENTS, maker_of
from mutasi_flow.transfers.documents.written import is_signed, list_written
from mutasi_flow.transfers.domain import Direction, Door, LegalKind, PaperVerdict, Scan
from mutasi_flow.transfers.model import DocumentKind, DocumentRequirement
from mutasi_flow.transfers.queries import PaperRow, TransferCard, list_papers
from mutasi_flow.transfers.workflow import State


class Standing(StrEnum):
    """How it stands with one paper of the list."""

    MISSING = "missing"
    OPTIONAL = "optional"
    GENERATED = "generated"
    BY_SENDING = "by_sending"
    """Signed by the act of sending, with the own account."""
    SIGNED = "signed"
    PREPARED = "prepared"
    """Written here, and not signed yet."""
    SCANNING = "scanning"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LAPSED = "lapsed"


STANDING_LABELS: dict[Standing, Text] = {
    Standing.MISSING: T("Belum ada"),
    Standing.OPTIONAL: T("Bila ada"),
    Standing.GENERATED: T("Disiapkan kantor"),
    Standing.BY_SENDING: T("Ditandatangani saat usulan dikirim"),
    Standing.SIGNED: T("Ditandatangani lewat akun"),
    Standing.PREPARED: T("Menunggu tanda tangan"),
    Standing.SCANNING: T("Sedang diperiksa dari virus"),
    Standing.WAITING: T("Menunggu diperiksa"),
    Standing.ACCEPTED: T("Sesuai"),
    Standing.REFUSED: T("Perlu diganti"),
    Standing.LAPSED: T("Lewat masa berlaku"),
}

WITH_AUTHOR = frozenset({State.DRAFT, State.RETURNED})
"""States in which the author fills in and sends the file."""

MADE_BY_DECIDING = frozenset({(Direction.OUT, "releasing_consent"), (Direction.IN, "receiving_proposal")})
"""What this government itself says by deciding the file: nobody brings it beforehand."""

OPEN_TO_LETTERS = frozenset(
    {
        Standing.MISSING,
        Standing.OPTIONAL,
        Standing.GENERATED,
        Standing.REFUSED,
        Standing.LAPSED,
    }
)
"""How it may stand with a paper for which a letter written here then stands."""

_OWN_ROWS = Prepared(
    select(
        *(
            getattr(DocumentRequirement, name)
            for name in (
                "document",
                "need",
                "legal_kind",
                "door",
                "post_kind",
                "valid_days",
                "issuer",
                "source",
                "from_on",
                "to_on",
                "id",
                "maker",
            )
        )
    ).order_by(DocumentRequirement.id)
)
_OWN_KINDS = Prepared(select(DocumentKind.code, DocumentKind.name, DocumentKind.is_letter).order_by(DocumentKind.code))


@dataclass(frozen=True, slots=True)
class Item:
    """One paper of the list."""

    requirement: Requirement
    name: Text
    paper: PaperRow | None
    lapses_on: date | None
    standing: Standing
    letter: LetterRow | None = None
    """The letter written here that stands for it."""


def load_kinds(session: Session) -> Mapping[str, Kind]:
    """Return all kinds of documents by code; a name written by the office goes before the shipped one."""
    rows = run(session, _OWN_KINDS)
    return {one.code: one for one in (*KINDS, *(Kind(code, Text(name), letter) for code, name, letter in rows))}


def label_kinds(session: Session) -> Mapping[str, Text]:
    """Return the names of all kinds by code."""
    return {code: kind.name for code, kind in load_kinds(session).items()}


def load_matrix(session: Session) -> Sequence[Requirement]:
    """Return the shipped rows and the office's, in the order in which they are asked."""
    return (*REQUIREMENTS, *(_requirement(row) for row in run(session, _OWN_ROWS)))


def _requirement(row: Any) -> Requirement:
    return Requirement(
        row.document,
        Need(row.need),
        LegalKind(row.legal_kind) if row.legal_kind else None,
        Door(row.door) if row.door else None,
        JabatanKind(row.post_kind) if row.post_kind else None,
        row.valid_days,
        row.issuer,
        row.source,
        row.from_on,
        row.to_on,
        row.id,
        Maker(row.maker) if row.maker else None,
    )


def choose_for(session: Session, card: TransferCard, clock: Clock) -> Sequence[Requirement]:
    """Return one row per document for a transfer.

    The matrix of the day on which the transfer was sent holds; a later version never asks more of a running one.
    """
    at = card.submitted_at
    on = at.astimezone(clock.zone).date() if at is not None else clock.today()
    matrix, post = load_matrix(session), None
    if card.to_jabatan_id is not None and any(row.post_kind is not None for row in matrix):
        post = people.get_jabatan(session, card.to_jabatan_id).kind
    rows = choose(matrix, Case(card.kind, card.door, post), on)
    return [row for row in rows if (card.crossing, row.document) not in MADE_BY_DECIDING]


def load_checklist(
    session: Session, card: TransferCard, clock: Clock, chosen: Sequence[Requirement] | None = None
) -> Sequence[Item]:
    """Return the papers asked for, then those that came without being asked for.

    ``chosen`` saves asking again what :func:`choose_for` has answered.
    """
    chosen = choose_for(session, card, clock) if chosen is None else chosen
    names, papers = label_kinds(session), {paper.kind: paper for paper in list_papers(session, card.id)}
    written = list_written(session, card.id)
    rows = [row for row in chosen if row.need is not Need.OFF or row.document in papers]
    asked = {row.document for row in rows}
    rows += [Requirement(code, Need.OPTIONAL) for code in papers if code not in asked]
    today = clock.today()
    return [
        _item(
            row,
            names.get(row.document, Text(row.document)),
            papers.get(row.document),
            written.get(row.document),
            card=card,
            today=today,
        )
        for row in rows
    ]


def find_item(session: Session, card: TransferCard, document: str, clock: Clock) -> Item | None:
    """Return how it stands with one kind of document; None when nobody asks for it and none came."""
    items = load_checklist(session, card, clock)
    return next((item for item in items if item.requirement.document == document), None)


def is_signed_by_sending(row: Requirement, card: TransferCard) -> bool:
    """Whether the paper is the employee's own word, and the employee sends the file with the own account."""
    return maker_of(row) is Maker.EMPLOYEE and card.door is Door.OWN and not (card.filed_for or card.before_system)


def _item(
    row: Requirement, name: Text, paper: PaperRow | None, letter: LetterRow | None, *, card: TransferCard, today: date
) -> Item:
    last = lapses_on(row, paper.letter_on if paper else None)
    standing = standing_of_paper(paper, last, today) if paper else _standing_without(row, card)
    if letter is not None and standing in OPEN_TO_LETTERS:
        last = lapses_on(row, letter.dated_on)
        standing = Standing.LAPSED if last is not None and last < today else _standing_of_letter(letter)
    return Item(row, name, paper, last, standing, letter)


def _standing_of_letter(letter: LetterRow) -> Standing:
    return Standing.SIGNED if is_signed(letter) else Standing.PREPARED


def _standing_without(row: Requirement, card: TransferCard) -> Standing:
    if row.need is not Need.OFF and is_signed_by_sending(row, card):
        return Standing.BY_SENDING if card.state in WITH_AUTHOR else Standing.SIGNED
    return {Need.REQUIRED: Standing.MISSING, Need.GENERATED: Standing.GENERATED}.get(row.need, Standing.OPTIONAL)


def standing_of_paper(paper: PaperRow, last: date | None, today: date) -> Standing:
    """Return how it stands with an uploaded paper whose last valid day is ``last``."""
    if paper.verdict is PaperVerdict.REFUSED:
        return Standing.REFUSED
    if paper.scan == Scan.WAITING:
        return Standing.SCANNING
    if last is not None and last < today:
        return Standing.LAPSED
    return Standing(paper.verdict.value)


def add_requirement(session: Session, row: Requirement, *, actor: Actor, today: date, at: datetime) -> int:
    """Add a version of a row; it holds from its first day on, for transfers sent from then on. Return its key.

    Raises:
        InvalidInput: the kind is unknown, the source is missing, or the days lie in the past or the wrong way round.
    """
    if row.document not in load_kinds(session):
        raise InvalidInput(T("Jenis dokumen ini tidak dikenal."), "document")
    if not row.source.strip():
        raise InvalidInput(T("Tuliskan dasar aturannya."), "source")
    if row.from_on < today:
        raise InvalidInput(
            T("Versi baru berlaku paling awal hari ini, supaya usulan terdahulu tidak berubah."), "from_on"
        )
    if row.to_on is not None and row.to_on < row.from_on:
        raise InvalidInput(T("Tanggal akhir harus sesudah tanggal mulai."), "to_on")
    given = {
        "document": row.document,
        "need": row.need.value,
        "legal_kind": row.legal_kind.value if row.legal_kind else "",
        "door": row.door.value if row.door else "",
        "post_kind": row.post_kind.value if row.post_kind else "",
        "valid_days": row.valid_days,
        "issuer": row.issuer.strip(),
        "source": row.source.strip(),
        "maker": row.maker.value if row.maker else "",
    }
    days = {"from_on": row.from_on, "to_on": row.to_on}
    added = {"added_by_id": actor.account_id, "added_at": at}
    statement = insert(DocumentRequirement).values(**given, **days, **added).returning(DocumentRequirement.id)
    row_id: int = session.execute(statement).scalar_one()
    written = {name: value and value.isoformat() for name, value in days.items()}
    note_office(session, actor, "requirement_added", {"id": row_id, **given, **written}, at)
    return row_id


def add_kind(session: Session, kind: Kind, *, actor: Actor, at: datetime) -> None:
    """Add a kind of document of the office's own.

    Raises:
        InvalidInput: code or name is missing, or there is such a kind.
    """
    if not kind.code or not str(kind.name).strip():
        raise InvalidInput(T("Isi kode dan nama dokumen."), "name")
    if kind.code in load_kinds(session):
        raise InvalidInput(T("Jenis dokumen dengan kode ini sudah ada."), "code")
    given = {"code": kind.code, "name": str(kind.name).strip(), "is_letter": kind.is_letter}
    session.execute(insert(DocumentKind).values(**given))
    note_office(session, actor, "document_kind_added", given, at)
