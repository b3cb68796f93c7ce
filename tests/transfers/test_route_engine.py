"""The road walks what its route says: stages, silence, quorum, records; and stays on the version it began with."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.access.model import Account
from mutasi_flow.access.service import NewReader, add_readers
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox.domain import Answer, TaskStatus
from mutasi_flow.inbox.model import Notice, Task
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind
from mutasi_flow.people.model import Office
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Door, Stance, Voice
from mutasi_flow.transfers.model import Opinion, RouteVersion, Transfer
from mutasi_flow.transfers.queries import TransferCard, find_card, list_records, load_journey, load_route
from mutasi_flow.transfers.queries.routes import PUBLISHED, case_of
from mutasi_flow.transfers.routes import (
    INTERNAL,
    OPINION_KINDS,
    ROUTES,
    VERIFY,
    Case,
    MoveKind,
    PostKind,
    Route,
    Scope,
    Stage,
)
from mutasi_flow.transfers.routes.writing import write
from mutasi_flow.transfers.service import (
    Destination,
    NewTransfer,
    announce,
    complete_task,
    create_draft,
    lapse_overdue_voices,
)
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.factories import NOW, make_account, make_employee, make_jabatan, make_post, make_unit
from tests.transfers.scene import Scene, build_scene

STAFF = ROUTES["staff-own/1"].scope
SUPPORT = Answer("support")
PAPER = {"paper": "BA/12/2026", "paper_on": "2026-03-02"}


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def kinds(scene: Scene) -> list[str]:
    return [task.kind.removeprefix("opinion_") for task in scene.open_tasks()]


def card_of(scene: Scene, number: str) -> TransferCard:
    card = find_card(scene.session, number)
    assert card is not None
    return card


def publish(scene: Scene, route: Route, mark: int = 1) -> None:
    """Put a version of the office's own into the tables."""
    scene.session.execute(
        insert(RouteVersion).values(
            code=route.code,
            version=route.version,
            content=write(route),
            from_on=route.from_on,
            to_on=route.to_on,
            published_at=NOW,
        )
    )
    modules = scene.session.scalar(select(Office.modules))
    scene.session.execute(update(Office).values(modules={**(modules or {}), PUBLISHED: mark}))


def own(stages: Sequence[Stage] = INTERNAL.stages, **values: object) -> Route:
    given = {"code": "kantor-umum", "stages": tuple(stages), "scope": Scope(), "from_on": date(2026, 1, 1), **values}
    return replace(INTERNAL, **given)  # type: ignore[arg-type]


def submit(scene: Scene, **values: object) -> str:
    number = scene.draft(**values)
    scene.press(number, Action.SUBMIT, scene.me)
    return number


def as_role(scene: Scene, role: Role) -> Actor:
    officer = make_employee(scene.session, scene.root)
    account = make_account(scene.session, officer, [role])
    for key in scene.session.scalars(select(Transfer.id).where(Transfer.is_secret)):
        add_readers(scene.session, "transfer", key, [NewReader(account.id, role.value)], at=scene.clock.now())
    return Actor(account.id, officer.name, officer.id, grants_of(role, ""), capacity=role.value)


def answer(scene: Scene, kind: str, actor: Actor, outcome: str, reason: str = "", **answers: object) -> None:
    task = next(task for task in scene.open_tasks() if task.kind == kind)
    complete_task(scene.session, task.id, actor, scene.clock, Answer(outcome, reason, answers))


def make_managerial(scene: Scene) -> None:
    head = make_jabatan(scene.session, "Kepala Bidang", JabatanKind.STRUCTURAL, level="III.b")
    make_post(scene.session, scene.new, head)
    make_post(scene.session, scene.old, head)
    scene.teacher = head
    scene.employee.jabatan_id = head.id
    scene.session.flush()


def make_teacher(scene: Scene) -> None:
    """Put the old school below an agency of its own, and the teacher into a functional jabatan."""
    agency = make_unit(scene.session, "Dinas Pendidikan", scene.root)
    scene.old.path = f"{agency.path}{scene.old.id}/"
    scene.teacher.kind = JabatanKind.FUNCTIONAL
    scene.session.flush()


def test_a_file_begins_on_the_route_for_its_post_and_door(scene: Scene) -> None:
    number = submit(scene)
    assert card_of(scene, number).route == "staff-own/1"


def test_a_contract_employee_has_a_route_apart(scene: Scene) -> None:
    scene.employee.status, scene.employee.legal_position = EmploymentStatus.PPPK, "71"
    scene.session.flush()
    assert case_of(card_of(scene, scene.draft())) == Case(MoveKind.PPPK, PostKind.GENERAL, Door.OWN)


def test_the_order_an_office_chose_before_goes_on_working(session: Session) -> None:
    scene = build_scene(session, modules={"peers": False, "route": "internal-beside/1"})
    number = submit(scene)
    assert card_of(scene, number).route == "internal-beside/1"
    assert kinds(scene) == ["supervisor", "receiving", "verify"]


def test_an_unknown_order_stops_a_submission_in_words(session: Session) -> None:
    scene = build_scene(session, modules={"peers": False, "route": "former/7"})
    number = scene.draft()
    with pytest.raises(Refused, match="former/7"):
        scene.press(number, Action.SUBMIT, scene.me)


@pytest.mark.parametrize("key", ["former/7", "former", "former/x"])
def test_an_unknown_route_of_a_file_is_said_in_words(scene: Scene, key: str) -> None:
    with pytest.raises(Refused, match="tidak dikenal"):
        load_route(scene.session, key)
    assert load_route(scene.session, "") is INTERNAL


def test_above_a_school_its_agency_is_asked_before_verification(scene: Scene) -> None:
    make_teacher(scene)
    number = submit(scene)
    assert card_of(scene, number).route == "teacher/1"
    scene.answer_all()
    assert kinds(scene) == ["parent"]
    with pytest.raises(Refused):
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    answer(scene, OPINION_KINDS[Voice.PARENT], scene.actors["verifier"], "conditions", "Ada pengganti lebih dahulu.")
    assert kinds(scene) == ["verify"]
    said = scene.session.scalars(select(Opinion.stance).where(Opinion.voice == Voice.PARENT)).all()
    assert said == [Stance.CONDITIONS]


def test_a_stage_not_yet_open_holds_the_conclusion(scene: Scene) -> None:
    make_teacher(scene)
    number = submit(scene)
    scene.moving.forward(12)
    with pytest.raises(Refused) as refused:
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    assert "belum dibuka" in str(refused.value.reasons[0])
    assert lapse_overdue_voices(scene.session, card_of(scene, number).id, scene.clock) == 2
    assert kinds(scene) == ["parent"]
    scene.moving.forward(12)
    assert lapse_overdue_voices(scene.session, card_of(scene, number).id, scene.clock) == 1
    assert kinds(scene) == ["verify"]


def test_a_voice_that_must_answer_never_lapses(scene: Scene) -> None:
    stages = [
        Stage(stage.during, tuple(replace(step, must_answer=step.kind != VERIFY) for step in stage.steps))
        for stage in INTERNAL.stages
    ]
    publish(scene, own(stages, scope=STAFF))
    number = submit(scene)
    assert card_of(scene, number).route == "kantor-umum/1"
    scene.moving.forward(40)
    assert lapse_overdue_voices(scene.session, card_of(scene, number).id, scene.clock) == 0
    with pytest.raises(Refused):
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.answer_all()
    assert kinds(scene) == ["verify"]


def test_a_quorum_of_peers_is_enough_and_silence_is_no_answer(session: Session) -> None:
    scene = build_scene(session, peers=6, modules={"peers": True})
    peer = OPINION_KINDS[Voice.PEER]
    stages = [
        Stage(
            stage.during,
            tuple(replace(step, asked=5, quorum=3) if step.kind == peer else step for step in stage.steps),
        )
        for stage in INTERNAL.stages
    ]
    publish(scene, own(stages, scope=STAFF))
    submit(scene)
    assert kinds(scene).count("peer") == 5
    for task in [task for task in scene.open_tasks() if task.kind != peer]:
        complete_task(session, task.id, scene.actors[f"employee:{task.holder_employee_id}"], scene.clock, SUPPORT)
    for task in scene.open_tasks()[:2]:
        complete_task(session, task.id, scene.actors[f"employee:{task.holder_employee_id}"], scene.clock, SUPPORT)
    assert kinds(scene) == ["peer"] * 3
    task = scene.open_tasks()[0]
    complete_task(session, task.id, scene.actors[f"employee:{task.holder_employee_id}"], scene.clock, SUPPORT)
    assert kinds(scene) == ["verify"]
    closed = session.scalars(select(Task.status).where(Task.kind == peer, Task.status == TaskStatus.CLOSED)).all()
    assert len(closed) == 2


def test_a_route_published_meanwhile_changes_nothing_for_running_files(scene: Scene) -> None:
    former = submit(scene)
    tasks = [(task.kind, task.due_on) for task in scene.open_tasks()]
    publish(scene, own(INTERNAL.stages[1:], scope=STAFF))
    assert [(task.kind, task.due_on) for task in scene.open_tasks()] == tasks
    scene.answer_all()
    assert kinds(scene) == ["verify"]
    scene.press(former, Action.RETURN, "verifier", reason="Lengkapi.")
    scene.press(former, Action.RESUBMIT, scene.me)
    assert card_of(scene, former).route == "staff-own/1"
    scene.press(former, Action.WITHDRAW, scene.me, reason="Tidak jadi.")
    assert card_of(scene, submit(scene)).route == "kantor-umum/1"
    assert kinds(scene) == ["verify"]


def test_a_managerial_move_is_deliberated_weighed_by_bkn_and_inaugurated(scene: Scene) -> None:
    make_managerial(scene)
    number, team = submit(scene, door=Door.OWN), as_role(scene, Role.TEAM_MEMBER)
    assert card_of(scene, number).route == "managerial/1"
    assert kinds(scene) == ["verify"]
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    assert kinds(scene) == ["deliberate"]
    with pytest.raises(Refused):
        scene.press(number, Action.APPROVE, "decider")
    answer(scene, "deliberate", team, "recommended", **PAPER)
    assert kinds(scene) == ["decide"]
    scene.press(number, Action.APPROVE, "decider")
    assert kinds(scene) == ["pertek"]
    with pytest.raises(Refused):
        scene.press(number, Action.DECREE, "signer")
    answer(scene, "pertek", scene.actors["verifier"], "granted", **scene.pertek_row())
    scene.press(number, Action.DECREE, "signer")
    assert kinds(scene) == ["inaugurate"]
    titles = [str(step.title) for step in load_journey(scene.session, card_of(scene, number), scene.clock.today())]
    assert titles[1:7] == [
        "Verifikasi berkas",
        "Sidang tim penilai kinerja",
        "Putusan pejabat",
        "Pertimbangan teknis BKN",
        "Penerbitan SK",
        "Pelantikan",
    ]
    answer(scene, "inaugurate", scene.actors["verifier"], "held", **PAPER)
    assert kinds(scene) == []
    rows = list_records(scene.session, card_of(scene, number).id)
    assert [(row.kind, row.outcome) for row in rows] == [
        ("deliberate", "recommended"),
        ("pertek", "granted"),
        ("inaugurate", "held"),
    ]


def test_on_a_confidential_route_the_employee_hears_of_the_decree_when_it_is_announced(scene: Scene) -> None:
    make_managerial(scene)
    new = NewTransfer(
        scene.employee.id, [Destination(scene.new.id, scene.teacher.id)], door=Door.PLAN, reason="Rotasi."
    )
    number = create_draft(scene.session, new, scene.actors["planner"], scene.clock)
    scene.press(number, Action.SUBMIT, "planner")
    team = as_role(scene, Role.TEAM_MEMBER)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    answer(scene, "deliberate", team, "recommended", **PAPER)
    scene.press(number, Action.APPROVE, "decider")
    told = select(Notice.event).where(Notice.employee_id == scene.employee.id)
    assert scene.session.scalars(told).all() == []
    answer(scene, "pertek", scene.actors["verifier"], "granted", **scene.pertek_row())
    scene.press(number, Action.DECREE, "signer")
    assert scene.session.scalars(told).all() == []
    announce(scene.session, number, actor=scene.actors["signer"], clock=scene.clock)
    assert scene.session.scalars(told).all() == ["decreed"]


def test_a_refused_pertek_opens_the_decision_again(scene: Scene) -> None:
    make_managerial(scene)
    number, team = submit(scene), as_role(scene, Role.TEAM_MEMBER)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    answer(scene, "deliberate", team, "not_recommended", "Belum dua tahun.", **PAPER)
    scene.press(number, Action.APPROVE, "decider")
    with pytest.raises(InvalidInput):
        answer(scene, "pertek", scene.actors["verifier"], "refused", **scene.pertek_row())
    answer(scene, "pertek", scene.actors["verifier"], "refused", "Jabatan tidak lowong.", **scene.pertek_row())
    assert card_of(scene, number).state is State.CONSULTED
    assert kinds(scene) == ["decide"]
    actions = [row.action for row in audit.trail(scene.session, trail.chain_of(card_of(scene, number).id))]
    assert actions[-2:] == ["pertek_recorded", "reopened"]
    scene.press(number, Action.APPROVE, "decider")
    assert kinds(scene) == ["pertek"]


@pytest.mark.parametrize(
    ("outcome", "reason", "answers"),
    [
        ("perhaps", "", PAPER),
        ("recommended", "", {}),
        ("not_recommended", " ", PAPER),
        ("recommended", "x" * 4001, PAPER),
        ("recommended", "", {"paper": "x" * 301}),
        ("recommended", "", {"paper": "BA/1", "paper_on": "kemarin"}),
        ("recommended", "", {"paper": "BA/1", "paper_on": "2030-01-01"}),
    ],
)
def test_a_record_needs_an_outcome_and_its_paper(
    scene: Scene, outcome: str, reason: str, answers: dict[str, object]
) -> None:
    make_managerial(scene)
    number = submit(scene)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    with pytest.raises(InvalidInput):
        answer(scene, "deliberate", as_role(scene, Role.TEAM_MEMBER), outcome, reason, **answers)
    assert kinds(scene) == ["deliberate"]


def test_a_record_is_neither_for_others_nor_for_the_own_case_nor_for_later(scene: Scene) -> None:
    make_managerial(scene)
    number = submit(scene)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    task = scene.open_tasks()[0]
    member = replace(scene.me, grants=grants_of(Role.TEAM_MEMBER, ""))
    for actor, error in ((scene.actors["signer"], NotPermitted), (member, NotPermitted)):
        with pytest.raises(error):
            complete_task(scene.session, task.id, actor, scene.clock, Answer("recommended", "", PAPER))
    scene.press(number, Action.RETURN, "verifier", reason="Lengkapi.")
    with pytest.raises(Conflict):
        complete_task(
            scene.session, task.id, as_role(scene, Role.TEAM_MEMBER), scene.clock, Answer("recommended", "", PAPER)
        )


def test_another_destination_closes_later_stages_and_goes_through_them_again(scene: Scene) -> None:
    make_teacher(scene)
    number = submit(scene)
    scene.answer_all()
    journey = load_journey(scene.session, card_of(scene, number), scene.clock.today())
    assert [step.state for step in journey[:4]] == ["done", "done", "now", "todo"]


@pytest.mark.both_databases
def test_what_happened_elsewhere_is_recorded_by_page(
    client: Browser, sign_in: Callable[[Browser, Account], None], runtime: Runtime
) -> None:
    with runtime.database.writing() as session:
        scene = build_scene(session, modules={"peers": False})
        make_managerial(scene)
        member = make_account(session, make_employee(session, scene.root), [Role.TEAM_MEMBER])
        signer = make_account(session, make_employee(session, scene.root), [Role.SIGNER])
        decider = make_account(session, make_employee(session, scene.root), [Role.DECIDER])
        number = submit(scene)
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
        task_id = session.scalars(select(Task.id).where(Task.status == TaskStatus.OPEN)).one()
    sign_in(client, signer)
    assert client.get(f"/hasil/{task_id}").status_code == 404
    sign_in(client, member)
    assert client.get(f"/tugas/{task_id}", follow_redirects=True).status_code == 200
    empty = client.post(f"/hasil/{task_id}", data={"outcome": "not_recommended"})
    assert empty.status_code == 422
    assert "Nomor surat" in empty.text
    given = {"outcome": "recommended", "paper": "BA/12/2026", "paper_on": "2026-03-02"}
    assert client.post(f"/hasil/{task_id}", data=given).status_code == 303
    sign_in(client, decider)
    page = client.get(f"/telaah/{number}").text
    assert "Sidang tim penilai kinerja: Tim menyarankan" in page
    assert "BA/12/2026" in page


def test_a_file_names_its_kind_in_both_taxonomies_and_its_route(
    client: Browser, sign_in: Callable[[Browser, Account], None], runtime: Runtime
) -> None:
    with runtime.database.writing() as session:
        scene = build_scene(session, modules={"peers": False})
        number = submit(scene)
        verifier = make_account(session, make_employee(session, scene.root), [Role.VERIFIER])
    sign_in(client, verifier)
    page = client.get(f"/usulan/{number}").text
    assert "A: dalam satu pemerintah daerah" in page
    assert "Mutasi › Jabatan Pelaksana › Unor" in page
    assert "Pelaksana dan fungsional, atas permintaan sendiri, versi 1" in page
