"""An objection to what was decided in confidence stays as confidential as the file."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.model import Notice
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import find_by_code
from mutasi_flow.transfers.domain import Ruling
from mutasi_flow.transfers.objections import list_objections
from mutasi_flow.transfers.queries.visible import list_hidden_chains
from mutasi_flow.transfers.service import Named, add_reader, announce, remove_reader
from mutasi_flow.transfers.workflow import Action
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_objections import card_of, file, official, rule
from tests.transfers.test_secrecy import managerial, record


@pytest.fixture
def scene(session: Session) -> Scene:
    made = build_scene(session, modules={"peers": False})
    managerial(made)
    return made


def rejected(scene: Scene) -> str:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.press(number, Action.REJECT, "decider", reason="Belum ada lowongan.")
    return number


def test_an_objection_in_confidence_is_for_readers_only(scene: Scene) -> None:
    number, session = rejected(scene), scene.session
    outsider = official(scene, Role.DECIDER)
    key = file(scene, number)
    assert f"objection:{key}" in list_hidden_chains(session, outsider)
    assert inbox.list_for(session, outsider) == []
    assert list_objections(session, outsider) == []
    assert not [one for one in session.scalars(select(Notice)) if number in f"{one.message} {one.values} {one.address}"]
    username = session.get_one(Account, outsider.account_id).username
    verifier = scene.actors["verifier"]
    add_reader(session, number, Named(username, "decider", "Memutus."), actor=verifier, clock=scene.clock)
    assert [task.kind for task in inbox.list_for(session, outsider)] == ["rule_objection"]
    rule(scene, number, Ruling.DISMISSED, outsider)
    letter = session.scalars(select(Letter).where(Letter.about_kind == "objection")).one()
    assert letter.is_secret
    assert find_by_code(session, letter.code) is None


def test_who_is_taken_off_the_list_sees_nothing_of_the_objection(scene: Scene) -> None:
    number, session = rejected(scene), scene.session
    outsider, verifier = official(scene, Role.DECIDER), scene.actors["verifier"]
    username = session.get_one(Account, outsider.account_id).username
    add_reader(session, number, Named(username, "decider", "Memutus."), actor=verifier, clock=scene.clock)
    file(scene, number)
    assert len(inbox.list_for(session, outsider)) == 1
    listed = access.list_readers(session, "transfer", card_of(scene, number).id)
    row = next(one for one in listed if one.account_id == outsider.account_id)
    remove_reader(session, number, row.id, "Tidak perlu lagi.", actor=verifier, clock=scene.clock)
    assert inbox.list_for(session, outsider) == []


def test_an_announcement_shows_what_grew_out_of_the_file(scene: Scene) -> None:
    number, session = scene.draft(), scene.session
    scene.press(number, Action.SUBMIT, scene.me)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    record(scene, "deliberate", "team_member", "recommended")
    scene.press(number, Action.APPROVE, "decider")
    record(scene, "pertek", "verifier", "granted")
    scene.press(number, Action.DECREE, "signer")
    outsider = official(scene, Role.DECIDER)
    file(scene, number)
    assert inbox.list_for(session, outsider) == []
    announce(session, number, actor=scene.actors["signer"], clock=scene.clock)
    assert [task.kind for task in inbox.list_for(session, outsider)] == ["rule_objection"]
