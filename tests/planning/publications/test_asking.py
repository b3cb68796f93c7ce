"""Why not me: who asks learns the kind of reason and what would have to change, and nothing of anybody else."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict
from mutasi_flow.people.domain import SMALLEST_SHOWN, JabatanKind
from mutasi_flow.people.model import Employee, Jabatan
from mutasi_flow.planning.explaining import bars
from mutasi_flow.planning.plan import plan
from mutasi_flow.planning.plans.model import PlanSolution
from mutasi_flow.planning.plans.queries import Opened
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.publications.model import PublishedMove
from mutasi_flow.planning.publications.queries import asking
from mutasi_flow.planning.publications.queries.asking import Reason, list_questions, tell_why
from mutasi_flow.planning.publications.service.publishing import withdraw
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.wishes.model import Wish
from tests.factories import NOW, TODAY, make_employee, make_jabatan
from tests.planning.instances import Office, offices
from tests.planning.plans.workshop import Workshop
from tests.planning.publications.test_publications import Board

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = {"from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31), "recorded_at": NOW}


@QUICK
@given(offices())
def test_among_few_everybody_hears_the_same_of_what_depends_on_others(office: Office) -> None:
    snapshot = office.snapshot()
    opened = Opened(Eligibility(snapshot), plan(snapshot, Policy()))
    goes = dict(zip(opened.plan.person.tolist(), opened.plan.cell.tolist(), strict=True))
    for person in range(len(snapshot.staff)):
        for cell in (None, *range(len(snapshot.cells))):
            found = asking._judge(opened, person, cell, opened.plan.person[:0])
            is_own = person in goes and cell in (None, goes[person])
            secret = asking._judge(opened, person, cell, opened.plan.person)
            if is_own:
                assert secret == asking.HIDDEN
            elif bars(opened.eligible, person, cell):
                assert secret == found
            else:
                assert secret in (asking.HIDDEN, found)
                if len(snapshot.staff) <= SMALLEST_SHOWN:
                    assert found == asking.HIDDEN or "tidak ada petak lain" in str(found.sentences[0])


class Asked:
    """A published plan, and somebody who stays and wishes to go to the place that lacks most."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self.wish(workshop.nurses[0].id, "Hulu")
        self.board = Board(workshop)
        self.key = self.board.publish()
        self.stayer = next(one.id for one in workshop.nurses[:7] if one.id not in self.board.movers)
        if self.stayer != workshop.nurses[0].id:
            self.wish(self.stayer, "Hulu")

    def wish(self, employee_id: int, clinic: str, **values: Any) -> int:
        def add(session: Session) -> int:
            unit = self.workshop.clinics[clinic].id
            row = Wish(**{**LONG, "employee_id": employee_id, "rank": 1, "unit_id": unit, **values})
            session.add(row)
            session.flush()
            return row.id

        return self.workshop.write(add)

    def tell(self, employee_id: int, *, is_wish: bool = True) -> Reason:
        row = self.board.read(self.key)

        def ask(session: Session) -> Reason:
            wish = list_questions(session, row, employee_id, TODAY)[0] if is_wish else None
            return tell_why(session, self.workshop.runtime.files, row, employee_id, wish=wish, today=TODAY)

        return self.workshop.read(ask)


@pytest.fixture
def asked(workshop: Workshop) -> Asked:
    return Asked(workshop)


def test_who_stays_hears_why_and_what_would_have_to_change(asked: Asked) -> None:
    there, nowhere = asked.tell(asked.stayer), asked.tell(asked.stayer, is_wish=False)
    assert "Perawat Terampil, Puskesmas Hulu" in str(there.sentences[0])
    assert str(nowhere.sentences[0]).startswith("Anda tidak diusulkan pindah: rencana sama baiknya")
    for found in (there, nowhere):
        assert "kurang dari 5 pegawai lain" in str(found.changes[-1])
        assert len(found.changes) == 2
        text = " ".join(map(str, (*found.sentences, *found.changes)))
        for other in asked.workshop.nurses:
            assert other.name not in text
            assert str(other.nip) not in text
    mover = asked.board.movers[0]
    assert str(asked.tell(mover, is_wish=False).sentences[0]).startswith("Anda diusulkan ke Perawat Terampil, ")


def test_rules_are_told_with_what_lifts_them(workshop: Workshop) -> None:
    fresh = workshop.nurses[0].id
    since = update(Employee).where(Employee.id == fresh).values(post_on=date(2026, 1, 5))
    workshop.write(lambda session: session.execute(since))
    asked = Asked(workshop)
    found = asked.tell(fresh)
    assert "masa jabatan baru" in str(found.sentences[0])
    assert "Masa jabatan cukup mulai" in str(found.sentences[1])


def test_only_own_wishes_of_before_the_publication_can_be_asked_about(asked: Asked) -> None:
    workshop, row = asked.workshop, asked.board.read(asked.key)
    later = {"recorded_at": NOW + timedelta(minutes=1)}
    for values in (later, {"withdrawn_at": NOW}, {"to_on": date(2026, 2, 1)}, {"unit_id": None, "district": "Kota"}):
        asked.wish(asked.stayer, "Muara", **{"rank": 2, **values})
    asked.wish(workshop.nurses[7].id, "Kota")
    known = workshop.read(lambda session: list_questions(session, row, asked.stayer, TODAY))
    assert [(one.employee_id, one.unit) for one in known] == [(asked.stayer, "Puskesmas Hulu")]


def test_where_somebody_moves_in_confidence_nobody_is_told_what_depends_on_others(asked: Asked) -> None:
    hidden, *_told = asked.board.movers
    asked.workshop.write(
        lambda session: session.execute(delete(PublishedMove).where(PublishedMove.employee_id == hidden))
    )
    for employee_id in (hidden, asked.stayer):
        assert asked.tell(employee_id, is_wish=False) == asking.HIDDEN


def test_large_groups_are_not_calculated_again(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_PEOPLE", 7)
    assert asked.tell(asked.stayer) == asking.LARGE


def test_managers_and_people_whom_the_plan_does_not_know_get_no_reason(asked: Asked) -> None:
    workshop = asked.workshop

    def cast(session: Session) -> tuple[int, int]:
        chief, nurse = (
            make_jabatan(session, "Kepala", JabatanKind.STRUCTURAL),
            session.get_one(Jabatan, workshop.nurse.id),
        )
        return make_employee(session, None, chief).id, make_employee(session, None, nurse).id

    manager, newcomer = workshop.write(cast)
    assert asked.tell(manager, is_wish=False) == asking.CLOSED
    assert asked.tell(newcomer, is_wish=False) == asking.ABSENT
    chief = workshop.read(lambda session: session.scalars(select(Jabatan.id).where(Jabatan.name == "Kepala")).one())
    asked.wish(newcomer, "Hulu", jabatan_id=chief)
    assert asked.tell(newcomer) == asking.CLOSED
    workshop.write(
        lambda session: session.execute(
            update(Employee).where(Employee.id == asked.stayer).values(jabatan_id=make_jabatan(session, "Bidan").id)
        )
    )
    assert asked.tell(asked.stayer, is_wish=False) == asking.ABSENT


def test_a_calculation_that_is_gone_is_said_to_be_unreadable(asked: Asked) -> None:
    gone = "00/" + "0" * 64 + ".zip"
    asked.workshop.write(lambda session: session.execute(update(PlanSolution).values(plan_key=gone)))
    assert asked.tell(asked.stayer) == asking.UNREADABLE


def test_after_the_publication_and_while_all_ask_at_once_nothing_is_calculated(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop, actor, clock = asked.workshop, asked.workshop.actor(), asked.workshop.runtime.clock
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 0)
    with asking._TURN, pytest.raises(Conflict, match="Sedang banyak"):
        asked.tell(asked.stayer)
    first = asked.tell(asked.stayer)
    with asking._TURN:
        assert asked.tell(asked.stayer) == first  # kept: costs nothing
    workshop.write(lambda session: withdraw(session, asked.key, "Keliru.", actor=actor, clock=clock))
    with pytest.raises(Conflict, match="tidak berlaku"):
        asked.tell(asked.stayer)
