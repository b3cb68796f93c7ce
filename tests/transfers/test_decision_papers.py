"""Papers for a decision: what they say, who makes them, that the worker prints them, and that a new print replaces."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import Conflict, NotFound, NotPermitted
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.letters.queries import get_context, list_about
from mutasi_flow.people.domain import Predicate, Severity
from mutasi_flow.people.model import Discipline, PerformanceYear
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.workflow import Action
from tests.browsing import Browser
from tests.factories import TODAY, make_account, make_employee
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_sitting_pages import Hall
from tests.transfers.test_sittings import NO, YES, Room, build_room


def papers_of(scene: Scene, number: str, who: str = "decider") -> dict[str, Any]:
    deliberation.make_bundle(scene.session, number, actor=scene.actors[who], clock=scene.clock)
    card = find_card(scene.session, number)
    assert card is not None
    return dict(get_context(scene.session, deliberation.list_bundles(scene.session, card.id)[-1].id))


def chapter(context: dict[str, Any], heading: str) -> str:
    return " ".join(next(one["points"] for one in context["chapters"] if one["heading"] == heading))


def test_the_papers_say_what_is_on_record_and_name_what_is_not(session: Session) -> None:
    scene = build_scene(session)
    person = scene.employee
    session.add_all(
        [
            PerformanceYear(employee_id=person.id, year=2025, predicate=Predicate.GOOD),
            Discipline(employee_id=person.id, severity=Severity.LIGHT, from_on=TODAY, to_on=None),
        ]
    )
    person.rank = ""
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all("conditions", "Setelah ada pengganti.")
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    context = papers_of(scene, number)
    facts = chapter(context, "Fakta yang memengaruhi")
    assert "pangkat (belum tercatat)" in facts
    assert "2025: Baik" in facts
    assert "2 Maret 2026 – …" in facts
    assert "2026-03-02" not in str(context["chapters"] + context["notes"] + context["matrix"])
    assert "Setelah ada pengganti." in facts
    assert "Rekan kerja: 0 mendukung, 3 dengan syarat, 0 tidak mendukung." in facts
    assert all(peer.name not in str(context) for peer in scene.peers)
    assert "dijawab tertulis sebelum disetujui" in chapter(context, "Saran")
    assert "belum ada pertimbangan tim" in chapter(context, "Saran")
    assert [row["value"] for row in context["addressed"] if row["label"] == "Sifat"] == ["Biasa"]
    (note,) = context["notes"]
    assert note["decided"] == ""
    assert note["official"]["lines"] == ["BUPATI SAGARA,"]
    assert "Lembaran" not in str(note["bases"])
    assert context["printed_for"] == scene.actors["decider"].name


def test_a_decision_that_was_taken_stands_in_the_note(session: Session) -> None:
    scene = build_scene(session)
    number = scene.to_consulted()
    scene.press(number, Action.REJECT, "decider", reason="Unit asal kekurangan.")
    (note,) = papers_of(scene, number)["notes"]
    assert note["decided"] == "Tidak disetujui pada 2 Maret 2026: Unit asal kekurangan."


def test_what_the_team_said_stands_in_the_papers_with_its_minutes(session: Session) -> None:
    room = build_room(session)
    first, second = room.send(room.scene.employee), room.send(room.scene.peers[0])
    sitting_id = room.call(first, second)
    room.attend(sitting_id)
    room.advise(sitting_id, first, YES)
    room.advise(sitting_id, second, NO)
    minutes = room.close(sitting_id)
    context = papers_of(room.scene, first)
    assert f"Tim menyarankan (Berita Acara {minutes} tanggal 2 Maret 2026)" in chapter(context, "Saran")
    assert context["mark"] == "RAHASIA"
    assert "diganti pembahasan tim" in chapter(context, "Fakta yang memengaruhi")


def test_a_new_print_replaces_the_former_and_the_employee_meets_none_among_the_letters(session: Session) -> None:
    scene = build_scene(session)
    number = scene.to_consulted()
    for _ in range(2):
        papers_of(scene, number)
    card = find_card(session, number)
    assert card is not None
    former, present = deliberation.list_bundles(session, card.id)
    assert (former.replaced_by_id, present.revoked_at, present.state) == (present.id, None, LetterState.QUEUED)
    assert list_about(session, "transfer", card.id) == []


def test_the_dossier_holds_the_minutes_and_the_papers_for_whoever_sees_all_they_name(session: Session) -> None:
    room = build_room(session)
    number = room.send(room.scene.employee)
    sitting_id = room.call(number)
    room.attend(sitting_id)
    room.advise(sitting_id, number, YES)
    room.close(sitting_id)
    papers_of(room.scene, number)
    card = find_card(session, number)
    assert card is not None
    kinds = [
        [one.kind for one in deliberation.list_papers_of(session, card, who)]
        for who in (room.scene.actors["decider"], room.members["first"], room.scene.actors["auditor"])
    ]
    assert kinds == [["deliberation_minutes", "decision_bundle"], ["deliberation_minutes"], ["decision_bundle"]]


def test_papers_are_for_those_who_prepare_or_decide_and_have_a_part_in_it(session: Session) -> None:
    scene = build_scene(session)
    early = scene.draft()
    scene.press(early, Action.SUBMIT, scene.me)
    with pytest.raises(Conflict):
        papers_of(scene, early, "verifier")
    scene.answer_all()
    scene.press(early, Action.CONCLUDE_CONSULTATION, "verifier")
    for who, error in (("signer", NotPermitted), ("auditor", NotPermitted)):
        with pytest.raises(error):
            papers_of(scene, early, who)
    scene.actors["self"] = replace(scene.me, grants=grants_of(Role.DECIDER, ""))
    with pytest.raises(NotPermitted):
        papers_of(scene, early, "self")
    card = find_card(session, early)
    assert card is not None
    assert deliberation.may_read_bundle(card, scene.actors["auditor"])
    assert not deliberation.may_read_bundle(card, scene.actors["signer"])
    with pytest.raises(NotFound):
        papers_of(scene, "MUT-2026-09999")


def test_the_papers_of_an_agenda_hold_every_candidate(session: Session) -> None:
    room: Room = build_room(session)
    first, second = room.send(room.scene.employee), room.send(room.scene.peers[0])
    empty, sitting_id = room.call(), room.call(first, second)
    clock, leader = room.scene.clock, room.members["chair"]
    with pytest.raises(NotPermitted):
        deliberation.make_sitting_bundle(session, empty, actor=leader, clock=clock)
    with pytest.raises(NotPermitted):
        deliberation.make_sitting_bundle(session, sitting_id, actor=room.members["first"], clock=clock)
    made = deliberation.make_sitting_bundle(session, sitting_id, actor=leader, clock=clock)
    assert made.transfers == 2
    (letter,) = deliberation.list_sitting_bundles(session, sitting_id)
    context = get_context(session, letter.id)
    assert [len(context["matrix"]), len(context["notes"])] == [2, 2]
    account = make_account(session, make_employee(session), [Role.DECIDER])
    outsider = Actor(account.id, account.name, account.employee_id, grants_of(Role.DECIDER, ""))
    with pytest.raises(NotPermitted, match="tidak Anda lihat"):
        deliberation.make_sitting_bundle(session, sitting_id, actor=outsider, clock=clock)


@pytest.mark.both_databases
def test_one_press_on_the_page_and_the_file_from_the_worker(
    client: Browser, sign_in: Callable[[Browser, Account], None], runtime: Runtime
) -> None:
    hall = Hall(runtime, client, sign_in)
    first = hall.numbers[0]
    address = hall.call()
    hall.press(f"{address}/bahan-putusan")
    page = hall.read(address)
    assert "(berkas sedang disiapkan)" in page
    letter = page.partition("/bahan-putusan/")[2].partition(".pdf")[0]
    assert hall.client.get(f"{address}/bahan-putusan/{letter}.pdf").status_code == 303
    hall.read(f"{address}/bahan-putusan/0.pdf", 404)
    hall.become("first")
    hall.read(f"{address}/bahan-putusan/{letter}.pdf", 404)
    hall.become("decider")
    assert "Bahan putusan" in hall.read(f"/telaah/{first}")
    assert "Belum ada bahan putusan" in hall.read(f"/usulan/{first}/bahan-putusan")
    hall.press(f"/usulan/{first}/bahan-putusan")
    page = hall.read(f"/usulan/{first}/bahan-putusan")
    letter = page.partition("/bahan-putusan/")[2].partition(".pdf")[0]
    assert hall.client.get(f"/usulan/{first}/bahan-putusan/{letter}.pdf").status_code == 303
    hall.read(f"/usulan/{first}/bahan-putusan/0.pdf", 404)
    hall.become("planner")
    hall.read(f"/usulan/{first}/bahan-putusan", 403)
