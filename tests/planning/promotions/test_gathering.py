"""From a plan to approved transfers: moves that need each other are promoted, consulted, reviewed in one batch, decided."""

import json

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.inbox.domain import Answer, TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.letters.queries import get_context
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.planning.plans.queries import digests_of, get_solution
from mutasi_flow.planning.promotions.service import gather_for_review
from mutasi_flow.transfers.deliberation import list_bundles, make_bundle
from mutasi_flow.transfers.domain import Choice
from mutasi_flow.transfers.domain.links import LinkKind
from mutasi_flow.transfers.dossier import collect, take
from mutasi_flow.transfers.model import Link, LinkMember, Transfer
from mutasi_flow.transfers.queries import find_evidence
from mutasi_flow.transfers.review import Given, get_readable, keep_choices, load_review, press_batch, run_choice
from mutasi_flow.transfers.service import complete_task, perform
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.factories import TODAY, make_account, make_employee
from tests.planning.plans.workshop import Workshop
from tests.planning.promotions.test_promotion import SignIn, press, transfers

NEAR = {"P12": 15.0}
"""Nobody goes further than to the next place: whoever is to fill the last one must be followed."""


class Office:
    """Heads, an official and a verifier for the workshop, who let its transfers go their road."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop, self.clock = workshop, workshop.runtime.clock
        self.decider, self.verifier, self.auditor = workshop.write(self._cast)

    def _cast(self, session: Session) -> tuple[Account, Account, Account]:
        workshop = self.workshop
        for unit in workshop.clinics.values():
            head = make_employee(session, unit)
            session.execute(update(Unit).where(Unit.id == unit.id).values(head_id=head.id))
            make_account(session, head)
        for person in workshop.nurses:
            make_account(session, person)
        session.execute(update(Employee).values(synced_at=self.clock.now()))
        return (
            make_account(session, make_employee(session, workshop.health), [Role.DECIDER]),
            make_account(session, make_employee(session, workshop.health), [Role.VERIFIER]),
            make_account(session, roles=[Role.AUDITOR]),
        )

    def consult(self, number: str) -> None:
        """Let everybody who is asked agree, and the verifier conclude."""

        def agree(session: Session) -> None:
            waiting = select(Task.id, Account.id).join(Account, Account.employee_id == Task.holder_employee_id)
            about = select(Transfer.id).where(Transfer.number == number).scalar_subquery()
            asked = waiting.where(Task.about_id == about, Task.status == TaskStatus.OPEN)
            for task_id, account_id in session.execute(asked).all():
                actor = load_actor(session, account_id, TODAY)
                complete_task(session, task_id, actor, self.clock, Answer("support", ""))
            verifier = load_actor(session, self.verifier.id, TODAY)
            perform(session, number, Action.CONCLUDE_CONSULTATION, actor=verifier, clock=self.clock)

        self.workshop.write(agree)

    def gather(self, solution_id: int) -> int:
        """Put what waits into a batch."""
        actor = self.workshop.actor(self.verifier)
        return self.workshop.write(
            lambda session: gather_for_review(session, solution_id, self.decider.id, actor=actor, clock=self.clock)
        )

    def decide(self, batch_id: int) -> None:
        """Let the official approve all of it, with an answer to whatever asks for one."""
        actor, clock = self.workshop.actor(self.decider), self.clock

        def decide(session: Session) -> None:
            review = load_review(session, get_readable(session, batch_id, actor), actor, clock)
            given = {one.item.id: Given(one.card.version, Choice.APPROVE) for one in review.waiting}
            assert not keep_choices(session, batch_id, given, actor=actor, clock=clock, expected_version=None)
            for item in press_batch(session, batch_id, actor=actor, clock=clock, expected_version=None):
                run_choice(session, item, actor, clock)

        self.workshop.write(decide)


def test_moves_that_need_each_other_are_approved_together_in_one_batch(workshop: Workshop) -> None:
    office = Office(workshop)
    _plan_id, row = workshop.solved(rules=NEAR)
    assert row.solution_id is not None
    press(workshop, row.solution_id, is_sent=True)
    made = transfers(workshop)
    assert {one.state for one in made} == {State.PROPOSED}
    link = workshop.read(lambda session: session.scalars(select(Link)).one())
    members = workshop.read(
        lambda session: set(session.scalars(select(LinkMember.transfer_id).where(LinkMember.link_id == link.id)))
    )
    hulu = workshop.clinics["Hulu"].id
    assert link.kind is LinkKind.CHAIN
    assert len(members) == 2
    assert any(one.id in members and one.to_unit_id == hulu for one in made)

    linked = [one for one in made if one.id in members]
    office.consult(linked[0].number)
    with pytest.raises(InvalidInput):  # its partner is not consulted yet
        office.gather(row.solution_id)
    for one in made:
        if one.id != linked[0].id:
            office.consult(one.number)
    office.decide(office.gather(row.solution_id))
    assert {one.state for one in transfers(workshop)} == {State.APPROVED}
    with pytest.raises(InvalidInput):  # nothing waits any more
        office.gather(row.solution_id)


def test_what_is_consulted_later_is_gathered_by_another_press(workshop: Workshop) -> None:
    office = Office(workshop)
    _plan_id, row = workshop.solved()
    assert row.solution_id is not None
    press(workshop, row.solution_id, is_sent=True)
    first, *others = transfers(workshop)
    office.consult(first.number)
    batches = [office.gather(row.solution_id)]
    for one in others:
        office.consult(one.number)
    batches.append(office.gather(row.solution_id))
    for batch_id in batches:
        office.decide(batch_id)
    assert {one.state for one in transfers(workshop)} == {State.APPROVED}


def test_a_press_on_the_page_puts_what_waits_before_the_official(
    client: Browser, sign_in: SignIn, workshop: Workshop
) -> None:
    office = Office(workshop)
    _plan_id, row = workshop.solved()
    press(workshop, row.solution_id, [1], is_sent=True)
    sign_in(client, office.verifier)
    address, given = f"/papan/hasil/{row.solution_id}/paket", {"penanda": str(office.decider.id)}
    assert "penanda" in client.get(f"/papan/hasil/{row.solution_id}/usulan").text
    assert client.post(address, data=given).status_code == 422  # nothing is consulted yet
    (made,) = transfers(workshop)
    office.consult(made.number)
    assert client.post(address, data={"penanda": "orang"}).status_code == 422
    answer = client.post(address, data=given)
    assert answer.status_code == 303
    assert made.number in client.get(answer.location).text


def test_what_stands_behind_a_transfer_is_for_whoever_reads_the_plan(workshop: Workshop) -> None:
    office = Office(workshop)
    plan_id, row = workshop.solved()
    assert row.solution_id is not None
    press(workshop, row.solution_id, [1], is_sent=True)
    (made,), (move, *_others) = transfers(workshop), workshop.moves(row.solution_id)
    planner, outsider, auditor = workshop.actor(), workshop.actor(workshop.outsider), workshop.actor(office.auditor)
    _plan, solution = workshop.read(lambda session: get_solution(session, row.solution_id or 0, planner))
    digests = digests_of(workshop.runtime.files, solution.plan_key)
    found = workshop.read(lambda session: find_evidence(session, made.id, planner))
    assert found is not None
    assert (found.plan_id, found.solution_id, found.place, found.reason) == (plan_id, solution.id, 1, move.reason)
    assert (found.input_sha256, found.certificate_sha256) == tuple(digests)
    assert workshop.read(lambda session: find_evidence(session, made.id, outsider)) is None

    office.consult(made.number)
    verifier, clock = workshop.actor(office.verifier), office.clock
    workshop.write(lambda session: make_bundle(session, made.number, actor=verifier, clock=clock))
    facts = workshop.read(
        lambda session: str(get_context(session, list_bundles(session, made.id)[-1].id)["chapters"][2])
    )
    assert all(words in facts for words in ("Pemerataan perawat", *digests))

    workshop.write(lambda session: take(session, made.number, auditor, clock))
    dossier = workshop.read(lambda session: collect(session, made.number, auditor, clock))
    kept = json.loads(next(part.data for part in dossier.parts if part.name == "rencana.json"))
    assert (kept["plan_id"], kept["certificate_sha256"]) == (plan_id, digests.certificate)


def test_the_page_of_a_transfer_leads_to_its_plan(client: Browser, sign_in: SignIn, workshop: Workshop) -> None:
    _plan_id, row = workshop.solved()
    press(workshop, row.solution_id, [1], is_sent=True)
    (made,) = transfers(workshop)
    address = f"/papan/hasil/{row.solution_id}/mengapa/{made.employee_id}"
    sign_in(client, workshop.planner)
    page = client.get(f"/usulan/{made.number}").text
    assert address in page
    assert client.get(address).status_code == 200
    person = workshop.read(lambda session: session.get_one(Employee, made.employee_id))
    sign_in(client, workshop.write(lambda session: make_account(session, person)))
    own = client.get(f"/usulan/{made.number}").text
    assert "Isi usulan" in own
    assert address not in own
