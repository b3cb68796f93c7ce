"""Import of transfers that began elsewhere: running ones at any state, and past decrees.

They are marked "sebelum sistem". No consultation is invented for them: a running one gets only the task of the
office that its state waits for; a decreed one keeps the number of its old decree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts import PublicFacts
from mutasi_flow.letters.model import Letter
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import mask_name, mask_nip
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Origin
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, get_card_by_id
from mutasi_flow.transfers.routes import DECIDE, DECREE, INTERNAL, VERIFY
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.decree import KIND
from mutasi_flow.transfers.service.drafts import insert_transfer, next_number
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.workflow import OPEN_STATES, State

_NOON = time(5, 0)
"""Hour (UTC) given to imported days, which have none: the day is the same in all three Indonesian zones."""

_TASK_OF_STATE: Mapping[State, str] = MappingProxyType(
    {State.PROPOSED: VERIFY, State.CONSULTED: DECIDE, State.APPROVED: DECREE}
)
_STATES: Mapping[str, State] = MappingProxyType(
    {state.value: state for state in State} | {str(label).casefold(): state for state, label in STATE_LABELS.items()}
)

COLUMNS: tuple[Column, ...] = (
    Column(
        "file_number",
        "NOMOR BERKAS",
        T("Nomor berkas atau surat usul di tempat lama; penanda agar tidak tercatat dua kali."),
        required=True,
        filled=True,
        synonyms=("nomor", "nomor usul", "no surat usulan"),
        example="800/12/2025",
    ),
    Column(
        "nip",
        "NIP",
        T("NIP pegawai yang sudah ada di daftar."),
        kind=CellKind.DIGITS,
        required=True,
        filled=True,
        synonyms=("nip_baru", "NIP/NI PPPK"),
    ),
    Column(
        "state",
        "KEADAAN",
        T("Sampai mana: Diusulkan, Sudah dikonsultasikan, Disetujui, SK terbit, dan seterusnya."),
        required=True,
        filled=True,
        synonyms=("status", "tahap"),
        example="Disetujui",
    ),
    Column("from_unit", "UNIT ASAL ID", T("Kode unit asal; kosong berarti unit sekarang."), synonyms=("unit_asal",)),
    Column("from_jabatan", "JABATAN ASAL ID", T("Kode jabatan asal; kosong berarti jabatan sekarang.")),
    Column("to_unit", "UNIT TUJUAN ID", T("Kode unit tujuan."), required=True, filled=True, synonyms=("unit_tujuan",)),
    Column(
        "to_jabatan",
        "JABATAN TUJUAN ID",
        T("Kode jabatan tujuan; kosong berarti jabatan sekarang."),
        synonyms=("jabatan_tujuan",),
    ),
    Column("reason", "ALASAN", T("Alasan usulan."), longest=4000),
    Column("submitted_on", "TANGGAL USUL", T("Tanggal diusulkan."), kind=CellKind.DATE, required=True, filled=True),
    Column("effective_on", "TMT", T("Mulai bertugas."), kind=CellKind.DATE, synonyms=("tmt_jabatan", "tmt_mutasi")),
    Column("decree_number", "NOMOR SK", T("Nomor SK, untuk yang sudah terbit."), synonyms=("sk_nomor",)),
    Column("decree_on", "TANGGAL SK", T("Tanggal SK."), kind=CellKind.DATE, synonyms=("sk_tanggal",)),
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows: keys by NIP and code, the employees' present seats, who has an open transfer."""

    employees: Mapping[str, tuple[int, int | None, int | None]]
    units: Mapping[str, int]
    jabatan: Mapping[str, int]
    busy: frozenset[int]
    files: frozenset[str]


def _load(session: Session) -> _Known:
    people = session.execute(select(Employee.nip, Employee.id, Employee.unit_id, Employee.jabatan_id))
    return _Known(
        employees={nip: (key, unit_id, jabatan_id) for nip, key, unit_id, jabatan_id in people if nip},
        units=dict(session.execute(select(Unit.code, Unit.id)).all()),
        jabatan=dict(session.execute(select(Jabatan.code, Jabatan.id)).all()),
        busy=frozenset(session.scalars(select(Transfer.employee_id).where(Transfer.state.in_(OPEN_STATES)))),
        files=frozenset(session.scalars(select(Transfer.origin_from).where(Transfer.before_system.is_(True)))),
    )


def _code(findings: Findings, record: Record, key: str, known: Mapping[str, int], present: int | None) -> int | None:
    code = record.values.get(key)
    if not code:
        return present
    if code not in known:
        findings.error(record.row, key, code, T("Kode ini tidak dikenal. Impor unit dan jabatannya dahulu."))
    return known.get(code)


def _check_row(findings: Findings, record: Record, known: _Known, today: date) -> dict[str, Any] | None:
    values = record.values
    state = _STATES.get(str(values["state"]).strip().casefold())
    if state is None or state in {State.DRAFT, State.RETURNED}:
        findings.error(record.row, "state", values["state"], T("Keadaan ini tidak dikenal atau tidak dapat diimpor."))
    if values["nip"] not in known.employees:
        findings.error(
            record.row, "nip", values["nip"], T("NIP ini tidak ada di daftar pegawai. Impor pegawainya dahulu.")
        )
        return None
    employee_id, unit_id, jabatan_id = known.employees[values["nip"]]
    if state in OPEN_STATES and employee_id in known.busy:
        findings.error(record.row, "nip", values["nip"], T("Pegawai ini masih mempunyai usulan yang berjalan."))
    if state in {State.DECREED, State.REVOKED} and not (values.get("decree_number") and values.get("decree_on")):
        findings.error(record.row, "decree_number", "", T("Isi nomor dan tanggal SK untuk SK yang sudah terbit."))
    for key in ("submitted_on", "decree_on"):
        if values.get(key) is not None and values[key] > today:
            findings.error(record.row, key, values[key], T("Tanggal ini belum terjadi."))
    if state in OPEN_STATES:
        findings.is_repeated(record, "nip", employee_id)
    return {
        "employee_id": employee_id,
        "state": state,
        "from_unit_id": _code(findings, record, "from_unit", known.units, unit_id),
        "from_jabatan_id": _code(findings, record, "from_jabatan", known.jabatan, jabatan_id),
        "to_unit_id": _code(findings, record, "to_unit", known.units, None),
        "to_jabatan_id": _code(findings, record, "to_jabatan", known.jabatan, jabatan_id),
        "given": values,
    }


def check(session: Session, table: Table, today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings, known = Findings(table), _load(session)
    wanted: list[dict[str, Any]] = []
    same = 0
    for record in list(findings.sound):
        if record.values["file_number"] in known.files:
            same += 1
            continue
        findings.is_repeated(record, "file_number", record.values["file_number"])
        row = _check_row(findings, record, known, today)
        if row is not None and not findings.is_wrong(record.row):
            wanted.append(row)
    return Checked(
        rows=len(findings.records), problems=tuple(findings.problems), new=len(wanted), same=same, payload=wanted
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, _NOON, ZoneInfo("UTC"))


def _public_facts(session: Session, card: TransferCard) -> PublicFacts:
    office = people.get_office(session)
    return PublicFacts(
        label="Surat keputusan pemindahan",
        subject=f"Pemindahan di Lingkungan {office.name}",
        office=f"{office.head_title.title()} {office.region}",
        name=mask_name(card.employee_name),
        nip=mask_nip(card.employee_nip or ""),
    )


def _write(session: Session, row: dict[str, Any], actor: Actor, at: datetime) -> None:
    given, state = row["given"], row["state"]
    submitted_at = _moment(given["submitted_on"])
    number = next_number(session, given["submitted_on"].year)
    transfer_id = insert_transfer(
        session,
        {
            **{
                key: row[key]
                for key in ("employee_id", "from_unit_id", "from_jabatan_id", "to_unit_id", "to_jabatan_id")
            },
            "number": number,
            "state": state,
            "version": 1,
            "route": INTERNAL.key,
            "origin": Origin.WRITTEN,
            "origin_from": given["file_number"],
            "reason": given.get("reason") or "",
            "effective_on": given.get("effective_on"),
            "created_at": submitted_at,
            "submitted_at": submitted_at,
            "changed_at": at,
            "created_by_id": actor.account_id,
            "before_system": True,
        },
    )
    card = get_card_by_id(session, transfer_id)
    if given.get("decree_number") and given.get("decree_on"):
        letters.import_letter(
            session,
            kind=KIND,
            number=given["decree_number"],
            dated_on=given["decree_on"],
            about_kind=trail.ABOUT,
            about_id=transfer_id,
            public=_public_facts(session, card),
            at=at,
            is_signed=True,
        )
    if state in _TASK_OF_STATE:
        tasks.open_for_office(session, card, _TASK_OF_STATE[state], today=at.date(), at=at)
    payload = {"to": state.value, "version": 1, "before_system": True, "file": given["file_number"]}
    trail.record(session, transfer_id, "imported", actor=actor, payload=payload, at=at)


def commit(session: Session, checked: Checked, actor: Actor, at: datetime) -> None:
    """Write the transfers of a check made in the same transaction."""
    for row in checked.payload:
        _write(session, row, actor, at)


def export(session: Session) -> Iterable[Sequence[Cell]]:
    """Return the transfers that were imported; reading them back changes nothing."""
    from_unit, to_unit = Unit.__table__.alias(), Unit.__table__.alias()
    from_jabatan, to_jabatan = Jabatan.__table__.alias(), Jabatan.__table__.alias()
    rows = session.execute(
        select(
            Transfer,
            Employee.nip,
            from_unit.c.code,
            from_jabatan.c.code,
            to_unit.c.code,
            to_jabatan.c.code,
            Letter.number,
            Letter.dated_on,
        )
        .join(Employee, Employee.id == Transfer.employee_id)
        .outerjoin(from_unit, from_unit.c.id == Transfer.from_unit_id)
        .outerjoin(from_jabatan, from_jabatan.c.id == Transfer.from_jabatan_id)
        .outerjoin(to_unit, to_unit.c.id == Transfer.to_unit_id)
        .outerjoin(to_jabatan, to_jabatan.c.id == Transfer.to_jabatan_id)
        .outerjoin(Letter, and_(Letter.about_kind == trail.ABOUT, Letter.about_id == Transfer.id))
        .where(Transfer.before_system.is_(True))
        .order_by(Transfer.id)
    )
    for one, nip, from_code, from_job, to_code, to_job, decree_number, decree_on in rows:
        submitted_on = one.submitted_at.date() if one.submitted_at else None
        state = str(STATE_LABELS[one.state])
        codes = (from_code, from_job, to_code, to_job)
        decree = (decree_number, decree_on)
        yield (one.origin_from, nip, state, *codes, one.reason, submitted_on, one.effective_on, *decree)


TRANSFERS = Importer(
    kind="transfers",
    label=T("Usulan dan SK sebelum sistem"),
    hint=T("Usulan yang sudah berjalan di tempat lain dan SK lama, pada keadaan apa pun."),
    columns=COLUMNS,
    check=check,
    commit=commit,
    export=export,
)
