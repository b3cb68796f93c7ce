"""What a demo holds, read from the database: counts, decrees with their files, accounts."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from mutasi_flow.access.model import Account
from mutasi_flow.core.errors import Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.demo.accounts import EVERYBODY, LISTED, STAFFING, DemoAccount
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.queries import LetterRow
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.people.queries import get_office
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import State


@dataclass(frozen=True, slots=True)
class Decree:
    """A decree and where its bytes lie."""

    number: str
    transfer: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of the command; ``transfers`` counts by state."""

    office: str
    employees: int
    units: int
    transfers: dict[str, int]
    decrees: tuple[Decree, ...]
    accounts: tuple[DemoAccount, ...]
    staffing: DemoAccount

    def as_json(self) -> dict[str, Any]:
        """Return the document of the contract."""
        return {
            "employees": self.employees,
            "units": self.units,
            "transfers": self.transfers,
            "decrees": [asdict(decree) for decree in self.decrees],
            "accounts": [asdict(account) for account in self.accounts],
            "staffing": asdict(self.staffing),
        }

    def as_lines(self) -> list[str]:
        """Return the same for people."""
        states = ", ".join(f"{state} {count}" for state, count in self.transfers.items())
        folder = Path(self.decrees[0].file).parent if self.decrees else ""
        people = T(
            "{office}: {employees} pegawai, {units} unit. Semua orang di sini rekaan.",
            office=self.office,
            employees=self.employees,
            units=self.units,
        )
        others = T("Pegawai lain masuk dengan NIP dan kata sandi yang sama dengan “{user}”.", user=EVERYBODY)
        return [
            str(people),
            str(T("Usulan: {states}", states=states)),
            str(T("SK: {count} berkas PDF di {folder}", count=len(self.decrees), folder=folder))
            if self.decrees
            else "",
            str(T("Akun untuk mencoba (peran, nama pengguna, kata sandi):")),
            *(f"  {one.role:<12} {one.user:<16} {one.password}" for one in (*self.accounts, self.staffing)),
            str(others),
        ]


def export(runtime: Runtime, out: Path) -> Report:
    """Write the PDFs of all decrees to ``out`` and return the report.

    Raises:
        Refused: a decree has no file yet, or the folder cannot be written.
    """
    with runtime.database.reading() as session:
        employees = session.scalar(select(func.count(Employee.unit_id))) or 0
        units = session.scalar(select(func.count()).select_from(Unit)) or 0
        by_state = session.execute(select(Transfer.state, func.count()).group_by(Transfer.state))
        counts = dict(by_state.all())
        rows = session.execute(
            select(Transfer.id, Transfer.number).where(Transfer.state == State.DECREED).order_by(Transfer.number)
        )
        issued = [
            (number, found[-1])
            for key, number in rows
            if (found := letters.list_about(session, ABOUT, key, kinds=("transfer_decree",)))
        ]
        present = set(session.scalars(select(Account.username)))
        office = get_office(session).name
    return Report(
        office=office,
        employees=employees,
        units=units,
        transfers={state.value: counts[state] for state in State if state in counts},
        decrees=tuple(_write(runtime, out, number, letter) for number, letter in issued),
        accounts=tuple(account for account in LISTED if account.user in present),
        staffing=STAFFING,
    )


def _write(runtime: Runtime, out: Path, number: str, letter: LetterRow) -> Decree:
    if not letter.file_key:
        raise Refused(
            T("SK {number} belum selesai dibuat. Jalankan “mutasi worker --once”, lalu ulangi.", number=letter.number)
        )
    path = out.resolve() / f"{number}.pdf"
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_bytes(runtime.files.get(letter.file_key))
    except OSError as error:
        raise Refused(T("{file} tidak dapat ditulis: {why}.", file=path, why=error.strerror)) from error
    return Decree(letter.number, number, str(path), letter.sha256)
