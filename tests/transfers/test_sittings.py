"""Sittings: agenda, attendance, stepping aside, what the team says, the close with its minutes, and after."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.clock import add_working_days
from mutasi_flow.core.db import take_readings
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused, Stale
from mutasi_flow.inbox.domain import Answer
from mutasi_flow.inbox.model import Notice
from mutasi_flow.letters.domain import Standing
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import get_context
from mutasi_flow.people.model import Employee
from mutasi_flow.people.service import record_kinship
from mutasi_flow.transfers import deliberation, trail
from mutasi_flow.transfers.deliberation import Attended, Board, NewAdvice, NewSitting, NewTeam, TransferItem
from mutasi_flow.transfers.deliberation.hearing import find_fault
from mutasi_flow.transfers.domain.team import Advice, AgreedBy, Aside, Duty, Presence, SittingState
from mutasi_flow.transfers.queries import find_card, list_records
from mutasi_flow.transfers.service import complete_task
from mutasi_flow.transfers.workflow import Action, State
from tests.factories import NOW, TODAY, make_account, make_employee
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_route_engine import make_managerial

PRESENT = Attended(Presence.PRESENT)
AWAY = Attended(Presence.ABSENT, "Dinas luar.")
YES = NewAdvice(Advice.RECOMMENDED)
NO = NewAdvice(Advice.NOT_RECOMMENDED, reason="Belum dua tahun di jabatan ini.")
LATER = NewAdvice(Advice.DEFERRED, reason="Uji kompetensi belum selesai.")


@dataclass
class Room:
    """A scene with a team of five, and candidates for one managerial post who wait for it."""

    scene: Scene
    team_id: int
    members: dict[str, Actor]
    numbers: list[str] = field(default_factory=list)

    @property
    def session(self) -> Session:
        return self.scene.session

    def send(self, employee: Employee) -> str:
        """Let somebody's transfer wait for the team."""
        scene = self.scene
        scene.employee, employee.jabatan_id = employee, scene.teacher.id
        scene.session.flush()
        number = scene.draft()
        scene.press(number, Action.SUBMIT, scene.me)
        scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
        self.numbers.append(number)
        return number

    def call(self, *numbers: str, who: str = "secretary", held_on: date = TODAY) -> int:
        new = NewSitting(self.team_id, held_on, "Ruang rapat", numbers)
        return deliberation.call_sitting(self.session, new, actor=self.members[who], clock=self.scene.clock)

    def attend(self, sitting_id: int, *away: str) -> None:
        found = {one.employee_id or 0: AWAY if name in away else PRESENT for name, one in self.members.items()}
        actor, clock = self.members["secretary"], self.scene.clock
        deliberation.note_attendance(self.session, sitting_id, found, expected_version=None, actor=actor, clock=clock)

    def advise(self, sitting_id: int, number: str, new: NewAdvice, who: str = "secretary", **more: Any) -> None:
        given = {"mark": None, "actor": self.members[who], "clock": self.scene.clock, **more}
        deliberation.advise(self.session, sitting_id, number, new, **given)

    def close(self, sitting_id: int, who: str = "chair", version: int | None = None) -> str:
        actor, clock = self.members[who], self.scene.clock
        return deliberation.close_sitting(self.session, sitting_id, expected_version=version, actor=actor, clock=clock)

    def aside(
        self, sitting_id: int, number: str, name: str, ground: Aside = Aside.RELATIVE, who: str = "chair"
    ) -> None:
        key = self.members[name].employee_id or 0
        actor, clock = self.members[who], self.scene.clock
        deliberation.step_aside(self.session, sitting_id, number, key, ground, remark="-", actor=actor, clock=clock)

    def board(self, sitting_id: int) -> Board:
        return deliberation.load_board(self.session, sitting_id)

    def state(self, number: str) -> State:
        card = find_card(self.session, number)
        assert card is not None
        return card.state

    def actions(self, number: str) -> list[str]:
        card = find_card(self.session, number)
        assert card is not None
        return [row.action for row in audit.trail(self.session, trail.chain_of(card.id))]

    def open_kinds(self) -> list[str]:
        return [task.kind for task in self.scene.open_tasks()]


def member_of(scene: Scene, name: str) -> Actor:
    person = make_employee(scene.session, scene.root, name=f"Anggota {name}")
    account = make_account(scene.session, person, [Role.TEAM_MEMBER])
    return Actor(account.id, person.name, person.id, grants_of(Role.TEAM_MEMBER, ""), capacity="Anggota tim")


def build_room(session: Session, names: tuple[str, ...] = ("chair", "deputy", "secretary", "first", "second")) -> Room:
    scene = build_scene(session, modules={"peers": False})
    make_managerial(scene)
    members = {name: member_of(scene, name) for name in names}
    decree = NewTeam("Tim Penilai Kinerja", "800/1/2026", date(2026, 1, 2), date(2026, 1, 2))
    team_id = deliberation.add_team(session, decree, actor=SYSTEM, at=NOW)
    for name, one in members.items():
        duty = Duty(name) if name in set(Duty) else Duty.MEMBER
        deliberation.add_member(
            session, team_id, one.employee_id or 0, duty, from_on=decree.from_on, actor=SYSTEM, at=NOW
        )
    return Room(scene, team_id, members)


@pytest.fixture
def room(session: Session) -> Room:
    return build_room(session)


def test_a_sitting_goes_from_its_agenda_to_minutes_and_the_road_goes_on(room: Room) -> None:
    first, second, third = (room.send(one) for one in (room.scene.employee, *room.scene.peers[:2]))
    assert [row.number for row in deliberation.list_waiting(room.session, room.members["secretary"])] == room.numbers
    sitting_id = room.call(*room.numbers)
    assert deliberation.list_waiting(room.session, room.members["secretary"]) == []
    invited = room.session.scalars(select(Notice.employee_id).where(Notice.event == "sitting_called")).all()
    assert set(invited) == {one.employee_id for one in room.members.values()}
    room.attend(sitting_id, "second")
    room.advise(sitting_id, first, YES)
    room.advise(sitting_id, second, NO)
    room.advise(sitting_id, third, LATER)
    assert room.open_kinds() == ["deliberate"] * 3
    number = room.close(sitting_id)
    assert sorted(room.open_kinds()) == ["decide", "decide", "deliberate"]
    found = [list_records(room.session, find_card(room.session, one).id) for one in (first, second, third)]  # type: ignore[union-attr]
    assert [[(row.outcome, row.answers["paper"]) for row in rows] for rows in found] == [
        [("recommended", number)],
        [("not_recommended", number)],
        [],
    ]
    assert room.actions(first)[-3:] == ["put_on_agenda", "deliberated", "outcome_recorded"]
    assert room.actions(third)[-1] == "deliberated"
    (row,) = deliberation.list_waiting(room.session, room.members["secretary"])
    assert (row.number, row.heard) == (third, 1)
    assert room.board(sitting_id).sitting.state is SittingState.CLOSED


def test_what_is_deferred_has_its_whole_term_again_from_the_sitting_on(room: Room) -> None:
    number = room.send(room.scene.employee)
    (before,) = [task.due_on for task in room.scene.open_tasks()]
    room.scene.moving.forward(21)
    sitting_id = room.call(number)
    room.attend(sitting_id, "second")
    room.advise(sitting_id, number, LATER)
    room.close(sitting_id)
    (task,) = room.scene.open_tasks()
    assert before is not None
    assert task.due_on == add_working_days(room.scene.clock.today(), 10, frozenset())
    assert (task.counted_from, task.term_days) == (room.scene.clock.today(), 10)


def test_minutes_name_who_was_there_what_was_said_and_stand_signed_in_their_own_book(room: Room) -> None:
    number = room.send(room.scene.employee)
    sitting_id = room.call(number)
    room.attend(sitting_id, "second")
    counted = NewAdvice(Advice.RECOMMENDED, AgreedBy.COUNT, 2, 1, 0, notes="Serah terima sebulan.")
    room.aside(sitting_id, number, "first")
    room.advise(sitting_id, number, counted)
    room.close(sitting_id)
    (letter,) = deliberation.list_minutes(room.session, sitting_id)
    assert (letter.standing, ".BA.1/" in letter.number or "BA.1/" in letter.number) == (Standing.VALID, True)
    register = room.session.scalars(select(Letter.register).where(Letter.id == letter.id)).one()
    assert register == "ba"
    context = get_context(room.session, letter.id)
    assert context["quorum"] == "Kuorum terpenuhi: hadir 4 dari 5 anggota."
    assert [one["name"] for one in context["attendees"] if not one["is_present"]] == ["Anggota second"]
    rows = {row["label"]: row["value"] for row in context["heard"][0]["rows"]}
    assert rows["Cara"] == "Pemungutan suara: 2 setuju, 1 tidak setuju, 0 abstain"
    assert rows["Catatan"] == "Serah terima sebulan."
    assert rows["Tidak ikut membahas"] == "Anggota first (keluarga atau kerabat)"
    assert context["signatory"]["name"] == "Anggota chair"
    assert room.scene.employee.name not in str(context["public"])


def test_confidential_moves_are_recorded_as_deliberated_instead_of_consulted(room: Room) -> None:
    number = room.send(room.scene.employee)
    sitting_id = room.call(number)
    room.attend(sitting_id)
    room.advise(sitting_id, number, YES)
    room.close(sitting_id)
    card = find_card(room.session, number)
    assert card is not None
    row = next(one for one in audit.trail(room.session, trail.chain_of(card.id)) if one.action == "deliberated")
    assert row.payload["replaces_consultation"] is True
    assert (row.payload["present"], row.payload["seats"]) == (5, 5)


def test_members_of_the_sitting_read_a_confidential_transfer_and_others_see_nothing_of_it(room: Room) -> None:
    number, scene = room.send(room.scene.employee), room.scene
    late = member_of(scene, "late")
    card = find_card(room.session, number)
    assert card is not None
    assert card.is_secret
    assert deliberation.list_waiting(room.session, late) == []
    take_readings(room.session)
    assert len(deliberation.list_waiting(room.session, room.members["chair"])) == 1
    assert take_readings(room.session) == {("transfer", card.id)}
    decree = deliberation.list_members(room.session, room.team_id)[0].from_on
    deliberation.add_member(
        room.session, room.team_id, late.employee_id or 0, Duty.MEMBER, from_on=decree, actor=SYSTEM, at=NOW
    )
    sitting_id = room.call(number)
    item = room.board(sitting_id).get_item(number)
    assert deliberation.sees_item(room.session, item, late)
    assert not deliberation.sees_item(room.session, item, scene.actors["auditor"])
    assert room.actions(number)[-2:] == ["readers_listed", "put_on_agenda"]
    written = str([row.payload for row in audit.trail(room.session, deliberation.chain_of(sitting_id))])
    assert number not in written
    assert scene.employee.name not in written


def test_without_quorum_nothing_is_closed_and_the_sitting_may_be_adjourned(room: Room) -> None:
    number = room.send(room.scene.employee)
    sitting_id = room.call(number)
    room.attend(sitting_id, "deputy", "first", "second")
    with pytest.raises(InvalidInput, match="Kuorum belum terpenuhi: hadir 2 dari 5 anggota, diperlukan 3"):
        room.advise(sitting_id, number, YES)
    room.advise(sitting_id, number, LATER)
    with pytest.raises(Refused) as refused:
        room.close(sitting_id)
    assert [str(one) for one in refused.value.reasons] == [
        "Kuorum belum terpenuhi: hadir 2 dari 5 anggota, diperlukan 3."
    ]
    assert deliberation.list_minutes(room.session, sitting_id) == []
    secretary, clock = room.members["secretary"], room.scene.clock
    with pytest.raises(InvalidInput):
        deliberation.adjourn(room.session, sitting_id, " ", actor=secretary, clock=clock)
    deliberation.adjourn(room.session, sitting_id, "Kuorum tidak tercapai.", actor=secretary, clock=clock)
    assert [row.number for row in deliberation.list_waiting(room.session, secretary)] == [number]
    with pytest.raises(Conflict):
        room.close(sitting_id)
    again = room.call(number)
    assert [item.number for item in room.board(again).items] == [number]


def test_an_item_without_quorum_of_its_own_can_only_be_deferred(room: Room) -> None:
    number = room.send(room.scene.employee)
    sitting_id = room.call(number)
    room.attend(sitting_id, "second")
    room.advise(sitting_id, number, YES)
    room.aside(sitting_id, number, "first")
    room.aside(sitting_id, number, "deputy")
    with pytest.raises(Refused) as refused:
        room.close(sitting_id)
    assert "hadir 2 dari 5" in str(refused.value.reasons[0])
    room.advise(sitting_id, number, LATER)
    room.close(sitting_id)
    assert room.open_kinds() == ["deliberate"]


def test_attendance_must_be_known_and_absence_explained(room: Room) -> None:
    number = room.send(room.scene.employee)
    sitting_id = room.call(number)
    secretary, clock, key = room.members["secretary"], room.scene.clock, room.members["first"].employee_id or 0

    def attend(found: dict[int, Attended], version: int | None = None) -> None:
        deliberation.note_attendance(
            room.session, sitting_id, found, expected_version=version, actor=secretary, clock=clock
        )

    with pytest.raises(InvalidInput) as refused:
        attend({key: Attended(Presence.ABSENT)})
    assert refused.value.field == f"remark-{key}"
    with pytest.raises(InvalidInput):
        attend({key: Attended(Presence.ABSENT, "x" * 301)})
    with pytest.raises(NotFound):
        attend({0: PRESENT})
    version = room.board(sitting_id).sitting.version
    attend({key: PRESENT}, version)
    with pytest.raises(Stale):
        attend({key: PRESENT}, version)
    with pytest.raises(Refused) as unknown:
        room.close(sitting_id)
    assert "Kehadiran belum dicatat: Anggota chair" in str(unknown.value.reasons[0])


def test_the_own_case_is_heard_without_its_member_who_neither_leads_nor_writes(room: Room) -> None:
    leader = room.members["chair"]
    own = room.session.get_one(Employee, leader.employee_id)
    own.unit_id = room.scene.old.id
    room.scene.actors[f"employee:{own.id}"] = replace(leader, grants=grants_of(Role.EMPLOYEE, ""))
    number, other = room.send(own), room.send(room.scene.peers[0])
    assert number not in deliberation.list_all_waiting(room.session, leader)
    with pytest.raises(NotPermitted):
        room.call(number, who="chair")
    sitting_id = room.call(number, other)
    board = room.board(sitting_id)
    item = board.get_item(number)
    assert board.aside_of(item.id) == {own.id}
    assert not deliberation.sees_item(room.session, item, leader)
    room.attend(sitting_id)
    with pytest.raises(NotPermitted):
        room.advise(sitting_id, number, YES, who="chair")
    with pytest.raises(NotPermitted):
        deliberation.take_part_again(
            room.session, sitting_id, number, own.id, actor=room.members["secretary"], clock=room.scene.clock
        )
    room.advise(sitting_id, number, YES)
    room.advise(sitting_id, other, YES)
    with pytest.raises(NotPermitted, match="Anggota deputy"):
        room.close(sitting_id)
    room.close(sitting_id, who="deputy")
    assert room.open_kinds() == ["decide", "decide"]


def test_the_direct_superior_steps_aside_by_the_records_and_may_be_let_in_again_by_others(room: Room) -> None:
    person, superior = room.scene.employee, room.members["first"]
    person.supervisor_id = superior.employee_id
    number = room.send(person)
    sitting_id = room.call(number)
    (row,) = room.board(sitting_id).asides
    assert (row.employee_id, row.ground) == (superior.employee_id, Aside.SUPERIOR)
    with pytest.raises(Conflict):
        room.aside(sitting_id, number, "first")
    key, clock = superior.employee_id or 0, room.scene.clock
    with pytest.raises(NotPermitted):
        deliberation.take_part_again(room.session, sitting_id, number, key, actor=superior, clock=clock)
    deliberation.take_part_again(room.session, sitting_id, number, key, actor=room.members["chair"], clock=clock)
    with pytest.raises(NotFound):
        deliberation.take_part_again(room.session, sitting_id, number, key, actor=room.members["chair"], clock=clock)
    room.aside(sitting_id, number, "first", who="first")
    with pytest.raises(NotPermitted):
        room.aside(sitting_id, number, "second", who="first")


def test_a_relative_on_record_neither_takes_part_nor_closes(room: Room) -> None:
    person, leader = room.scene.employee, room.members["chair"]
    record_kinship(room.session, SYSTEM, person.id, leader.employee_id or 0, NOW)
    number = room.send(person)
    sitting_id = room.call(number)
    (row,) = room.board(sitting_id).asides
    assert (row.employee_id, row.ground) == (leader.employee_id, Aside.RELATIVE)
    room.attend(sitting_id)
    room.advise(sitting_id, number, YES)
    with pytest.raises(NotPermitted, match="Anggota deputy"):
        room.close(sitting_id)
    room.close(sitting_id, who="deputy")


def test_what_went_on_meanwhile_drops_out_with_its_reason(room: Room) -> None:
    gone, recorded, changed, heard = (room.send(one) for one in (room.scene.employee, *room.scene.peers[:3]))
    sitting_id = room.call(*room.numbers)
    room.attend(sitting_id)
    for number in room.numbers:
        room.advise(sitting_id, number, YES)
    room.scene.employee = room.session.get_one(Employee, find_card(room.session, gone).employee_id)  # type: ignore[union-attr]
    room.scene.press(gone, Action.WITHDRAW, room.scene.me, reason="Tidak jadi.")
    room.scene.press(changed, Action.RETURN, "verifier", reason="Lengkapi.")
    item = room.board(sitting_id).get_item(recorded)
    assert isinstance(item, TransferItem)
    task_id = item.task_id
    by_hand = Answer("recommended", "", {"paper": "BA/12/2026", "paper_on": "2026-03-02"})
    complete_task(room.session, task_id, room.members["first"], room.scene.clock, by_hand)
    with pytest.raises(Conflict):
        room.advise(sitting_id, gone, NO)
    room.close(sitting_id)
    dropped = {item.number: item.dropped for item in room.board(sitting_id).items}
    assert dropped == {
        gone: "usulan ditarik sebelum dibahas",
        recorded: "hasilnya sudah dicatat dari berita acara lain",
        changed: "usulan dikembalikan sebelum dibahas",
        heard: "",
    }
    (letter,) = deliberation.list_minutes(room.session, sitting_id)
    assert len(get_context(room.session, letter.id)["dropped"]) == 3
    assert [one.advice for one in deliberation.list_heard(room.session, find_card(room.session, heard).id)] == [  # type: ignore[union-attr]
        Advice.RECOMMENDED
    ]


def test_closing_twice_or_from_an_old_page_changes_nothing(room: Room) -> None:
    number = room.send(room.scene.employee)
    sitting_id = room.call(number)
    room.attend(sitting_id)
    version = room.board(sitting_id).sitting.version
    room.advise(sitting_id, number, YES)
    with pytest.raises(Stale):
        room.close(sitting_id, version=version)
    room.close(sitting_id, version=version + 1)
    with pytest.raises(Conflict):
        room.close(sitting_id)
    acts: tuple[Callable[[], None], ...] = (
        lambda: room.advise(sitting_id, number, NO),
        lambda: room.attend(sitting_id),
        lambda: room.aside(sitting_id, number, "first"),
        lambda: deliberation.take_off_agenda(
            room.session, sitting_id, number, actor=room.members["secretary"], clock=room.scene.clock
        ),
    )
    for act in acts:
        with pytest.raises(Conflict):
            act()
    assert len(deliberation.list_minutes(room.session, sitting_id)) == 1


def test_two_secretaries_do_not_write_over_each_other_nor_hear_one_transfer_twice(room: Room) -> None:
    number = room.send(room.scene.employee)
    sitting_id = room.call(number)
    with pytest.raises(Conflict):
        room.call(number)
    room.attend(sitting_id)
    mark = room.board(sitting_id).get_item(number).mark
    room.advise(sitting_id, number, YES, mark=mark)
    with pytest.raises(Stale):
        room.advise(sitting_id, number, NO, mark=mark)


def test_the_agenda_is_set_by_those_who_lead_and_by_verifiers(room: Room) -> None:
    number, clock = room.send(room.scene.employee), room.scene.clock
    with pytest.raises(NotPermitted):
        room.call(number, who="first")
    verifier = room.scene.actors["verifier"]
    new = NewSitting(room.team_id, TODAY, "Aula")
    sitting_id = deliberation.call_sitting(room.session, new, actor=verifier, clock=clock)
    with pytest.raises(InvalidInput):
        deliberation.put_on_agenda(room.session, sitting_id, (), actor=verifier, clock=clock)
    with pytest.raises(NotPermitted):
        deliberation.put_on_agenda(room.session, sitting_id, (number,), actor=room.members["first"], clock=clock)
    assert deliberation.put_on_agenda(room.session, sitting_id, (number,), actor=verifier, clock=clock) == 1
    with pytest.raises(NotPermitted):
        deliberation.advise(room.session, sitting_id, number, YES, mark=None, actor=verifier, clock=clock)
    deliberation.take_off_agenda(room.session, sitting_id, number, actor=verifier, clock=clock)
    assert room.board(sitting_id).items == []
    with pytest.raises(NotFound):
        room.board(sitting_id).get_item(number)
    with pytest.raises(NotFound):
        deliberation.get_board(room.session, sitting_id, room.scene.actors["planner"])
    with pytest.raises(NotFound):
        deliberation.get_board(room.session, sitting_id + 1, verifier)
    assert deliberation.list_sittings(room.session, room.scene.actors["planner"]) == []
    assert [row.id for row, _count in deliberation.list_sittings(room.session, room.members["first"])] == [sitting_id]


@pytest.mark.parametrize(
    ("place", "days", "field"), [(" ", 0, "place"), ("Aula", -91, "held_on"), ("Aula", 366, "held_on")]
)
def test_a_sitting_has_a_place_and_a_day_within_reach(room: Room, place: str, days: int, field: str) -> None:
    new = NewSitting(room.team_id, TODAY + timedelta(days=days), place)
    with pytest.raises(InvalidInput) as refused:
        deliberation.call_sitting(room.session, new, actor=room.members["chair"], clock=room.scene.clock)
    assert refused.value.field == field


def test_nothing_is_closed_before_its_day_or_with_an_empty_agenda(room: Room) -> None:
    sitting_id = room.call(held_on=TODAY + timedelta(days=1))
    room.attend(sitting_id)
    with pytest.raises(Refused) as refused:
        room.close(sitting_id)
    assert len(refused.value.reasons) == 2


def test_who_does_not_wait_for_the_team_is_not_put_on_its_agenda(room: Room) -> None:
    number = room.send(room.scene.employee)
    room.scene.press(number, Action.RETURN, "verifier", reason="Lengkapi.")
    with pytest.raises(Conflict, match="tidak menunggu sidang"):
        room.call(number)


def test_minutes_are_corrected_only_by_further_minutes_that_name_them(room: Room) -> None:
    number, clock = room.send(room.scene.employee), room.scene.clock
    sitting_id, leader = room.call(number), room.members["chair"]
    room.attend(sitting_id)
    room.advise(sitting_id, number, YES)

    def correct(text: str, who: Actor = leader, version: int | None = None) -> str:
        return deliberation.correct_minutes(
            room.session, sitting_id, text, expected_version=version, actor=who, clock=clock
        )

    with pytest.raises(Conflict):
        correct("Tempat: aula.")
    first = room.close(sitting_id)
    with pytest.raises(NotPermitted):
        correct("Tempat: aula.", room.members["first"])
    with pytest.raises(InvalidInput):
        correct(" \n ")
    version = room.board(sitting_id).sitting.version
    second = correct("Tempat sidang adalah Aula Badan.\nSekretaris hadir sampai selesai.", version=version)
    with pytest.raises(Stale):
        correct("Lagi.", version=version)
    _former, letter = deliberation.list_minutes(room.session, sitting_id)
    context = get_context(room.session, letter.id)
    assert (letter.number, context["corrects"], len(context["points"])) == (second, first, 2)
    assert first in context["opening"]
    assert room.open_kinds() == ["decide"]


COUNTS = st.integers(0, 8)


@given(st.sampled_from(Advice), COUNTS, COUNTS, COUNTS, st.integers(0, 24))
def test_hands_that_are_counted_are_those_present_and_carry_the_outcome(
    advice: Advice, yes: int, no: int, none: int, there: int
) -> None:
    fault = find_fault(NewAdvice(advice, AgreedBy.COUNT, yes, no, none, reason="Karena."), there)
    if yes + no + none != there:
        assert fault is not None
    else:
        carried = advice is Advice.DEFERRED or (yes > no if advice is Advice.RECOMMENDED else no > yes)
        assert (fault is None) == carried


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (replace(NO, reason=" "), "reason"),
        (replace(LATER, reason=""), "reason"),
        (replace(YES, reason="x" * 1901), "reason"),
        (replace(YES, notes="x" * 1901), "notes"),
    ],
)
def test_an_outcome_against_needs_its_reason_and_no_text_is_longer_than_a_letter_prints(
    new: NewAdvice, field: str
) -> None:
    fault = find_fault(new, 5)
    assert fault is not None
    assert fault[0] == field
