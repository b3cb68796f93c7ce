"""Tasks of somebody absent: at both, answered in that person's place and recorded so; own cases stay out of reach."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access import service as access
from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.access.model import Account, RoleGrant
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import NotFound, NotPermitted
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox import service as inbox_service
from mutasi_flow.inbox.domain import LENT_KINDS, Answer
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.documents import Upload
from mutasi_flow.transfers.domain import UNIT_VOICES, PaperKind, PaperVerdict, Voice
from mutasi_flow.transfers.queries import find_card, get_card, list_opinions
from mutasi_flow.transfers.routes import OPINION_KINDS
from mutasi_flow.transfers.service import attach_paper, available_steps, complete_task, judge_paper
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_employee
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town
from tests.transfers.test_papers import SURAT


def test_lent_are_the_tasks_of_units_and_no_others() -> None:
    assert set(LENT_KINDS) == {OPINION_KINDS[voice] for voice in UNIT_VOICES}


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session)


def substitute(scene: Scene, absent: Employee | None, colleague: Employee | None = None, *roles: Role) -> Actor:
    """Let a colleague stand in for ``absent`` and return the colleague."""
    session = scene.session
    colleague = colleague or make_employee(session, scene.root)
    if f"employee:{colleague.id}" in scene.actors:
        account_id = scene.actor_of(colleague).account_id
    else:
        account_id = make_account(session, colleague, roles).id
    assert absent is not None
    assert account_id is not None
    by = Actor(None, "", absent.id)
    days = {"from_on": TODAY, "to_on": TODAY + timedelta(days=9), "today": TODAY}
    access.set_absence(session, by, absent.id, colleague.id, at=NOW, **days)
    return load_actor(session, account_id, TODAY)


def test_the_task_waits_for_both_and_the_answer_counts_as_the_absent_heads(scene: Scene) -> None:
    colleague = substitute(scene, scene.new_head)
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    (task,) = inbox.list_for(scene.session, colleague)
    assert task.kind == "opinion_receiving"
    assert [row.id for row in inbox.list_for(scene.session, scene.actor_of(scene.new_head))] == [task.id]
    assert get_card(scene.session, number, colleague).number == number
    complete_task(scene.session, task.id, colleague, scene.clock, Answer("support"))
    card = find_card(scene.session, number)
    assert card is not None
    (opinion,) = list_opinions(scene.session, card.id)
    assert (opinion.employee_id, opinion.is_by_substitute) == (scene.new_head.id, True)
    assert opinion.capacity == f"mewakili {scene.new_head.name} (Kepala unit tujuan)"
    row = audit.trail(scene.session, f"transfer:{card.id}")[-1]
    assert (row.action, row.actor, row.capacity) == ("opined", colleague.name, opinion.capacity)
    assert inbox.list_for(scene.session, scene.actor_of(scene.new_head)) == []


def test_what_somebody_says_as_a_person_is_never_lent(scene: Scene) -> None:
    colleague = substitute(scene, scene.peers[0])
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    assert inbox.list_for(scene.session, colleague) == []
    own = next(task for task in scene.open_tasks() if task.holder_employee_id == scene.peers[0].id)
    with pytest.raises(NotPermitted):
        complete_task(scene.session, own.id, colleague, scene.clock, Answer("support"))
    with pytest.raises(NotFound):
        get_card(scene.session, number, substitute(scene, scene.employee))


def test_the_person_concerned_does_not_answer_in_the_place_of_the_own_head(scene: Scene) -> None:
    colleague = substitute(scene, scene.old_head, scene.employee)
    number = scene.draft()
    scene.press(number, Action.SUBMIT, colleague)
    task = next(task for task in scene.open_tasks() if task.kind == "opinion_supervisor")
    with pytest.raises(NotPermitted):
        complete_task(scene.session, task.id, colleague, scene.clock, Answer("support"))


def verifier(scene: Scene, employee: Employee) -> Actor:
    account_id = scene.actor_of(employee).account_id
    assert account_id is not None
    grant = RoleGrant(account_id=account_id, role=Role.VERIFIER, from_on=date(2020, 1, 1), warrant="SK 4")
    scene.session.add(grant)
    scene.session.flush()
    return load_actor(scene.session, account_id, TODAY)


def test_a_substitute_of_a_verifier_concludes_but_never_on_the_verifiers_own_transfer(scene: Scene) -> None:
    verifier(scene, scene.employee)
    colleague = substitute(scene, scene.employee)
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all()
    card = find_card(scene.session, number)
    assert card is not None
    assert available_steps(card, colleague) == []
    with pytest.raises(NotPermitted):
        scene.press(number, Action.CONCLUDE_CONSULTATION, colleague)
    verifier(scene, scene.peers[0])
    second = substitute(scene, scene.peers[0])
    scene.press(number, Action.CONCLUDE_CONSULTATION, second)
    row = audit.trail(scene.session, f"transfer:{card.id}")[-1]
    assert (row.capacity, row.warrant) == (f"mewakili {scene.peers[0].name} (Verifikator)", "SK 4")


def test_a_letter_attached_by_the_absent_verifier_is_not_judged_in_that_persons_place(
    scene: Scene, tmp_path: Path
) -> None:
    session, files = scene.session, FileStore(tmp_path)
    absent = verifier(scene, scene.peers[0])
    colleague = substitute(scene, scene.peers[0])
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    upload = Upload(PaperKind.RELEASE, "surat.pdf", SURAT, "800/5/2026", date(2026, 2, 27))
    paper_id = attach_paper(session, files, number, upload, actor=absent, clock=scene.clock)
    accept = {"reason": "", "clock": scene.clock}
    for actor in (absent, colleague):
        with pytest.raises(NotPermitted):
            judge_paper(session, number, paper_id, PaperVerdict.ACCEPTED, actor=actor, **accept)  # type: ignore[arg-type]
    own_role = make_account(session, make_employee(session, scene.root), [Role.VERIFIER])
    judge_paper(
        session,
        number,
        paper_id,
        PaperVerdict.ACCEPTED,
        actor=load_actor(session, own_role.id, TODAY),
        **accept,  # type: ignore[arg-type]
    )
    card = find_card(session, number)
    assert card is not None
    assert [opinion.voice for opinion in list_opinions(session, card.id)] == [Voice.SUPERVISOR]


def test_both_are_told(scene: Scene) -> None:
    colleague = make_employee(scene.session, scene.root)
    make_account(scene.session, colleague)
    admin = Actor(None, "Admin", None, grants_of(Role.ADMIN, ""))
    days = {"from_on": TODAY, "to_on": TODAY + timedelta(days=9), "today": TODAY}
    key = inbox_service.set_absence(scene.session, admin, scene.new_head.id, colleague.id, at=NOW, **days)
    inbox_service.end_absence(scene.session, admin, key, today=TODAY, at=NOW)
    for person in (colleague, scene.new_head):
        reader = Actor(None, "", person.id)
        events = [row.event for row in inbox.list_notices(scene.session, reader)]
        assert events == ["absence_ended", "absence_set"]


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


@pytest.mark.both_databases
def test_a_head_names_a_colleague_by_the_page_who_then_answers(town: Town) -> None:
    number = town.submit()
    colleague = town.accounts["p3"]
    town.become("head0")
    with town.runtime.database.reading() as session:
        person = session.get(Employee, colleague.employee_id)
        assert person is not None
        nip = person.nip
    page = town.read(f"/tugas/wakil?wakil={nip}")
    assert f'value="{colleague.employee_id}"' in page
    today = town.runtime.clock.today()
    given: dict[str, Any] = {"substitute": colleague.employee_id, "from_on": today.isoformat()}
    assert "Sampai" in town.press("/tugas/wakil", 422, **given)
    given["to_on"] = (today + timedelta(days=5)).isoformat()
    town.press("/tugas/wakil", **given)
    assert "sudah berhalangan" in town.press("/tugas/wakil", 422, **given)
    town.become("p3")
    tasks = town.read("/tugas")
    assert "mewakili" in tasks
    task = next(one for one in town.open_tasks() if one.kind == "opinion_supervisor")
    town.press(f"/tanggapan/{task.id}", outcome="support", workload="fair")
    town.become("verifier")
    assert "dijawab wakilnya" in town.read(f"/telaah/{number}")
    town.become("p1")
    town.press("/tugas/wakil/1/akhiri", 403)
    town.become("p3")
    town.press("/tugas/wakil/1/akhiri")


def test_an_administrator_names_for_somebody_ill(town: Town) -> None:
    town.become("admin")
    head, colleague = town.accounts["head0"], town.accounts["p3"]
    today = town.runtime.clock.today()
    with town.runtime.database.reading() as session:
        people = [session.get(Employee, key) for key in (head.employee_id, colleague.employee_id)]
        nips = [person.nip for person in people if person]
    page = town.read(f"/tugas/wakil?untuk={nips[0]}&wakil={nips[1]}")
    assert f'value="{head.employee_id}"' in page
    day = today.isoformat()
    town.press("/tugas/wakil", employee=head.employee_id, substitute=colleague.employee_id, from_on=day, to_on=day)
    town.become("p2")
    town.press("/tugas/wakil", 403, employee=head.employee_id, substitute=colleague.employee_id, from_on=day, to_on=day)
