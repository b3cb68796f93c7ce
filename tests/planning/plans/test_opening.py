"""Plans that may change the jabatan: fed from what the office recorded, and nobody is guessed into another one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.people.domain import CompetenceKind, CredentialKind, JabatanKind
from mutasi_flow.people.model import Competence, Credential, Employee, Jabatan
from mutasi_flow.planning.edits import ChangeRule
from mutasi_flow.planning.matching.domain import AskKind
from mutasi_flow.planning.matching.model import JabatanRequirement
from mutasi_flow.planning.plans.domain import CHANGES_JABATAN
from mutasi_flow.planning.plans.model import Plan
from mutasi_flow.planning.plans.queries import find_snapshot, gather
from mutasi_flow.planning.plans.service import NewScenario
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.factories import NOW, make_jabatan, make_post
from tests.planning.plans.workshop import Workshop

LAW = "Standar kompetensi jabatan"
OPEN = {CHANGES_JABATAN: 1.0}


@dataclass(frozen=True)
class Lab:
    """A jabatan of the laboratory that is wanted at Hulu; of the nurses at Kota only the first two studied for it."""

    workshop: Workshop
    jabatan: Jabatan
    fit: tuple[Employee, Employee]

    def ask(self, kind: AskKind, subject: str = "", amount: int | None = None) -> None:
        row = {"jabatan_id": self.jabatan.id, "kind": kind, "subject": subject, "amount": amount}
        self.workshop.write(lambda session: session.add(JabatanRequirement(**row, source=LAW, recorded_at=NOW)))

    def movers(self, **rules: float) -> set[int]:
        """Return who goes to the laboratory."""
        _plan_id, row = self.workshop.solved(rules={CHANGES_JABATAN: 1.0, **rules})
        return {one.employee_id for one in self.workshop.moves(row.solution_id) if one.to_jabatan_id == self.jabatan.id}

    def notes(self, plan_id: int) -> str:
        taken = self.workshop.read(lambda session: find_snapshot(session, plan_id))
        assert taken is not None
        return str(taken.notes)


@pytest.fixture
def lab(workshop: Workshop) -> Lab:
    kota = [one for one in workshop.nurses if one.unit_id == workshop.clinics["Kota"].id]
    nursing = {"education_level": "40", "education_name": "S-1 Keperawatan", "rank": "23"}

    def build(session: Session) -> Jabatan:
        jabatan = make_jabatan(session, "Pranata Laboratorium Kesehatan Terampil", JabatanKind.FUNCTIONAL, level="TR")
        make_post(session, workshop.clinics["Hulu"], jabatan, need=2)
        session.execute(update(Jabatan).where(Jabatan.id == workshop.nurse.id).values(kind=JabatanKind.FUNCTIONAL))
        session.execute(update(Employee).values(**nursing))
        studied = update(Employee).where(Employee.id.in_([one.id for one in kota[:2]]))
        session.execute(studied.values(education_name="D-IV Analis Kesehatan, Laboratorium"))
        session.expunge_all()
        return jabatan

    found = Lab(workshop, workshop.write(build), (kota[0], kota[1]))
    found.ask(AskKind.EDUCATION, amount=30)
    found.ask(AskKind.STUDY, "Laboratorium")
    return found


def test_only_who_studied_for_it_goes_to_another_jabatan(lab: Lab) -> None:
    going = lab.movers()
    assert len(going) == 1
    assert going <= {one.id for one in lab.fit}
    assert lab.movers(**{CHANGES_JABATAN: 0.0}) == set()


@pytest.mark.parametrize(
    "change",
    [
        {"education_name": ""},
        {"education_level": ""},
        {"rank": ""},
        {"rank": "41"},
        {"education_level": "15"},
        {"education_name": "S-1 Hukum"},
    ],
)
def test_who_cannot_be_compared_or_does_not_fit_keeps_the_jabatan_and_may_change_the_unit(
    lab: Lab, change: dict[str, Any]
) -> None:
    altered = update(Employee).where(Employee.id.in_([one.id for one in lab.fit])).values(**change)
    lab.workshop.write(lambda session: session.execute(altered))
    _plan_id, row = lab.workshop.solved(rules=OPEN)
    moves = lab.workshop.moves(row.solution_id)
    assert {one.to_jabatan_id for one in moves} == {lab.workshop.nurse.id}
    assert len(moves) == 3


def test_of_two_who_fit_the_assessed_one_goes_and_the_certificate_opens_the_way(lab: Lab) -> None:
    first, second = lab.fit
    lab.ask(AskKind.COMPETENCE, "Mikroskopi", 3)
    level = {"kind": CompetenceKind.TECHNICAL, "subject": "Mikroskopi", "level": 3, "source": "Uji", "recorded_at": NOW}
    lab.workshop.write(lambda session: session.add(Competence(employee_id=second.id, **level)))
    assert lab.movers() == {second.id}
    lab.ask(AskKind.CERTIFICATE, "STR ATLM")
    assert lab.movers() == set()
    paper = {"kind": CredentialKind.PRACTICE, "subject": "STR ATLM", "number": "1", "source": "STR", "recorded_at": NOW}
    lab.workshop.write(lambda session: session.add(Credential(employee_id=first.id, **paper)))
    assert lab.movers() == {first.id}


def test_a_scenario_opens_what_the_plan_keeps_shut(lab: Lab) -> None:
    plan_id, shut = lab.workshop.solved()
    assert "dengan jabatan yang sama" in lab.notes(plan_id)
    opened = lab.workshop.ask(plan_id, NewScenario("Lintas", edits=[ChangeRule(CHANGES_JABATAN, 1)]))
    going = [
        {one.employee_id for one in lab.workshop.moves(row.solution_id) if one.to_jabatan_id == lab.jabatan.id}
        for row in (shut, opened)
    ]
    assert (going[0], len(going[1])) == (set(), 1)


def test_a_jabatan_is_closed_until_education_and_study_are_recorded(lab: Lab) -> None:
    study = delete(JabatanRequirement).where(JabatanRequirement.kind == AskKind.STUDY)
    lab.workshop.write(lambda session: session.execute(study))
    plan_id, _row = lab.workshop.solved(rules=OPEN)
    assert "Belum ada jabatan dengan syarat" in lab.notes(plan_id)
    assert lab.movers() == set()


@pytest.mark.parametrize("kind", [JabatanKind.STRUCTURAL, JabatanKind.GENERAL])
def test_managerial_posts_and_the_way_down_stay_shut(lab: Lab, kind: JabatanKind) -> None:
    turned = update(Jabatan).where(Jabatan.id == lab.jabatan.id).values(kind=kind)
    lab.workshop.write(lambda session: session.execute(turned))
    assert lab.movers() == set()


def test_the_tables_of_a_plan_of_an_earlier_release_stay_as_they_were(lab: Lab) -> None:
    plan_id, _row = lab.workshop.solved(rules=OPEN)

    def tables(session: Session) -> set[str]:
        return set(gather(session, session.get_one(Plan, plan_id)).tables)

    assert "syarat" in lab.workshop.read(tables)
    earlier = update(Plan).where(Plan.id == plan_id).values(rules={})
    lab.workshop.write(lambda session: session.execute(earlier))
    assert lab.workshop.read(tables) == {"pegawai", "unit", "petak"}


def test_the_pages_say_that_the_jabatan_changes_and_what_is_to_be_learned(
    client: Browser, sign_in: Callable[[Browser, Account], None], lab: Lab
) -> None:
    lab.ask(AskKind.COMPETENCE, "Mikroskopi", 3)
    lab.ask(AskKind.FIELD, "Keuangan dan pengawasan")
    workshop = lab.workshop
    plan_id, row = workshop.solved(rules=OPEN)
    other = workshop.ask(plan_id, NewScenario("Tetap", edits=[ChangeRule(CHANGES_JABATAN, 0)]))
    (mover,) = [one.employee_id for one in workshop.moves(row.solution_id) if one.to_jabatan_id == lab.jabatan.id]
    sign_in(client, workshop.planner)
    board = client.get(f"/papan/hasil/{row.solution_id}").text
    for words in ("1 di antaranya berganti jabatan", "Lintas bidang", "Mikroskopi: butuh tingkat 3, belum dinilai"):
        assert words in board
    why = client.get(f"/papan/hasil/{row.solution_id}/mengapa/{mover}").text
    for words in ("Berganti jabatan", "Kesehatan → Keuangan dan pengawasan", LAW, "butuh tingkat 3"):
        assert words in why
    check_phone_budget(client, f"/papan/hasil/{row.solution_id}/mengapa/{mover}")
    compared = client.get(f"/papan/{plan_id}/banding?a={row.solution_id}&b={other.solution_id}").text
    assert "Berpindah jabatan" in compared
    assert lab.jabatan.name in compared
    page = client.get(f"/papan/{plan_id}").text
    assert "1 jabatan terbuka bagi pegawai dari jabatan lain" in page
    assert "/syarat-jabatan" in page
