"""The road is one table: the constraint of the database and the labels of the pages cover exactly its states."""

from sqlalchemy import CheckConstraint, Enum, Table

from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.workflow import State


def test_the_database_knows_exactly_the_states() -> None:
    column = Transfer.__table__.c.state
    assert isinstance(column.type, Enum)
    assert set(column.type.enums) == {state.value for state in State}
    assert column.type.create_constraint
    table = Transfer.__table__
    assert isinstance(table, Table)
    checks = [it for it in table.constraints if isinstance(it, CheckConstraint)]
    assert any(it.name == "state" or str(it.name).endswith("_state") for it in checks)


def test_every_state_is_labelled() -> None:
    assert set(STATE_LABELS) == set(State)
