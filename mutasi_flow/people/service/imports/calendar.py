"""Import and export of holidays: days that no deadline counts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T
from mutasi_flow.people.model import Holiday
from mutasi_flow.people.service.imports.upsert import Upsert, compare
from mutasi_flow.people.service.trail import OFFICE_CHAIN

SOURCE = "import"
COLUMNS: tuple[Column, ...] = (
    Column(
        "day",
        "Tanggal",
        T("Hari libur."),
        kind=CellKind.DATE,
        required=True,
        filled=True,
        synonyms=("tgl", "day", "hari_tanggal"),
        example="17-08-2026",
    ),
    Column(
        "name",
        "Keterangan",
        T("Nama hari libur."),
        required=True,
        filled=True,
        synonyms=("nama", "hari_libur", "libur", "name", "nama_libur"),
        example="Hari Kemerdekaan",
    ),
)
_PRESENT = select(Holiday.day, Holiday.name).order_by(Holiday.day)


def check(session: Session, table: Table, _today: date) -> Checked:
    """Say what the sheet would do; nothing is written."""
    findings = Findings(table)
    wanted = {
        record.values["day"]: record.values
        for record in list(findings.sound)
        if not findings.is_repeated(record, "day", record.values["day"])
    }
    present = {row["day"]: row for row in session.execute(_PRESENT).mappings()}
    return compare(wanted, present, "day").as_checked(findings)


def commit(session: Session, checked: Checked, _actor: Actor, _at: datetime) -> None:
    """Write the days."""
    rows: Upsert = checked.payload
    Upsert([{**row, "source": SOURCE} for row in rows.new], [{**row, "source": SOURCE} for row in rows.changed]).write(
        session, Holiday
    )


def export(session: Session) -> Iterable[Sequence[Cell]]:
    """Return all holidays."""
    return (tuple(row) for row in session.execute(_PRESENT))


CALENDAR = Importer(
    kind="calendar",
    label=T("Hari libur"),
    hint=T("Tanggal dan nama hari libur atau cuti bersama."),
    columns=COLUMNS,
    check=check,
    commit=commit,
    export=export,
    chain=OFFICE_CHAIN,
)
