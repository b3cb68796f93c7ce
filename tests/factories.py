"""Builders of invented rows: each takes the session, fills in what a test does not care about, and flushes.

Everybody here is made up: names come from a short list, NIPs are composed of the birth date, the appointment
month, the sex and a running number, as the regulation lays them out.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from itertools import count

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Sex
from mutasi_flow.people.model import Employee, Jabatan, Office, Post, Unit

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""A Monday morning at the office; tests that need another moment say so."""
TODAY = date(2026, 3, 2)
PASSWORD = "kopi hangat di beranda"
"""Password of every invented account."""

NAMES = ("Wulan Setyowati", "Rangga Pradana", "Melati Anggraini", "Bayu Kusnadi", "Intan Permadi", "Gilang Saputro")
_numbers = count(1)


@cache
def _hash_of(password: str) -> str:
    """Hash with the least cost: the tests ask whether a password fits, not how long guessing takes."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


def make_office(session: Session, **values: object) -> Office:
    """Make the one row that says which government this is."""
    given = {"name": "Pemerintah Kabupaten Sagara", "region": "Kabupaten Sagara", "seat": "Kota Sagara"}
    office = Office(
        **{**given, "head_name": "Dr. Hadi Wibowo", "modules": {}, "set_up_at": NOW, **values},
    )
    session.add(office)
    session.flush()
    return office


def make_unit(session: Session, name: str = "", parent: Unit | None = None, **values: object) -> Unit:
    """Make a unit below ``parent`` with its path."""
    number = next(_numbers)
    unit = Unit(
        **{
            "code": f"U{number:04}",
            "name": name or f"Unit {number}",
            "parent_id": parent.id if parent else None,
            **values,
        }
    )
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    session.flush()
    return unit


def make_jabatan(
    session: Session, name: str = "", kind: JabatanKind = JabatanKind.GENERAL, **values: object
) -> Jabatan:
    """Make a jabatan."""
    jabatan = new_jabatan(name, kind, **values)
    session.add(jabatan)
    session.flush()
    return jabatan


def new_jabatan(name: str = "", kind: JabatanKind = JabatanKind.GENERAL, **values: object) -> Jabatan:
    """Return a jabatan that is not in the database yet."""
    number = next(_numbers)
    return Jabatan(
        **{"code": f"J{number:04}", "name": name or f"Jabatan {number}", "kind": kind, "retirement_age": 58, **values}
    )


def make_post(
    session: Session, unit: Unit, jabatan: Jabatan, need: float | None = 2, minimum: int | None = None
) -> Post:
    """Make a post with its need."""
    post = Post(unit_id=unit.id, jabatan_id=jabatan.id, need=need, minimum=minimum)
    session.add(post)
    session.flush()
    return post


def make_nip(birth_on: date, appointed_on: date, sex: Sex, serial: int) -> str:
    """Compose a PNS NIP."""
    return f"{birth_on:%Y%m%d}{appointed_on:%Y%m}{1 if sex is Sex.MALE else 2}{serial % 999 + 1:03}"


def make_employee(
    session: Session, unit: Unit | None = None, jabatan: Jabatan | None = None, name: str = "", **values: object
) -> Employee:
    """Make a PNS in mid-career; a unit and a jabatan are made when none is given."""
    employee = new_employee(unit or make_unit(session), jabatan or make_jabatan(session), name, **values)
    session.add(employee)
    session.flush()
    return employee


def new_employee(unit: Unit, jabatan: Jabatan, name: str = "", **values: object) -> Employee:
    """Return a PNS in mid-career who is not in the database yet."""
    number = next(_numbers)
    birth_on, appointed_on = date(1986, 1 + number % 12, 1 + number % 28), date(2010, 1 + number // 1000 % 12, 1)
    given = {
        "name": name or f"{NAMES[number % len(NAMES)]} {number}",
        "nip": make_nip(birth_on, appointed_on, Sex.FEMALE, number),
        "birth_on": birth_on,
        "appointed_on": appointed_on,
        "sex": Sex.FEMALE,
        "status": EmploymentStatus.PNS,
        "legal_position": "01",
        "rank": "33",
        "education_level": "40",
        "unit_id": unit.id,
        "jabatan_id": jabatan.id,
        "post_on": date(2020, 1, 1),
    }
    return Employee(**{**given, **values})


def make_account(
    session: Session,
    employee: Employee | None = None,
    roles: Iterable[Role | tuple[Role, Unit | None]] = (),
    **values: object,
) -> Account:
    """Make an account that can sign in with ``PASSWORD``; a bare role is held over the whole office."""
    account = new_account(employee, **values)
    session.add(account)
    session.flush()
    for held in roles:
        role, unit = held if isinstance(held, tuple) else (held, None)
        session.add(new_grant(account, role, unit))
    session.flush()
    return account


def new_account(employee: Employee | None = None, **values: object) -> Account:
    """Return an account that is not in the database yet."""
    number = next(_numbers)
    given = {
        "username": f"akun{number}",
        "name": employee.name if employee else f"Akun {number}",
        "employee_id": employee.id if employee else None,
        "password_hash": _hash_of(PASSWORD),
        "created_at": NOW,
    }
    return Account(**{**given, **values})


def new_grant(account: Account, role: Role, unit: Unit | None = None) -> RoleGrant:
    """Return a role, long held, that is not in the database yet."""
    unit_id = unit.id if unit else None
    return RoleGrant(account_id=account.id, role=role, unit_id=unit_id, from_on=date(2020, 1, 1))
