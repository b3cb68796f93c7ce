"""Confidential transfers: for whom they exist, who is on the list, and what an announcement does."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.access.model import Account, Reader, RoleGrant
from mutasi_flow.access.service import make_token, write_readings
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.demo.papers import make_letter
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox import service as inbox_service
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.inbox.model import Notice, Task
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import find_by_code
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import Placement
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.objections import find_decision
from mutasi_flow.transfers.queries import (
    ListFilter,
    TransferCard,
    count_by_state,
    find_card,
    find_open_number,
    get_card,
    list_transfers,
    load_journey,
)
from mutasi_flow.transfers.queries.bulk import list_items
from mutasi_flow.transfers.queries.queue import QueueFilter, list_queue
from mutasi_flow.transfers.queries.visible import list_hidden_chains
from mutasi_flow.transfers.routes import ROUTES, VERIFY, blocks, check
from mutasi_flow.transfers.routes.writing import read, write
from mutasi_flow.transfers.service import (
    Bulk,
    Destination,
    Named,
    NewTransfer,
    add_reader,
    announce,
    complete_task,
    create_draft,
    edit_draft,
    get_exemptible,
    perform,
    remove_reader,
    run_item,
    start_bulk,
    undo_item,
)
from mutasi_flow.transfers.service.routes import publish
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.core.test_watermark import said
from tests.factories import make_account, make_employee, make_jabatan, make_post
from tests.transfers.scene import Scene, build_scene

SignIn = Callable[[Browser, Account], None]
PAPER = {"paper": "BA/1/2026", "paper_on": "2026-03-02"}


def managerial(scene: Scene) -> None:
    head = make_jabatan(scene.session, "Kepala Bidang", JabatanKind.STRUCTURAL, level="III.b")
    make_post(scene.session, scene.new, head)
    make_post(scene.session, scene.old, head)
    scene.teacher = head
    scene.employee.jabatan_id = head.id
    add_actor(scene, "team_member", Role.TEAM_MEMBER)
    scene.session.flush()


def add_actor(scene: Scene, name: str, role: Role) -> Actor:
    officer = make_employee(scene.session, scene.root)
    account = make_account(scene.session, officer, [role])
    scene.actors[name] = Actor(account.id, officer.name, officer.id, grants_of(role, ""), capacity=role.value)
    return scene.actors[name]


def propose(scene: Scene, **values: object) -> str:
    given = {"destinations": (Destination(scene.new.id, scene.teacher.id),), "door": Door.PLAN, "reason": "Rotasi."}
    new = NewTransfer(scene.employee.id, **{**given, **values})  # type: ignore[arg-type]
    return create_draft(scene.session, new, scene.actors["planner"], scene.clock)


def sent(scene: Scene) -> str:
    number = propose(scene)
    scene.press(number, Action.SUBMIT, "planner")
    return number


def record(scene: Scene, kind: str, who: str, outcome: str) -> None:
    task = next(task for task in scene.open_tasks() if task.kind == kind)
    complete_task(
        scene.session,
        task.id,
        scene.actors[who],
        scene.clock,
        Answer(outcome, "", scene.pertek_row() if kind == "pertek" else PAPER),
    )


def decreed(scene: Scene) -> str:
    number = sent(scene)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    record(scene, "deliberate", "team_member", "recommended")
    scene.press(number, Action.APPROVE, "decider")
    record(scene, "pertek", "verifier", "granted")
    scene.press(number, Action.DECREE, "signer")
    return number


def card_of(scene: Scene, number: str) -> TransferCard:
    card = find_card(scene.session, number)
    assert card is not None
    return card


def fresh(actor: Actor) -> Actor:
    """Return somebody with the same rights who is not on any list."""
    return replace(actor, account_id=10_000_000, employee_id=None)


@pytest.fixture
def scene(session: Session) -> Scene:
    made = build_scene(session, modules={"peers": False})
    managerial(made)
    return made


def test_only_those_on_the_list_find_a_confidential_transfer(scene: Scene) -> None:
    number, session = sent(scene), scene.session
    for name in ("planner", "verifier", "second_verifier", "team_member", "decider", "signer"):
        actor = scene.actors[name]
        assert get_card(session, number, actor).is_secret
        assert [row.number for row in list_transfers(session, actor, ListFilter())] == [number]
    outside = [scene.me, scene.actor_of(scene.old_head), scene.actor_of(scene.new_head), scene.actors["auditor"]]
    outside += [scene.actors["staffing"], fresh(scene.actors["verifier"]), fresh(scene.actors["decider"])]
    outside.append(replace(scene.actors["verifier"], is_watched=True))
    for actor in outside:
        with pytest.raises(NotFound) as hidden:
            get_card(session, number, actor)
        with pytest.raises(NotFound) as unknown:
            get_card(session, "MUT-2026-99999", actor)
        assert str(hidden.value.text).replace(number, "#") == str(unknown.value.text).replace("MUT-2026-99999", "#")
        for wanted in (
            ListFilter(),
            ListFilter(q=number),
            ListFilter(q=scene.employee.name),
            ListFilter(is_secret=True),
        ):
            assert list_transfers(session, actor, wanted) == []
        assert count_by_state(session, actor, list(State)) == {}
        assert list_queue(session, actor, QueueFilter((VERIFY,))) == []
        assert inbox.list_for(session, actor) == []
        assert inbox.count_for(session, actor, scene.clock.today()).open == 0
        key = card_of(scene, number).id
        assert list_hidden_chains(session, actor) == [trail.chain_of(key), f"decision_paper:{key}"]
        with pytest.raises(NotFound):
            perform(session, number, Action.CONCLUDE_CONSULTATION, actor=actor, clock=scene.clock)
        with pytest.raises((NotPermitted, NotFound)):
            complete_task(session, scene.open_tasks()[0].id, actor, scene.clock, Answer("done"))


def test_nobody_is_told_but_the_readers_and_they_neither_number_nor_name(scene: Scene) -> None:
    number = decreed(scene)
    notices = scene.session.scalars(select(Notice)).all()
    readers = {row.employee_id for row in access.list_readers(scene.session, "transfer", card_of(scene, number).id)}
    assert {notice.employee_id for notice in notices} <= readers
    assert {notice.event for notice in notices} == {"confidential"}
    assert not any(number in f"{notice.message} {notice.values} {notice.address}" for notice in notices)


def test_late_tasks_are_told_to_readers_and_to_no_superior(scene: Scene) -> None:
    sent(scene)
    scene.moving.forward(30)
    before = scene.session.scalars(select(func.count()).select_from(Notice)).one()
    inbox_service.remind(scene.session, scene.clock.today(), scene.clock.now())
    assert inbox_service.escalate(scene.session, scene.clock.today(), scene.clock.now()) == 0
    new = scene.session.scalars(select(Notice).order_by(Notice.id).offset(before)).all()
    told = {notice.employee_id for notice in new}
    assert told == {scene.actors[name].employee_id for name in ("verifier", "second_verifier")}


def test_the_employee_may_ask_for_a_move_beside_a_confidential_file(scene: Scene) -> None:
    secret = sent(scene)
    assert find_open_number(scene.session, scene.employee.id) is None
    own = scene.draft()
    assert own != secret
    assert find_open_number(scene.session, scene.employee.id) is None  # a managerial post: confidential too
    plain = make_jabatan(scene.session, "Analis")
    make_post(scene.session, scene.new, plain)
    public = scene.draft(destinations=(Destination(scene.new.id, plain.id),))
    with pytest.raises(Conflict) as second:
        scene.draft(destinations=(Destination(scene.new.id, plain.id),))
    assert public in str(second.value.text)
    assert secret not in str(second.value.text)


def test_a_draft_is_confidential_until_its_post_says_otherwise(scene: Scene) -> None:
    number = propose(scene, destinations=())
    assert card_of(scene, number).is_secret
    assert find_open_number(scene.session, scene.employee.id) is None
    plain = make_jabatan(scene.session, "Analis")
    make_post(scene.session, scene.new, plain)
    change = NewTransfer(scene.employee.id, (Destination(scene.new.id, plain.id),), reason="Rotasi.")
    edit_draft(scene.session, number, change, actor=scene.actors["planner"], clock=scene.clock)
    assert not card_of(scene, number).is_secret
    assert find_open_number(scene.session, scene.employee.id) == number
    other = propose(scene, destinations=())
    with pytest.raises(Conflict):
        edit_draft(scene.session, other, change, actor=scene.actors["planner"], clock=scene.clock)
    back = replace(change, destinations=(Destination(scene.new.id, scene.teacher.id),))
    edit_draft(scene.session, number, back, actor=scene.actors["planner"], clock=scene.clock)
    assert card_of(scene, number).is_secret


def test_who_asked_for_the_own_move_reads_it(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    assert get_card(scene.session, number, scene.me).is_secret
    assert [row.number for row in list_transfers(scene.session, scene.me, ListFilter())] == [number]
    with pytest.raises(NotFound):
        get_card(scene.session, number, replace(scene.me, is_watched=True))


def test_the_employee_is_never_on_the_list_by_a_role(scene: Scene) -> None:
    scene.session.add(RoleGrant(account_id=scene.me.account_id, role=Role.VERIFIER, from_on=date(2020, 1, 1)))
    number = sent(scene)
    rows = access.list_readers(scene.session, "transfer", card_of(scene, number).id)
    assert scene.employee.id not in {row.employee_id for row in rows}
    username = scene.session.scalars(select(Account.username).where(Account.employee_id == scene.employee.id)).first()
    assert username is not None
    with pytest.raises(InvalidInput):
        add_reader(
            scene.session,
            number,
            Named(username, "named", "Perlu."),
            actor=scene.actors["verifier"],
            clock=scene.clock,
        )


def test_readers_are_added_and_taken_off_with_a_reason_by_those_of_the_office_who_read(scene: Scene) -> None:
    number, session, clock = sent(scene), scene.session, scene.clock
    auditor = session.get_one(Account, scene.actors["auditor"].account_id)
    named = Named(auditor.username, "named", "Pendampingan.")
    for who, error in (("team_member", NotPermitted), ("auditor", NotFound)):
        with pytest.raises(error):
            add_reader(session, number, named, actor=scene.actors[who], clock=clock)
    verifier = scene.actors["verifier"]
    for wrong in (replace(named, reason=" "), replace(named, username="tidak-ada")):
        with pytest.raises(InvalidInput):
            add_reader(session, number, wrong, actor=verifier, clock=clock)
    add_reader(session, number, named, actor=verifier, clock=clock)
    with pytest.raises(InvalidInput):
        add_reader(session, number, named, actor=verifier, clock=clock)
    assert get_card(session, number, scene.actors["auditor"]).is_secret
    key = card_of(scene, number).id
    rows = {row.account_id: row for row in access.list_readers(session, "transfer", key)}
    own, other = rows[verifier.account_id or 0], rows[auditor.id]
    assert (other.part, other.reason, other.added_by) == ("named", "Pendampingan.", verifier.name)
    with pytest.raises(NotPermitted):
        remove_reader(session, number, own.id, "Tidak perlu.", actor=verifier, clock=clock)
    with pytest.raises(NotFound):
        remove_reader(session, number, 10**6, "Tidak perlu.", actor=verifier, clock=clock)
    remove_reader(session, number, other.id, "Selesai.", actor=verifier, clock=clock)
    with pytest.raises(Conflict):
        remove_reader(session, number, other.id, "Selesai.", actor=verifier, clock=clock)
    with pytest.raises(NotFound):
        get_card(session, number, scene.actors["auditor"])
    assert session.scalars(select(Reader.end_reason).where(Reader.id == other.id)).one() == "Selesai."
    actions = [row.action for row in audit.trail(session, trail.chain_of(key))]
    assert actions[-2:] == ["reader_added", "reader_removed"]


def test_many_at_once_do_not_reach_what_is_hidden(scene: Scene) -> None:
    number = sent(scene)
    outsider = add_actor(scene, "late_verifier", Role.VERIFIER)
    with pytest.raises(InvalidInput):
        start_bulk(scene.session, Bulk(Action.CONCLUDE_CONSULTATION, [(number, 2)]), outsider, scene.clock)


def test_a_decree_shows_itself_nowhere_before_it_is_announced(scene: Scene) -> None:
    number, session = decreed(scene), scene.session
    code = session.scalars(select(Letter.code)).one()
    assert find_by_code(session, code) is None
    assert session.scalars(select(Placement.id).where(Placement.employee_id == scene.employee.id)).all() == []
    for who, error in (("verifier", NotPermitted), ("team_member", NotPermitted)):
        with pytest.raises(error):
            announce(session, number, actor=scene.actors[who], clock=scene.clock)
    announce(session, number, actor=scene.actors["decider"], clock=scene.clock)
    assert find_by_code(session, code) is not None
    placed = session.scalars(select(Placement).where(Placement.source == "decree")).one()
    assert (placed.employee_id, placed.unit_id) == (scene.employee.id, scene.new.id)
    card = get_card(session, number, scene.me)
    assert (card.is_secret, card.announced_at) == (False, scene.clock.now())
    assert get_card(session, number, fresh(scene.actors["verifier"])).state is State.DECREED
    assert not any(task.is_secret for task in session.scalars(select(Task)))
    last = audit.trail(session, trail.chain_of(card.id))[-1]
    assert (last.action, last.capacity) == ("announced", "Pejabat pemutus")
    with pytest.raises(Conflict):
        announce(session, number, actor=scene.actors["decider"], clock=scene.clock)


def test_a_decree_that_was_never_announced_is_revoked_without_moving_anybody(scene: Scene) -> None:
    number = decreed(scene)
    scene.press(number, Action.REVOKE, "signer", reason="Ada kekeliruan.")
    assert card_of(scene, number).is_secret
    assert scene.session.scalars(select(Placement.id).where(Placement.source == "decree")).all() == []
    events = set(scene.session.scalars(select(Notice.event)))
    assert events == {"confidential"}


def test_announcing_waits_for_a_decision_and_for_the_other_open_file(scene: Scene) -> None:
    number = sent(scene)
    with pytest.raises(Conflict):
        announce(scene.session, number, actor=scene.actors["decider"], clock=scene.clock)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    record(scene, "deliberate", "team_member", "recommended")
    scene.press(number, Action.APPROVE, "decider")
    plain = make_jabatan(scene.session, "Analis")
    make_post(scene.session, scene.new, plain)
    public = scene.draft(destinations=(Destination(scene.new.id, plain.id),))
    with pytest.raises(Conflict) as other:
        announce(scene.session, number, actor=scene.actors["decider"], clock=scene.clock)
    assert public in str(other.value.text)
    scene.press(public, Action.WITHDRAW, scene.me, reason="Batal.")
    announce(scene.session, number, actor=scene.actors["decider"], clock=scene.clock)
    told = set(scene.session.scalars(select(Notice.event).where(Notice.employee_id == scene.employee.id)))
    assert told == {"announced"}


@pytest.mark.both_databases
def test_pages_of_the_list_and_of_the_announcement(client: Browser, sign_in: SignIn, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        scene = build_scene(session, modules={"peers": False})
        managerial(scene)
        number = decreed(scene)
        accounts = {name: session.get_one(Account, actor.account_id) for name, actor in scene.actors.items()}
        late = make_account(session, make_employee(session, scene.root), [Role.VERIFIER])
        reader = session.scalars(select(Reader.id).where(Reader.part == "team_member")).one()
    sign_in(client, accounts["verifier"])
    assert "Rahasia" in client.get("/usulan").text
    assert "Daftar pembaca" in client.get(f"/usulan/{number}").text
    assert accounts["team_member"].name in client.get(f"/usulan/{number}/pembaca").text
    wrong = client.post(f"/usulan/{number}/pembaca", data={"username": "x", "part": "named", "reason": "Perlu."})
    assert wrong.status_code == 422
    given = {"username": late.username, "part": "verifier", "reason": "Pengganti."}
    assert client.post(f"/usulan/{number}/pembaca", data=given).status_code == 303
    taken = client.post(f"/usulan/{number}/pembaca/{reader}/keluarkan", data={"end_reason": "Pindah tugas."})
    assert taken.status_code == 303
    page = client.get(f"/usulan/{number}/pembaca").text
    assert "Pengganti." in page
    assert "Pindah tugas." in page
    assert client.post(f"/usulan/{number}/umumkan", data={"version": "1"}).status_code == 403
    sign_in(client, late)
    assert client.get(f"/usulan/{number}").status_code == 200
    sign_in(client, accounts["team_member"])
    assert client.get(f"/usulan/{number}/pembaca").status_code == 404
    assert number not in client.get("/berkas-rahasia").text
    sign_in(client, accounts["signer"])
    listed = client.get("/berkas-rahasia").text
    assert f'name="pilih" value="{number}:' in listed
    assert client.post("/berkas-rahasia/umumkan", data={}).status_code == 422
    assert client.post("/berkas-rahasia/umumkan", data={"pilih": f"{number}:1"}).status_code == 409
    version = listed.partition(f"{number}:")[2].partition('"')[0]
    assert client.post("/berkas-rahasia/umumkan", data={"pilih": f"{number}:{version}"}).status_code == 303
    assert "Tidak ada berkas rahasia" in client.get("/berkas-rahasia").text
    with runtime.database.reading() as session:
        assert session.scalars(select(Transfer.is_secret).where(Transfer.number == number)).one() is False


def test_each_reading_is_in_the_trail_once_an_hour_by_who_and_how(
    client: Browser, sign_in: SignIn, runtime: Runtime
) -> None:
    with runtime.database.writing() as session:
        scene = build_scene(session, modules={"peers": False})
        managerial(scene)
        number = sent(scene)
        paper_id = scene.bring(number, "signed_request")
        key = card_of(scene, number).id
        verifier = session.get_one(Account, scene.actors["verifier"].account_id)
        auditor = session.get_one(Account, scene.actors["auditor"].account_id)
        admin = replace(SYSTEM, grants=grants_of(Role.ADMIN, ""))
        token = make_token(session, admin, verifier.id, scene.clock.now())

    def readings() -> list[tuple[str, str]]:
        with runtime.database.reading() as session:
            rows = audit.trail(session, trail.chain_of(key))
            return [(row.action, row.actor) for row in rows if row.action.startswith(access.READ)]

    sign_in(client, auditor)
    assert client.get(f"/usulan/{number}").status_code == 404
    assert client.get("/usulan").status_code == 200
    assert readings() == []
    sign_in(client, verifier)
    page = client.get(f"/usulan/{number}")
    assert f"Rahasia · dibaca {verifier.name}" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    for address in (f"/usulan/{number}/jejak", "/usulan", "/antrean", "/antrean/unduh.xlsx", f"/usulan/{number}"):
        assert client.get(address).status_code == 200
    client.get(f"/usulan/{number}/dokumen/{paper_id}")
    client.get(f"/api/v1/transfers/{number}", headers={"Authorization": f"Bearer {token}"})
    client.post(f"/usulan/{number}/pembaca", data={"username": "", "part": "named", "reason": ""})
    ways = ["read_page", "read_list", "read_export", "read_api"]
    assert [row for row in readings() if row[0] != "read_document"] == [(way, verifier.name) for way in ways]
    assert "Berkas rahasia dibaca di halaman" in client.get(f"/usulan/{number}/jejak").text
    with runtime.database.reading() as session:
        report = audit.verify(session, runtime.settings.trail_secret(), runtime.anchors)
    assert report.ok


def test_a_page_that_cannot_be_written_down_is_not_shown(
    client: Browser, sign_in: SignIn, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with runtime.database.writing() as session:
        scene = build_scene(session, modules={"peers": False})
        managerial(scene)
        number = sent(scene)
        verifier = session.get_one(Account, scene.actors["verifier"].account_id)
    sign_in(client, verifier)

    def fail(*_given: object) -> None:
        raise OperationalError(None, {}, Exception())

    monkeypatch.setattr("mutasi_flow.app.write_readings", fail)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get(f"/usulan/{number}")
    assert answer.status_code >= 500
    assert scene.employee.name not in answer.text


def test_undoing_a_step_is_not_stopped_by_who_read_the_file(scene: Scene) -> None:
    number, session, verifier = sent(scene), scene.session, scene.actors["verifier"]
    card = card_of(scene, number)
    run_id = start_bulk(session, Bulk(Action.CONCLUDE_CONSULTATION, [(number, card.version)]), verifier, scene.clock)
    (item,) = list_items(session, run_id, verifier)
    run_item(session, item.id, verifier, scene.clock)
    assert card_of(scene, number).state is State.CONSULTED
    write_readings(session, verifier, [("transfer", card.id)], "page", scene.clock.now())
    undo_item(session, item.id, verifier, scene.clock)
    assert card_of(scene, number).state is State.PROPOSED


def test_the_author_lets_the_decider_read_a_draft_that_a_rule_stops(scene: Scene) -> None:
    number, session = propose(scene), scene.session
    decider = session.get_one(Account, scene.actors["decider"].account_id)
    with pytest.raises(NotFound):
        get_exemptible(session, number, scene.actors["decider"], scene.clock.today())
    named = Named(decider.username, "decider", "Mengecualikan aturan.")
    add_reader(session, number, named, actor=scene.actors["planner"], clock=scene.clock)
    assert get_exemptible(session, number, scene.actors["decider"], scene.clock.today()).number == number


def test_copies_bear_the_name_of_who_reads_them_and_the_stored_file_does_not(
    client: Browser, sign_in: SignIn, runtime: Runtime
) -> None:
    stored = make_letter(("Nomor: 1", "Permohonan."))
    key = runtime.files.put(stored, ".pdf")
    with runtime.database.writing() as session:
        scene = build_scene(session, modules={"peers": False})
        managerial(scene)
        number = sent(scene)
        paper_id = scene.bring(number, "signed_request", file_key=key, sha256=sha256(stored).hexdigest())
        verifier = session.get_one(Account, scene.actors["verifier"].account_id)
        auditor = session.get_one(Account, scene.actors["auditor"].account_id)
        named = Named(auditor.username, "named", "Pemeriksaan.")
        add_reader(session, number, named, actor=scene.actors["verifier"], clock=scene.clock)
        session.add(RoleGrant(account_id=auditor.id, role=Role.AUDITOR, from_on=date(2020, 1, 1)))
    sign_in(client, verifier)
    copy = client.get(f"/usulan/{number}/dokumen/{paper_id}").data
    assert copy != stored
    assert verifier.name.encode() in said(copy)[0][-1]
    assert runtime.files.get(key) == stored
    sign_in(client, auditor)
    assert client.post(f"/usulan/{number}/berkas-lengkap").status_code == 303
    with zipfile.ZipFile(io.BytesIO(client.get(f"/usulan/{number}/berkas-lengkap.zip").data)) as bundle:
        (name,) = [one for one in bundle.namelist() if one.endswith(".pdf")]
        assert auditor.name.encode() in said(bundle.read(name))[0][-1]
        listed = {one["name"]: one for one in json.loads(bundle.read("manifest.json"))["files"]}
        assert f"dibaca {auditor.name}" in bundle.read("ringkasan.html").decode()
    assert listed[name]["as_recorded"]
    assert listed[name]["sha256_without"] == sha256(stored).hexdigest()


def test_what_else_runs_about_the_person_is_finished_before_the_confidential_file_is_decided(scene: Scene) -> None:
    number, session = sent(scene), scene.session
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    record(scene, "deliberate", "team_member", "recommended")
    plain = make_jabatan(session, "Analis")
    make_post(session, scene.new, plain)
    public = scene.draft(destinations=(Destination(scene.new.id, plain.id),))
    with pytest.raises(Refused) as other:
        scene.press(number, Action.APPROVE, "decider")
    assert public in str(other.value.reasons[0])
    scene.press(public, Action.WITHDRAW, scene.me, reason="Batal.")
    second = sent(scene)
    with pytest.raises(Refused) as hidden:
        scene.press(number, Action.APPROVE, "decider")
    assert second not in str(hidden.value.reasons[0])
    scene.press(second, Action.CANCEL, "verifier", reason="Ganda.")
    scene.press(number, Action.APPROVE, "decider")


def test_the_term_to_object_begins_with_the_announcement_and_the_journey_says_what_replaced_the_voices(
    scene: Scene,
) -> None:
    number, session = decreed(scene), scene.session
    scene.moving.forward(40)
    announce(session, number, actor=scene.actors["signer"], clock=scene.clock)
    card = card_of(scene, number)
    decision = find_decision(session, card, scene.clock)
    assert decision is not None
    assert decision.decided_on == scene.clock.today()
    texts = [str(step.text) for step in load_journey(session, card, scene.clock.today()) if step.text]
    assert texts == ["Menggantikan tanggapan pegawai dan rekannya: berkas ini berjalan rahasia."]


@pytest.mark.parametrize("is_set", [True, False])
def test_an_inauguration_announces_where_the_route_says_so(scene: Scene, *, is_set: bool) -> None:
    number, session, clock = decreed(scene), scene.session, scene.clock
    if is_set:
        own = replace(ROUTES["managerial/1"], code="lantik", is_announced_by_inauguration=True, from_on=clock.today())
        new = publish(session, own, actor=SYSTEM, today=clock.today(), at=clock.now())
        session.execute(update(Transfer).where(Transfer.number == number).values(route=new.key))
    record(scene, "inaugurate", "verifier", "held")
    assert card_of(scene, number).is_secret is not is_set
    told = set(session.scalars(select(Notice.event).where(Notice.employee_id == scene.employee.id)))
    assert told == ({"decreed"} if is_set else set())


def test_a_route_is_announced_by_an_inauguration_that_it_has() -> None:
    route = replace(ROUTES["managerial/1"], is_announced_by_inauguration=True)
    assert read(write(route)) == route
    assert not blocks(check(route))
    assert blocks(check(replace(route, is_confidential=False)))
    assert blocks(check(replace(route, stages=route.stages[:-1])))
