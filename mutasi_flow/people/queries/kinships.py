"""Who is of one family with whom, as far as it was recorded."""

from sqlalchemy import ScalarSelect, String, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.people.model import Employee, Kinship

_OTHER = case((Kinship.one_id == bindparam("of_id"), Kinship.other_id), else_=Kinship.one_id)
_OF = Prepared(select(_OTHER).where(or_(Kinship.one_id == bindparam("of_id"), Kinship.other_id == bindparam("of_id"))))


def relative_keys(employee_id: InstrumentedAttribute[int]) -> ScalarSelect[str]:
    """Return the keys of an employee's relatives as one text with commas, for reading along with something else."""
    other = case((Kinship.one_id == employee_id, Kinship.other_id), else_=Kinship.one_id)
    return (
        select(func.aggregate_strings(cast(other, String), ","))
        .where(or_(Kinship.one_id == employee_id, Kinship.other_id == employee_id))
        .scalar_subquery()
    )


def list_relatives(session: Session, employee_id: int) -> list[int]:
    """Return the recorded relatives of an employee."""
    return sorted(run(session, _OF, {"of_id": employee_id}).scalars())


def find_named_relatives(session: Session, employee_id: int) -> list[tuple[int, str]]:
    """Return key and name of the recorded relatives, by name."""
    keys = list_relatives(session, employee_id)
    rows = session.execute(select(Employee.id, Employee.name).where(Employee.id.in_(keys)))
    return sorted(((key, name) for key, name in rows), key=lambda row: row[1])
