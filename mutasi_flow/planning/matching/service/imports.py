"""Import and export of what jabatan require: one row per requirement."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column, Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.header import normalise
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Jabatan
from mutasi_flow.people.service.imports.particulars import PERIOD
from mutasi_flow.people.service.imports.upsert import Upsert, compare
from mutasi_flow.planning.matching.domain import ASK_LABELS, SINGLE, Ask, AskKind, read_ask, show_ask
from mutasi_flow.planning.matching.model import JabatanRequirement
from mutasi_flow.planning.matching.service.keeping import check_days, clash, overlap

COLUMNS: tuple[Column, ...] = (
    Column(
        "jabatan",
        "KODE JABATAN",
        T("Kode jabatan yang sudah ada; nama lengkapnya juga dikenal."),
        required=True,
        filled=True,
        synonyms=("jabatan_id", "nama_jabatan"),
    ),
    Column(
        "kind",
        "SYARAT",
        T(
            "Pendidikan paling rendah, Bidang studi, Sertifikat, Kompetensi, Pengalaman di bidangnya, Rumpun jabatan, "
            "atau Golongan paling rendah."
        ),
        required=True,
        filled=True,
        synonyms=("jenis_syarat", "jenis"),
        example="Bidang studi",
    ),
    Column(
        "subject",
        "ISI",
        T("Isinya dengan kata: S-1, III/a, nama bidang studi, kompetensi, sertifikat, atau rumpun."),
        synonyms=("isi_syarat", "uraian", "nama", "kompetensi"),
        example="Keperawatan",
    ),
    Column(
        "amount",
        "TINGKAT",
        T("Tingkat kompetensi 1 sampai 5, atau tahun pengalaman."),
        kind=CellKind.INTEGER,
        synonyms=("level", "tahun", "jumlah"),
    ),
    *PERIOD,
    Column(
        "source",
        "DASAR",
        T("Peraturan atau dokumen yang menjadi dasarnya."),
        required=True,
        filled=True,
        synonyms=("dasar_hukum", "sumber"),
    ),
)
_WORDS = {
    normalise(spelling): kind
    for kind in AskKind
    for spelling in (kind.value, str(ASK_LABELS[kind]), str(ASK_LABELS[kind]).partition(" (")[0])
}
_NAMES = ("jabatan_id", "kind", "subject", "amount", "from_on")


def _load_jabatan(session: Session) -> dict[str, int]:
    """Return keys by code, and by names that are given once."""
    known: dict[str, int] = {}
    repeated: set[str] = set()
    rows = session.execute(select(Jabatan.id, Jabatan.code, Jabatan.name)).all()
    for key, _code, name in rows:
        spelled = normalise(name)
        repeated |= {spelled} & known.keys()
        known[spelled] = key
    named = {name: key for name, key in known.items() if name not in repeated}
    return named | {normalise(code): key for key, code, _name in rows}


def _read(findings: Findings, record: Record) -> Ask | None:
    kind = _WORDS.get(normalise(record.values["kind"]))
    if kind is None:
        allowed = ", ".join(str(label) for label in ASK_LABELS.values())
        findings.error(record.row, "kind", record.values["kind"], T("Tulis salah satu: {allowed}.", allowed=allowed))
        return None
    try:
        check_days(record.values.get("from_on"), record.values.get("to_on"))
        return read_ask(kind, record.values.get("subject") or "", record.values.get("amount"))
    except InvalidInput as refusal:
        key = refusal.field or "subject"
        findings.error(record.row, key, record.values.get(key), refusal.text)
        return None


def check(session: Session, table: Table, _today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings, jabatan = Findings(table), _load_jabatan(session)
    wanted: dict[Any, dict[str, Any]] = {}
    rows: dict[Any, int] = {}
    for record in list(findings.sound):
        jabatan_id = jabatan.get(normalise(record.values["jabatan"]))
        if jabatan_id is None:
            value = record.values["jabatan"]
            findings.error(record.row, "jabatan", value, T("Tidak dikenal: {value}.", value=value))
        ask = _read(findings, record)
        if ask is None or jabatan_id is None:
            continue
        values = (jabatan_id, ask.kind, ask.subject, ask.amount, record.values.get("from_on"))
        identity = (jabatan_id, ask.kind, values[-1]) if ask.kind in SINGLE else values
        if not findings.is_repeated(record, "kind", identity):
            rest = {"to_on": record.values.get("to_on"), "source": record.values["source"]}
            rows[values] = record.row
            wanted[values] = {**dict(zip(_NAMES, values, strict=True)), **rest}
    present = _present(session)
    _refuse_second(findings, rows, wanted, present)
    return compare(wanted, present).as_checked(findings)


def _present(session: Session) -> dict[Any, Any]:
    columns = [getattr(JabatanRequirement, name) for name in ("id", *_NAMES, "to_on", "source")]
    return {tuple(row[name] for name in _NAMES): row for row in session.execute(select(*columns)).mappings()}


def _refuse_second(
    findings: Findings, rows: Mapping[Any, int], wanted: dict[Any, dict[str, Any]], present: Mapping[Any, Any]
) -> None:
    """Refuse what would stand beside another one of a kind of which there is one at a time."""
    single: dict[tuple[int, AskKind], list[Any]] = defaultdict(list)
    for key, row in present.items():
        if row["kind"] in SINGLE:
            single[row["jabatan_id"], row["kind"]].append((key, (row["from_on"], row["to_on"])))
    for key, values in wanted.items():
        days = (values["from_on"], values["to_on"])
        others = single.get((values["jabatan_id"], values["kind"]), ())
        if any(other != key and overlap(days, span) for other, span in others):
            findings.error(rows[key], "kind", "", clash(values["kind"]))


def commit(session: Session, checked: Checked, _actor: Actor, at: datetime) -> None:
    """Write the rows."""
    rows: Upsert = checked.payload
    Upsert([{**row, "recorded_at": at} for row in rows.new], rows.changed).write(session, JabatanRequirement)


def export(session: Session) -> Iterator[Sequence[Cell]]:
    """Return all rows."""
    row = JabatanRequirement
    columns = (Jabatan.code, row.kind, row.subject, row.amount, row.from_on, row.to_on, row.source)
    for code, kind, subject, amount, *rest in session.execute(
        select(*columns).join(Jabatan, Jabatan.id == row.jabatan_id).order_by(row.id)
    ):
        yield (code, str(ASK_LABELS[kind]).partition(" (")[0], *show_ask(Ask(kind, subject, amount)), *rest)


REQUIREMENTS = Importer(
    kind="requirements",
    label=T("Syarat jabatan"),
    hint=T("Pendidikan, bidang studi, kompetensi, dan pengalaman yang disyaratkan; satu baris satu syarat."),
    columns=COLUMNS,
    check=check,
    commit=commit,
    export=export,
    permissions=(Permission.IMPORT, Permission.PLAN),
)
