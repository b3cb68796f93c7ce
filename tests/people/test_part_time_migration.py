"""Who helps elsewhere with a part of the time goes home with an upgrade, and keeps what the person had there."""

from datetime import date
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core import schema
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.people.model import Employee, Placement, Unit
from mutasi_flow.people.service import place
from tests.conftest import Ground
from tests.factories import NOW, TODAY, make_employee, make_jabatan, make_unit

UNTIL = date(2026, 9, 30)


def test_a_helper_who_sat_elsewhere_goes_home(dialect: str, grounds: dict[str, Ground], tmp_path: Path) -> None:
    with open_runtime(grounds[dialect].empty(tmp_path / "former")) as runtime:
        schema.upgrade(runtime)
        with runtime.database.writing() as session:
            home, away, post = make_unit(session), make_unit(session), make_jabatan(session)
            chief, one, whole = (make_employee(session, home, post) for _ in range(3))
            for each, share in ((one, 40), (whole, 100)):
                seat: dict[str, Any] = {
                    "employee_id": each.id,
                    "unit_id": away.id,
                    "jabatan_id": post.id,
                    "share": share,
                }
                place(
                    session, **seat, from_on=TODAY, until_on=UNTIL, letter_number=f"SK {each.id}", source="decree",
                    today=TODAY, at=NOW,
                )  # fmt: skip
            _as_it_was(
                session,
                one,
                away,
                {"supervisor_id": chief.id, "headed": [home.id], "took_head": False, "retires_on": "2040-02-01"},
            )
            keys = (one.id, whole.id, home.id, away.id, chief.id)
        _go(runtime, "0072")
        _go(runtime, "head")
        with runtime.database.reading() as session:
            seats = dict(session.execute(select(Employee.id, Employee.unit_id)).all())
            retires_on = session.scalar(select(Employee.retires_on).where(Employee.id == keys[0]))
            supervisor = session.scalar(select(Employee.supervisor_id).where(Employee.id == keys[0]))
            head = session.scalar(select(Unit.head_id).where(Unit.id == keys[2]))
    assert (seats[keys[0]], seats[keys[1]]) == (keys[2], keys[3])
    assert (supervisor, head, retires_on) == (keys[4], keys[0], date(2040, 2, 1))


def _as_it_was(session: Session, one: Employee, away: Unit, displaced: dict[str, object]) -> None:
    """Let somebody sit where the person helps, as versions before did."""
    session.execute(update(Employee).where(Employee.id == one.id).values(unit_id=away.id, supervisor_id=None))
    part = (Placement.employee_id == one.id, Placement.share < 100)
    session.execute(update(Placement).where(*part).values(displaced=displaced))


def _go(runtime: Runtime, revision: str) -> None:
    steps = schema.config()
    with runtime.database.writing() as session:
        steps.attributes["connection"] = session.connection()
        (command.downgrade if revision.isdecimal() else command.upgrade)(steps, revision)
