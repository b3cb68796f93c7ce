import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Employee, Unit
from tests.browsing import Browser
from tests.factories import make_account, make_employee, make_unit


def test_builders_make_rows_that_the_database_accepts(session: Session) -> None:
    unit = make_unit(session, parent=make_unit(session))
    employee = make_employee(session, unit=unit)
    make_account(session, employee, roles=[Role.VERIFIER, (Role.SUPERVISOR, unit)])
    assert session.get_one(Unit, employee.unit_id).path.endswith(f"/{unit.id}/")


def test_nothing_of_another_test_is_left(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(Employee)) == 0


def test_a_runtime_keeps_what_is_committed(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        make_unit(session, "Dinas Laut")
    with runtime.database.reading() as session:
        assert session.scalar(select(Unit.name)) == "Dinas Laut"


def test_a_reading_session_cannot_write(runtime: Runtime) -> None:
    with runtime.database.reading() as session, pytest.raises(AssertionError, match="reading session"):
        make_unit(session)


def test_a_browser_reaches_the_service(client: Browser) -> None:
    assert client.get("/readyz").status_code == 200
