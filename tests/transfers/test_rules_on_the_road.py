"""The rules at each act of the road: what blocks, and what is kept of it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor, Grant, Permission
from mutasi_flow.core.errors import Refused
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.uploads import Examined
from mutasi_flow.people import service as people
from mutasi_flow.people.domain import JabatanKind, Severity
from mutasi_flow.people.model import Unit
from mutasi_flow.rules import service as rules
from mutasi_flow.rules.domain import RULE_OF, Act, Authority, FreezeWindow, Level, Occasion, fingerprint
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.documents import Upload
from mutasi_flow.transfers.model import RuleEvaluation
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.service import NewExemption, grant_exemption
from mutasi_flow.transfers.workflow import Action
from tests.transfers.scene import Scene, build_scene

ADMIN = Actor(None, "Admin", grants=(Grant(Permission.ADMIN),))


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def punish(scene: Scene) -> None:
    today, at = scene.clock.today(), scene.clock.now()
    people.record_discipline(
        scene.session, SYSTEM, scene.employee.id, severity=Severity.HEAVY, from_on=today, to_on=None, at=at
    )


def kept(scene: Scene) -> list[RuleEvaluation]:
    return list(scene.session.scalars(select(RuleEvaluation).order_by(RuleEvaluation.id)))


def test_what_the_rules_said_is_kept_at_each_act_with_its_fingerprint_in_the_trail(scene: Scene) -> None:
    number = scene.to_decreed()
    card = find_card(scene.session, number)
    assert card is not None
    rows = {row.act: row for row in kept(scene)}
    assert list(rows) == ["submit", "approve", "decree"]
    told = {
        row.action: row.payload.get("eligibility", {}) for row in audit.trail(scene.session, trail.chain_of(card.id))
    }
    for act, action in (("submit", "submitted"), ("approve", "approved"), ("decree", "decreed")):
        row = rows[act]
        assert (row.transfer_id, row.sha256) == (card.id, fingerprint(row.verdicts))
        assert told[action]["sha256"] == row.sha256
        assert all(one["version"].startswith("bawaan-") for one in row.verdicts)
    codes = {act: {one["code"] for one in row.verdicts} for act, row in rows.items()}
    assert codes["approve"] - codes["submit"] == {"R14", "R19", "R22", "R24", "R25", "R28"}
    assert codes["decree"] - codes["submit"] == {"R14", "R17", "R18", "R19", "R25", "R28"}
    said = {one["code"]: one["outcome"] for one in rows["decree"].verdicts}
    assert {said[code] for code in ("R14", "R17", "R18", "R25")} == {"pass"}


@pytest.mark.parametrize("action", [Action.SUBMIT, Action.APPROVE, Action.DECREE])
def test_a_blocking_rule_stops_each_act_and_nothing_is_kept_of_it(scene: Scene, action: Action) -> None:
    if action is Action.SUBMIT:
        number, who = scene.draft(), scene.me
    else:
        number, who = scene.to_consulted(), scene.actors["decider"]
    if action is Action.DECREE:
        scene.press(number, Action.APPROVE, who)
        who = scene.actors["signer"]
    before = len(kept(scene))
    punish(scene)
    with pytest.raises(Refused) as refused:
        scene.press(number, action, who)
    assert [str(reason)[:34] for reason in refused.value.reasons] == ["Sedang menjalani hukuman disiplin."]
    assert len(kept(scene)) == before


def test_a_start_before_the_decree_is_refused_by_the_rule(scene: Scene) -> None:
    number = scene.to_consulted()
    yesterday = scene.clock.today() - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        scene.press(number, Action.APPROVE, "decider", effective_on=yesterday)
    assert [str(reason) for reason in refused.value.reasons] == [
        "Tanggal mulai bertugas tidak boleh sebelum tanggal SK."
    ]


def test_a_silence_and_a_unit_that_ends_are_seen_at_the_approval(scene: Scene) -> None:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.moving.forward(60)
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    unit = scene.session.get(Unit, scene.new.id)
    assert unit is not None
    unit.valid_to = date(2026, 12, 31)
    with pytest.raises(Refused):
        scene.press(number, Action.APPROVE, "decider")
    unit.valid_to = date(2031, 12, 31)
    scene.press(number, Action.APPROVE, "decider")
    said = {one["code"]: one for one in kept(scene)[-1].verdicts}
    assert (said["R22"]["outcome"], said["R26"]["outcome"]) == ("fail", "pass")
    assert said["R19"]["text"].startswith("Baru 60 hari")


def test_the_version_in_force_on_the_day_of_the_press_counts(scene: Scene) -> None:
    today, at = scene.clock.today(), scene.clock.now()
    short = replace(RULE_OF["R19"].shipped(), source="Perbup 7/2026", from_on=today, to_on=today + timedelta(days=29))
    key = rules.publish_version(scene.session, short, actor=ADMIN, today=today, at=at)
    number = scene.to_consulted()
    scene.moving.forward(30)
    scene.press(number, Action.APPROVE, "decider")
    scene.press(number, Action.DECREE, "signer")
    versions = [{one["code"]: one["version"] for one in row.verdicts}.get("R19") for row in kept(scene)]
    assert versions == [None, "bawaan-1", "bawaan-1"]
    scene.employee, scene.clock = scene.peers[0], replace(scene.clock, source=lambda: at)
    again = scene.to_consulted()
    scene.press(again, Action.APPROVE, "decider")
    assert {one["code"]: one["version"] for one in kept(scene)[-1].verdicts}["R19"] == f"kantor-{key}"


def test_a_freeze_stops_the_approval_until_the_minister_permits_this_one(scene: Scene, tmp_path: Path) -> None:
    today, at = scene.clock.today(), scene.clock.now()
    window = FreezeWindow(
        Occasion.ELECTION,
        "Pemilihan Bupati",
        today,
        today + timedelta(days=90),
        frozenset(JabatanKind),
        frozenset({Act.APPROVE, Act.DECREE}),
        Level.BLOCK,
        Authority.MINISTER,
        "UU 10/2016 pasal 71 ayat (2)",
    )
    rules.add_window(scene.session, window, actor=ADMIN, at=at)
    number = scene.to_consulted()
    with pytest.raises(Refused):
        scene.press(number, Action.APPROVE, "decider")
    scan = Examined(b"%PDF-1.7 surat", "application/pdf", ".pdf", pages=1)
    letter = Upload("exemption_letter", "surat.pdf", scan, "100.2.2.6/99/SJ", today)
    new = NewExemption("R12", "Menteri Dalam Negeri", "Persetujuan tertulis.", letter)
    files, decider = FileStore(tmp_path), scene.actors["decider"]
    grant_exemption(scene.session, files, number, new, actor=decider, clock=scene.clock)
    scene.press(number, Action.APPROVE, "decider")
    said = {one["code"]: one for one in kept(scene)[-1].verdicts}["R12"]
    assert said["exempted"].startswith(
        "Dikecualikan oleh Menteri Dalam Negeri (Menteri Dalam Negeri) berdasarkan 100.2"
    )
