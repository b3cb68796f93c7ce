"""Minutes of a plan: who sat, what was compared and chosen, what does not go on, and the signed page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import InvalidInput, NotFound, Refused, Stale
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.letters.jobs import JOBS as LETTER_JOBS
from mutasi_flow.letters.queries import get_context
from mutasi_flow.planning.minutes.queries import MinutesRow, list_left_out, list_minutes
from mutasi_flow.planning.minutes.service import NewMinutes, write_minutes
from mutasi_flow.planning.plans.service import NewScenario
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.promotions.service import ask_promotion, promoting
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.deliberation import NewTeam
from mutasi_flow.transfers.domain.team import Duty
from mutasi_flow.transfers.model import TeamMember
from tests.browsing import Browser
from tests.budgets import check_phone_budget
from tests.core.hostile_files import photo
from tests.factories import NOW, TODAY, make_account, make_employee
from tests.planning.plans.workshop import Workshop

SignIn = Callable[[Browser, Account], None]
APPOINTED = NewTeam("Tim Penilai Kinerja", "800/1/2026", date(2026, 1, 2), date(2026, 1, 2))


class Hall:
    """A plan with two scenarios, and a team of three that sits about it."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop, self.clock = workshop, workshop.runtime.clock
        self.plan_id, first = workshop.solved()
        few = workshop.ask(self.plan_id, NewScenario("Satu saja", Policy(max_moves=1)))
        assert first.solution_id is not None
        assert few.solution_id is not None
        self.solution_id, self.few_id = first.solution_id, few.solution_id
        self.members = workshop.write(self._appoint)
        self.movers = {one.place: self._nip(one.employee_id) for one in workshop.moves(self.solution_id)}
        self.new = NewMinutes(self.team_id, TODAY, "Ruang rapat", self.solution_id, "Paling seimbang.", {})

    def _appoint(self, session: Session) -> list[int]:
        self.team_id = deliberation.add_team(session, APPOINTED, actor=SYSTEM, at=NOW)
        people = [
            make_employee(session, name=f"Anggota {duty.value}") for duty in (Duty.CHAIR, Duty.SECRETARY, Duty.MEMBER)
        ]
        for person, duty in zip(people, (Duty.CHAIR, Duty.SECRETARY, Duty.MEMBER), strict=True):
            deliberation.add_member(
                session, self.team_id, person.id, duty, from_on=APPOINTED.from_on, actor=SYSTEM, at=NOW
            )
        return [person.id for person in people]

    def _nip(self, employee_id: int) -> str:
        return next(one.nip or "" for one in self.workshop.nurses if one.id == employee_id)

    def write(self, latest: int | None = None, **changed: Any) -> str:
        actor, store, new = self.workshop.actor(), self.workshop.runtime.files, replace(self.new, **changed)
        by: dict[str, Any] = {"actor": actor, "clock": self.clock, "expected_latest": latest}
        return self.workshop.write(lambda session: write_minutes(session, store, self.plan_id, new, **by))

    def rows(self) -> list[MinutesRow]:
        return self.workshop.read(lambda session: list_minutes(session, self.plan_id))

    def promote(self, places: list[int] | None, despite: str = "") -> int:
        actor, store = self.workshop.actor(), self.workshop.runtime.files
        return self.workshop.write(
            lambda session: ask_promotion(
                session, store, self.solution_id, places, is_sent=False, despite=despite, actor=actor, clock=self.clock
            )
        )


@pytest.fixture
def hall(workshop: Workshop) -> Hall:
    return Hall(workshop)


def test_the_minutes_say_who_sat_what_was_compared_chosen_and_left_out(hall: Hall) -> None:
    absent = {hall.members[2]: "Dinas luar."}
    number = hall.write(absent=absent, left_out=[(hall.movers[1], "Merawat ibunya.")])
    (row,) = hall.rows()
    assert (row.letter.number, row.scenario, row.left_out) == (number, "Apa adanya", 1)
    said = hall.workshop.read(lambda session: get_context(session, row.letter.id))
    assert [one["title"] for one in said["heard"]] == ["Apa adanya", "Satu saja"]
    assert "“Apa adanya”" in said["decided"][0]
    assert "Paling seimbang." in said["decided"][1]
    assert hall.movers[1] in said["dropped"][0]
    assert "Merawat ibunya." in said["dropped"][0]
    assert "hadir 2 dari 3" in said["quorum"]
    assert [one["is_present"] for one in said["attendees"]] == [True, True, False]
    assert said["signatory"]["name"].endswith("Anggota chair")


def test_what_does_not_go_on_becomes_no_transfer_until_other_minutes_hold(hall: Hall) -> None:
    hall.write(left_out=[(hall.movers[1], "Merawat ibunya.")])
    with pytest.raises(InvalidInput):
        hall.promote([1])
    assert hall.promote(None) == len(hall.movers) - 1
    hall.write()
    first, second = reversed(hall.rows())
    assert first.letter.replaced_by_id == second.letter.id
    assert hall.workshop.read(lambda session: list_left_out(session, hall.solution_id)) == {}
    assert hall.promote([1]) == 1


def test_minutes_that_come_before_the_worker_hold(hall: Hall) -> None:
    assert hall.promote(None) == len(hall.movers)
    hall.write(left_out=[(hall.movers[1], "Merawat ibunya.")])
    hall.workshop.work()
    moves = hall.workshop.moves(hall.solution_id)
    assert [one.transfer_id is None for one in moves] == [one.place == 1 for one in moves]


def test_what_needs_a_move_that_does_not_go_on_asks_for_a_reason(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.write(left_out=[(hall.movers[1], "Merawat ibunya.")])
    monkeypatch.setattr(promoting, "list_chains", lambda _opened: [(1, 2)])
    with pytest.raises(InvalidInput, match="tidak utuh"):
        hall.promote([2])
    assert hall.promote([3]) == 1
    assert hall.promote([2], "Penggantinya sudah ada.") == 1


def test_a_result_that_the_minutes_did_not_choose_asks_for_a_reason(hall: Hall) -> None:
    hall.write(solution_id=hall.few_id)
    with pytest.raises(InvalidInput, match="memilih hasil lain: “Satu saja”"):
        hall.promote([1])
    assert hall.promote([1], "Mendesak.") == 1


def test_minutes_do_not_replace_others_that_nobody_read(hall: Hall) -> None:
    hall.write(latest=0)
    with pytest.raises(Stale):
        hall.write(latest=0)
    hall.write(latest=hall.rows()[0].letter.id)
    assert len(hall.rows()) == 2


def test_who_sat_is_asked_of_the_members_of_that_day(client: Browser, sign_in: SignIn, workshop: Workshop) -> None:
    hall, left = Hall(workshop), TODAY - timedelta(days=10)
    member = update(TeamMember).where(TeamMember.employee_id == hall.members[2])
    workshop.write(lambda session: session.execute(member.values(to_on=left)))
    sign_in(client, workshop.planner)
    address = f"/papan/{hall.plan_id}/berita-acara/baru"
    form = {
        "tim": str(hall.team_id),
        "held_on": left.isoformat(),
        "place": "Ruang rapat",
        "solution": str(hall.solution_id),
        "because": "Paling seimbang.",
        **{f"hadir-{key}": "present" for key in hall.members[:2]},
    }
    assert "Anggota member" not in client.get(address).text
    asked = client.post(address, data=form)
    assert (asked.status_code, "Anggota member" in asked.text) == (422, True)
    away = {f"hadir-{hall.members[2]}": "absent", f"sebab-{hall.members[2]}": "Dinas luar."}
    assert client.post(address, data={**form, **away, "latest": "0"}).status_code == 303
    assert client.post(address, data={**form, **away, "latest": "0"}).status_code == 409
    assert client.get(f"{address}?tim={'9' * 5_000}").status_code == 422


def test_who_only_reads_need_learns_no_reasons_about_people(
    client: Browser, sign_in: SignIn, workshop: Workshop
) -> None:
    hall = Hall(workshop)
    hall.write(left_out=[(hall.movers[1], "Merawat ibunya.")])
    hall.promote([2])
    workshop.work()
    address = f"/papan/hasil/{hall.solution_id}/usulan"
    head = workshop.write(lambda session: make_account(session, roles=[Role.SUPERVISOR]))
    for who, knows in ((workshop.planner, True), (head, False)):
        sign_in(client, who)
        page = client.get(address).text
        assert ["Merawat ibunya." in page, "Menjadi draf." in page] == [knows, knows]
        assert "Menjadi usulan" in page


def test_nothing_is_decided_without_a_quorum_a_leader_and_reasons(hall: Hall) -> None:
    chair, secretary, member = hall.members
    with pytest.raises(Refused):
        hall.write(absent={chair: "Sakit.", secretary: "Sakit."})
    with pytest.raises(InvalidInput, match="sebabnya"):
        hall.write(absent={member: " "})
    for changed in (
        {"held_on": TODAY + timedelta(days=1)},
        {"held_on": APPOINTED.from_on - timedelta(days=1)},
        {"place": " "},
        {"because": ""},
        {"left_out": [("123", "x")]},
        {"left_out": [(hall.movers[1], " ")]},
    ):
        with pytest.raises(InvalidInput):
            hall.write(**changed)
    other_plan, row = hall.workshop.solved()
    assert other_plan != hall.plan_id
    for missing in ({"solution_id": row.solution_id}, {"solution_id": 9_999}, {"team_id": 9_999}):
        with pytest.raises(NotFound):
            hall.write(**missing)
    assert hall.rows() == []


def test_from_the_form_to_the_signed_page(client: Browser, sign_in: SignIn, workshop: Workshop) -> None:
    hall = Hall(workshop)
    sign_in(client, workshop.planner)
    address = f"/papan/{hall.plan_id}/berita-acara"
    assert address in client.get(f"/papan/{hall.plan_id}").text
    assert "Belum ada berita acara" in client.get(address).text
    assert "Anggota chair" in client.get(f"{address}/baru").text
    form = {
        "tim": str(hall.team_id),
        "held_on": TODAY.isoformat(),
        "place": "Ruang rapat",
        "solution": str(hall.solution_id),
        "because": "Paling seimbang.",
        "left_out": f"{hall.movers[1]}: Merawat ibunya.",
        **{f"hadir-{key}": "present" for key in hall.members},
    }
    assert client.post(f"{address}/baru", data={**form, "because": ""}).status_code == 422
    assert client.post(f"{address}/baru", data={**form, f"hadir-{hall.members[0]}": ""}).status_code == 422
    assert client.post(f"{address}/baru", data=form).status_code == 303
    page = client.get(address).text
    assert "Merawat ibunya." in page
    assert "Berkasnya sedang disiapkan" in page
    check_phone_budget(client, address)
    (row,) = hall.rows()
    assert client.get(f"{address}/{row.letter.id}.pdf").status_code == 404
    workshop.work(LETTER_JOBS)
    assert client.get(f"{address}/{row.letter.id}.pdf").mimetype == "application/pdf"
    scan = {"signed_on": TODAY.isoformat(), "file": (BytesIO(photo()), "berita-acara.jpg")}
    signing = f"{address}/{row.letter.id}/tanda-tangan"
    assert client.post(signing, data={"signed_on": TODAY.isoformat()}).status_code == 422
    assert client.post(signing, data=scan, content_type="multipart/form-data").status_code == 303
    assert hall.rows()[0].letter.state is LetterState.SIGNED
    assert "tidak diteruskan: Merawat ibunya." in client.get(f"/papan/hasil/{hall.solution_id}/usulan").text

    head = workshop.write(lambda session: make_account(session, roles=[Role.SUPERVISOR]))
    sign_in(client, head)
    assert client.get(address).status_code == 403
    sign_in(client, workshop.write(lambda session: make_account(session, roles=[Role.DECIDER])))
    assert "Merawat ibunya." in client.get(address).text
    assert client.get(f"{address}/baru").status_code == 403
    sign_in(client, workshop.outsider)
    assert client.get(address).status_code == 404
