"""Import of technical approvals with many rows: each is compared with its transfer before anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, Refused
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.header import normalise
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Employee
from mutasi_flow.people.service.trail import OFFICE_CHAIN
from mutasi_flow.transfers import external
from mutasi_flow.transfers.domain import PERTEK_VERDICT_LABELS, PertekVerdict
from mutasi_flow.transfers.external import Agreement
from mutasi_flow.transfers.gates import LONGEST_REASON
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, get_card_by_id
from mutasi_flow.transfers.queries.visible import IS_PUBLIC
from mutasi_flow.transfers.service.pertek import (
    NewLetter,
    NewRow,
    check_letter,
    check_row,
    find_waiting,
    keep_letter,
    keep_row,
    waits_for_row,
)
from mutasi_flow.transfers.workflow import State

BKN = "Badan Kepegawaian Negara"
COLUMNS: tuple[Column, ...] = (
    Column(
        "number",
        "NOMOR PERTEK",
        T("Nomor surat pertimbangan teknis."),
        required=True,
        filled=True,
        synonyms=("nomor", "no_pertek"),
        example="PG-12345/PERTEK/2026",
    ),
    Column(
        "letter_on",
        "TANGGAL PERTEK",
        T("Tanggal surat."),
        kind=CellKind.DATE,
        required=True,
        filled=True,
        synonyms=("tanggal", "tgl_pertek"),
        example="02-11-2026",
    ),
    Column(
        "issued_by", "PENERBIT", T("Siapa yang menerbitkan; kosong berarti BKN."), synonyms=("issued_by", "instansi")
    ),
    Column("valid_until", "BERLAKU SAMPAI", T("Hari terakhir surat berlaku, bila disebut."), kind=CellKind.DATE),
    Column(
        "nip",
        "NIP",
        T("NIP pada surat."),
        kind=CellKind.DIGITS,
        required=True,
        filled=True,
        synonyms=("nip_baru", "NIP/NI PPPK"),
    ),
    Column("name", "NAMA", T("Nama pada surat."), required=True, filled=True, synonyms=("nama_lengkap",)),
    Column("rank", "GOLONGAN", T("Golongan pada surat."), synonyms=("gol", "pangkat", "gol_ruang"), example="III/c"),
    Column("from_post", "JABATAN LAMA", T("Jabatan lama pada surat."), synonyms=("jabatan_asal",)),
    Column("from_unit", "UNIT LAMA", T("Unit lama pada surat."), synonyms=("unor_lama", "unit_asal", "unor_asal")),
    Column("to_post", "JABATAN BARU", T("Jabatan baru pada surat."), synonyms=("jabatan_tujuan",)),
    Column("to_unit", "UNIT BARU", T("Unit baru pada surat."), synonyms=("unor_baru", "unit_tujuan", "unor_tujuan")),
    Column("effective_on", "TMT", T("Mulai bertugas menurut surat."), kind=CellKind.DATE, synonyms=("tmt_jabatan",)),
    Column(
        "verdict",
        "STATUS",
        T("MS atau disetujui, TMS atau ditolak, BTS atau dikembalikan."),
        required=True,
        filled=True,
        synonyms=("hasil", "keterangan_status"),
        example="MS",
    ),
    Column("reason", "ALASAN", T("Alasan BKN bila tidak disetujui."), longest=LONGEST_REASON, synonyms=("keterangan",)),
)
_WORDS: Mapping[PertekVerdict, str] = MappingProxyType(
    {
        PertekVerdict.ACCEPTED: "ms accepted diterima disetujui setuju memenuhisyarat",
        PertekVerdict.REFUSED: "tms refused ditolak tolak tidakmemenuhisyarat ditolaktms",
        PertekVerdict.INCOMPLETE: "bts incomplete dikembalikan perbaikan tidaklengkap berkastidaksesuai "
        "berkasdikembalikanbts",
    }
)
_VERDICTS = {word: verdict for verdict, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row to be kept."""

    letter: NewLetter
    row: NewRow


def _read(findings: Findings, record: Record, today: date) -> Wanted | None:
    given = record.values
    verdict = _VERDICTS.get(normalise(given["verdict"]))
    if verdict is None:
        findings.error(record.row, "verdict", given["verdict"], T("Tulis MS, TMS, atau BTS."))
        return None
    letter = NewLetter(given["number"], given["letter_on"], given.get("issued_by") or BKN, given.get("valid_until"))
    words = ("rank", "from_post", "from_unit", "to_post", "to_unit", "reason")
    texts = {word: given.get(word) or "" for word in words}
    row = NewRow(given["nip"], given["name"], verdict, effective_on=given.get("effective_on"), **texts)
    try:
        check_letter(letter, today)
        return Wanted(letter, check_row(row))
    except InvalidInput as refusal:
        key = refusal.field if refusal.field in {column.key for column in COLUMNS} else "nip"
        findings.error(record.row, key, given.get(key), refusal.text)
        return None


def _check_letters(findings: Findings, records: Mapping[int, Wanted], known: Mapping[str, NewLetter]) -> None:
    """A letter has one date, one issuer, one validity: in the sheet, and as it was recorded before."""
    first: dict[str, NewLetter] = dict(known)
    for number, wanted in records.items():
        letter = wanted.letter
        if first.setdefault(letter.number, letter) != letter:
            text = T("Nomor ini sudah dipakai dengan tanggal, penerbit, atau masa berlaku lain.")
            findings.error(number, "number", letter.number, text)


def _compare(session: Session, findings: Findings, number: int, wanted: Wanted, today: date) -> None:
    """Warn where no transfer waits for the row, and of each field in which the two differ."""
    row = wanted.row
    card = _find_card(session, row.nip)
    if card is None:
        findings.warn(number, "nip", row.nip, T("Tidak ada usulan yang menunggu pertek ini. Barisnya disimpan saja."))
        return
    grade = external.grade_of(row.rank)
    places = (row.from_post, row.from_unit, row.to_post, row.to_unit)
    said = external.Said(row.nip, row.name, grade, *places, row.effective_on)
    decree = external.said_by_decree(session, card, card.effective_on)
    for one in external.compare(said, decree, external.load_weights(session, today)):
        if one.found is Agreement.DIFFERENT:
            findings.warn(number, one.field.value, one.pertek, external.difference(one))


def _find_card(session: Session, nip: str) -> TransferCard | None:
    statement = (
        select(Transfer.id)
        .join(Employee, Employee.id == Transfer.employee_id)
        .where(Employee.nip == nip, Transfer.state == State.APPROVED, IS_PUBLIC)
    )
    transfer_id = session.scalars(statement).one_or_none()
    card = get_card_by_id(session, transfer_id) if transfer_id is not None else None
    return card if card is not None and waits_for_row(session, card) else None


def check(session: Session, table: Table, today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings, latest = Findings(table), external.list_latest(session)
    read: dict[int, Wanted] = {}
    for record in list(findings.sound):
        wanted = _read(findings, record, today)
        if wanted and not findings.is_repeated(record, "nip", (wanted.letter.number, wanted.row.nip)):
            read[record.row] = wanted
    known = {one.number: NewLetter(one.number, one.letter_on, one.issued_by, one.valid_until) for one in latest}
    _check_letters(findings, read, known)
    present = {(one.number, one.nip): _as_row(one) for one in latest}
    found = {number: present.get((one.letter.number, one.row.nip)) for number, one in read.items()}
    fresh = {number: one for number, one in read.items() if found[number] != one.row}
    for number, wanted in fresh.items():
        _compare(session, findings, number, wanted, today)
    new = sum(found[number] is None for number in fresh)
    counts = {"new": new, "changed": len(fresh) - new, "same": len(read) - len(fresh)}
    return Checked(len(findings.records), tuple(findings.problems), **counts, payload=list(fresh.values()))


def _as_row(one: external.Row) -> NewRow:
    words = (one.rank, one.from_post, one.from_unit, one.to_post, one.to_unit)
    return NewRow(one.nip, one.name, one.verdict, *words, one.effective_on, one.reason)


def commit(session: Session, checked: Checked, actor: Actor, at: datetime) -> None:
    """Keep the rows of a check made in the same transaction; each transfer goes its own way by its row.

    Raises:
        Refused: a row is about the person who imports.
    """
    clock = Clock(at.tzinfo if isinstance(at.tzinfo, ZoneInfo) else ZoneInfo("UTC"), lambda: at)
    for wanted in checked.payload:
        card = find_waiting(session, wanted.row.nip, actor)
        if card is not None and actor.employee_id is not None and actor.employee_id == card.employee_id:
            raise Refused(T("Baris tentang Anda sendiri harus dicatat oleh orang lain."))
        letter_id = keep_letter(session, wanted.letter, actor=actor, clock=clock)
        keep_row(session, letter_id, wanted.letter, wanted.row, card, actor=actor, clock=clock)


def export(session: Session) -> Iterable[Sequence[Cell]]:
    """Return the latest row per letter and person; reading them back changes nothing."""
    for one in external.list_latest(session):
        row: dict[str, Any] = {column.key: getattr(one, column.key) for column in COLUMNS}
        row["verdict"] = str(PERTEK_VERDICT_LABELS[one.verdict])
        yield tuple(row.values())


PERTEK_ROWS = Importer(
    kind="pertek",
    label=T("Pertimbangan teknis BKN"),
    hint=T("Nomor dan tanggal surat, dan satu baris per pegawai dengan hasilnya."),
    columns=COLUMNS,
    check=check,
    commit=commit,
    export=export,
    permissions=(Permission.TRANSFERS_VERIFY,),
    chain=OFFICE_CHAIN,
)
