"""Two schools and a clinic: the far school is hard to serve at and has no mathematics teacher."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.domain import JabatanKind, Lack, NeedKind, RemoteTest
from mutasi_flow.people.model import Employee, Place, PlaceTest, ServiceNeed, Teaching, Unit
from tests.factories import NOW, make_account, make_employee, make_jabatan, make_office, make_post, make_unit


@dataclass
class District:
    near: Unit
    far: Unit
    clinic: Unit
    maths: list[Employee]


@dataclass
class Desk:
    """Codes of the places, and who sits where."""

    near: str
    far: str
    clinic: str
    planner: Account
    officer: Account
    employee: Account
    teacher: str


def dated(**values: object) -> dict[str, object]:
    return {"from_on": None, "to_on": None, "source": "SK", "recorded_at": NOW, **values}


def lay(session: Session) -> District:
    make_office(session)
    root = make_unit(session, "Kabupaten")
    agency, health = make_unit(session, "Dinas Pendidikan", root), make_unit(session, "Dinas Kesehatan", root)
    town = Place(
        code="P1", name="Kota", district="Kota", latitude=-5.4, longitude=105.2, terrain="dataran", travel_hours=0
    )
    island = Place(
        code="P2", name="Pulau", district="Pulau", latitude=-5.9, longitude=105.6, terrain="kepulauan", travel_hours=9
    )
    session.add_all([town, island])
    session.flush()
    for place, lack in ((town, Lack.NONE), (island, Lack.WHOLLY)):
        session.add_all(PlaceTest(place_id=place.id, test=test, lack=lack) for test in RemoteTest)
    near, far = (
        make_unit(session, name, agency, place_id=place.id) for name, place in (("SMPN 1", town), ("SMPN 2", island))
    )
    clinic = make_unit(session, "Puskesmas", health, place_id=town.id)
    maths = make_jabatan(session, "Guru Matematika", JabatanKind.FUNCTIONAL)
    science = make_jabatan(session, "Guru IPA Ahli Muda", JabatanKind.FUNCTIONAL, level="MU")
    nurse = make_jabatan(session, "Perawat Terampil", JabatanKind.FUNCTIONAL, level="TR")
    people = [make_employee(session, near, maths, appointed_on=date(2024, 1, 1)) for _ in range(3)]
    make_employee(session, far, science, appointed_on=None)
    make_post(session, far, science, need=2)
    make_post(session, clinic, nurse, need=4)
    for _ in range(3):
        make_employee(session, clinic, nurse)
    lessons = ((near, "Guru Mata Pelajaran Matematika", 40), (far, "matematika", 24))
    session.add_all(
        ServiceNeed(**dated(unit_id=unit.id, kind=NeedKind.LESSONS, subject=words, amount=hours))
        for unit, words, hours in lessons
    )
    session.add(ServiceNeed(**dated(unit_id=clinic.id, kind=NeedKind.MINIMUM, subject="Perawat", amount=4)))
    session.add_all(
        [
            Teaching(**dated(employee_id=people[0].id, unit_id=near.id, subject="Matematika", hours=20)),
            Teaching(**dated(employee_id=people[0].id, unit_id=far.id, subject="Matematika", hours=4)),
            Teaching(
                **dated(
                    employee_id=people[1].id, unit_id=near.id, subject="Matematika", hours=24, to_on=date(2020, 1, 1)
                )
            ),
        ]
    )
    session.flush()
    return District(near, far, clinic, people)


@pytest.fixture
def district(session: Session) -> District:
    return lay(session)


@pytest.fixture
def desk(runtime: Runtime) -> Desk:
    with runtime.database.writing() as session:
        place = lay(session)
        agency = session.get_one(Unit, place.near.parent_id)
        return Desk(
            place.near.code,
            place.far.code,
            place.clinic.code,
            make_account(session, roles=[Role.PLANNER]),
            make_account(session, roles=[(Role.STAFFING, agency)]),
            make_account(session, place.maths[2]),
            place.maths[0].name,
        )


@pytest.fixture
def short_teacher(runtime: Runtime, desk: Desk) -> str:
    """A mathematics teacher of the near school who has 10 hours there."""
    with runtime.database.writing() as session:
        employee = session.get_one(Employee, desk.employee.employee_id)
        unit_id = employee.unit_id
        session.add(Teaching(**dated(employee_id=employee.id, unit_id=unit_id, subject="Matematika", hours=10)))
        return employee.name
