from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.people.model import Employee, Unit
from tests.factories import make_account, make_employee, make_unit


def test_builders_make_rows_that_the_database_accepts(session: Session) -> None:
    unit = make_unit(session, parent=make_unit(session))
    employee = make_employee(session, unit=unit)
    make_account(session, employee, roles=[Role.VERIFIER, (Role.SUPERVISOR, unit)])
    assert session.get_one(Unit, employee.unit_id).path.endswith(f"/{unit.id}/")


def test_nothing_of_another_test_is_left(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(Employee)) == 0
