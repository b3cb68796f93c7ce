"""An answer is given again only to whoever may still read what it shows."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update

from mutasi_flow.access.model import RoleGrant
from mutasi_flow.core.db import Base
from mutasi_flow.inbox.model import Task
from mutasi_flow.transfers.model import Transfer
from tests.transfers.test_api import Program
from tests.transfers.test_pages import Town, town

__all__ = ["town"]


@pytest.fixture
def program(town: Town, app: Flask) -> Program:
    return Program(town, app)


def keep_secret(town: Town, *tables: type[Base]) -> None:
    with town.runtime.database.writing() as session:
        for table in tables:
            session.execute(update(table).values(is_secret=True))


@pytest.mark.both_databases
def test_a_step_taken_twice_is_answered_twice_and_then_only_to_readers(town: Town, program: Program) -> None:
    number = town.submit()
    town.answer_all()

    def press() -> tuple[int, Any]:
        return program.act("verifier", number, "conclude_consultation", key="k1")

    first = press()
    assert first[0] == 200
    assert press() == first
    keep_secret(town, Transfer)
    status, problem = press()
    assert (status, problem["code"]) == (404, "not_found")
    assert town.accounts["p0"].name not in str(problem)
    with town.runtime.database.reading() as session:
        assert session.query(Transfer).filter_by(number=number).one().state.value == "consulted"


def test_whoever_lost_the_role_is_told_nothing_again(town: Town, program: Program) -> None:
    number = town.submit()
    assert program.act("verifier", number, "return", key="k1", reason="Perbaiki.")[0] == 200
    with town.runtime.database.writing() as session:
        session.execute(delete(RoleGrant).where(RoleGrant.account_id == town.accounts["verifier"].id))
    assert program.act("verifier", number, "return", key="k1", reason="Perbaiki.")[0] == 404


@pytest.mark.both_databases
def test_a_draft_made_twice_names_its_number_to_its_author_only(town: Town, program: Program) -> None:
    first = program.call("p0", "POST", "/transfers", draft_of(town, program), key="k1")
    assert first[0] == 201
    assert program.call("p0", "POST", "/transfers", draft_of(town, program), key="k1") == first
    with town.runtime.database.writing() as session:
        session.execute(update(Transfer).values(employee_id=town.accounts["p1"].employee_id, created_by_id=None))
    assert program.call("p0", "POST", "/transfers", draft_of(town, program), key="k1")[0] == 404


def draft_of(town: Town, program: Program) -> dict[str, str]:
    codes = {"to_unit": town.to_unit, "to_post": town.to_jabatan}
    return {"employee": program.nip or "", "kind": "A", "door": "own", "reason": "Merawat ibu.", **codes}


@pytest.mark.both_databases
def test_an_answered_task_is_named_again_only_to_readers(town: Town, program: Program) -> None:
    town.submit()
    task = next(one for one in town.open_tasks() if one.kind == "opinion_receiving")

    def answer() -> tuple[int, Any]:
        return program.call("head1", "POST", f"/tasks/{task.id}/complete", {"outcome": "support"}, key="k1")

    first = answer()
    assert first[0] == 200
    assert answer() == first
    keep_secret(town, Transfer, Task)
    assert answer()[0] == 404
