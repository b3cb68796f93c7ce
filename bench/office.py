"""A small office on which the road is measured: units of twenty people with heads, an officer for every role."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.schema import upgrade
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind
from mutasi_flow.people.model import Employee, Jabatan, Office, Unit
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.domain import PaperKind, PaperVerdict
from mutasi_flow.transfers.model import Paper, Transfer
from mutasi_flow.transfers.service import Destination

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
"""After every term, so that voices that did not answer are recorded as silent."""
UNIT_SIZE = 20
ROLES = (Role.STAFFING, Role.VERIFIER, Role.DECIDER, Role.SIGNER)


@dataclass(frozen=True)
class Ground:
    """A prepared installation: who acts, who moves, and where to."""

    runtime: Runtime
    actors: dict[Role, Actor]
    accounts: dict[Role, Account]
    employees: list[int]
    there: Destination


def _unit(session: Session, number: int, jabatan: Jabatan) -> tuple[Unit, list[int]]:
    unit = Unit(code=f"U{number}", name=f"Bidang {number}")
    session.add(unit)
    session.flush()
    unit.path = f"/{unit.id}/"
    staff = [
        Employee(
            name=f"Pegawai {number}-{place}",
            nip=f"{198501012010010000 + number * 100 + place}",
            status=EmploymentStatus.PNS,
            legal_position="01",
            unit_id=unit.id,
            jabatan_id=jabatan.id,
            birth_on=date(1985, 1, 1),
            post_on=date(2018, 1, 1),
        )
        for place in range(UNIT_SIZE + 1)
    ]
    session.add_all(staff)
    session.flush()
    unit.head_id = staff[0].id
    return unit, [one.id for one in staff[1:]]


def _account(session: Session, role: Role) -> Account:
    account = Account(username=role.value, name=role.value, created_at=NOW)
    session.add(account)
    session.flush()
    session.add(RoleGrant(account_id=account.id, role=role, from_on=date(2026, 1, 1), warrant="SK 1"))
    return account


def open_ground(folder: Path, people: int) -> Ground:
    """Set up an office in ``folder`` with at least ``people`` employees who can move."""
    runtime = open_runtime(Settings(data_dir=folder))
    upgrade(runtime)
    employees: list[int] = []
    with runtime.database.writing() as session:
        session.add(
            Office(
                name="Pemerintah Kabupaten Sagara",
                region="Kabupaten Sagara",
                head_name="Hadi Wibowo",
                seat="Sagara",
                modules={},
                set_up_at=NOW,
            )
        )
        jabatan = Jabatan(code="J", name="Pengelola Layanan", kind=JabatanKind.GENERAL, retirement_age=58)
        session.add(jabatan)
        session.flush()
        new_unit, _staff = _unit(session, 0, jabatan)
        for number in range(1, people // UNIT_SIZE + 2):
            employees += _unit(session, number, jabatan)[1]
        accounts = {role: _account(session, role) for role in ROLES}
        session.flush()
        actors = {role: load_actor(session, account.id, NOW.date()) for role, account in accounts.items()}
    return Ground(runtime, actors, accounts, employees[:people], Destination(new_unit.id, jabatan.id))


def lay_papers(ground: Ground, numbers: list[str]) -> None:
    """Put the signed request, found good, into every file; receiving and judging papers is no part of the road."""
    paper = {
        "kind": PaperKind.SIGNED_REQUEST,
        "filename": "permohonan.pdf",
        "media_type": "application/pdf",
        "file_key": "papers/permohonan.pdf",
        "sha256": "0" * 64,
        "size_bytes": 1,
        "uploaded_at": NOW,
        "verdict": PaperVerdict.ACCEPTED,
    }
    with ground.runtime.database.writing() as session:
        ids = session.scalars(select(Transfer.id).where(Transfer.number.in_(numbers))).all()
        session.execute(insert(Paper), [{**paper, "transfer_id": transfer_id} for transfer_id in ids])
