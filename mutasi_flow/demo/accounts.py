"""Accounts that visitors sign in with: one per role, and the peers of the employee. Readable, printed, and only here.

Every other serving employee has an account under the NIP with the password of the employee, so that a visitor can
be anybody who is asked for an opinion.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import service as access
from mutasi_flow.access.domain import NewAccount, Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.demo.names import NameMaker
from mutasi_flow.demo.people import Person
from mutasi_flow.demo.region import HEAD_NAME
from mutasi_flow.demo.settle import Settled
from mutasi_flow.demo.visitors import Visitors
from mutasi_flow.people import queries as people_queries
from mutasi_flow.people.domain import SERVING_CODES, Sex

GRANTED_FOR = timedelta(days=400)
EVERYBODY = "pegawai"
STAFFING_UNIT = "03"
LEADS = "*"
"""In a wish for a holder: whoever leads the unit."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account as it is printed; ``role`` is the word of the contract."""

    user: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class _Officer:
    """An account of the office: which role, and who holds it where the office has such people (unit, jabatan)."""

    role: Role
    user: str
    password: str
    wishes: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    """Code of the unit over which the role is held, when the office has it; else the whole office."""


_OFFICERS: tuple[_Officer, ...] = (
    _Officer(
        Role.VERIFIER,
        "verifikator",
        "teliti-dan-ramah-17",
        (("09.02", "ANALIS-SDMA-MU"), ("09.02", "ANALIS-SDMA-PT"), ("09", "ANALIS-SDMA-MU"), ("09", "ANALIS-SDMA-PT")),
    ),
    _Officer(
        Role.PLANNER,
        "perencana",
        "peta-kebutuhan-unit",
        (
            ("09.02", "ANALIS-SDMA-PT"),
            ("09.03", "ANALIS-SDMA-PT"),
            ("09", "ANALIS-SDMA-PT"),
            ("09", "PENELAAH-KEBIJAKAN"),
        ),
    ),
    _Officer(Role.TEAM_MEMBER, "anggota-tim", "rapat-selasa-pagi", (("09", LEADS),)),
    _Officer(Role.DECIDER, "pemutus", "timbang-lalu-putus", (("01", LEADS),)),
    _Officer(Role.SIGNER, "penanda-tangan", "tinta-biru-di-meja"),
    _Officer(Role.AUDITOR, "pengawas", "jejak-tidak-putus", (("02", "AUDITOR-MU"), ("02", "AUDITOR-PT"))),
    _Officer(Role.ADMIN, "admin", "kunci-ruang-peladen", (("09", "PRANATA-KOMPUTER-PT"),)),
    _Officer(
        Role.STAFFING,
        "pengelola",
        "berkas-rapi-di-rak",
        (("03.01", LEADS), ("03", "PENGADMINISTRASI"), ("03", "PENATA-LAYANAN")),
        unit=STAFFING_UNIT,
    ),
)
_SECONDS: tuple[_Officer, ...] = (
    _Officer(Role.VERIFIER, "verifikator-2", "dua-pasang-mata-lebih-teliti"),
    _Officer(Role.DECIDER, "pemutus-2", "dengar-dahulu-kedua-pihak"),
)
"""A letter that stands for a unit's answer is judged by somebody else than who attached it, and an objection is ruled on
by somebody else than who decided."""
_EMPLOYEE = DemoAccount(EVERYBODY, "perahu-layar-biru", Role.EMPLOYEE.value)
_SUPERVISOR = DemoAccount("atasan", "rapor-dan-jadwal", Role.SUPERVISOR.value)
_PEERS = tuple(
    DemoAccount(f"rekan-{number}", password, Role.EMPLOYEE.value)
    for number, password in enumerate(("kopi-di-teras-satu", "kopi-di-teras-dua", "kopi-di-teras-tiga"), start=1)
)

LISTED: tuple[DemoAccount, ...] = (
    _EMPLOYEE,
    _SUPERVISOR,
    *(
        DemoAccount(officer.user, officer.password, officer.role.value)
        for officer in _OFFICERS
        if officer.role is not Role.STAFFING
    ),
    *(DemoAccount(officer.user, officer.password, officer.role.value) for officer in _SECONDS),
    *_PEERS,
)
"""What the report lists, one per role first; the peers are employees of the same unit."""
STAFFING: DemoAccount = next(
    DemoAccount(officer.user, officer.password, officer.role.value)
    for officer in _OFFICERS
    if officer.role is Role.STAFFING
)


@dataclass(frozen=True, slots=True)
class Accounts:
    """Keys of the accounts: of the office by role, of employees by employee."""

    officers: Mapping[Role, int]
    seconds: Mapping[Role, int]
    of_employee: Mapping[int, int]
    staffing_path: str
    """Path of the unit whose people the staffing officer may file for; empty = everybody's."""
    taken: frozenset[int]
    """Employees whom visitors act as; they take part in no transfer of their own."""


def open_accounts(
    session: Session, people: Sequence[Person], settled: Settled, visitors: Visitors, *, seed: str, at: datetime
) -> Accounts:
    """Make all accounts, with roles that have held for a year."""
    maker = NameMaker(f"{seed}/accounts")
    taken: set[int] = {visitors.employee_id, visitors.supervisor_id, *visitors.peer_ids}
    names = {key: person.name for person, key in zip(people, settled.employees, strict=True)}
    holders = dict(
        zip(
            (visitors.employee_id, visitors.supervisor_id, *visitors.peer_ids),
            (_EMPLOYEE, _SUPERVISOR, *_PEERS),
            strict=False,
        )
    )
    for employee_id, account in holders.items():
        _open(session, account, names[employee_id], employee_id, at)
    keys: dict[str, int] = {}
    for officer in (*_OFFICERS, *_SECONDS):
        holder = _holder(officer, people, settled, taken)
        if holder is None:
            name = HEAD_NAME if officer.role is Role.SIGNER else maker.make(Sex.FEMALE)
        else:
            taken.add(holder)
            name = names[holder]
        account = DemoAccount(officer.user, officer.password, officer.role.value)
        keys[officer.user] = _open(session, account, name, holder, at)
        unit_id = settled.units.get(officer.unit) if officer.unit else None
        from_on = at.date() - GRANTED_FOR
        access.grant_role(session, SYSTEM, keys[officer.user], officer.role, unit_id=unit_id, from_on=from_on, at=at)
    access.create_accounts(session, SYSTEM, "", at)
    _share_password(session)
    held = session.execute(select(Account.employee_id, Account.id).where(Account.employee_id.is_not(None)))
    scope = settled.units.get(STAFFING_UNIT)
    path = people_queries.unit_path(session, scope) if scope is not None else ""
    return Accounts(
        officers={officer.role: keys[officer.user] for officer in _OFFICERS},
        seconds={officer.role: keys[officer.user] for officer in _SECONDS},
        of_employee={key: account for key, account in held if key is not None},
        staffing_path=path,
        taken=frozenset(taken),
    )


def _open(session: Session, account: DemoAccount, name: str, employee_id: int | None, at: datetime) -> int:
    account_id = access.create_account(session, SYSTEM, NewAccount(account.user, name, employee_id), at)
    access.set_password(session, SYSTEM, account_id, account.password, at)
    return account_id


def _holder(officer: _Officer, people: Sequence[Person], settled: Settled, taken: set[int]) -> int | None:
    """Return the first person who fits one of the wishes and acts as nobody else yet."""
    for unit, jabatan in officer.wishes:
        for person, key in zip(people, settled.employees, strict=True):
            fits = person.leads if jabatan == LEADS else person.jabatan == jabatan and not person.leads
            if fits and person.unit == unit and person.legal_position in SERVING_CODES and key not in taken:
                return key
    return None


def _share_password(session: Session) -> None:
    """Give the accounts without a password that of the employee: hashing thousands of times would take minutes."""
    session.flush()
    shared = session.scalars(select(Account.password_hash).where(Account.username == EVERYBODY)).one()
    session.execute(update(Account).where(Account.password_hash == "").values(password_hash=shared))
