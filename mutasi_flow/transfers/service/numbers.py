"""Numbers of decrees that another office gives, typed or brought in as a sheet, each for one approved transfer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Refused
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.domain import DECREE_REGISTER, find_gaps, read_sequence
from mutasi_flow.letters.model import ReservedNumber
from mutasi_flow.letters.queries.numbers import (
    Reserved,
    find_reserved,
    is_known_number,
    list_waiting_about,
    load_numbering,
)
from mutasi_flow.letters.service import Purpose
from mutasi_flow.people.model import Employee
from mutasi_flow.people.service.trail import OFFICE_CHAIN
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.queries.visible import IS_PUBLIC
from mutasi_flow.transfers.service.perform import APART, get_locked
from mutasi_flow.transfers.workflow import State

GIVEN = T("Nomor dari kantor lain")
WRITERS = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECREE)
"""Who keeps the books, when held over the whole office: a book knows no unit borders."""
SENDERS = ("nama_pengirim", "jabatan_pengirim", "nip_pengirim")
COLUMNS: tuple[Column, ...] = (
    Column(
        "transfer",
        "USULAN",
        T("Nomor usulan yang SK-nya diberi nomor ini."),
        required=True,
        filled=True,
        synonyms=("nomor_usulan", "no_usulan"),
        example="M-2026-00012",
    ),
    Column("nip", "NIP", T("NIP pegawai, untuk mencocokkan; boleh kosong."), kind=CellKind.DIGITS),
    Column("name", "NAMA", T("Nama pegawai, hanya untuk dibaca.")),
    Column(
        "number",
        "NOMOR NASKAH",
        T("Nomor surat seperti di aplikasi persuratan; kosong berarti belum ada."),
        required=True,
        synonyms=("nomor_naskah", "nomor", "no_surat"),
        example="800.1.3.1/48/SETDA/2026",
    ),
    Column(
        "dated_on",
        "TANGGAL NASKAH",
        T("Tanggal surat."),
        kind=CellKind.DATE,
        required=True,
        synonyms=("tanggal_naskah", "tanggal"),
        example="02-11-2026",
    ),
    Column("nama_pengirim", "NAMA PENGIRIM", T("Yang menandatangani."), synonyms=("nama_pengirim",)),
    Column("jabatan_pengirim", "JABATAN PENGIRIM", T("Jabatan yang menandatangani."), synonyms=("jabatan_pengirim",)),
    Column("nip_pengirim", "NIP PENGIRIM", T("NIP yang menandatangani."), synonyms=("nip_pengirim",)),
)


@dataclass(frozen=True, slots=True)
class Given:
    """A number that another office gave for the decree of one transfer."""

    transfer: str
    number: str
    dated_on: date
    details: Mapping[str, str] = field(default_factory=dict)


def may_keep_books(actor: Actor) -> bool:
    """Whether the actor sets numbers aside, records them and lets them go."""
    return any(actor.may(permission, "") for permission in WRITERS)


def require_book_keeper(actor: Actor) -> Actor:
    """Return the actor as the trail names whoever keeps the books.

    Raises:
        NotPermitted: the actor holds no such permission over the whole office.
    """
    for permission in WRITERS:
        if actor.may(permission, ""):
            return actor.using(permission)
    raise NotPermitted(T("Buku agenda diisi oleh yang bertugas untuk seluruh kantor."))


def record_given(session: Session, given: Given, *, actor: Actor, today: date, at: datetime) -> Reserved:
    """Keep the number for the decree of an approved transfer; whatever waited for it before is let go.

    Raises:
        NotFound: no such transfer for this person.
        NotPermitted: the actor keeps no books, or is kept from this file.
        Conflict: the transfer is not approved, or the number stands in the book already.
        InvalidInput: the number cannot be printed, or its day is still to come.
    """
    keeper, card = require_book_keeper(actor), get_locked(session, given.transfer, actor)
    if card.bars(actor.employee_id):
        raise NotPermitted(APART)
    if card.state is not State.APPROVED:
        raise Conflict(T("Nomor dicatat untuk usulan yang sudah disetujui dan belum ber-SK."))
    if given.dated_on > today:
        raise InvalidInput(T("Tanggal surat tidak boleh sesudah hari ini."), field="dated_on")
    waiting = list_waiting_about(session, trail.ABOUT, [card.id])
    former = [one.id for one in waiting if one.register == DECREE_REGISTER]
    if former:
        letters.void_numbers(session, former, str(T("Diganti nomor lain.")), actor=keeper, at=at)
    purpose = Purpose(str(GIVEN), trail.ABOUT, card.id, details=given.details)
    kept = letters.record_outside_number(
        session, DECREE_REGISTER, given.number, purpose, dated_on=given.dated_on, actor=keeper, at=at
    )
    trail.record(session, card.id, "number_recorded", actor=keeper, payload={"number": kept.number}, at=at)
    return kept


def _find_waiting(session: Session, record: Record, findings: Findings) -> TransferCard | None:
    given, number = record.values, record.values["transfer"]
    card = find_card(session, number)
    if card is None or card.is_secret:
        findings.error(record.row, "transfer", number, T("Usulan {number} tidak ditemukan.", number=number))
        return None
    if card.state is not State.APPROVED:
        findings.error(record.row, "transfer", number, T("Usulan ini tidak sedang menunggu SK."))
        return None
    nip = session.scalars(select(Employee.nip).where(Employee.id == card.employee_id)).one()
    if given.get("nip") and given["nip"] != nip:
        findings.error(record.row, "nip", given["nip"], T("NIP ini bukan milik pegawai pada usulan itu."))
        return None
    return card


def _read(session: Session, findings: Findings, record: Record, today: date) -> Given | None:
    """Return the number of a row; None where it has none yet, or something is wrong."""
    given = record.values
    if not given.get("number"):
        return None
    card = _find_waiting(session, record, findings)
    if card is None:
        return None
    if given.get("dated_on") is None or given["dated_on"] > today:
        text = T("Isi tanggal surat, paling lambat hari ini.")
        findings.error(record.row, "dated_on", given.get("dated_on"), text)
        return None
    wanted = Given(
        given["transfer"], given["number"], given["dated_on"], {key: given[key] for key in SENDERS if given.get(key)}
    )
    present = find_reserved(session, trail.ABOUT, card.id, DECREE_REGISTER, wanted.dated_on.year)
    if present is not None and (present.number, present.dated_on) == (wanted.number, wanted.dated_on):
        return wanted
    if is_known_number(session, wanted.number):
        findings.error(record.row, "number", wanted.number, T("Nomor ini sudah ada di buku agenda."))
        return None
    return wanted


def _tell_gaps(session: Session, findings: Findings, wanted: Sequence[Given]) -> None:
    """Say which places between the numbers of the sheet are missing; they may be letters of others, so nothing stops."""
    for year in sorted({one.dated_on.year for one in wanted}):
        book = load_numbering(session, DECREE_REGISTER, year)
        pattern = book.shape.pattern or book.usual
        read = [read_sequence(pattern, one.number) for one in wanted if one.dated_on.year == year]
        for first, last in find_gaps([place for place in read if place is not None]):
            words = str(first) if first == last else f"{first}–{last}"
            findings.warn(0, "number", words, T("Urutan {places} tidak ada di berkas ini.", places=words))


def check(session: Session, table: Table, today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings, wanted = Findings(table), list[Given]()
    for record in list(findings.sound):
        found = _read(session, findings, record, today)
        if found is None or findings.is_repeated(record, "number", ("number", found.number.casefold())):
            continue
        if not findings.is_repeated(record, "transfer", ("transfer", found.transfer)):
            wanted.append(found)
    _tell_gaps(session, findings, wanted)
    fresh = [one for one in wanted if not is_known_number(session, one.number)]
    same = len(wanted) - len(fresh)
    return Checked(len(findings.records), tuple(findings.problems), new=len(fresh), same=same, payload=(today, fresh))


def commit(session: Session, checked: Checked, actor: Actor, at: datetime) -> None:
    """Keep the numbers of a check made in the same transaction.

    Raises:
        Refused: a row is about the person who imports.
    """
    today, wanted = checked.payload
    for given in wanted:
        try:
            record_given(session, given, actor=actor, today=today, at=at)
        except NotPermitted as refusal:
            raise Refused(
                T("Usulan {number} harus dicatat oleh orang lain.", number=given.transfer), (refusal.text,)
            ) from refusal


def export(session: Session) -> Iterable[Sequence[Cell]]:
    """Return the approved transfers with their number, or without one: the sheet to fill in at the other office."""
    kept = (
        (ReservedNumber.about_kind == trail.ABOUT)
        & (ReservedNumber.about_id == Transfer.id)
        & (ReservedNumber.register == DECREE_REGISTER)
        & (ReservedNumber.state == "reserved")
    )
    statement = (
        select(
            Transfer.number,
            Employee.nip,
            Employee.name,
            ReservedNumber.number,
            ReservedNumber.dated_on,
            ReservedNumber.details,
        )
        .join(Employee, Employee.id == Transfer.employee_id)
        .outerjoin(ReservedNumber, kept)
        .where(Transfer.state == State.APPROVED, IS_PUBLIC)
        .order_by(Transfer.id)
    )
    for number, nip, name, given, dated_on, details in session.execute(statement):
        yield (number, nip, name, given, dated_on, *((details or {}).get(key, "") for key in SENDERS))


NUMBERS = Importer(
    kind="numbers",
    label=T("Nomor surat dari aplikasi persuratan"),
    hint=T("Unduh dahulu datanya, isi nomor dan tanggal naskah, lalu unggah lagi di sini."),
    columns=COLUMNS,
    check=check,
    commit=commit,
    export=export,
    permissions=(Permission.TRANSFERS_VERIFY,),
    chain=OFFICE_CHAIN,
)
