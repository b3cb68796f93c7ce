"""The road is one table: the constraint of the database and the labels of the pages cover exactly its states."""

import ast
from pathlib import Path

from sqlalchemy import CheckConstraint, Enum, Table

import mutasi_flow
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.service.perform import PAST_TENSE
from mutasi_flow.transfers.service.words import WORDS
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.workflow import Action, State


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


def recorded_actions() -> set[str]:
    """Names that the services of the road write into the trail themselves."""
    folder = Path(mutasi_flow.__path__[0]) / "transfers" / "service"
    calls = [
        node
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "trail.record"
    ]
    return {str(call.args[2].value) for call in calls if isinstance(call.args[2], ast.Constant)}


def test_every_entry_of_the_trail_has_words() -> None:
    assert set(PAST_TENSE) == set(Action)
    assert {"drafted", "opined", "imported"} <= recorded_actions()
    assert recorded_actions() | set(PAST_TENSE.values()) <= set(WORDS)
