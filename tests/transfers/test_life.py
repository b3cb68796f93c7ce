"""Life happens: who left service has no open file, and files follow merged units."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import Conflict, InvalidInput
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.sheets.run import Upload
from mutasi_flow.inbox.model import Notice
from mutasi_flow.people.domain.life import LifeEvent
from mutasi_flow.people.model import Placement
from mutasi_flow.people.service.imports.mergers import MERGERS
from mutasi_flow.people.service.leaving import Leaving, record_leaving
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.queries import TransferCard, find_card, list_wishes
from mutasi_flow.transfers.service.life import (
    close_orphaned_task,
    end_for_life,
    list_ended_persons,
    list_of_merged_units,
    list_orphaned_tasks,
    repoint,
)
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.factories import make_unit
from tests.people.sheets_of_people import attempt, bring_in, reasons, round_trip
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import SignIn, Town

HEADER = "KODE LAMA;KODE BARU;HARI TERAKHIR;DASAR"


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session)


def card_of(scene: Scene, number: str) -> TransferCard:
    card = find_card(scene.session, number)
    assert card is not None
    return card


def leave(scene: Scene, employee_id: int, event: LifeEvent = LifeEvent.DIED, day: date = date(2026, 3, 1)) -> None:
    new = Leaving(event, day, "474/1")
    record_leaving(scene.session, SYSTEM, employee_id, new, today=scene.clock.today(), at=scene.clock.now())
    scene.session.expire_all()


@pytest.mark.parametrize("event", LifeEvent)
def test_the_file_of_who_left_service_is_cancelled_in_silence(scene: Scene, event: LifeEvent) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    assert list_ended_persons(scene.session, scene.clock.today()) == []
    assert not end_for_life(scene.session, card_of(scene, number).id, scene.clock)
    leave(scene, scene.employee.id, event)
    (transfer_id,) = list_ended_persons(scene.session, scene.clock.today())
    assert end_for_life(scene.session, transfer_id, scene.clock)
    assert not end_for_life(scene.session, transfer_id, scene.clock)
    card = card_of(scene, number)
    assert card.state is State.CANCELLED
    assert card.closing_reason.startswith("Pegawai tidak lagi bertugas")
    assert scene.open_tasks() == []
    told = select(Notice.event).where(Notice.employee_id == scene.employee.id)
    assert scene.session.scalars(told).all() == []


def test_what_waited_for_own_words_is_closed_and_headships_are_empty(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    peer = scene.peers[0]
    leave(scene, peer.id)
    leave(scene, scene.old_head.id, LifeEvent.RETIRED)
    assert scene.old.head_id is None
    (task_id,) = list_orphaned_tasks(scene.session, scene.clock.today())
    assert close_orphaned_task(scene.session, task_id, scene.clock)
    assert list_orphaned_tasks(scene.session, scene.clock.today()) == []
    assert card_of(scene, number).state is State.PROPOSED


def test_leaving_happens_once_and_not_ahead(scene: Scene) -> None:
    with pytest.raises(InvalidInput):
        leave(scene, scene.employee.id, day=date(2026, 3, 3))
    leave(scene, scene.employee.id)
    with pytest.raises(Conflict):
        leave(scene, scene.employee.id)


def sheet(*lines: str) -> Upload:
    return Upload("gabung.csv", "\r\n".join((HEADER, *lines)).encode())


def test_open_files_wishes_and_tasks_follow_a_merged_unit(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all()
    third = make_unit(scene.session, "SDN Gabungan", scene.root)
    upload = sheet(
        f"{scene.new.code};{third.code};28-02-2026;Perda 1/2026",
        f"{scene.old.code};{third.code};28-02-2026;Perda 1/2026",
    )
    assert attempt(scene.session, MERGERS, upload).errors == 0
    bring_in(scene.session, MERGERS, upload)
    scene.session.expire_all()
    assert scene.employee.unit_id == third.id
    standing = select(Placement.unit_id).where(Placement.employee_id == scene.employee.id, Placement.to_on.is_(None))
    assert scene.session.scalars(standing).all() == [third.id]
    (transfer_id,) = list_of_merged_units(scene.session, scene.clock.today())
    assert repoint(scene.session, transfer_id, scene.clock)
    assert not repoint(scene.session, transfer_id, scene.clock)
    card = card_of(scene, number)
    assert (card.from_unit_id, card.to_unit_id) == (third.id, third.id)
    assert {wish.unit_id for wish in list_wishes(scene.session, card.id)} <= {third.id}
    assert {task.holder_unit_id for task in scene.open_tasks()} == {third.id}
    assert audit.trail(scene.session, trail.chain_of(card.id))[-1].action == "repointed"
    assert list_of_merged_units(scene.session, scene.clock.today()) == []
    assert [one.same for one in round_trip(scene.session, MERGERS)] == [2, 2]


def test_a_sheet_of_mergers_with_faults_names_row_and_column(scene: Scene) -> None:
    old, new = scene.old.code, scene.new.code
    third, below = make_unit(scene.session, "X", scene.root), make_unit(scene.session, "Di bawah", scene.new)
    upload = sheet(
        f"{old};TIDAK ADA;28-02-2026;",
        f"{third.code};{third.code};28-02-2026;",
        f"{new};{below.code};28-02-2026;",
        f"{third.code};{old};02-03-2026;",
    )
    found = {(row, column) for row, column, _ in reasons(attempt(scene.session, MERGERS, upload))}
    assert found >= {(2, "KODE BARU"), (3, "KODE BARU"), (4, "KODE BARU"), (5, "KODE BARU")}


def test_a_death_is_recorded_on_the_profile(runtime: Runtime, client: Browser, sign_in: SignIn) -> None:
    town = Town(runtime, client, sign_in)
    page = f"/pegawai/{town.employee_id}/berhenti"
    town.become("p0")
    town.read(page, 403)
    town.become("staffing")
    assert "berhenti bertugas" in town.read(f"/pegawai/{town.employee_id}")
    assert "Meninggal dunia" in town.read(page)
    town.press(page, 422, event="died", last_day="2030-01-01")
    town.press(page, event="died", last_day="2026-03-01", paper="474/1")
    assert "Diberhentikan" in town.read(f"/pegawai/{town.employee_id}")
